import { arrange, around, type Box, type Line, type Spot } from "./arrange";
import { activitiesOf, connections, isFlowchart, isSequence, layoutFile, nameOfActivity, walk, type Activity, type Placed } from "./flow";
import { at, isObject, label, list, objects, sub, text, type Json, type JsonObject } from "./json";
import type { Files } from "./ops";
import { untilOf, whoOf, type Programme } from "./programme";
import { bodyWords, triggerWords } from "./words";

export const stepSize = { width: 212, height: 66 };
const stateSize = { width: 168, height: 52 };
const pad = 18;
const titleHeight = 36;
/** Width of a character of a lane's title. */
const titleChar = 13;

export interface Node extends Box {
  kind: "step" | "frame" | "lane" | "state" | "start" | "any";
  spot: Spot;
  parent?: string;
  /** The flowchart or sequence it may be moved, copied and removed in. */
  container?: string;
  activity?: Activity;
  title: string;
  meta: string;
  /** There is something inside that can be shown. */
  foldable: boolean;
  open: boolean;
  final?: boolean;
  outcomes: { key: string; label: string }[];
  stateOf?: { activity: string; state: string };
}

export interface Edge {
  id: string; source: string; target: string; label: string; kind: "arrow" | "order" | "transition" | "begin";
  container: string; outcome: string;
  /** Ids of the transitions drawn as this one line. */
  transitions?: string[];
}

export interface Graph { nodes: Node[]; edges: Edge[]; container: string | undefined }

interface Content { nodes: Node[]; edges: Edge[]; width: number; height: number; container: string | undefined }

