import { activitiesOf, connections, freshId, isFlowchart, isSequence, layoutFile, makeConnection, pathOf, walk, type Activity } from "./flow";
import { at, isObject, sub, text, type Json, type JsonObject } from "./json";
import { applyAll, put, type Files, type Op } from "./ops";

/** Edits of a flow as people mean them, each as the changes it needs. `container` is the id of a flowchart or sequence. */
export interface Flow { files: Files; file: string; container: string }

const here = (flow: Flow, ...way: string[]) => sub(pathOf({ id: flow.container }), ...way);
const containerOf = (flow: Flow): JsonObject => {
  const found = at(flow.files[flow.file], here(flow));
  return isObject(found) ? found : {};
};
const addArrow = (flow: Flow, source: string, outcome: string, target: string): Op => ({ op: "add", document: flow.file, path: here(flow, "connections"), value: makeConnection(source, outcome, target) });

export interface Spot { x: number; y: number }

const place = (flow: Pick<Flow, "files" | "file">, id: string, spot: Spot): Op[] => {
  const file = layoutFile(flow.file);
  const position = { x: Math.round(spot.x), y: Math.round(spot.y) };
  if (flow.files[file] === undefined) return [{ op: "create", document: file, value: { definitionId: text(at(flow.files[flow.file], "/definitionId")), activities: { [id]: { position } } } }];
  return put(flow.files, file, sub("/activities", id, "position"), position);
};

export function add(flow: Flow, activity: Activity, spot?: Spot, before: string | null = null): Op[] {
  return [
    { op: "add", document: flow.file, path: here(flow, "activities"), value: activity, ...(before === null ? {} : { before: `@${before}` }) },
    ...(spot && !isSequence(containerOf(flow)) ? place(flow, activity.id, spot) : []),
  ];
}

export function connect(flow: Flow, source: string, outcome: string, target: string): Op[] {
  const all = connections(containerOf(flow));
  if (all.some((c) => c.source === source && c.outcome === outcome && c.target === target)) return [];
  return [addArrow(flow, source, outcome, target)];
}

/** An outcome of a person's decision goes one way: a new arrow replaces the old. */
export function redirect(flow: Flow, source: string, outcome: string, target: string | undefined): Op[] {
  const old = connections(containerOf(flow)).filter((c) => c.source === source && c.outcome === outcome);
  if (target !== undefined && old.length === 1 && old[0]!.target === target) return [];
  return [...dropConnections(flow, old.map((c) => c.name)), ...(target === undefined ? [] : [addArrow(flow, source, outcome, target)])];
}

export const dropConnections = (flow: Flow, names: readonly string[]): Op[] => names.map((name): Op => ({ op: "remove", document: flow.file, path: here(flow, "connections", `@${name}`) }));

/** Puts an activity on an arrow: source → new → target, the new one's first outcome leading on. */
export function insertOnArrow(flow: Flow, arrow: { source: string; outcome: string; target: string }, activity: Activity, onward: string | undefined, spot: Spot): Op[] {
  const container = containerOf(flow);
  if (isSequence(container)) return add(flow, activity, undefined, arrow.target);
  const old = connections(container).find((c) => c.source === arrow.source && c.outcome === arrow.outcome && c.target === arrow.target);
  return [
    ...add(flow, activity, spot),
    ...(old ? dropConnections(flow, [old.name]) : []),
    addArrow(flow, arrow.source, arrow.outcome, activity.id),
    ...(onward === undefined ? [] : [addArrow(flow, activity.id, onward, arrow.target)]),
  ];
}

/** Removes activities (their arrows go with them); where one stood before exactly one other, the way closes over it. */
export function remove(flow: Flow, ids: readonly string[]): Op[] {
  const container = containerOf(flow);
  const ops: Op[] = ids.filter((id) => activitiesOf(container).some((activity) => activity.id === id)).map((id) => ({ op: "remove", document: flow.file, path: here(flow, "activities", `@${id}`) }));
  if (isFlowchart(container) && ids.length === 1) {
    const all = connections(container);
    const into = all.filter((c) => c.target === ids[0] && c.source !== ids[0]);
    const out = all.filter((c) => c.source === ids[0] && c.target !== ids[0]);
    const ahead = out[0]?.target;
    if (ahead !== undefined && out.every((c) => c.target === ahead)) for (const way of into) ops.push(...connect(flow, way.source, way.outcome, ahead));
  }
  return ops;
}

export function moveTo(flow: Pick<Flow, "files" | "file">, spots: readonly { id: string; spot: Spot }[]): Op[] {
  const file = layoutFile(flow.file);
  if (flow.files[file] !== undefined) return spots.flatMap(({ id, spot }) => place(flow, id, spot));
  const activities = Object.fromEntries(spots.map(({ id, spot }) => [id, { position: { x: Math.round(spot.x), y: Math.round(spot.y) } }]));
  return [{ op: "create", document: file, value: { definitionId: text(at(flow.files[flow.file], "/definitionId")), activities } }];
}

