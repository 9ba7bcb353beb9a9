import type { Operation, Vocabulary } from "../api/types";
import { outcomeLabels, outcomesOf, type Descriptor, type Outcome } from "./descriptors";
import { activitiesOf, connections, isActivity, isFlowchart, nameOfActivity, walk, workflowFiles, type Activity } from "./flow";
import { at, isList, isObject, label, list, object, objects, text, type Json, type JsonObject } from "./json";
import type { Files } from "./ops";

export interface Choice { value: string; label: string; hint?: string }
export interface Field { key: string; label: string; type: string; form?: string; options?: Choice[]; privacy?: JsonObject }

/** What a programme's documents declare, as the pickers offer it. The documents of one never change: what was worked out once is kept. */
export class Programme {
  readonly program: JsonObject;
  private readonly kept = new Map<string, unknown>();
  constructor(public readonly files: Files, public readonly vocabulary: Vocabulary, private readonly descriptors: ReadonlyMap<string, Descriptor>) {
    this.program = object(files["program.json"]);
  }

  private once<T>(name: string, find: () => T): T {
    if (!this.kept.has(name)) this.kept.set(name, find());
    return this.kept.get(name) as T;
  }

  get title(): string { return label(this.program.title, "名前のない手続き"); }
  get roles(): Choice[] {
    return this.once("roles", () => objects(this.program.roles).map((role) => ({ value: text(role.id), label: label(role.label, text(role.id)), hint: roleKinds[text(role.kind)] ?? "" })));
  }
  get states(): Choice[] { return this.once("states", () => objects(this.program.states).map((state) => ({ value: text(state.id), label: label(state.label, text(state.id)) }))); }
  get actions(): Choice[] { return this.once("actions", () => objects(this.program.actions).map((action) => ({ value: text(action.id), label: label(action.label, text(action.id)) }))); }
  /** Named clocks: limits a law or by-law sets. */
  get deadlines(): Choice[] { return this.once("deadlines", () => objects(this.program.deadlines).map((deadline) => ({ value: text(deadline.id), label: label(deadline.label, text(deadline.id)) }))); }
  get settings(): Choice[] { return this.once("settings", () => objects(this.program.settings).map((setting) => ({ value: text(setting.key), label: label(setting.label, text(setting.key)) }))); }
  get connectors(): Choice[] { return this.once("connectors", () => objects(this.program.connectors).map((connector) => ({ value: text(connector.id), label: label(connector.label, text(connector.id)) }))); }
  get calendars(): Choice[] { return this.vocabulary.calendars.map((calendar) => ({ value: calendar.id, label: label(calendar.label as Json, calendar.id) })); }

  /** Documents of a folder: their id and name. */
  private folder(folder: string, ending: string): Choice[] {
    return this.once(folder, () => Object.keys(this.files).filter((file) => file.startsWith(`${folder}/`) && file.endsWith(ending) && !file.endsWith(".layout.json")).sort().map((file) => {
      const document = object(this.files[file]);
      const name = file.slice(folder.length + 1, -ending.length);
      const id = folder === "decisions" ? name : text(document.id) || text(document.definitionId) || name;
      return { value: id, label: label(document.title) || label(document.label) || (folder === "decisions" ? "" : label(document.name)) || id };
    }));
  }
  get forms(): Choice[] { return this.folder("forms", ".json"); }
  get notices(): Choice[] { return this.folder("documents", ".scriban"); }
  get registers(): Choice[] { return this.folder("registers", ".json"); }
  get layouts(): Choice[] { return this.folder("files", ".json"); }
  get workflows(): Choice[] { return this.once("workflows", () => workflowFiles(this.files).map((file) => ({ value: text(at(this.files[file], "/definitionId")), label: workflowTitle(this.files[file]) }))); }
  get decisions(): Choice[] {
    return this.once("decision titles", () => this.folder("decisions", ".dmn").map((choice) => ({ value: choice.value, label: label(object(this.files[`decisions/${choice.value}.json`]).label) || decisionTitle(this.files[`decisions/${choice.value}.dmn`]) || choice.value })));
  }