/** The picture of an activity's inside: what stands in it, what is opened, and the lines between. */
export function graphOf(files: Files, document: string, focus: string, opened: ReadonlySet<string>, programme: Programme): Graph {
  const workflow = files[document];
  const all = walk(workflow);
  const children = new Map<string, Placed[]>();
  for (const placed of all) if (placed.parent) (children.get(placed.parent.activity.id) ?? children.set(placed.parent.activity.id, []).get(placed.parent.activity.id)!).push(placed);
  const layout = at(files[layoutFile(document)], "/activities");
  const root = all.find((placed) => placed.activity.id === focus)?.activity ?? all[0]?.activity;
  if (!root) return { nodes: [], edges: [], container: undefined };
  const content = inside(root, true);
  return { nodes: content.nodes, edges: content.edges, container: content.container };

  function inside(activity: Activity, top: boolean): Content {
    if (isFlowchart(activity)) return flowchart(activity, top);
    if (isSequence(activity)) return sequence(activity);
    if (activity.type === "Case.States") return states(activity);
    return lanes(activity);
  }

  function step(activity: Activity, container: string | undefined): { node: Node; inner: Content | undefined } {
    const foldable = (children.get(activity.id)?.length ?? 0) > 0 || isFlowchart(activity) || isSequence(activity);
    const open = foldable && opened.has(activity.id);
    const inner = open ? inside(activity, false) : undefined;
    const descriptor = programme.descriptor(activity.type);
    const node: Node = {
      id: activity.id, kind: inner ? "frame" : "step", spot: { x: 0, y: 0 }, activity, title: nameOfActivity(activity, descriptor?.label ?? activity.type),
      meta: [whoOf(activity, programme), untilOf(activity, programme)].filter(Boolean).join("・") || (descriptor?.label ?? ""), foldable, open, outcomes: programme.outcomes(activity),
      width: inner ? Math.max(inner.width + 2 * pad, stepSize.width) : stepSize.width, height: inner ? inner.height + titleHeight + pad : stepSize.height,
      ...(container ? { container } : {}),
    };
    return { node, inner };
  }

  function place(items: { node: Node; inner: Content | undefined }[], spots: Record<string, Spot>): Node[] {
    return items.flatMap(({ node, inner }) => {
      node.spot = spots[node.id]!;
      const within = inner?.nodes.map((child) => (child.parent ? child : { ...child, parent: node.id, spot: { x: child.spot.x + pad, y: child.spot.y + titleHeight } })) ?? [];
      return [node, ...within];
    });
  }

  function flowchart(activity: Activity, top: boolean): Content {
    const items = activitiesOf(activity).map((child) => step(child, activity.id));
    const arrows = connections(activity);
    const byId = new Map(items.map((item) => [item.node.id, item.node]));
    const edges: Edge[] = arrows.filter((arrow) => byId.has(arrow.source) && byId.has(arrow.target)).map((arrow) => {
      const outcomes = byId.get(arrow.source)!.outcomes;
      const words = programme.outcomeLabel(byId.get(arrow.source)!.activity!, arrow.outcome);
      return { id: `${activity.id}/${arrow.name}`, source: arrow.source, target: arrow.target, kind: "arrow", container: activity.id, outcome: arrow.outcome, label: arrow.outcome === "Done" && outcomes.length <= 1 ? "" : words };
    });
    const boxes = items.map((item) => item.node);
    const known = boxes.map((box) => spotIn(layout, box.id));
    const auto = boxes.some((box) => box.kind === "frame") || known.every((spot) => !spot);
    const placed = auto ? arrange(boxes, edges) : fill(boxes, known);
    const { x, y, width, height } = around(boxes, placed);
    if (!top) for (const id of Object.keys(placed)) placed[id] = { x: placed[id]!.x - x, y: placed[id]!.y - y };
    const nodes = place(items, placed);
    const first = startOf(activity, arrows.map((arrow) => arrow.target));
    if (top && first && byId.has(first)) {
      const target = placed[first]!;
      nodes.unshift(pseudo(`${activity.id}/start`, "start", "はじまり", { x: target.x - 130, y: target.y + (byId.get(first)!.height - 40) / 2 }));
      edges.unshift({ id: `${activity.id}/begin`, source: `${activity.id}/start`, target: first, label: "", kind: "begin", container: activity.id, outcome: "" });
    }
    return { nodes, edges: [...edges, ...items.flatMap((item) => item.inner?.edges ?? [])], width, height, container: activity.id };
  }

  function sequence(activity: Activity): Content {
    const items = activitiesOf(activity).map((child) => step(child, activity.id));
    const edges: Edge[] = items.slice(1).map((item, index) => ({ id: `${activity.id}/${items[index]!.node.id}>${item.node.id}`, source: items[index]!.node.id, target: item.node.id, label: "", kind: "order", container: activity.id, outcome: "Done" }));
    const boxes = items.map((item) => item.node);
    const spots = arrange(boxes, edges, { column: 60, row: 30 });
    const { width, height } = around(boxes, spots);
    return { nodes: place(items, spots), edges: [...edges, ...items.flatMap((item) => item.inner?.edges ?? [])], width, height, container: activity.id };
  }

  /** An activity with bodies: each a lane with its heading. */
  function lanes(activity: Activity): Content {
    const nodes: Node[] = [];
    const edges: Edge[] = [];
    let y = 0;
    let width = stepSize.width;
    for (const child of children.get(activity.id) ?? []) {
      const direct = isFlowchart(child.activity) || isSequence(child.activity);
      const single = direct ? undefined : step(child.activity, undefined);
      const content: Content = direct ? inside(child.activity, false)
        : { nodes: place([single!], { [child.activity.id]: { x: 0, y: 0 } }), edges: single!.inner?.edges ?? [], width: single!.node.width, height: single!.node.height, container: undefined };
      const id = `${activity.id}/${child.slot.join("/")}`;
      const words = bodyWords(activity, child.slot, programme);
      const lane: Node = { ...pseudo(id, "lane", words, { x: 0, y }), width: Math.max(content.width + 2 * pad, words.length * titleChar + 2 * pad), height: content.height + titleHeight + pad, ...(direct ? { activity: child.activity, container: child.activity.id } : {}) };
      nodes.push(lane, ...content.nodes.map((node) => (node.parent ? node : { ...node, parent: id, spot: { x: node.spot.x + pad, y: node.spot.y + titleHeight } })));
      edges.push(...content.edges);
      y += lane.height + 16;
      width = Math.max(width, lane.width);
    }
    return { nodes, edges, width, height: Math.max(y - 16, 40), container: undefined };
  }

  /** A table of states as a picture: states are boxes, what leads from one to another are lines. */
  function states(activity: Activity): Content {
    const bodies = new Map((children.get(activity.id) ?? []).filter((child) => child.slot[0] === "states").map((child) => [child.slot[1]!.slice(1), child.activity]));
    const items = objects(activity.states).map((state) => {
      const id = text(state.id);
      const body = bodies.get(id);
      const key = `${activity.id}.${id}`;
      const open = body !== undefined && opened.has(key);
      const inner = open ? (isFlowchart(body) || isSequence(body) ? inside(body, false) : wrapped(body)) : undefined;
      const node: Node = {
        ...pseudo(key, "state", label(state.label) || programme.wordFor("state", id), { x: 0, y: 0 }), meta: id === activity.initial ? "はじめの状態" : state.final === true ? "終わり" : body ? nameOfActivity(body, "行うことあり") : "",
        ...(inner ? { width: inner.width + 2 * pad, height: inner.height + titleHeight + pad } : stateSize), foldable: body !== undefined, open, final: state.final === true, stateOf: { activity: activity.id, state: id },
        kind: inner ? "frame" : "state",
      };
      return { node, inner };
    });
    const edges: Edge[] = [];
    let any = false;
    for (const transition of objects(activity.transitions)) {
      const to = text(transition.to);
      const everywhere = transition.from === "*";
      const from = everywhere ? ["*"] : (typeof transition.from === "string" ? [transition.from] : list(transition.from).map(text));
      any ||= everywhere;
      for (const source of from) {
        const start = `${activity.id}.${source}`;
        const end = to ? `${activity.id}.${to}` : start;
        const words = label(transition.label) || triggerWords(transition.on, programme);
        const same = edges.find((edge) => edge.source === start && edge.target === end);
        if (same) {
          same.transitions!.push(text(transition.id));
          if (!same.label.includes(words)) same.label = `${same.label}、${words}`;
        } else edges.push({ id: `${activity.id}/${start}>${end}`, source: start, target: end, label: words, kind: "transition", container: activity.id, outcome: text(transition.id), transitions: [text(transition.id)] });
      }
    }
    if (any) items.push({ node: { ...pseudo(`${activity.id}.*`, "any", "どの状態からでも", { x: 0, y: 0 }), ...stateSize }, inner: undefined });
    const boxes = items.map((item) => item.node);
    const known = boxes.map((box) => spotIn(layout, box.id));
    const spots = known.every((spot) => !spot) || boxes.some((box) => box.open) ? arrange(boxes, edges, { column: 130, row: 48 }) : fill(boxes, known);
    const { width, height } = around(boxes, spots);
    return { nodes: place(items, spots), edges: [...edges.filter((edge) => edge.source !== edge.target || edge.transitions!.length > 0), ...items.flatMap((item) => item.inner?.edges ?? [])], width, height, container: undefined };
  }

  function wrapped(body: Activity): Content {
    const single = step(body, undefined);
    return { nodes: place([single], { [body.id]: { x: 0, y: 0 } }), edges: single.inner?.edges ?? [], width: single.node.width, height: single.node.height, container: undefined };
  }
}

