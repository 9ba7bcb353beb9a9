import { conditionWords } from "./condition";
import { kindOf, unwrap, type Descriptor, type InputDescriptor } from "./descriptors";
import { isList, isObject, label, objects, text, type Json, type JsonObject } from "./json";
import { dueWords, type Programme } from "./programme";
import { triggerWords } from "./words";

/** The activity as a sentence, from its descriptor's template: 「収納課職員が「照合」を行う」. */
export function sentenceOf(activity: JsonObject, descriptor: Descriptor | undefined, programme: Programme): string {
  if (!descriptor) return label(activity.name);
  return (kindOf(activity, descriptor)?.sentence ?? descriptor.sentence).replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const input = descriptor.inputs.find((one) => one.name === name);
    const words = valueWords(unwrap(activity[name]), input, programme, activity, name);
    return words.replace(/\{[^{}]*\}/g, "…") || (name === "title" ? label(activity.name) : "") || `（${input?.label ?? name}）`;
  });
}

function valueWords(value: Json | undefined, input: InputDescriptor | undefined, programme: Programme, owner: JsonObject, name: string): string {
  const picker = input?.picker ?? "text";
  if (value === undefined || value === null) return "";
  if (name === "operation" && typeof owner.connector === "string") return programme.operations(owner.connector).find((one) => one.value === value)?.label ?? text(value);
  if (picker === "choice") return input?.options?.find((one) => one.value === value)?.label ?? (name === "layout" ? programme.layouts.find((one) => one.value === value)?.label : undefined) ?? text(value);
  if (picker === "condition") return conditionWords(text(value), programme.fields);
  if (picker === "expression") return conditionWords(text(value), programme.fields).replace("式で定めた条件", "計算で決めた値");
  if (picker === "deadline" && isObject(value)) return dueWords(value, programme);
  if (name === "on" || name === "handlers") return objects(value).map((one) => label(one.label) || triggerWords(name === "on" ? one : one.on, programme)).join("、");
  if (name === "set") return objects(value).map((one) => programme.fields.find((field) => field.key === one.field)?.label ?? text(one.field)).join("、");
  if (isList(value)) return value.map((one) => (isObject(one) ? label(one.label) || label(one.name) || text(one.id) : programme.fields.find((field) => field.key === one)?.label ?? String(one))).join("、");
  if (isObject(value)) return label(value);
  if (typeof value === "boolean") return value ? "はい" : "いいえ";
  return programme.wordFor(picker, value) || String(value);
}
