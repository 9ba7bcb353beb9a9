import { useEditor } from "../app/context";
import type { Spot } from "../app/spot";
import { isObject, label, list, text, type JsonObject } from "../model/json";
import { keyFrom, type Choice } from "../model/programme";
import { Choose, ChooseMany } from "../parts/Choose";
import { Field, Group } from "../parts/Field";
import { NumberInput, TextInput } from "../parts/Text";

const kinds: Choice[] = [{ value: "unique", label: "同じ記録を二つ作らせない" }, { value: "noOverlap", label: "期間の重なる記録を作らせない" }, { value: "capacity", label: "決まった数より多く作らせない" }, { value: "references", label: "ほかの台帳にあるものだけを書かせる" }, { value: "transitions", label: "値の変わり方を決める" }];

/** What no record of the register may break, whoever writes it. */
export function Constraints({ spot: here, fields }: { spot: Spot; fields: readonly Choice[] }) {
  const items = here.items();
  const taken = items.map((item) => (isObject(item.value) ? text(item.value.id) : ""));
  return (
    <Group label="守らせる決まり" help="だれが書いても守られます。破る書き込みは断られ、流れでは「重なりあり」へ進みます。">
      <div className="items">
        {items.map((item) => <One key={item.path} spot={item} fields={fields} />)}
        <Choose aria-label="決まりを加える" value="" none="決まりを加える…" acts choices={kinds.filter((kind) => kind.value !== "transitions")} onValue={(kind) => kind && here.add({ id: keyFrom("決まり", taken), ...fresh(kind, fields) }, "決まりの追加")} />
      </div>
    </Group>
  );
}

function fresh(kind: string, fields: readonly Choice[]): JsonObject {
  const first = fields[0]?.value ?? "";
  if (kind === "noOverlap") return { noOverlap: [], period: [first, fields[1]?.value ?? first] };
  if (kind === "capacity") return { capacity: [first], limit: 1 };
  if (kind === "references") return { references: "", match: {} };
  return { unique: [first] };
}

function One({ spot: here, fields }: { spot: Spot; fields: readonly Choice[] }) {
  const { programme } = useEditor();
  const value = isObject(here.value) ? here.value : {};
  const kind = kinds.find((one) => value[one.value] !== undefined);
  const many = (name: string, words: string) => <Group label={words}><ChooseMany label={words} values={list(value[name]).map(text)} choices={fields} onValues={(next) => here.child(name).set(next)} /></Group>;
  const period = list(value.period).map(text);
  const match = isObject(value.match) ? value.match : {};
  return (
    <div className="item">
      <div className="head"><strong>{kind?.label ?? "決まり"}</strong><button type="button" className="small plain right" aria-label={`「${kind?.label ?? "決まり"}」を取り除く`} onClick={() => here.drop("決まりの削除")}>✕</button></div>
      {kind?.value === "unique" && many("unique", "この項目がすべて同じなら、同じ記録とみなす")}
      {kind?.value === "noOverlap" && <>
        <div className="rowset">{(["はじめの項目", "おわりの項目"] as const).map((words, index) => <Field key={words} label={words}>{(ids) => <Choose {...ids} optional={false} value={period[index] ?? ""} choices={fields} onValue={(next) => here.child("period").set([0, 1].map((at) => (at === index ? next : period[at] ?? "")))} />}</Field>)}</div>
        {many("noOverlap", "この項目が同じ記録どうしで比べる")}
      </>}
      {kind?.value === "capacity" && <>
        {many("capacity", "この項目が同じ記録を合わせて数える")}
        {value.limitFrom === undefined && <Field label="多くても">{(ids) => <NumberInput {...ids} min={0} value={typeof value.limit === "number" ? value.limit : undefined} onValue={(next) => next !== undefined && here.child("limit").set(next)} />}</Field>}
        <Field label="数えるもの">{(ids) => <Choose {...ids} none="記録の件数" value={text(value.weight)} choices={fields.map((field) => ({ ...field, label: `「${field.label}」の合計` }))} onValue={(next) => here.child("weight").set(next || undefined)} />}</Field>
      </>}
      {kind?.value === "references" && <>
        <Field label="台帳">{(ids) => <Choose {...ids} value={text(value.references)} choices={programme.registers} onValue={(next) => here.set({ ...value, references: next, match: {} })} />}</Field>
        {programme.registerFields(text(value.references)).map((theirs) => <Field key={theirs.key} label={`「${theirs.label}」と同じでなければならない項目`}>{(ids) => <Choose {...ids} none="くらべない" value={text(match[theirs.key])} choices={fields} onValue={(own) => { const { [theirs.key]: _, ...rest } = match; here.child("match").set((own ? { ...rest, [theirs.key]: own } : rest) as JsonObject); }} />}</Field>)}
      </>}
      <Field label="断るときのことば">{(ids) => <TextInput {...ids} value={label(value.message)} onValue={(next) => here.child("message").set(next || undefined)} />}</Field>
    </div>
  );
}
