import { useState } from "react";
import { useEditor } from "../app/context";
import { spot } from "../app/spot";
import { FixList } from "../app/Problems";
import { isObject, label, objects, sub, text, type JsonObject } from "../model/json";
import { keyFrom } from "../model/programme";
import { checks, itemsOf } from "../model/shapes";
import { ListInput } from "../panel/ListInput";
import { Field, Group } from "../parts/Field";
import { openFirst } from "../parts/Choose";
import { TextInput } from "../parts/Text";
import { FieldPanel } from "./FieldPanel";
import { fieldKinds, newField } from "./fieldTypes";
import { FormPreview } from "./FormPreview";

/** A form: its pages and fields in order, what each asks, and beside it the form as people will see it. */
export function FormEditor({ document }: { document: string }) {
  const editor = useEditor();
  const form = editor.files[document];
  const [chosen, choose] = useState<string>();
  const [asked, setAsked] = useState<string>();
  /** Chosen in the list or made: its settings are gone to. Chosen by going through the preview: one stays there. */
  const setChosen = (key: string | undefined) => { setAsked(key); choose(key); };
  /** Items that got their name as their key while their settings are open: the settings stay as they are, the focus with them. */
  const [before, setBefore] = useState<Readonly<Record<string, string>>>({});
  const [dragged, setDragged] = useState<string>();
  const kinds = fieldKinds(editor.vocabulary);
  if (!isObject(form)) return null;
  const pages = objects(form.pages);
  const keys = pages.flatMap((page) => objects(page.fields).map((field) => text(field.key)));
  const goal = editor.goal?.document === document ? editor.goal.element : null;
  const current = chosen ?? (goal && keys.includes(goal) ? goal : undefined);
  const page = pages.find((one) => objects(one.fields).some((field) => field.key === current)) ?? pages.at(-1);

  const addField = (type: string) => {
    if (!page) return;
    const words = kinds.find((one) => one.type === type)?.label.replace(/（.*/, "") ?? "項目";
    const taken = [...editor.programme.fields.map((field) => field.key), ...keys];
    const key = keyFrom(words, taken);
    const fields = objects(page.fields);
    const after = fields.findIndex((field) => field.key === current);
    const next = after >= 0 ? text(fields[after + 1]?.key) : "";
    if (editor.do("項目の追加", [{ op: "add", document, path: sub("/pages", `@${text(page.id)}`, "fields"), value: newField(type, key, key), ...(next ? { before: `@${next}` } : {}) }])) { editor.unnamed.add(`${document}#${key}`); setChosen(key); }
  };
  const placeBefore = (key: string, target: { page: string; before?: string }) => {
    const from = pages.find((one) => objects(one.fields).some((field) => field.key === key));
    if (!from || key === target.before) return;
    editor.do("項目の並べ替え", [{ op: "move", document, path: sub("/pages", `@${text(from.id)}`, "fields", `@${key}`), to: sub("/pages", `@${target.page}`, "fields"), ...(target.before ? { before: `@${target.before}` } : {}) }]);
  };
  const shift = (field: JsonObject, by: number) => {
    if (!page) return;
    const fields = objects(page.fields);
    const rest = fields.filter((one) => one.key !== field.key);
    const to = fields.indexOf(field) + by;
    if (to < 0 || to > rest.length) return;
    const before = text(rest[to]?.key);
    placeBefore(text(field.key), { page: text(page.id), ...(before ? { before } : {}) });
  };
  const pageSpot = (id: string) => spot(editor, document, sub("/pages", `@${id}`), "ページ");
  return (
    <>
      <div className="tools"><h2>{label(form.title)}</h2>
        <span className="right rowset tight"><label className="rowset tight">項目を加える
          <select value="" aria-label="加える項目の種類" onKeyDown={openFirst} onChange={(event) => event.target.value && addField(event.target.value)}><option value="">種類を選ぶ…</option>{kinds.map((one) => <option key={one.type} value={one.type}>{one.label}</option>)}</select></label>
          <button type="button" onClick={() => editor.do("ページの追加", [{ op: "add", document, path: "/pages", value: { id: keyFrom("page", pages.map((one) => text(one.id))), title: `ページ${pages.length + 1}`, fields: [] } }])}>ページを加える</button></span>
      </div>
      <div className="formarea">
        <div className="fieldlist" role="region" aria-label="項目の一覧" tabIndex={0}>
          <Field label="様式の名前">{(ids) => <TextInput {...ids} value={label(form.title)} onValue={(next) => spot(editor, document, isObject(form.title) ? "/title/ja" : "/title", "様式").set(next, "名前の変更")} />}</Field>
          {pages.map((one) => (
            <section key={text(one.id)} onDragOver={(event) => dragged && event.preventDefault()} onDrop={() => dragged && placeBefore(dragged, { page: text(one.id) })}>
              <div className="rowset tight"><TextInput className="grow" aria-label="ページの題名" value={label(one.title)} onValue={(next) => pageSpot(text(one.id)).child("title").set(next)} />
                {pages.length > 1 && objects(one.fields).length === 0 && <button type="button" className="small plain" aria-label={`ページ「${label(one.title)}」を削除`} onClick={() => editor.do("ページの削除", [{ op: "remove", document, path: sub("/pages", `@${text(one.id)}`) }])}>✕</button>}</div>
              <ol>{objects(one.fields).map((field) => {
                const key = text(field.key);
                const flawed = editor.problems.some((problem) => problem.document === document && problem.element === key);
                return (
                  <li key={key} draggable onDragStart={() => setDragged(key)} onDragEnd={() => setDragged(undefined)} onDragOver={(event) => dragged && event.preventDefault()} onDrop={(event) => { event.stopPropagation(); if (dragged) placeBefore(dragged, { page: text(one.id), before: key }); }}>
                    <button type="button" aria-current={current === key ? "true" : undefined} onClick={() => { setChosen(key); editor.select({ document, elements: [key] }); }}
                      onKeyDown={(event) => { if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) { event.preventDefault(); shift(field, event.key === "ArrowUp" ? -1 : 1); } if (event.key === "Delete") { editor.do("項目の削除", [{ op: "remove", document, path: sub("/pages", `@${text(one.id)}`, "fields", `@${key}`) }]); setChosen(undefined); } }}>
                      <span>{label(field.label, key)}{field.required === true && <span className="must">必須</span>}</span><span className="tiny soft">{kinds.find((kind) => kind.type === field.type)?.label}{flawed ? "　要確認" : ""}</span>
                    </button>
                  </li>
                );
              })}</ol>
              {objects(one.fields).length === 0 && <p className="soft tiny">項目はまだありません。上の「項目を加える」から選びます。</p>}
            </section>
          ))}
          <p><button type="button" className="small" aria-current={current ? undefined : "true"} onClick={() => { setChosen(undefined); editor.select({ document, elements: [] }); }}>{checks.label}{objects(form.checks).length > 0 && `（${objects(form.checks).length}）`}</button></p>
        </div>
        <FormPreview document={document} chosen={current} onChoose={(key) => { setAsked(undefined); choose(key); }} />
        <aside className="side" aria-label="項目の設定" tabIndex={0}>
          <FixList problems={editor.problems.filter((problem) => problem.document === document && (current ? problem.element === current : problem.element === null))} />
          {current && page && keys.includes(current)
            ? <FieldPanel key={before[current] ?? current} go={asked === current} onName={(words) => { const field = objects(page.fields).find((one) => one.key === current); const named = field && editor.name(document, sub("/pages", `@${text(page.id)}`, "fields"), field, words, [...editor.programme.fields.map((one) => one.key), ...keys]); if (named && named !== current) { setBefore({ ...before, [named]: before[current] ?? current }); choose(named); } }} document={document} path={sub("/pages", `@${text(page.id)}`, "fields", `@${current}`)} onShift={(by) => { const field = objects(page.fields).find((one) => one.key === current); if (field) shift(field, by); }} onGone={() => setChosen(undefined)} />
            : <><Group label={checks.label} help="ほかの項目や台帳とくらべて、受け付けられない申請をその場で断ります。"><ListInput spot={spot(editor, document, "/checks", checks.label)} items={itemsOf(checks, undefined) ?? []} label="確かめること" owner={{}} name={checks.name} /></Group><p className="soft">項目を選ぶと、ここで設定できます。項目は引いて動かすか、Alt と上下の矢印キーで並べ替えます。</p></>}
        </aside>
      </div>
    </>
  );
}
