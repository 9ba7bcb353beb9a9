import type { Box, Line, Spot } from "../model/arrange";

/** Lays a flow out with the full layout engine, which is loaded only now. */
export async function layOut(boxes: readonly Box[], lines: readonly Line[]): Promise<Record<string, Spot>> {
  const { default: Elk } = await import("elkjs/lib/elk.bundled.js");
  const result = await new Elk().layout({
    id: "flow",
    layoutOptions: {
      "elk.algorithm": "layered", "elk.direction": "RIGHT", "elk.layered.spacing.nodeNodeBetweenLayers": "96", "elk.spacing.nodeNode": "44", "elk.spacing.edgeNode": "28",
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX", "elk.layered.cycleBreaking.strategy": "DEPTH_FIRST", "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES", "elk.layered.wrapping.strategy": boxes.length > 14 ? "MULTI_EDGE" : "OFF",
    },
    children: boxes.map((box) => ({ id: box.id, width: box.width, height: box.height })),
    edges: lines.map((line, index) => ({ id: String(index), sources: [line.source], targets: [line.target] })),
  });
  return Object.fromEntries((result.children ?? []).map((child) => [child.id, { x: (child.x ?? 0) + 60, y: (child.y ?? 0) + 60 }]));
}
