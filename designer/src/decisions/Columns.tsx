import { useEditor } from "../app/context";
import { spot } from "../app/spot";
import { isObject, label, objects, sub, text, type JsonObject } from "../model/json";
import type { Op } from "../model/ops";
import { keyFrom } from "../model/programme";
import { Choose } from "../parts/Choose";
import { TextInput } from "../parts/Text";

const types = [{ value: "string", label: "ことば" }, { value: "number", label: "数" }, { value: "boolean", label: "はい・いいえ" }, { value: "date", label: "日付" }];
const feelTypes: Record<string, string> = { number: "number", money: "number", yesno: "boolean", consent: "boolean", date: "date", calculated: "number" };

/** What the table looks at and what it gives: columns are added by choosing a field of the programme. */
export function Columns({ document, decision, table, whole, id }: { document: string; decision: string; table: JsonObject; whole: JsonObject; id: string }) {
  const editor = useEditor();
  const base = sub("/decisions", `@${decision}`, "table");
  const inputs = objects(table.inputs);
  const outputs = objects(table.outputs);
  const next = (list: JsonObject[], prefix: string): string => { for (let n = list.length + 1; ; n++) if (!list.some((one) => one.id === `${prefix}${n}`)) return `${prefix}${n}`; };
  const addInput = (key: string) => {
    const field = editor.programme.fields.find((one) => one.key === key);
    if (!field) return;
    const type = feelTypes[field.type] ?? "string";
    const ops: Op[] = [{ op: "add", document, path: sub(base, "inputs"), value: { id: next(inputs, `${decision}_i`), label: field.label, expression: key, type, values: null } }];
    if (!objects(whole.inputs).some((one) => one.name === key)) {
      const inputId = `${decision}_${key}`;
      ops.push({ op: "add", document, path: "/inputs", value: { id: inputId, name: key, type, label: field.label } });
      const decisionDoc = objects(whole.decisions).find((one) => one.id === decision);
      ops.push({ op: "set", document, path: sub("/decisions", `@${decision}`, "requires"), value: [...(Array.isArray(decisionDoc?.requires) ? decisionDoc.requires : []), inputId] });
    }
    const side = editor.files[`decisions/${id}.json`];
    if (isObject(side) && !objects(side.inputs).some((one) => one.name === key)) ops.push(side.inputs === undefined ? { op: "set", document: `decisions/${id}.json`, path: "/inputs", value: [{ name: key, type, label: field.label }] } : { op: "add", document: `decisions/${id}.json`, path: "/inputs", value: { name: key, type, label: field.label } });
    editor.do("列の追加", ops);
  };
  const addOutput = () => {
    const oid = next(outputs, `${decision}_o`);
    const name = keyFrom("結果", outputs.map((one) => text(one.name)));
    editor.do("列の追加", [{ op: "add", document, path: sub(base, "outputs"), value: { id: oid, name, label: name, type: "string", values: null, default: null } }, ...objects(table.rules).map((rule): Op => ({ op: "set", document, path: sub(base, "rules", `@${text(rule.id)}`, "then", oid), value: "null" }))]);
  };
  const left = editor.programme.fields.filter((field) => !inputs.some((input) => input.expression === field.key) && !["table", "heading", "explanation", "file", "photo", "signature"].includes(field.type));
  return (
    <div className="two card">
      <section><h3>見る項目（もし）</h3>
        <div className="items">{inputs.map((input) => <div className="item rowset tight" key={text(input.id)}><TextInput className="grow" aria-label="列の名前" value={label(input.label) || text(input.expression)} onValue={(words) => spot(editor, document, sub(base, "inputs", `@${text(input.id)}`, "label")).set(words, "列の変更")} />
          <Choose aria-label="列の種類" value={text(input.type)} choices={types} onValue={(type) => spot(editor, document, sub(base, "inputs", `@${text(input.id)}`, "type")).set(type, "列の変更")} />
          <button type="button" className="small plain" aria-label="列を削除" onClick={() => editor.do("列の削除", [{ op: "remove", document, path: sub(base, "inputs", `@${text(input.id)}`) }, ...objects(table.rules).filter((rule) => isObject(rule.when) && rule.when[text(input.id)] !== undefined).map((rule): Op => ({ op: "unset", document, path: sub(base, "rules", `@${text(rule.id)}`, "when", text(input.id)) }))])}>✕</button></div>)}
          <Choose aria-label="見る項目を加える" value="" none="項目を加える…" acts choices={left.map((field) => ({ value: field.key, label: field.label }))} onValue={addInput} /></div></section>
      <section><h3>決まること（ならば）</h3>
        <div className="items">{outputs.map((output) => <div className="item rowset tight" key={text(output.id)}><TextInput className="grow" aria-label="結果の名前" value={label(output.label) || text(output.name)} onValue={(words) => editor.do("列の変更", [{ op: "set", document, path: sub(base, "outputs", `@${text(output.id)}`, "label"), value: words }])} />
          <Choose aria-label="結果の種類" value={text(output.type)} choices={types} onValue={(type) => editor.do("列の変更", [{ op: "set", document, path: sub(base, "outputs", `@${text(output.id)}`, "type"), value: type }])} />
          {outputs.length > 1 && <button type="button" className="small plain" aria-label="結果を削除" onClick={() => editor.do("列の削除", [{ op: "remove", document, path: sub(base, "outputs", `@${text(output.id)}`) }, ...objects(table.rules).filter((rule) => isObject(rule.then) && rule.then[text(output.id)] !== undefined).map((rule): Op => ({ op: "unset", document, path: sub(base, "rules", `@${text(rule.id)}`, "then", text(output.id)) }))])}>✕</button>}</div>)}
          <div><button type="button" className="small" onClick={addOutput}>結果を加える</button></div></div></section>
    </div>
  );
}
