import { MarkerType, type Edge as DrawnEdge, type Node as DrawnNode } from "@xyflow/react";
import type { Problem } from "../api/types";
import type { Descriptor } from "../model/descriptors";
import type { Edge, Node } from "../model/graph";
import type { EdgeData } from "./FlowEdge";
import type { Run, StepData } from "./StepNode";

export type StepDrawn = DrawnNode<StepData, "step">;
export type EdgeDrawn = DrawnEdge<EdgeData, "flow">;

export interface Marks { runs?: ReadonlyMap<string, Run>; arrows?: ReadonlySet<string>; missedArrows?: ReadonlySet<string> }

/** What a graph's picture needs beside the graph. */
export interface Look {
  descriptors: ReadonlyMap<string, Descriptor>;
  editable: boolean;
  problems: readonly Problem[];
  hands: (element: string) => { name: string; color: number } | undefined;
  marks: Marks | undefined;
  onFold: (id: string) => void;
}

export function drawSteps(nodes: readonly Node[], look: Look): StepDrawn[] {
  const problems = new Map<string, { severity: "error" | "warning"; count: number }>();
  for (const problem of look.problems) if (problem.element) {
    const known = problems.get(problem.element);
    problems.set(problem.element, { severity: problem.severity === "error" || known?.severity === "error" ? "error" : "warning", count: (known?.count ?? 0) + 1 });
  }
  return nodes.map((node) => drawStep(node, look, problems.get(node.id)));
}

function drawStep(node: Node, { descriptors, editable, marks, ...look }: Look, problem: { severity: "error" | "warning"; count: number } | undefined): StepDrawn {
  const descriptor = node.activity ? descriptors.get(node.activity.type) : undefined;
  const fixed = node.kind === "start" || node.kind === "any" || node.kind === "lane";
  const hands = look.hands(node.id);
  return {
    id: node.id, type: "step", position: node.spot, width: node.width, height: node.height, draggable: editable && !fixed && (node.container !== undefined || node.kind === "state"), selectable: !fixed, focusable: !fixed, deletable: false,
    ...(node.parent ? { parentId: node.parent } : {}), zIndex: node.kind === "lane" || node.kind === "frame" ? 0 : 1,
    ariaLabel: `${node.title}${node.meta ? `、${node.meta}` : ""}${problem ? "、要確認" : ""}`,
    data: {
      kind: node.kind, title: node.title, meta: node.meta, foldable: node.foldable, final: node.final === true, icon: descriptor?.icon ?? "box", category: descriptor?.category ?? "", terminal: descriptor?.isTerminal ?? false,
      severity: problem?.severity, count: problem?.count ?? 0, hands: hands?.name, tone: hands?.color ?? 0, run: marks?.runs?.get(node.id), editable, onFold: look.onFold,
    },
  };
}

export function drawArrow(edge: Edge, selected: boolean, editable: boolean, marks: Marks | undefined, does: Pick<EdgeData, "onInsert" | "onPick">): EdgeDrawn {
  const ran = marks?.arrows?.has(edge.id) ? "ran" : marks?.missedArrows?.has(edge.id) ? "missed" : "";
  return {
    id: edge.id, source: edge.source, target: edge.target, type: "flow", selected, deletable: false, focusable: false, className: ran, markerEnd: selected ? chosenHead : head,
    data: { label: edge.label, insertable: editable && (edge.kind === "arrow" || edge.kind === "order"), ...does },
  };
}

const head = { type: MarkerType.ArrowClosed, width: 18, height: 18, color: "#7f7f85" };
const chosenHead = { ...head, color: "#0031d8" };

/** Each item as it was drawn before where it looks the same, so that only what changed is drawn anew. */
export function keep<T extends StepDrawn | EdgeDrawn>(before: readonly T[], now: readonly T[]): T[] {
  const known = new Map(before.map((item) => [item.id, item]));
  return now.map((item) => {
    const old = known.get(item.id);
    return old && alike(old, item) ? old : item;
  });
}

function alike(a: object, b: object): boolean {
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key of Object.keys(right)) if (!Object.is(left[key], right[key]) && !(nested.has(key) && alike(left[key] as object, right[key] as object))) return false;
  return true;
}

const nested = new Set(["data", "position"]);
