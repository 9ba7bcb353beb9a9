import { useEditor } from "../app/context";
import { spot, type Spot } from "../app/spot";
import { isObject, label, list, text, type JsonObject } from "../model/json";
import { Field, Group } from "../parts/Field";
import { TextInput } from "../parts/Text";

/** What the portal says of the procedure, in three languages. */
export function About() {
  const editor = useEditor();
  const program = spot(editor, "program.json", "", "案内");
  const portal = program.child("portal");
  const lines: [string, string, string][] = [["needs", "必要なもの", "1行に1つ"], ["lifeEvents", "暮らしの場面", "1行に1つ（引越し、子育て など）"], ["keywords", "さがすことば", "1行に1つ"]];
  return (
    <>
      <Languages label="手続きの名前" spot={program.child("title")} />
      <Languages label="ひとことで言うと" spot={program.child("summary")} lines={2} />
      {lines.map(([name, words, help]) => <Field key={name} label={words} help={help}>{(ids) => <TextInput {...ids} lines={3} value={list(portal.child(name).value).map(text).join("\n")} onValue={(next) => { const items = next.split("\n").map((one) => one.trim()).filter(Boolean); portal.child(name).set(items.length ? items : undefined, "案内の変更"); }} />}</Field>)}
      {([["fee", "手数料"], ["duration", "かかる時間"], ["decider", "決めるところ"]] as const).map(([name, words]) => <Field key={name} label={words}>{(ids) => <TextInput {...ids} value={label(portal.child(name).value)} onValue={(next) => portal.child(name).set(next || undefined, "案内の変更")} />}</Field>)}
      <Field label="根拠となる法令・条例" help="1行に1つ">{(ids) => <TextInput {...ids} lines={2} value={list(program.child("legalBasis").value).map(text).join("\n")} onValue={(next) => program.child("legalBasis").set(next.split("\n").map((one) => one.trim()).filter(Boolean), "根拠の変更")} />}</Field>
    </>
  );
}

/** Japanese, English, やさしい日本語 side by side. */
export function Languages({ label: caption, spot: here, lines }: { label: string; spot: Spot; lines?: number }) {
  const value: JsonObject = isObject(here.value) ? here.value : { ja: label(here.value) };
  const set = (language: string, words: string) => {
    const next: JsonObject = { ...value, [language]: words };
    if (words === "" && language !== "ja") delete next[language];
    here.set(next, `${caption}の変更`);
  };
  return <Group label={caption}>{([["ja", "日本語"], ["easy", "やさしい日本語"], ["en", "英語"]] as const).map(([language, words]) => (
    <Field key={language} label={words}>{(ids) => <TextInput {...ids} lang={language === "en" ? "en" : "ja"} {...(lines ? { lines } : {})} value={text(value[language])} onValue={(next) => set(language, next)} />}</Field>
  ))}</Group>;
}
