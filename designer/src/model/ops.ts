import { at, indexOf, isList, isObject, nameOf, parentOf, resolve, same, segments, sub, text, type Json, type JsonObject, type Path } from "./json";

/** The documents of a draft by path, each as JSON (docs/designer-api.md §3). */
export type Files = Readonly<Record<string, Json>>;

/** One change to one place, as it is sent to the server. */
export type Op =
  | { op: "set"; document: string; path: Path; value: Json }
  | { op: "unset"; document: string; path: Path }
  | { op: "add"; document: string; path: Path; value: Json; before?: string }
  | { op: "remove"; document: string; path: Path }
  | { op: "move"; document: string; path: Path; to: Path; before?: string }
  | { op: "create"; document: string; value: Json }
  | { op: "delete"; document: string }
  | { op: "rename"; document: string; path: Path; id: string };

/** The place of a change is not there (any more). */
export class Refused extends Error {
  constructor(public readonly op: Op) {
    super("この場所はほかの人の変更でなくなりました。");
  }
}

/** Applies one change; answers the new documents and the changes that take it back. */
export function apply(files: Files, op: Op): { files: Files; inverse: Op[] } {
  if (op.op === "rename") throw new Refused(op);
  if (op.op === "create" || op.op === "delete") {
    const before = files[op.document];
    const next = { ...files };
    if (op.op === "delete") delete next[op.document];
    else next[op.document] = op.value;
    if (op.op === "delete" ? before === undefined : before !== undefined) throw new Refused(op);
    return { files: next, inverse: [op.op === "create" ? { op: "delete", document: op.document } : { op: "create", document: op.document, value: before! }] };
  }
  const document = files[op.document];
  if (document === undefined) throw new Refused(op);
  const done = change(document, op);
  return { files: { ...files, [op.document]: done.document }, inverse: done.inverse };
}

export function applyAll(files: Files, ops: readonly Op[]): { files: Files; inverse: Op[] } {
  const inverse: Op[] = [];
  let now = files;
  for (const op of ops) {
    const done = apply(now, op);
    now = done.files;
    inverse.unshift(...done.inverse);
  }
  return { files: now, inverse };
}

type InDocument = Extract<Op, { path: Path }>;
type Done = { document: Json; inverse: Op[] };

function change(document: Json, op: InDocument): Done {
  const way = resolve(document, op.path) ?? fail(op);
  if (op.op === "add") return insert(document, way, op);
  if (op.op === "move") return move(document, op);
  const last = way.at(-1);
  if (last === undefined) return op.op === "set" ? { document: op.value, inverse: [{ ...op, value: document }] } : fail(op);
  const inverse: Op[] = [];
  const next = edit(document, way.slice(0, -1), op, (target) => {
    if (isList(target)) {
      const index = indexOf(target, last);
      if (index < 0) return fail(op);
      const now = target[index]!;
      if (op.op === "set") {
        inverse.push({ ...op, value: now });
        return target.with(index, op.value);
      }
      if (op.op !== "remove") return fail(op);
      inverse.push({ op: "add", document: op.document, path: listPath(op.path, document), value: now, ...beforeAt(target, index + 1) });
      return target.toSpliced(index, 1);
    }
    if (!isObject(target) || op.op === "remove" && target[last] === undefined) return fail(op);
    const before = target[last];
    if (op.op === "set") {
      inverse.push(before === undefined ? { op: "unset", document: op.document, path: op.path } : { ...op, value: before });
      return { ...target, [last]: op.value };
    }
    if (before !== undefined) inverse.push({ op: "set", document: op.document, path: way.length > 1 ? memberPath(op.path, document, last) : op.path, value: before });
    const { [last]: _, ...rest } = target;
    return rest as JsonObject;
  });
  return op.op === "remove" ? withoutArrows(document, next, way, op, inverse) : { document: next, inverse };
}

/** The list an item stands in, addressed so that the address stays good: by the id of what holds it where the item itself was named. */
function listPath(path: Path, document: Json): Path {
  return segments(path).length > 1 || !path.startsWith("/#") ? parentOf(path) : held(document, path);
}
const memberPath = (path: Path, document: Json, member: string): Path => (segments(path).length > 1 ? path : sub(held(document, path), member));

/** The place that holds an element named by `#id`, from the nearest activity above it. */
function held(document: Json, path: Path): Path {
  const way = resolve(document, path)!.slice(0, -1);
  for (let end = way.length; end > 0; end--) {
    const here = at(document, sub("", ...way.slice(0, end)));
    if (isObject(here) && typeof here.id === "string" && typeof here.type === "string") return sub(`/#${here.id}`, ...way.slice(end));
  }
  return sub("", ...way);
}

const beforeAt = (items: readonly Json[], index: number): { before?: string } => {
  const name = nameOf(items[index]);
  return name === undefined ? {} : { before: `@${name}` };
};

