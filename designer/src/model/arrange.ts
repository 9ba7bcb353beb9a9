export interface Box { id: string; width: number; height: number }
export interface Line { source: string; target: string }
export interface Spot { x: number; y: number }
export interface Gaps { column: number; row: number }

/**
 * Places boxes left to right by the longest way from a start, each column ordered so that lines cross little. For what has no
 * place of its own (opened bodies, states); the command 自動で並べる uses the full layout engine instead.
 */
export function arrange(boxes: readonly Box[], lines: readonly Line[], gaps: Gaps = { column: 76, row: 36 }): Record<string, Spot> {
  const ids = new Set(boxes.map((box) => box.id));
  const out = new Map<string, string[]>(boxes.map((box) => [box.id, []]));
  for (const line of lines) if (ids.has(line.source) && ids.has(line.target) && line.source !== line.target) out.get(line.source)!.push(line.target);
  const forward = withoutCircles(boxes, out);
  const into = new Map<string, string[]>(boxes.map((box) => [box.id, []]));
  for (const [source, targets] of forward) for (const target of targets) into.get(target)!.push(source);

  const column = new Map<string, number>();
  for (const id of inOrder(boxes, forward, into)) column.set(id, Math.max(0, ...into.get(id)!.map((source) => column.get(source)! + 1)));
  const columns: Box[][] = [];
  for (const box of boxes) (columns[column.get(box.id)!] ??= []).push(box);

  const rank = new Map<string, number>();
  columns.forEach((items, at) => {
    if (at > 0) items.sort((a, b) => middle(into.get(a.id)!, rank) - middle(into.get(b.id)!, rank));
    items.forEach((box, index) => rank.set(box.id, index));
  });
  const spots: Record<string, Spot> = {};
  let x = 0;
  for (const items of columns) {
    let y = 0;
    for (const box of items) {
      spots[box.id] = { x, y };
      y += box.height + gaps.row;
    }
    x += Math.max(...items.map((box) => box.width)) + gaps.column;
  }
  return spots;
}

const middle = (sources: string[], rank: Map<string, number>): number => {
  const known = sources.map((source) => rank.get(source)).filter((value) => value !== undefined);
  return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
};

/** The lines that do not lead back, found depth first in the order given. Without recursion: flows can be long. */
function withoutCircles(boxes: readonly Box[], out: Map<string, string[]>): Map<string, string[]> {
  const kept = new Map<string, string[]>(boxes.map((box) => [box.id, []]));
  const state = new Map<string, "open" | "done">();
  for (const box of boxes) {
    if (state.has(box.id)) continue;
    const stack = [{ id: box.id, next: 0 }];
    state.set(box.id, "open");
    while (stack.length > 0) {
      const here = stack.at(-1)!;
      const target = out.get(here.id)![here.next++];
      if (target === undefined) {
        state.set(here.id, "done");
        stack.pop();
      } else if (state.get(target) !== "open") {
        kept.get(here.id)!.push(target);
        if (!state.has(target)) {
          state.set(target, "open");
          stack.push({ id: target, next: 0 });
        }
      }
    }
  }
  return kept;
}

function inOrder(boxes: readonly Box[], forward: Map<string, string[]>, into: Map<string, string[]>): string[] {
  const left = new Map([...into].map(([id, sources]) => [id, sources.length]));
  const ready = boxes.filter((box) => left.get(box.id) === 0).map((box) => box.id);
  const order: string[] = [];
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    order.push(id);
    for (const target of forward.get(id)!) {
      left.set(target, left.get(target)! - 1);
      if (left.get(target) === 0) ready.push(target);
    }
  }
  return order;
}

/** The rectangle around what has been placed. */
export function around(boxes: readonly Box[], spots: Record<string, Spot>): { x: number; y: number; width: number; height: number } {
  if (boxes.length === 0) return { x: 0, y: 0, width: 200, height: 60 };
  const x = Math.min(...boxes.map((box) => spots[box.id]!.x));
  const y = Math.min(...boxes.map((box) => spots[box.id]!.y));
  return { x, y, width: Math.max(...boxes.map((box) => spots[box.id]!.x + box.width)) - x, height: Math.max(...boxes.map((box) => spots[box.id]!.y + box.height)) - y };
}
