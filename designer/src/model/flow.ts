import { isList, isObject, label, nameOf, objects, sub, text, type Json, type JsonObject, type Path } from "./json";
import type { Files } from "./ops";

/** An activity as it stands in a workflow. */
export interface Activity extends JsonObject { id: string; type: string }

export interface Placed {
  activity: Activity;
  path: Path;
  parent?: Placed;
  /** Where it stands in its parent: `activities`, `then`, `handlers/@withdraw/body`. */
  slot: string[];
  depth: number;
}

export const isActivity = (value: Json | undefined): value is Activity =>
  isObject(value) && typeof value.id === "string" && typeof value.type === "string" && /^[A-Za-z]\w*\.[A-Za-z]/.test(value.type);

/** Members that never hold an activity. */
const plain = new Set(["customProperties", "metadata", "request", "where", "values", "input", "data", "payload", "set", "lookups", "connections", "on", "due"]);

export const pathOf = (activity: { id: string }): Path => sub("", `#${activity.id}`);

/** Every activity of a workflow, outer ones first, in the order of the file. Workflows are never changed in place, so each is walked once. */
export function walk(workflow: Json | undefined): readonly Placed[] {
  if (!isObject(workflow)) return [];
  const known = walked.get(workflow);
  if (known) return known;
  const found = visited(workflow);
  walked.set(workflow, found);
  return found;
}

const walked = new WeakMap<JsonObject, readonly Placed[]>();

function visited(workflow: JsonObject): Placed[] {
  const found: Placed[] = [];
  const root = workflow.root;
  if (isActivity(root)) visit(root, [], undefined, 0);
  return found;

  function visit(activity: Activity, slot: string[], parent: Placed | undefined, depth: number) {
    const placed: Placed = { activity, path: pathOf(activity), slot, depth, ...(parent ? { parent } : {}) };
    found.push(placed);
    for (const [name, value] of Object.entries(activity)) if (!plain.has(name) && typeof value === "object") look(value, [name], placed, depth);
  }
  function look(value: Json | undefined, slot: string[], parent: Placed, depth: number) {
    if (isActivity(value)) visit(value, slot, parent, depth + 1);
    else if (isList(value)) for (const item of value) {
      if (isActivity(item)) visit(item, slot, parent, depth + 1);
      else if (isObject(item)) look(item, [...slot, `@${nameOf(item) ?? ""}`], parent, depth);
    }
    else if (isObject(value)) for (const [name, inner] of Object.entries(value)) if (!plain.has(name) && (isObject(inner) || isList(inner))) look(inner, [...slot, name], parent, depth);
  }
}

export const workflowFiles = (files: Files): string[] => Object.keys(files).filter((file) => /^workflows\/[^/]+\.json$/.test(file) && !file.endsWith(".layout.json")).sort();
export const layoutFile = (workflow: string): string => workflow.replace(/\.json$/, ".layout.json");

export interface Connection { source: string; outcome: string; target: string; name: string; value: JsonObject }

/** The arrows of a flowchart. An arrow is (source, outcome, target); no outcome means Done. */
export function connections(flowchart: JsonObject): readonly Connection[] {
  const known = arrows.get(flowchart);
  if (known) return known;
  const found = objects(flowchart.connections).map((value) => {
    const source = isObject(value.source) ? value.source : {};
    const target = isObject(value.target) ? value.target : {};
    return { source: text(source.activity), outcome: text(source.port) || "Done", target: text(target.activity), name: nameOf(value)!, value };
  });
  arrows.set(flowchart, found);
  return found;
}

const arrows = new WeakMap<JsonObject, readonly Connection[]>();

export const makeConnection = (source: string, outcome: string, target: string): JsonObject => ({
  source: { activity: source, port: outcome }, target: { activity: target, port: "In" },
});

export const isFlowchart = (activity: JsonObject): boolean => activity.type === "Elsa.Flowchart";
export const isSequence = (activity: JsonObject): boolean => activity.type === "Elsa.Sequence";
export const activitiesOf = (activity: JsonObject): Activity[] => objects(activity.activities).filter(isActivity);

/** Ids are for ever: a new one is not used anywhere in the workflow. */
export function freshId(workflow: Json | undefined, base: string): string {
  const taken = new Set(walk(workflow).map((placed) => placed.activity.id));
  for (let number = 1; ; number++) if (!taken.has(`${base}${number}`)) return `${base}${number}`;
}

export const nameOfActivity = (activity: JsonObject, otherwise = ""): string => label(activity.name) || label(activity.title) || otherwise;

/** Activities in the order people meet them: along the arrows from where a flowchart starts, what is never reached last; elsewhere as the file has them. */
export function inFlowOrder(all: readonly Placed[]): Placed[] {
  const ranks = new Map<string, ReadonlyMap<string, number>>();
  const rank = (placed: Placed, index: number): number => {
    const parent = placed.parent?.activity;
    if (!parent || !isFlowchart(parent) || placed.slot[0] !== "activities") return index;
    if (!ranks.has(parent.id)) ranks.set(parent.id, reached(parent));
    return ranks.get(parent.id)!.get(placed.activity.id) ?? index;
  };
  const places = new Map(all.map((placed, index) => [placed, index]));
  const keys = new Map<Placed, number[]>();
  for (const placed of all) keys.set(placed, [...(placed.parent ? keys.get(placed.parent) ?? [] : []), rank(placed, places.get(placed)!)]);
  return [...all].sort((a, b) => compare(keys.get(a)!, keys.get(b)!));
}

function reached(flowchart: Activity): ReadonlyMap<string, number> {
  const steps = activitiesOf(flowchart);
  const arrows = connections(flowchart);
  const start = text(flowchart.start) || steps.find((step) => !arrows.some((arrow) => arrow.target === step.id))?.id || steps[0]?.id;
  const order: string[] = start ? [start] : [];
  for (let at = 0; at < order.length; at++) for (const arrow of arrows) if (arrow.source === order[at] && !order.includes(arrow.target) && steps.some((step) => step.id === arrow.target)) order.push(arrow.target);
  return new Map([...order, ...steps.map((step) => step.id).filter((id) => !order.includes(id))].map((id, index) => [id, index]));
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) if (a[index] !== b[index]) return a[index]! - b[index]!;
  return a.length - b.length;
}
