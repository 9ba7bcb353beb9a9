import { isObject, label, list, objects, text, type Json, type JsonObject } from "./json";

/** What the server tells of an activity type. All panels, sentences and outcomes come from here, so a new type needs nothing in the designer. */
export interface Descriptor {
  type: string;
  label: string;
  sentence: string;
  category: string;
  icon: string;
  inputs: InputDescriptor[];
  outcomes: Outcome[];
  outcomesFrom?: string;
  /** The input whose value makes it one of its kinds (a register's operation), and what differs then. */
  kindBy?: string;
  kinds: Kind[];
  outcomeWords: Readonly<Record<string, string>>;
  childPorts: string[];
  isTerminal: boolean;
  endsContainer: boolean;
  allowsHandlers: boolean;
  /** What the palette offers; older and inner types are shown but not offered. */
  palette: boolean;
  /** A new activity of this type as it is first put on the canvas, without id. */
  template?: JsonObject;
}

export interface InputDescriptor {
  name: string;
  type: string;
  label: string;
  picker: string;
  wrapped: boolean;
  required: boolean;
  defaultValue?: Json;
  description?: string;
  options?: { value: Json; label: string }[];
  /** Members of an object or of each element of a list. */
  items?: InputDescriptor[];
  /** Asked for only while each of these other inputs has one of its values; none: always. */
  when?: { input: string; values: string[] }[];
}

export interface Kind { value: string; outcomes?: string[]; outcomeWords: Readonly<Record<string, string>>; sentence?: string }

export interface Outcome { key: string; label: string }

export const outcomeLabels: Record<string, string> = {
  Done: "次へ", True: "はい", False: "いいえ", Corrected: "補正された", Expired: "期限切れ", Withdrawn: "取下げ", Failed: "うまくいかない",
  Received: "届いた", TimedOut: "時間切れ", Found: "見つかった", NotFound: "見つからない", Several: "決めきれない", Conflict: "重なりあり", Nobody: "相手なし", Rejected: "受け付けない",
  Default: "それ以外", Approved: "承認", Returned: "差戻し", Decided: "決まった", Deferred: "継続", Held: "確保した", Taken: "埋まっていた",
  Confirmed: "確定した", Lost: "失った", InsufficientFunds: "残高不足", Warned: "予告", Breached: "超過", Next: "次へ",
  LimitReached: "回数を超えた", Empty: "1件もない", Unknown: "届いたか分からない", Fallback: "代わりの手順へ", NotPossible: "できない", Repeated: "取込み済み", Undelivered: "届かない", Skipped: "行わない", Completed: "終わった", Canceled: "取りやめ",
  "Request too large": "大きすぎる", "File too large": "ファイルが大きすぎる", "Invalid file extension": "ファイルの種類が違う", "Invalid file MIME type": "ファイルの中身が違う", "Unmatched status code": "ほかの返事", "Failed to connect": "つながらない", Timeout: "時間切れ",
};

/** The kind an activity is by its settings. */
export function kindOf(activity: JsonObject, descriptor: Descriptor | undefined): Kind | undefined {
  if (!descriptor?.kindBy) return undefined;
  const value = activity[descriptor.kindBy] ?? descriptor.inputs.find((input) => input.name === descriptor.kindBy)?.defaultValue;
  return descriptor.kinds.find((kind) => kind.value === value);
}

/** Of inputs those that are asked for as the activity is set. */
export const asked = (inputs: readonly InputDescriptor[], activity: JsonObject, descriptor: Descriptor | undefined): InputDescriptor[] =>
  inputs.filter((input) => (input.when ?? []).every((need) => need.values.includes(text(activity[need.input] ?? descriptor?.inputs.find((one) => one.name === need.input)?.defaultValue))));

/** Every outcome an activity has as it stands: the fixed ones and those its own settings give. */
export function outcomesOf(activity: JsonObject, descriptor: Descriptor | undefined, faults: (connector: string, operation: string) => Outcome[] = () => []): Outcome[] {
  if (!descriptor) return [{ key: "Done", label: outcomeLabels.Done! }];
  if (descriptor.isTerminal) return [];
  const found: Outcome[] = [];
  const add = (key: string, words?: string) => {
    if (key && !found.some((outcome) => outcome.key === key)) found.push({ key, label: words || outcomeLabels[key] || key });
  };
  // That it went well comes before what an outside system may say against it.
  if (descriptor.outcomesFrom === "operation") descriptor.outcomes.filter((outcome) => outcome.key === "Done").forEach((outcome) => add(outcome.key, outcome.label));
  const own = ownOutcomes(activity, descriptor, faults);
  own.forEach((outcome) => add(outcome.key, outcome.label));
  const replaces = own.length > 0 && (descriptor.outcomesFrom === "decisions" || descriptor.outcomesFrom === "on" || descriptor.outcomesFrom === "outcome");
  const kind = kindOf(activity, descriptor);
  for (const outcome of descriptor.outcomes) {
    if (replaces && (outcome.key === "Done" || outcome.key === "Received")) continue;
    if (outcome.key === "TimedOut" && !activity.timeout) continue;
    if (kind?.outcomes && !kind.outcomes.includes(outcome.key)) continue;
    add(outcome.key, kind?.outcomeWords[outcome.key] ?? outcome.label);
  }
  for (const handler of objects(activity.handlers)) if (handler.interrupting === true) add(text(handler.id), label(handler.label) || text(handler.id));
  return found;
}

function ownOutcomes(activity: JsonObject, descriptor: Descriptor, faults: (connector: string, operation: string) => Outcome[]): Outcome[] {
  const from = descriptor.outcomesFrom;
  if (!from || from === "handlers") return [];
  if (from === "operation") return faults(text(activity.connector), text(activity.operation));
  if (from === "states") return objects(activity.states).filter((state) => state.final === true).map((state) => named(state));
  const value = unwrap(activity[from]);
  return list(value as Json).flatMap((item) => (typeof item === "string" ? [{ key: item, label: outcomeLabels[item] ?? item }] : isObject(item) ? [named(item)] : []));
}

const named = (item: JsonObject): Outcome => {
  const key = text(item.key) || text(item.id) || text(item.label) || text(item.name);
  return { key, label: label(item.label, key) };
};

/** The value of an Elsa input, which may be wrapped in `{ typeName, expression: { type, value } }`. */
export function unwrap(value: Json | undefined): Json | undefined {
  if (isObject(value) && isObject(value.expression)) return value.expression.value;
  return value;
}

export function wrap(value: Json | undefined, input: InputDescriptor, language = "Feel"): Json | undefined {
  if (!input.wrapped || value === undefined) return value;
  return { typeName: input.type || "Object", expression: { type: language, value } };
}
