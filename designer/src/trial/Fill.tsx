import { useState } from "react";
import { useEditor } from "../app/context";
import { formFields, type Programme } from "../model/programme";
import { at, isObject, label, objects, text, type Json, type JsonObject } from "../model/json";
import { Choose, ChooseMany } from "../parts/Choose";
import { Field, Group } from "../parts/Field";

const skipped = new Set(["heading", "explanation", "calculated"]);

/** A form filled in for a pretend person; one press fills it with fitting values. */
export function Fill({ form, only, submit, busy, onSubmit }: { form: string; only?: string[] | undefined; submit: string; busy: boolean; onSubmit: (values: JsonObject) => void }) {
  const { programme } = useEditor();
  const fields = formFields(programme.formDocument(form)).map((field) => withRecords(field, programme)).filter((field) => !skipped.has(text(field.type)) && (!only || only.length === 0 || only.includes(text(field.key))));
  const [values, setValues] = useState<JsonObject>({});
  const set = (key: string, value: Json | undefined) => setValues((before) => { const next = { ...before }; if (value === undefined || value === "") delete next[key]; else next[key] = value; return next; });
  return (
    <form className="stack" onSubmit={(event) => { event.preventDefault(); onSubmit(values); }}>
      {fields.length > 1 && <div><button type="button" className="small" onClick={() => setValues(Object.fromEntries(fields.map((field) => [text(field.key), example(field)]).filter(([, value]) => value !== null)) as JsonObject)}>見本の値を入れる</button></div>}
      {fields.map((field) => <One key={text(field.key)} field={field} value={values[text(field.key)]} onValue={(value) => set(text(field.key), value)} />)}
      <button type="submit" className="main" disabled={busy}>{submit}</button>
    </form>
  );
}

/** Choices that come from a register are, in a trial, its first records. */
function withRecords(field: JsonObject, programme: Programme): JsonObject {
  const from = isObject(field.optionsFrom) ? field.optionsFrom : undefined;
  const records = objects(at(programme.files[`registers/${text(from?.register)}.json`], "/seed"));
  if (!from || records.length === 0) return field;
  const { optionsFrom: _, ...rest } = field;
  return { ...rest, options: records.map((record) => ({ value: String(record[text(from.value)] ?? ""), label: String(record[text(from.label)] ?? record[text(from.value)] ?? "") })).filter((one) => one.value !== "") };
}

function One({ field, value, onValue }: { field: JsonObject; value: Json | undefined; onValue: (value: Json | undefined) => void }) {
  const words = label(field.label, text(field.key));
  const type = text(field.type);
  const options = objects(field.options).map((option) => ({ value: text(option.value), label: label(option.label, text(option.value)) }));
  if (type === "consent") return <label className="pick"><input type="checkbox" checked={value === true} onChange={(event) => onValue(event.target.checked || undefined)} />{words}</label>;
  if (type === "multichoice") return <Group label={words}><ChooseMany label={words} values={(Array.isArray(value) ? value : []).map(text)} choices={options} onValues={(next) => onValue(next)} /></Group>;
  if (type === "table") {
    const rows = Array.isArray(value) ? value : [];
    return <Group label={words}>{objects(field.columns).map((column) => <One key={text(column.key)} field={column} value={(rows[0] as JsonObject | undefined)?.[text(column.key)]} onValue={(next) => onValue([{ ...(rows[0] as JsonObject | undefined), [text(column.key)]: next ?? null }])} />)}</Group>;
  }
  return (
    <Field label={words} must={field.required === true}>{(ids) => options.length > 0 ? <Choose {...ids} value={text(value)} choices={options} onValue={onValue} />
      : type === "yesno" ? <Choose {...ids} value={value === true ? "1" : value === false ? "0" : ""} choices={[{ value: "1", label: "はい" }, { value: "0", label: "いいえ" }]} onValue={(next) => onValue(next === "" ? undefined : next === "1")} />
      : <input {...ids} type={type === "date" ? "date" : type === "time" ? "time" : "text"} value={value === undefined || value === null ? "" : String(value)} onChange={(event) => onValue(type === "number" || type === "money" ? (event.target.value === "" || Number.isNaN(Number(event.target.value)) ? event.target.value : Number(event.target.value)) : event.target.value)} />}</Field>
  );
}

/** A fitting value for a field. */
function example(field: JsonObject): Json {
  const type = text(field.type);
  const option = text(objects(field.options)[0]?.value);
  const values: Record<string, Json> = { kana: "シミン ハナコ", number: typeof field.min === "number" ? field.min : 1, money: 1000, date: "2026-12-15", time: "10:00", yesno: true, consent: true, postal: "2480000", phone: "0467230000", email: "hanako@example.jp", bank: "0001", branch: "123", account: "1234567", address: "鎌倉市御成町18-10", file: null, photo: null, signature: null, location: null, table: [Object.fromEntries(objects(field.columns).map((column) => [text(column.key), example(column)]))] };
  if (option) return type === "multichoice" ? [option] : option;
  return type in values ? values[type]! : typeof field.digits === "number" ? "1".repeat(field.digits) : label(field.label).slice(0, Number(field.maxLength) || 20) || "見本";
}
