import { useEditor } from "../app/context";
import { mapped, type Spot } from "../app/spot";
import { asked, unwrap, wrap, type InputDescriptor } from "../model/descriptors";
import { isList, isObject, label as labelOf, list, text, type JsonObject } from "../model/json";
import { itemsOf } from "../model/shapes";
import type { Choice } from "../model/programme";
import { Choose, ChooseMany } from "../parts/Choose";
import { Field, Group } from "../parts/Field";
import { NumberInput, TextInput } from "../parts/Text";
import { ConditionInput } from "./Condition";
import { DeadlineInput, TimerInput } from "./Deadline";
import { ListInput } from "./ListInput";
import { MappingInput } from "./Mapping";
import { PickConnector, PickField, PickNamed, PickPart } from "./PickPart";
import { TriggerInput } from "./Trigger";
import { ValueInput } from "./Value";

export interface Setting { spot: Spot; input: InputDescriptor; /** The activity or element the input belongs to. */ owner: JsonObject; hint?: string | undefined }

/** One input of an activity, asked for in the way its descriptor says. */
export function InputEditor({ spot: outer, input, owner, hint }: Setting) {
  const { programme } = useEditor();
  const spot = input.wrapped ? mapped(outer, unwrap, (value) => wrap(value, input, languageOf(outer.value, input))) : outer;
  const value = spot.value;
  const where = { document: outer.document, path: outer.path };
  const words = input.label;
  const pickOne = (choices: readonly Choice[], none?: string) => (
    <Field label={words} help={hint} must={input.required}>{(ids) => <Choose {...ids} value={text(value)} choices={choices} {...(none ? { none } : {})} onValue={(next) => spot.set(next === "" ? undefined : next, `${words}の変更`)} />}</Field>
  );
  const pick = { spot, label: words, hint, must: input.required, owner };
  switch (input.picker) {
    case "role": return input.name === "onFailure" || isObject(value) && value.task !== undefined
      ? <Field label={words} help={hint}>{(ids) => <Choose {...ids} value={text(isObject(value) ? value.task : undefined)} choices={programme.roles} none="仕事にしない" onValue={(role) => spot.set(role === "" ? undefined : { task: role })} />}</Field>
      : <PickNamed {...pick} kind="role" choices={programme.roles} />;
    case "form": return <PickPart {...pick} kind="form" folder={["forms", ".json"]} choices={programme.forms} none="様式なし" />;
    case "decision": return <PickPart {...pick} kind="decision" folder={["decisions", ".dmn"]} choices={programme.decisions} />;
    case "notice": case "document": return <PickPart {...pick} kind="notice" folder={["documents", ".scriban"]} choices={programme.notices} none="通知なし" />;
    case "register": return <PickPart {...pick} kind="register" folder={["registers", ".json"]} choices={programme.registers} />;
    case "connector": return <PickConnector {...pick} />;
    case "operation": return pickOne(programme.operations(text(owner.connector)));
    case "state": return <PickNamed {...pick} kind="state" choices={programme.states} />;
    case "workflow": return pickOne(programme.workflows);
    case "choice": {
      const choices = input.options?.length ? input.options.map((option) => ({ value: String(option.value), label: option.label })) : input.name === "layout" ? programme.layouts : [];
      const usual = text(input.defaultValue);
      // What holds where nothing is said is shown as chosen.
      if (!choices.some((choice) => choice.value === usual)) return pickOne(choices, usual === "" ? undefined : "おまかせ");
      return <Field label={words} help={hint}>{(ids) => <Choose {...ids} value={text(value) || usual} optional={false} choices={choices} onValue={(next) => spot.set(next === usual ? undefined : next, `${words}の変更`)} />}</Field>;
    }
    case "checkbox": return <div className="field"><label className="pick"><input type="checkbox" checked={value === true} onChange={(event) => spot.set(event.target.checked ? true : input.defaultValue === true ? false : undefined, `${words}の変更`)} />{words}</label>{hint && <p className="help">{hint}</p>}</div>;
    case "number": return <Field label={words} help={hint} must={input.required}>{(ids) => <NumberInput {...ids} value={typeof value === "number" ? value : undefined} onValue={(next) => spot.set(next, `${words}の変更`)} />}</Field>;
    case "condition": case "wrappedCondition": {
      const inner = input.picker === "wrappedCondition" ? mapped(spot, unwrap, (next) => (next === undefined ? undefined : { type: "Feel", value: next })) : spot;
      return <Group label={words} help={hint}><ConditionInput label={words} value={text(inner.value)} where={where} lookups={owner.lookups} onValue={(next) => inner.set(next === "" ? undefined : next, "条件の変更")} /></Group>;
    }
    case "expression": return <Group label={words} help={hint}><ValueInput label={words} value={text(value)} where={where} lookups={owner.lookups} onValue={(next) => spot.set(next === "" ? undefined : next, `${words}の変更`)} /></Group>;
    case "deadline": return input.name === "deadline" ? pickOne(programme.deadlines) : <Group label={words} help={hint}>{input.name === "due" || isObject(value) && (value.days !== undefined || value.months !== undefined || value.businessDays !== undefined && value.after === undefined && input.name !== "timeout") ? <DeadlineInput spot={spot} label={words} /> : <TimerInput spot={spot} label={words} />}</Group>;
    case "trigger": return <Group label={words} help={hint}><TriggerInput spot={spot} /></Group>;
    case "states": return <Group label={words}><ChooseMany label={words} values={value === "*" ? [] : list(value).map(text)} choices={programme.states} onValues={(next) => spot.set(next.length === 0 ? "*" : next)} />{value === "*" && <p className="tiny soft">どの状態からでも</p>}</Group>;
    case "fields": if (input.type.endsWith("[]") && typeof value === "string" && value !== "") return <Group label={words} help={hint}><ValueInput label={words} value={value} where={where} onValue={(next) => spot.set(next === "" ? undefined : next, `${words}の変更`)} /></Group>;
      return isList(value) || input.type.endsWith("[]")
      ? <Group label={words} help={hint}><ChooseMany label={words} values={list(value).map(text)} choices={fieldChoices(programme.fields)} onValues={(next) => spot.set(next.length === 0 ? undefined : next, `${words}の変更`)} /></Group>
      : <PickField {...pick} choices={fieldChoices(programme.fields)} />;
    case "taskFields": return <Group label={words}><ChooseMany label={words} values={list(value).map(text)} choices={[...fieldChoices(programme.formFields(text(owner.form))), { value: "comment", label: "コメント" }]} onValues={(next) => spot.set(next.length === 0 ? undefined : next)} /></Group>;
    case "mapping": return <Group label={words} help={hint}><MappingInput spot={spot} owner={owner} input={input} /></Group>;
    case "list": {
      const every = itemsOf(input, value);
      const items = every && asked(every, owner, programme.descriptor(text(owner.type)));
      if (input.name === "notSameAs") return <Group label={words} help="選んだ仕事をした人は、この仕事をできません。"><ChooseMany label={words} values={list(value).map(text)} choices={taskChoices(programme.files).filter((one) => one.value !== owner.task)} onValues={(next) => spot.set(next.length === 0 ? undefined : next)} /></Group>;
      if (!items || items.length === 0) return <Group label={words} help={hint}><Plain spot={spot} label={words} /></Group>;
      return <Group label={words} help={hint}><ListInput spot={spot} items={items} label={words} owner={owner} name={input.name} /></Group>;
    }
    case "json": return <Group label={words} help={hint}><Members spot={spot} label={words} owner={owner} /></Group>;
    default: return <Field label={words} help={hint} must={input.required}>{(ids) => <TextInput {...ids} {...(input.picker === "multilineText" ? { lines: 3 } : {})} value={isObject(value) ? labelOf(value) : value === undefined || value === null ? "" : String(value)} onValue={(next) => spot.set(next === "" ? undefined : isObject(value) ? { ...value, ja: next } : next, `${words}の変更`)} />}</Field>;
  }
}

