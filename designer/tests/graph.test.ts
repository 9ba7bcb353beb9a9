import { describe, expect, it } from "vitest";
import { arrange, around } from "../src/model/arrange";
import { walk, workflowFiles } from "../src/model/flow";
import { graphOf, type Node } from "../src/model/graph";
import { accountTransfer, programme } from "./kit";

const files = accountTransfer();
const whole = programme(files);

/** Everything that can be opened, opened. */
function everything(document: string): { nodes: Node[]; opened: Set<string> } {
  const opened = new Set<string>();
  for (let before = -1; before !== opened.size;) {
    before = opened.size;
    for (const node of graphOf(files, document, "", opened, whole).nodes) if (node.foldable) opened.add(node.id);
  }
  return { nodes: graphOf(files, document, "", opened, whole).nodes, opened };
}

describe.each(workflowFiles(files))("The picture of %s", (document) => {
  it("has every step somewhere once all is opened, but for what transitions do", () => {
    const { nodes } = everything(document);
    const shown = new Set(nodes.flatMap((node) => [node.id, ...(node.activity ? [node.activity.id] : [])]));
    const missing = walk(files[document]).filter((placed) => {
      for (let here: typeof placed | undefined = placed; here; here = here.parent) if (here.slot[0] === "transitions") return false;
      return placed.parent && !shown.has(placed.activity.id) && placed.activity.type !== "Elsa.Sequence" && placed.activity.type !== "Elsa.Flowchart";
    });
    expect(missing.map((placed) => placed.activity.id)).toEqual([]);
  });

  it("keeps each step inside what it stands in, and steps apart from their fellows", () => {
    const { nodes } = everything(document);
    const byId = new Map(nodes.map((node) => [node.id, node]));
    for (const node of nodes) {
      expect(Number.isFinite(node.spot.x + node.spot.y + node.width + node.height), node.id).toBe(true);
      const parent = node.parent ? byId.get(node.parent) : undefined;
      if (parent) expect(node.spot.x >= 0 && node.spot.y >= 0 && node.spot.x + node.width <= parent.width && node.spot.y + node.height <= parent.height, `${node.id} in ${parent.id}`).toBe(true);
    }
    const groups = new Map<string, Node[]>();
    for (const node of nodes) if (node.kind !== "start") groups.set(node.parent ?? "", [...(groups.get(node.parent ?? "") ?? []), node]);
    for (const fellows of groups.values()) for (const a of fellows) for (const b of fellows) if (a.id < b.id)
      expect(a.spot.x + a.width <= b.spot.x || b.spot.x + b.width <= a.spot.x || a.spot.y + a.height <= b.spot.y || b.spot.y + b.height <= a.spot.y, `${a.id} over ${b.id}`).toBe(true);
  });

  it("draws lines only between what is drawn, each parent before its children", () => {
    const { nodes, opened } = everything(document);
    const ids = nodes.map((node) => node.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const edge of graphOf(files, document, "", opened, whole).edges) expect(ids.includes(edge.source) && ids.includes(edge.target), edge.id).toBe(true);
    nodes.forEach((node, index) => { if (node.parent) expect(ids.indexOf(node.parent)).toBeLessThan(index); });
  });
});

describe("Arranging", () => {
  it("goes left to right along the arrows, and circles do no harm", () => {
    const boxes = ["a", "b", "c", "d"].map((id) => ({ id, width: 100, height: 50 }));
    const spots = arrange(boxes, [{ source: "a", target: "b" }, { source: "b", target: "c" }, { source: "c", target: "a" }, { source: "a", target: "d" }, { source: "d", target: "c" }]);
    expect(spots.a!.x).toBeLessThan(spots.b!.x);
    expect(spots.b!.x).toBe(spots.d!.x);
    expect(spots.b!.x).toBeLessThan(spots.c!.x);
    expect(around(boxes, spots).width).toBe(spots.c!.x + 100);
  });
  it("takes a flow of five thousand steps in a row", () => {
    const boxes = Array.from({ length: 5000 }, (_, index) => ({ id: String(index), width: 100, height: 50 }));
    const spots = arrange(boxes, boxes.slice(1).map((box, index) => ({ source: String(index), target: box.id })));
    expect(spots["4999"]!.x).toBeGreaterThan(spots["4998"]!.x);
  });
});