  /** Every field of the case: those of forms, then those declared by themselves, each once. */
  get fields(): Field[] { return this.once("fields", () => this.allFields()); }
  private allFields(): Field[] {
    const found = new Map<string, Field>();
    const take = (field: JsonObject, form?: string) => {
      const key = text(field.key);
      if (key && !found.has(key)) found.set(key, fieldOf(field, form));
    };
    for (const [file, document] of Object.entries(this.files)) if (file.startsWith("forms/")) for (const field of formFields(document)) take(field, text(at(document, "/id")));
    objects(this.program.fields).forEach((field) => take(field));
    return [...found.values()];
  }
  formFields(form: string): Field[] { return formFields(this.formDocument(form)).map((field) => fieldOf(field, form)); }
  formDocument(form: string): Json | undefined { return this.files[`forms/${form}.json`] ?? Object.entries(this.files).find(([file, value]) => file.startsWith("forms/") && at(value, "/id") === form)?.[1]; }
  registerFields(register: string): Field[] { return objects(at(this.files[`registers/${register}.json`], "/fields")).map((field) => fieldOf(field)); }
  decisionInputs(decision: string): Choice[] {
    const side = objects(at(this.files[`decisions/${decision}.json`], "/inputs"));
    if (side.length > 0) return side.map((input) => ({ value: text(input.name), label: label(input.label, text(input.name)) }));
    return objects(at(this.files[`decisions/${decision}.dmn`], "/inputs")).map((input) => ({ value: text(input.name), label: label(input.label, text(input.name)) }));
  }

  /** What a register calls the member an expression ends in (bank.name); undefined when it is none. */
  wordOf(expression: string): string | undefined {
    const last = /^[\w.]+\.(\w+)$/.exec(expression)?.[1];
    return last === undefined ? undefined : this.registers.flatMap((register) => this.registerFields(register.value)).find((field) => field.key === last)?.label;
  }

  /** The kind of field that holds what a decision gives. */
  decisionResult(decision: string): string {
    const outputs = objects(at(objects(at(this.files[`decisions/${decision}.dmn`], "/decisions")).find((one) => isObject(one.table)), "/table/outputs"));
    return outputs.length === 1 ? ({ number: "number", boolean: "yesno", date: "date" } as Record<string, string>)[text(outputs[0]!.type)] ?? "text" : "text";
  }

  /** Operations of a connector that some step asks for; all where none does yet. */
  usedOperations(connector: string): Choice[] {
    const used = everywhere(this.files).filter(({ activity }) => activity.connector === connector).map(({ activity }) => text(activity.operation));
    const all = this.operations(connector);
    return all.some((one) => used.includes(one.value)) ? all.filter((one) => used.includes(one.value)) : all;
  }

  /** What a member of a connector's messages is called. */
  memberOf(connector: string, name: string): string {
    const schemas = this.kind(connector)?.operations.flatMap((operation) => [operation.request as Json, operation.response]) ?? [];
    return schemas.map((schema) => label(at(schema, `/properties/${name}/title`))).find((words) => words !== "") ?? name;
  }

  operations(connector: string): Choice[] { return this.kind(connector)?.operations.map((operation) => ({ value: operation.id, label: label(operation.label as Json, operation.id) })) ?? []; }
  request(connector: string, operation: string): Choice[] {
    const found = this.kind(connector)?.operations.find((one) => one.id === operation)?.request;
    if (Array.isArray(found)) return found.map((field) => ({ value: field.name, label: label(field.label as Json, field.name) }));
    const properties = object(isObject(found) && isObject(found.properties) ? found.properties : (found as Json));
    return Object.entries(properties).map(([name, schema]) => ({ value: name, label: isObject(schema) ? label(schema.label) || label(schema.title) || label(schema.description) || name : typeof schema === "string" ? schema : name }));
  }
  faults = (connector: string, operation: string): Outcome[] =>
    (this.kind(connector)?.operations.find((one) => one.id === operation)?.faults ?? []).map((fault) =>
      typeof fault === "string" ? { key: fault, label: fault } : { key: fault.code, label: label(fault.label as Json, fault.code) });
  /** What a connector can be asked for: as the package itself describes it, else as the product knows its kind. */
  private kind(connector: string): { operations: readonly Operation[] } | undefined {
    const described = this.files[`connectors/${connector}.json`];
    if (isObject(described)) return { operations: objects(described.operations).map(operationOf) };
    const declared = objects(this.program.connectors).find((one) => one.id === connector);
    return this.vocabulary.connectorKinds.find((kind) => kind.kind === text(declared?.kind));
  }