const pseudo = (id: string, kind: Node["kind"], title: string, spot: Spot): Node => ({ id, kind, spot, title, meta: "", foldable: false, open: false, outcomes: [], width: 88, height: 40 });

function spotIn(layout: Json | undefined, id: string): Spot | undefined {
  const position = at(layout, sub("", id, "position"));
  return isObject(position) && typeof position.x === "number" && typeof position.y === "number" ? { x: position.x, y: position.y } : undefined;
}

/** Those without a place go below all that have one. */
function fill(boxes: readonly Node[], known: (Spot | undefined)[]): Record<string, Spot> {
  const spots: Record<string, Spot> = {};
  const bottom = Math.max(0, ...known.flatMap((spot, index) => (spot ? [spot.y + boxes[index]!.height] : [])));
  let x = 60;
  boxes.forEach((box, index) => {
    const spot = known[index];
    spots[box.id] = spot ?? { x, y: bottom + 60 };
    if (!spot) x += box.width + 60;
  });
  return spots;
}

/** Where a flowchart begins: as it says, else the first without a way in, else the first. */
export function startOf(flowchart: JsonObject, targets: readonly string[]): string | undefined {
  const start = isObject(flowchart.start) ? text(flowchart.start.id) : text(flowchart.start);
  const steps = activitiesOf(flowchart);
  if (start && steps.some((one) => one.id === start)) return start;
  return (steps.find((one) => !targets.includes(one.id)) ?? steps[0])?.id;
}

export const lineIds = (edges: readonly Edge[]): Line[] => edges.map((edge) => ({ source: edge.source, target: edge.target }));
