import { useEditor } from "../app/context";
import { spot, type Spot } from "../app/spot";
import { at, isObject, label, list, objects, text, type JsonObject } from "../model/json";
import type { InputDescriptor } from "../model/descriptors";
import { keyFrom } from "../model/programme";
import { ConditionInput } from "../panel/Condition";
import { MappingInput } from "../panel/Mapping";
import { InputEditor } from "../panel/InputEditor";
import { Choose, ChooseMany } from "../parts/Choose";
import { Field, Group } from "../parts/Field";
import { TextInput } from "../parts/Text";
import { fieldKinds, newField, settingsOf } from "./fieldTypes";

/** What one field asks and how it is checked. */
export function FieldPanel({ document, path, go, onName, onShift, onGone }: { document: string; path: string; /** The first setting takes the focus. */ go: boolean; onName: (words: string) => void; onShift: (by: number) => void; onGone: () => void }) {
  const editor = useEditor();
  const here = spot(editor, document, path, "項目");
  const field = isObject(here.value) ? here.value : undefined;
  if (!field) return null;
  const type = text(field.type);
  const settings = settingsOf(type);
  const privacy = isObject(field.privacy) ? field.privacy : undefined;
  return (
    <div>
      <div className="rowset tight end">
        <button type="button" className="small" onClick={() => onShift(-1)}>上へ</button><button type="button" className="small" onClick={() => onShift(1)}>下へ</button>
        <button type="button" className="small danger" onClick={() => { if (editor.do("項目の削除", [{ op: "remove", document, path }])) onGone(); }}>削除</button>
      </div>
      <Field label="聞くことば">{(ids) => <TextInput {...ids} autoFocus={go} value={label(field.label)} onValue={onName} />}</Field>
      <Field label="答えの種類">{(ids) => <Choose {...ids} value={type} optional={false} choices={fieldKinds(editor.vocabulary).map((one) => ({ value: one.type, label: one.label }))} onValue={(next) => here.set({ ...newField(next, text(field.key), ""), ...field, type: next, ...(newField(next, "", "").options && !field.options ? { options: newField(next, "", "").options! } : {}) }, "種類の変更")} />}</Field>
      {(type === "choice" || type === "multichoice") && <OptionsSource field={field} spot={here} />}
      {(type === "choice" || type === "multichoice") && !field.optionsFrom && <Options spot={here.child("options")} />}
      {type === "table" && <Columns spot={here.child("columns")} />}
      {settings.main.map((input) => <InputEditor key={input.name} spot={here.child(input.name)} input={input} owner={field} />)}
      {settings.rest.length > 0 && <details><summary>細かな設定</summary>{settings.rest.map((input) => <InputEditor key={input.name} spot={here.child(input.name)} input={input} owner={field} />)}</details>}
      {settings.rest.length > 0 && <details><summary>英語・やさしい日本語</summary>
        {(["en", "easy"] as const).map((language) => <Field key={language} label={language === "en" ? "英語" : "やさしい日本語"}>{(ids) => <TextInput {...ids} value={isObject(field.label) ? text(field.label[language]) : ""} onValue={(next) => here.child("label").set({ ...(isObject(field.label) ? field.label : { ja: label(field.label) }), [language]: next } as JsonObject, "ことばの変更")} />}</Field>)}
      </details>}
      {settings.rest.length > 0 && <details><summary>個人情報</summary>
        <Field label="使いみち">{(ids) => <TextInput {...ids} value={text(privacy?.purpose)} onValue={(next) => here.child("privacy").set(next === "" && !privacy?.readers ? undefined : { ...privacy, purpose: next }, "個人情報の変更")} />}</Field>
        <Group label="見てよい人" help="選ばないときは、この手続きに関わる人が見られます。"><ChooseMany label="見てよい人" values={objects(editor.programme.program.roles).map((role) => text(role.id)).filter((id) => Array.isArray(privacy?.readers) && privacy.readers.includes(id))} choices={editor.programme.roles} onValues={(readers) => here.child("privacy").set({ ...privacy, readers }, "個人情報の変更")} /></Group>
      </details>}
    </div>
  );
}

