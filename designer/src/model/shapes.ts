import type { InputDescriptor } from "./descriptors";
import { isObject, list, type Json } from "./json";

const input = (name: string, label: string, picker: string, more: Partial<InputDescriptor> = {}): InputDescriptor => ({ name, label, picker, type: "String", wrapped: false, required: false, ...more });
/** Reasons to refuse what was sent: of a form, or of an action. */
export const checks: InputDescriptor = input("checks", "出すときに確かめること", "list");
const lookups = [
  input("as", "呼び名", "text", { required: true }), input("register", "台帳", "register", { required: true }), input("where", "条件", "mapping"), input("take", "件数の上限", "number"), input("count", "件数だけを数える", "checkbox"),
];

/** Items of lists whose members need more than a picker to be asked for: triggers, conditions of cases, states and their transitions. */
const known: Record<string, InputDescriptor[]> = {
  set: [input("field", "項目", "fields", { required: true }), input("to", "入れる値", "expression", { required: true })],
  lookups,
  handlers: [input("on", "きっかけ", "trigger", { required: true }), input("when", "条件", "condition"), input("interrupting", "ここで打ち切る", "checkbox")],
  on: [input("", "きっかけ", "trigger", { required: true })],
  checks: [
    input("lookups", "調べる台帳", "list"), input("when", "断るのは", "condition", { required: true }), input("message", "断ることば", "text", { required: true }), input("field", "どの項目のところに出すか", "fields"),
    input("severity", "断り方", "choice", { options: [{ value: "error", label: "断る" }, { value: "warning", label: "知らせるだけで、出すことはできる" }], defaultValue: "error" }),
  ],
  cases: [input("label", "場合の名前", "text", { required: true }), input("condition", "条件", "wrappedCondition")],
  states: [input("final", "終わりの状態", "checkbox")],
  transitions: [input("from", "もとの状態", "states"), input("to", "つぎの状態", "state"), input("on", "きっかけ", "trigger"), input("when", "条件", "condition")],
};

/** What each item of a list holds: as the server says, as the format says, or as the items there show. */
export function itemsOf(descriptor: InputDescriptor, value: Json | undefined): InputDescriptor[] | undefined {
  if (descriptor.items && descriptor.items.length > 0) return descriptor.items.map((item) => (item.picker === "list" && item.name === "requires" ? { ...item, picker: "taskFields" } : item));
  if (known[descriptor.name]) return known[descriptor.name];
  const sample = list(value).filter(isObject);
  if (sample.length === 0) return undefined;
  const names = [...new Set(sample.flatMap((item) => Object.keys(item)))];
  return names.map((name) => input(name, name, sample.some((item) => typeof item[name] === "boolean") ? "checkbox" : sample.some((item) => typeof item[name] === "number") ? "number" : "text"));
}

/** Inputs that the panel does not ask for: they are made, not chosen. */
export const hidden = new Set(["task", "handlersBody"]);
/** Inputs most people leave as they are; shown when asked for. */
export const seldom = new Set(["key", "retry", "giveUpAfter", "timeout", "once", "signalId", "lookups", "onFailure", "sha256", "take", "stateFeel", "outcome", "in", "parallel", "to",
  "instance", "waitFor", "window", "concurrency", "cache", "chunk", "inquiry", "answer", "fallback", "fallbackAfter", "fallbackGoOn", "compensate",
  "delivery", "channels", "important", "urgent", "at", "cancels", "buttons", "omit", "omitWhen", "wait", "onUndelivered",
  "scope", "assign", "persons", "sameMessage", "acknowledge", "checklist", "escalate", "closes", "compare",
  "routeFrom", "author", "parts", "snapshot", "effective", "review", "remind", "reminder", "early", "need", "of", "quorum", "tie", "chair", "waitAll"]);