/** What the clipboard holds: activities with the arrows among them and their places. */
export interface Clip { kind: "workflow-steps"; activities: Activity[]; connections: JsonObject[]; spots: Record<string, Spot> }

export function copy(flow: Flow, ids: readonly string[], spots: Record<string, Spot>): Clip {
  const chosen = new Set(ids);
  const container = containerOf(flow);
  return {
    kind: "workflow-steps",
    activities: activitiesOf(container).filter((activity) => chosen.has(activity.id)),
    connections: connections(container).filter((c) => chosen.has(c.source) && chosen.has(c.target)).map((c) => c.value),
    spots: Object.fromEntries(Object.entries(spots).filter(([id]) => chosen.has(id))),
  };
}

/** Pastes with new ids for everything inside, so that pasting twice, or into the programme it came from, is safe. */
export function paste(flow: Flow, clip: Clip, shift: Spot): { ops: Op[]; ids: string[] } {
  const renamed = new Map<string, string>();
  const taken = new Set(walk(flow.files[flow.file]).map((placed) => placed.activity.id));
  const inner = (activity: Activity) => walk({ root: activity } as JsonObject).map((placed) => placed.activity.id);
  for (const id of clip.activities.flatMap(inner)) {
    let fresh = id;
    for (let n = 2; taken.has(fresh); n++) fresh = `${id.replace(/\d+$/, "")}${n}`;
    taken.add(fresh);
    renamed.set(id, fresh);
  }
  const ops: Op[] = [];
  let files = flow.files;
  for (const activity of clip.activities) {
    const spot = clip.spots[activity.id] ?? { x: 60, y: 60 };
    const more = add({ ...flow, files }, rename(activity, renamed) as Activity, { x: spot.x + shift.x, y: spot.y + shift.y });
    files = applyAll(files, more).files;
    ops.push(...more);
  }
  if (isFlowchart(containerOf(flow))) for (const connection of clip.connections) ops.push({ op: "add", document: flow.file, path: here(flow, "connections"), value: rename(connection, renamed) });
  return { ops, ids: clip.activities.map((activity) => renamed.get(activity.id)!) };
}

function rename(value: Json, names: Map<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => rename(item, names));
  if (!isObject(value)) return value;
  const isArrow = isObject(value.source) && isObject(value.target);
  const named = typeof value.id === "string" && typeof value.type === "string" && names.has(value.id);
  const result: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    if (named && key === "id") result[key] = names.get(value.id as string)!;
    else if (isArrow && (key === "source" || key === "target") && isObject(inner)) result[key] = { ...inner, activity: names.get(text(inner.activity)) ?? inner.activity };
    else result[key] = rename(inner, names);
  }
  return result;
}

/** A new activity of a type: its template with an id of its own. */
export function make(files: Files, file: string, type: string, template: JsonObject | undefined, name: string): Activity {
  const base = type.slice(type.lastIndexOf(".") + 1);
  const id = freshId(files[file], base.charAt(0).toLowerCase() + base.slice(1));
  const names = new Map<string, string>();
  const made = { ...(template ?? {}), id, type, name, version: 1 } as Activity;
  for (const placed of walk({ root: made } as JsonObject).slice(1)) names.set(placed.activity.id, `${id}_${placed.activity.id}`);
  return rename(made, names) as Activity;
}

/** A sequence becomes a flowchart with the same order, so that arrows can be drawn in it. */
export function toFlowchart(flow: Flow): Op[] {
  const steps = activitiesOf(containerOf(flow));
  return [
    { op: "set", document: flow.file, path: here(flow, "type"), value: "Elsa.Flowchart" },
    { op: "set", document: flow.file, path: here(flow, "connections"), value: steps.slice(1).map((step, index) => makeConnection(steps[index]!.id, "Done", step.id)) },
  ];
}

/** Arrows follow when an outcome gets another name. */
export const renameOutcome = (flow: Flow, source: string, from: string, to: string): Op[] =>
  connections(containerOf(flow)).filter((c) => c.source === source && c.outcome === from)
    .flatMap((c): Op[] => [...dropConnections(flow, [c.name]), addArrow(flow, source, to, c.target)]);

/** A step's new name; a title that said the same as the old name goes with it. */
export function renameStep(files: Files, file: string, activity: Activity, name: string): Op[] {
  const titled = typeof activity.title === "string" && activity.title === activity.name && name !== "";
  return [...put(files, file, sub(pathOf(activity), "name"), name === "" ? undefined : name), ...(titled ? put(files, file, sub(pathOf(activity), "title"), name) : [])];
}