/** Where the choices come from: written here, or the records of a register, so that they change with it. */
function OptionsSource({ field, spot: here }: { field: JsonObject; spot: Spot }) {
  const { programme, files } = useEditor();
  const from = isObject(field.optionsFrom) ? field.optionsFrom : undefined;
  if (programme.registers.length === 0 && !from) return null;
  const columns = programme.registerFields(text(from?.register));
  const choose = (register: string) => {
    const { optionsFrom: _, options: __, ...rest } = field;
    const fields = programme.registerFields(register);
    const key = text(list(at(files[`registers/${register}.json`], "/key"))[0]) || fields[0]?.key || "";
    here.set(register === "" ? { ...rest, options: [{ value: "選択肢1", label: "選択肢1" }, { value: "選択肢2", label: "選択肢2" }] } : { ...rest, optionsFrom: { register, value: key, label: fields.find((one) => one.key !== key && one.type === "text")?.key ?? key } }, "選択肢の決め方の変更");
  };
  return <>
    <Field label="選択肢の決め方">{(ids) => <Choose {...ids} value={text(from?.register)} none="ここに書く" choices={programme.registers.map((one) => ({ value: one.value, label: `台帳「${one.label}」から` }))} onValue={choose} />}</Field>
    {from && <Field label="選ぶときに見せる項目">{(ids) => <Choose {...ids} optional={false} value={text(from.label)} choices={columns.map((one) => ({ value: one.key, label: one.label }))} onValue={(next) => here.child("optionsFrom").set({ ...from, label: next })} />}</Field>}
    {from && <details open={from.where !== undefined || from.disabledWhen !== undefined}><summary>見せる記録をしぼる</summary>
      <Group label="この値の記録だけを見せる"><MappingInput spot={here.child("optionsFrom").child("where")} owner={from} input={records} /></Group>
      <Group label="見せるが選べなくする"><ConditionInput label="見せるが選べなくする" value={text(from.disabledWhen)} where={{ document: here.document, path: here.path }} among={text(from.register)} onValue={(next) => here.child("optionsFrom").child("disabledWhen").set(next || undefined, "条件の変更")} /></Group>
    </details>}
  </>;
}

const records: InputDescriptor = { name: "where", label: "条件", picker: "mapping", type: "Object", wrapped: false, required: false };

/** Choices, one a line: quick to type and to paste from a sheet. A choice keeps its own name when its words change. */
function Options({ spot: here }: { spot: Spot }) {
  const options = objects(here.value);
  const set = (words: string) => {
    const lines = words.split("\n").map((line) => line.trim()).filter(Boolean);
    const taken: string[] = [];
    here.set(lines.map((line, index) => {
      const known = options.find((option) => label(option.label, text(option.value)) === line) ?? (lines.length === options.length ? options[index] : undefined);
      let value = text(known?.value) || line;
      if (taken.includes(value)) value = keyFrom(line, taken);
      taken.push(value);
      return { ...known, value: known && lines.length === options.length && known === options[index] && /^選択肢\d$/.test(value) ? line : value, label: line };
    }), "選択肢の変更");
  };
  return <Field label="選択肢" help="1行に1つ">{(ids) => <TextInput {...ids} lines={Math.max(3, options.length + 1)} value={options.map((option) => label(option.label, text(option.value))).join("\n")} onValue={set} />}</Field>;
}

/** The columns of a repeating table. */
function Columns({ spot: here }: { spot: Spot }) {
  const editor = useEditor();
  const kinds = fieldKinds(editor.vocabulary).filter((kind) => !["table", "heading", "explanation", "consent"].includes(kind.type));
  return (
    <Group label="表の列">
      <div className="items">{here.items().map((column, index) => {
        const value = isObject(column.value) ? column.value : {};
        return <div className="item rowset tight" key={index}><TextInput className="grow" aria-label={`列${index + 1}の名前`} value={label(value.label)} onValue={(next) => column.child("label").set(next)} /><Choose aria-label={`列${index + 1}の種類`} value={text(value.type)} optional={false} choices={kinds.map((kind) => ({ value: kind.type, label: kind.label }))} onValue={(next) => column.child("type").set(next)} /><label className="pick"><input type="checkbox" checked={value.required === true} onChange={(event) => column.child("required").set(event.target.checked || undefined)} />必須</label><button type="button" className="small plain" aria-label={`列「${label(value.label)}」を削除`} onClick={() => column.drop()}>✕</button></div>;
      })}
        <div><button type="button" className="small" onClick={() => here.add({ ...newField("text", keyFrom("列", objects(here.value).map((one) => text(one.key))), ""), label: `列${objects(here.value).length + 1}` })}>列を加える</button></div></div>
    </Group>
  );
}