  /** Outside systems the package describes itself but does not use yet. */
  get describedConnectors(): JsonObject[] {
    return Object.entries(this.files).filter(([file, one]) => file.startsWith("connectors/") && isObject(one) && !objects(this.program.connectors).some((used) => used.id === one.id)).map(([, one]) => object(one));
  }

  /** The steps of a flow, to choose where to go. */
  stepsOf(container: JsonObject): readonly Choice[] {
    const known = this.steps.get(container);
    if (known) return known;
    const named = activitiesOf(container).map((step) => ({ value: step.id, label: nameOfActivity(step, this.descriptor(step.type)?.label ?? "") }));
    // Of several by the same name each is told by what comes before it.
    const times = new Map<string, number>();
    named.forEach((one) => times.set(one.label, (times.get(one.label) ?? 0) + 1));
    const steps = named.map((one) => {
      const source = times.get(one.label)! > 1 && isFlowchart(container) ? connections(container).find((arrow) => arrow.target === one.value)?.source : undefined;
      return source === undefined ? one : { ...one, label: `${one.label}（「${named.find((other) => other.value === source)?.label ?? ""}」のあと）` };
    });
    this.steps.set(container, steps);
    return steps;
  }
  private readonly steps = new WeakMap<JsonObject, readonly Choice[]>();

  descriptor(type: string): Descriptor | undefined { return this.descriptors.get(type); }
  outcomes(activity: JsonObject): Outcome[] { return outcomesOf(activity, this.descriptor(text(activity.type)), this.faults); }
  outcomeLabel(activity: JsonObject, outcome: string): string { return this.outcomes(activity).find((one) => one.key === outcome)?.label ?? outcomeLabels[outcome] ?? outcome; }

  /** The word for a value of one of the pickers. */
  wordFor(picker: string, value: Json | undefined): string {
    const source: Record<string, () => Choice[]> = { role: () => this.roles, form: () => this.forms, decision: () => this.decisions, notice: () => this.notices, document: () => this.notices, register: () => this.registers, connector: () => this.connectors, state: () => this.states, workflow: () => this.workflows };
    return source[picker]?.().find((choice) => choice.value === value)?.label ?? text(value);
  }
}

const operationOf = (one: JsonObject): Operation => ({
  id: text(one.id), label: label(one.label, text(one.id)), request: object(one.request), response: object(one.response),
  faults: [...objects(one.faults).filter((fault) => fault.means === "business").map((fault) => ({ code: text(fault.code), label: label(fault.label, text(fault.code)) })), { code: "refused", label: "受け付けられない" }],
});

/** Kinds that say nothing by themselves: what such a system can do stands in the package's own description of it. */
export const describedKinds: ReadonlySet<string> = new Set(["http-system", "file-exchange"]);
export const describedWords: Record<string, string> = { "http-system": "この手続きで説明しているシステム", "file-exchange": "この手続きで説明しているファイルの受け渡し" };

export const roleKinds: Record<string, string> = { citizen: "申請する人", staff: "職員", outside: "市の外の機関", system: "自動処理" };
export const workflowTitle = (workflow: Json | undefined): string => label(at(workflow, "/root/name")) || text(at(workflow, "/description")).split(/[：。:]/)[0] || text(at(workflow, "/name")) || "流れ";
export const decisionTitle = (document: Json | undefined): string => text(objects(at(document, "/decisions")).at(-1)?.description) || text(at(document, "/description"));

