import { useEffect, useMemo, useRef, useState } from "react";
import { post } from "../api/client";
import type { NoticePreview } from "../api/types";
import { useEditor } from "../app/context";
import { FixList } from "../app/Problems";
import { spot } from "../app/spot";
import { isObject, label, list, text } from "../model/json";
import { common, insertsOf, toPeople, toTemplate } from "../model/letter";
import { everywhere } from "../model/programme";
import { Choose } from "../parts/Choose";
import { Field, Group } from "../parts/Field";
import { TextInput } from "../parts/Text";

const channels = [["portal", "マイページ"], ["mail", "メール"], ["line", "LINE"], ["sms", "SMS"], ["post", "郵便"]] as const;

/** A notice: what it is called, how it goes out, its words with the values put in, and how it will read. */
export function NoticeEditor({ document }: { document: string }) {
  const editor = useEditor();
  const whole = editor.files[document];
  const area = useRef<HTMLTextAreaElement>(null);
  const [preview, setPreview] = useState<NoticePreview>();
  const notice = isObject(whole) ? whole : {};
  const id = text(notice.id);
  const { programme } = editor;
  const inserts = useMemo(() => {
    const given = everywhere(editor.files).filter(({ activity }) => activity.notice === id && isObject(activity.data)).flatMap(({ activity }) => Object.entries(activity.data as Record<string, unknown>));
    const data = [...new Map(given).entries()].map(([name, expression]) => ({ value: name, label: common.find((one) => one.expression === expression)?.label ?? programme.fields.find((field) => field.key === expression || field.key === name)?.label ?? programme.wordOf(text(expression as never)) ?? name }));
    return insertsOf(programme.fields, data, programme.settings);
  }, [editor.files, id, programme]);
  const letter = useMemo(() => toPeople(text(notice.body), inserts), [notice.body, inserts]);
  const shown = letter.words;
  const [draft, setDraft] = useState(shown);
  useEffect(() => setDraft(shown), [shown]);
  const saved = editor.sync.standing === "saved";
  useEffect(() => {
    if (!saved || !id) return;
    const stop = new AbortController();
    const sample = Object.fromEntries(programme.fields.map((field) => [field.key, sampleOf(field.type, field.label)]));
    post<NoticePreview>(`/drafts/${editor.summary.id}/notices/${id}/preview`, { fields: sample, head: { number: "R8-000001", status: "受付済" }, data: Object.fromEntries(inserts.filter((one) => one.expression.startsWith("data.")).map((one) => [one.expression.slice(5), isMany(text(notice.body), one.expression) ? [`（${one.label}）`] : `（${one.label}）`])) }, stop.signal).then(setPreview, () => undefined);
    return () => stop.abort();
  }, [editor, id, saved, notice.body, notice.title]);
  const here = spot(editor, document, "", "通知");
  const settle = (words: string) => here.child("body").set(toTemplate(words, inserts, letter.kept), "文面の変更");
  const put = (expression: string) => {
    const insert = inserts.find((one) => one.expression === expression);
    if (!insert) return;
    const at = area.current?.selectionStart ?? draft.length;
    const next = `${draft.slice(0, at)}〔${insert.label}〕${draft.slice(area.current?.selectionEnd ?? at)}`;
    setDraft(next);
    settle(next);
  };
  if (!isObject(whole)) return null;
  const chosen = list(notice.channels).map(text);
  return (
    <>
      <div className="tools"><h2>{label(notice.title)}</h2></div>
      <div className="two">
        <div role="region" aria-label="通知の内容" tabIndex={0}>
          <FixList problems={editor.problems.filter((problem) => problem.document === document)} />
          <Field label="題名" must>{(ids) => <TextInput {...ids} value={label(notice.title)} onValue={(next) => here.child("title").set(next, "題名の変更")} />}</Field>
          <Group label="送り方"><span className="rowset">{channels.map(([key, words]) => <label key={key} className="pick"><input type="checkbox" checked={chosen.includes(key)} onChange={(event) => here.child("channels").set(event.target.checked ? [...chosen, key] : chosen.filter((one) => one !== key), "送り方の変更")} />{words}</label>)}</span></Group>
          <Group label="種類"><Choose aria-label="種類" optional={false} value={text(notice.kind)} choices={[{ value: "notice", label: "お知らせ" }, { value: "document", label: "番号の付く文書" }]} onValue={(kind) => here.child("kind").set(kind)} /></Group>
          <Field label="文面" help="〔　〕には、送るときに値が入ります。">{(ids) => <textarea {...ids} ref={area} rows={14} value={draft} onChange={(event) => setDraft(event.target.value)} onBlur={() => draft !== shown && settle(draft)} />}</Field>
          <Choose aria-label="値を差し込む" value="" none="値を差し込む…" acts choices={inserts.map((one) => ({ value: one.expression, label: one.label }))} onValue={put} />
        </div>
        <div className="deskbg" role="region" aria-label="見え方" tabIndex={0}><h3>見え方</h3>
          {preview ? <><p className="tiny soft">{(preview.channels ?? []).map((one) => channels.find(([key]) => key === one)?.[1] ?? one).join("・")}</p><article className="letter"><strong>{preview.title}</strong>{"\n\n"}{preview.body}</article>{preview.problem && <p className="note bad">{typeof preview.problem === "string" ? preview.problem : label(preview.problem)}</p>}</> : <p className="soft">文面を書くと、ここに届くとおりに表れます。</p>}
          <p className="soft tiny">使っているところ：{everywhere(editor.files).filter(({ activity }) => Object.values(activity).includes(id)).map(({ activity }) => label(activity.name, text(activity.id))).join("、") || "まだありません"}</p>
        </div>
      </div>
    </>
  );
}

const sampleOf = (type: string, label: string): string | number | boolean =>
  type === "number" || type === "money" || type === "calculated" ? 1000 : type === "yesno" || type === "consent" ? true : type === "date" ? "2026-04-01" : `（${label}）`;

/** Whether a text goes through the items of a value: its sample is a list then. */
const isMany = (body: string, expression: string): boolean => new RegExp(`(for\\s+\\w+\\s+in\\s+${expression.replace(".", "\\.")}\\b)|(${expression.replace(".", "\\.")}\\s*\\|\\s*array)`).test(body);