const languageOf = (value: Setting["owner"][string], input: InputDescriptor): string =>
  isObject(value) && isObject(value.expression) ? text(value.expression.type) || "Feel" : input.picker === "condition" || input.picker === "expression" ? "Feel" : "Literal";

export const fieldChoices = (fields: readonly { key: string; label: string }[]): Choice[] => fields.map((field) => ({ value: field.key, label: field.label }));

const taskChoices = (files: Readonly<Record<string, unknown>>): Choice[] => Object.entries(files).filter(([file]) => file.startsWith("workflows/") && !file.endsWith(".layout.json")).flatMap(([, workflow]) => found(workflow));
function found(value: unknown): Choice[] {
  if (Array.isArray(value)) return value.flatMap(found);
  if (typeof value !== "object" || value === null) return [];
  const one = value as JsonObject;
  const own: Choice[] = (one.type === "Case.Task" || one.type === "Case.Approval") && typeof one.task === "string" ? [{ value: one.task, label: labelOf(one.name) || labelOf(one.title) || one.task }] : [];
  return [...own, ...Object.values(one).flatMap(found)];
}

/** A list of words or numbers, one a line. */
function Plain({ spot, label }: { spot: Spot; label: string }) {
  const numbers = list(spot.value).some((item) => typeof item === "number") || spot.path.endsWith("/retry");
  return <><p className="help">1行に1つ</p><TextInput aria-label={label} lines={3} value={list(spot.value).map((item) => (isObject(item) ? labelOf(item) : String(item))).join("\n")}
    onValue={(words) => { const lines = words.split("\n").map((line) => line.trim()).filter(Boolean); spot.set(lines.length === 0 ? undefined : numbers ? lines.map(Number).filter((one) => !Number.isNaN(one)) : lines); }} /></>;
}

/** Members of a value whose shape nobody told: each by its name, as words, a number or a choice. */
function Members({ spot, label, owner }: { spot: Spot; label: string; owner: JsonObject }) {
  if (!isObject(spot.value)) return <TextInput aria-label={label} value={text(spot.value)} onValue={(next) => spot.set(next === "" ? undefined : next)} />;
  return <div className="stack">{Object.entries(spot.value).map(([name, value]) => (
    <InputEditor key={name} spot={spot.child(name)} owner={owner} input={{ name, label: name, type: "String", wrapped: false, required: false, picker: typeof value === "boolean" ? "checkbox" : typeof value === "number" ? "number" : isObject(value) ? "json" : "expression" }} />
  ))}</div>;
}