export function formFields(form: Json | undefined): JsonObject[] {
  return objects(at(form, "/pages")).flatMap((page) => objects(page.fields));
}

export function fieldOf(field: JsonObject, form?: string): Field {
  const options = objects(field.options).map((option) => ({ value: text(option.value), label: label(option.label, text(option.value)) }));
  return {
    key: text(field.key), label: label(field.label, text(field.key)), type: text(field.type) || "text", ...(form ? { form } : {}),
    ...(options.length ? { options } : {}), ...(isObject(field.privacy) ? { privacy: field.privacy } : {}),
  };
}

/** Who does a step: the role of a task, the applicant for a correction, the outside system for a call. */
export function whoOf(activity: JsonObject, programme: Programme): string {
  if (typeof activity.role === "string") return programme.wordFor("role", activity.role);
  if (activity.type === "Case.Correction") return "申請者";
  if (activity.type === "Case.Approval") return objects(activity.route).map((step) => `${programme.wordFor("role", step.role)}${Number(step.persons ?? 1) > 1 ? `${step.persons}人` : ""}`).filter(Boolean).join("、");
  if (typeof activity.connector === "string") return programme.wordFor("connector", activity.connector);
  return "";
}

/** Until when, in words: 3開庁日以内, 14日以内, or the setting that says it. */
export function untilOf(activity: JsonObject, programme: Programme): string {
  const due = isObject(activity.due) ? activity.due : isObject(activity.timeout) ? activity.timeout : undefined;
  return due ? dueWords(due, programme) : "";
}

export function dueWords(due: JsonObject, programme: Programme): string {
  const count = (value: Json | undefined): string => {
    if (typeof value === "number") return String(value);
    const setting = /^settings\.(\w+)$/.exec(text(value).trim())?.[1];
    return setting ? `「${programme.settings.find((one) => one.value === setting)?.label ?? setting}」の` : text(value);
  };
  if (due.businessDays !== undefined) return `${count(due.businessDays)}開庁日以内`;
  if (due.days !== undefined) return `${count(due.days)}日以内`;
  if (due.months !== undefined) return `${count(due.months)}か月以内`;
  if (typeof due.after === "string") return `${durationWords(due.after)}後まで`;
  if (typeof due.at === "string") return "定めた日まで";
  return "";
}

export function durationWords(iso: string): string {
  const found = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(iso);
  if (!found) return iso;
  return ["年", "か月", "週間", "日", "時間", "分", "秒"].map((unit, index) => (found[index + 1] ? `${found[index + 1]}${unit}` : "")).join("");
}

/** Every activity of every workflow, with the document it stands in. */
export function everywhere(files: Files): { document: string; activity: Activity }[] {
  return workflowFiles(files).flatMap((document) => walk(files[document]).map((placed) => ({ document, activity: placed.activity })));
}

/** A key made from Japanese words, usable as a name in conditions; made different where taken. */
export function keyFrom(words: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  const base = words.normalize("NFKC").replace(/[^\p{L}\p{N}_]/gu, "").replace(/^\p{N}+/u, "") || "項目";
  for (let n = 1; ; n++) {
    const key = n === 1 ? base : `${base}${n}`;
    if (!used.has(key)) return key;
  }
}

/** The next id of a series as municipalities write them: F-01, N-03. */
export function nextId(prefix: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  for (let n = 1; ; n++) {
    const id = `${prefix}${String(n).padStart(2, "0")}`;
    if (!used.has(id)) return id;
  }
}

export const isNested = (value: Json | undefined): boolean => isActivity(value) || (isList(value) && list(value).some(isActivity));

/** Events of connectors have names of their own; those common to all are told in Japanese. */
export const nameOfTrigger = (event: string): string => ({ return: "戻り", paid: "入金", result: "結果", cancelled: "取消し", expired: "期限切れ" })[event] ?? event;

/** What a part made for a step is first called: as the step is, where it has a name of its own. */
export const nameOfPart = (owner: JsonObject, otherwise: string): string => label(owner.name) || label(owner.title) || `新しい${otherwise}`;
