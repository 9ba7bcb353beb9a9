import { useEditor } from "../app/context";
import { FixList } from "../app/Problems";
import { spot } from "../app/spot";
import { fieldKinds } from "../forms/fieldTypes";
import { isObject, label, list, objects, text } from "../model/json";
import { put } from "../model/ops";
import { keyFrom } from "../model/programme";
import { Choose, ChooseMany } from "../parts/Choose";
import { Field, Group } from "../parts/Field";
import { TextInput } from "../parts/Text";
import { Constraints } from "./Constraints";
import { FirstRecords } from "./FirstRecords";

/** A register: its name, its columns, what tells records apart, who edits and who reads. */
export function RegisterEditor({ document }: { document: string }) {
  const editor = useEditor();
  const whole = editor.files[document];
  if (!isObject(whole)) return null;
  const here = spot(editor, document, "", "台帳");
  const fields = objects(whole.fields);
  const choices = fields.map((field) => ({ value: text(field.key), label: label(field.label, text(field.key)) }));
  const kinds = [...fieldKinds(editor.vocabulary).filter((kind) => !["heading", "explanation", "consent", "table", "calculated"].includes(kind.type)), { type: "boolean", label: "はい・いいえ（印）" }, { type: "list", label: "一覧" }, { type: "object", label: "まとまり" }];
  return (
    <>
      <div className="tools"><h2>{label(whole.label)}</h2></div>
      <div className="page" tabIndex={0} role="region" aria-label="台帳の内容">
        <FixList problems={editor.problems.filter((problem) => problem.document === document)} />
        <div className="rowset"><Field label="台帳の名前">{(ids) => <TextInput {...ids} value={label(whole.label)} onValue={(next) => here.child("label").set(next)} />}</Field>
          <Field label="種類">{(ids) => <Choose {...ids} optional={false} value={text(whole.kind)} choices={[{ value: "record", label: "市が作る台帳" }, { value: "mirror", label: "ほかのシステムの写し" }, { value: "append", label: "書き足すだけの記録" }]} onValue={(kind) => here.child("kind").set(kind)} />}</Field></div>
        <Group label="記録を見分ける項目"><ChooseMany label="記録を見分ける項目" values={list(whole.key).map(text)} choices={choices} onValues={(key) => here.child("key").set(key)} /></Group>
        <Group label="書き換える人"><ChooseMany label="書き換える人" values={list(whole.editors).map(text)} choices={editor.programme.roles} onValues={(next) => here.child("editors").set(next)} /></Group>
        <Group label="見る人"><ChooseMany label="見る人" values={list(whole.readers).map(text)} choices={editor.programme.roles} onValues={(next) => here.child("readers").set(next)} /></Group>
        <table><caption>項目</caption><thead><tr><th scope="col">名前</th><th scope="col">種類</th><th scope="col">さがすのに使う</th><th scope="col"><span className="vh">操作</span></th></tr></thead>
          <tbody>{here.child("fields").items().map((field, index) => {
            const value = isObject(field.value) ? field.value : {};
            return <tr key={index}><td><TextInput aria-label="項目の名前" value={label(value.label, text(value.key))} onValue={(next) => editor.name(document, "/fields", value, next, fields.map((one) => text(one.key)), (key) => put(editor.files, document, "/key", list(whole.key).map((one) => (one === value.key ? key : one))))} /></td><td><Choose aria-label="項目の種類" optional={false} value={text(value.type)} choices={kinds.map((kind) => ({ value: kind.type, label: kind.label }))} onValue={(next) => field.child("type").set(next)} /></td>
              <td><input type="checkbox" aria-label={`${label(value.label)}をさがすのに使う`} checked={value.indexed === true} onChange={(event) => field.child("indexed").set(event.target.checked || undefined)} /></td><td><button type="button" className="small plain" aria-label={`${label(value.label)}を削除`} onClick={() => field.drop()}>✕</button></td></tr>;
          })}</tbody></table>
        <p><button type="button" onClick={() => { const key = keyFrom("項目", fields.map((field) => text(field.key))); if (editor.do("項目の追加", [{ op: "add", document, path: "/fields", value: { key, label: key, type: "text" } }])) editor.unnamed.add(`${document}#${key}`); }}>項目を加える</button></p>
        <Constraints spot={here.child("constraints")} fields={choices} />
        <FirstRecords spot={here.child("seed")} fields={fields} />
      </div>
    </>
  );
}