function insert(document: Json, way: string[], op: Extract<Op, { op: "add" }>): Done {
  const name = nameOf(op.value);
  if (name === undefined) return fail(op);
  let fresh = false;
  const next = edit(document, way, op, (target) => {
    fresh = target === undefined;
    const items = target === undefined ? [] : isList(target) ? target : fail(op);
    if (indexOf(items, `@${name}`) >= 0) return fail(op);
    const index = op.before === undefined ? items.length : indexOf(items, op.before);
    return index < 0 ? fail(op) : items.toSpliced(index, 0, op.value);
  });
  return { document: next, inverse: [fresh ? { op: "unset", document: op.document, path: op.path } : { op: "remove", document: op.document, path: sub(op.path, `@${name}`) }] };
}

function move(document: Json, op: Extract<Op, { op: "move" }>): Done {
  const value = at(document, op.path);
  if (value === undefined) return fail(op);
  const from = listPath(op.path, document);
  const items = at(document, from);
  const name = nameOf(value);
  if (name === undefined) return fail(op);
  const taken = change(document, { op: "remove", document: op.document, path: op.path });
  const back: Op = isList(items)
    ? { op: "move", document: op.document, path: op.path.startsWith("/#") && segments(op.path).length === 1 ? op.path : sub(op.to, `@${name}`), to: from, ...beforeAt(items, indexOf(items, `@${name}`) + 1) }
    : { op: "move", document: op.document, path: sub(op.to, `@${name}`), to: op.path };
  const target = at(taken.document, op.to);
  if (isList(target) || target === undefined && op.before === undefined && segments(op.to).at(-1)?.endsWith("s")) {
    const put = insert(taken.document, resolve(taken.document, op.to) ?? fail(op), { op: "add", document: op.document, path: op.to, value, ...(op.before === undefined ? {} : { before: op.before }) });
    const arrows = taken.inverse.filter((inverse) => inverse.op === "add" && nameOf(inverse.value)?.includes(">"));
    return { document: put.document, inverse: from === op.to ? [back] : [back, ...arrows] };
  }
  return { document: change(taken.document, { op: "set", document: op.document, path: op.to, value }).document, inverse: [back] };
}

/** An activity goes with its arrows. */
function withoutArrows(before: Json, after: Json, way: string[], op: InDocument, inverse: Op[]): Done {
  const list = way.at(-2);
  const id = way.at(-1)?.slice(1);
  const holder = way.slice(0, -2);
  if (list !== "activities" || id === undefined) return { document: after, inverse };
  const flowchart = at(before, sub("", ...holder));
  if (!isObject(flowchart) || !isList(flowchart.connections)) return { document: after, inverse };
  const kept = flowchart.connections.filter((arrow) => !touches(arrow, id));
  if (kept.length === flowchart.connections.length) return { document: after, inverse };
  const path = sub(typeof flowchart.id === "string" ? `/#${flowchart.id}` : sub("", ...holder), "connections");
  flowchart.connections.forEach((arrow) => { if (touches(arrow, id)) inverse.push({ op: "add", document: op.document, path, value: arrow }); });
  return { document: edit(after, [...holder, "connections"], op, () => kept), inverse };
}

const touches = (arrow: Json, id: string): boolean => isObject(arrow) && [arrow.source, arrow.target].some((end) => isObject(end) && text(end.activity) === id);

/** Rebuilds the values along the way around the changed one. */
function edit(value: Json | undefined, way: string[], op: InDocument, make: (target: Json | undefined) => Json): Json {
  const [head, ...rest] = way;
  if (head === undefined) return make(value);
  if (isList(value)) {
    const index = indexOf(value, head);
    return index < 0 ? fail(op) : value.with(index, edit(value[index], rest, op, make));
  }
  return isObject(value) && !head.startsWith("@") ? { ...value, [head]: edit(value[head], rest, op, make) } : fail(op);
}

function fail(op: Op): never {
  throw new Refused(op);
}

/** Whether two changes set the same place, so that the later one hides the earlier. */
export const samePlace = (a: Op, b: Op): boolean => a.op === "set" && b.op === "set" && a.document === b.document && a.path === b.path;

/** Sets a member (with the objects missing above it), or takes it off where there is no value; nothing where it has the value already. */
export function put(files: Files, document: string, path: Path, value: Json | undefined): Op[] {
  const whole = files[document];
  if (same(at(whole, path), value)) return [];
  if (value === undefined) return [{ op: "unset", document, path }];
  let place = path;
  let made = value;
  for (let above = parentOf(place); above !== "" && at(whole, above) === undefined && !segments(place).at(-1)!.startsWith("@"); above = parentOf(place)) {
    made = { [segments(place).at(-1)!]: made };
    place = above;
  }
  return [{ op: "set", document, path: place, value: made }];
}
