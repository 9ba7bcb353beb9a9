import { describe, expect, it } from "vitest";
import { add, connect, copy, insertOnArrow, make, paste, redirect, remove, toFlowchart, type Flow } from "../src/model/edits";
import { activitiesOf, connections, walk } from "../src/model/flow";
import { at, isObject, type JsonObject } from "../src/model/json";
import { applyAll, type Files, type Op } from "../src/model/ops";

const file = "workflows/P1.json";
const step = (id: string) => ({ id, type: "Case.Task", name: id, decisions: [{ key: "ok", label: "よい" }] });
const base = (): Files => ({
  [file]: { definitionId: "P1", root: { id: "main", type: "Elsa.Flowchart", activities: [step("a"), step("b"), step("c"), { id: "seq", type: "Elsa.Sequence", activities: [step("x"), step("y")] }],
    connections: [{ source: { activity: "a", port: "ok" }, target: { activity: "b", port: "In" } }, { source: { activity: "b", port: "Done" }, target: { activity: "c", port: "In" } }] } },
  "workflows/P1.layout.json": { definitionId: "P1", activities: { a: { position: { x: 0, y: 0 } } } },
});
const flow = (files: Files, container = "main"): Flow => ({ files, file, container });
const after = (files: Files, ops: Op[]): Files => applyAll(files, ops).files;
const main = (files: Files, id = "main"): JsonObject => { const found = at(files[file], `/#${id}`); return isObject(found) ? found : {}; };
const arrows = (files: Files, id = "main") => connections(main(files, id)).map((arrow) => `${arrow.source}:${arrow.outcome}>${arrow.target}`);

describe("A flow", () => {
  it("takes a step on an arrow, which then leads through it", () => {
    const files = base();
    const done = after(files, insertOnArrow(flow(files), { source: "a", outcome: "ok", target: "b" }, step("n"), "ok", { x: 5, y: 6 }));
    expect(arrows(done)).toEqual(["b:Done>c", "a:ok>n", "n:ok>b"]);
    expect(at(done["workflows/P1.layout.json"], "/activities/n/position")).toEqual({ x: 5, y: 6 });
  });

  it("closes over a step that is taken out", () => {
    const files = base();
    const done = after(files, remove(flow(files), ["b"]));
    expect(activitiesOf(main(done)).map((one) => one.id)).toEqual(["a", "c", "seq"]);
    expect(arrows(done)).toEqual(["a:ok>c"]);
  });

  it("lets a decision lead to one place", () => {
    const files = base();
    expect(arrows(after(files, redirect(flow(files), "a", "ok", "c")))).toEqual(["b:Done>c", "a:ok>c"]);
    expect(arrows(after(files, redirect(flow(files), "a", "ok", undefined)))).toEqual(["b:Done>c"]);
    expect(redirect(flow(files), "a", "ok", "b")).toEqual([]);
  });

  it("does not draw the same arrow twice", () => {
    const files = base();
    expect(connect(flow(files), "a", "ok", "b")).toEqual([]);
  });

  it("puts a step among the steps of a sequence in order", () => {
    const files = base();
    const done = after(files, add(flow(files, "seq"), step("n"), { x: 1, y: 1 }, "y"));
    expect(activitiesOf(main(done, "seq")).map((one) => one.id)).toEqual(["x", "n", "y"]);
  });

  it("becomes free to connect with its order kept", () => {
    const files = base();
    const done = after(files, toFlowchart(flow(files, "seq")));
    expect(arrows(done, "seq")).toEqual(["x:Done>y"]);
  });

  it("pastes steps with their arrows under ids of their own, as often as wanted, also into another programme", () => {
    const files = base();
    const clip = copy(flow(files), ["a", "b", "seq"], { a: { x: 10, y: 10 } });
    let now = files;
    for (let n = 0; n < 3; n++) now = after(now, paste(flow(now), clip, { x: 40, y: 40 }).ops);
    const ids = walk(now[file]).map((placed) => placed.activity.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(arrows(now)).toHaveLength(5);
    const other: Files = { [file]: { definitionId: "P9", root: { id: "main", type: "Elsa.Flowchart", activities: [], connections: [] } } };
    const moved = after(other, paste(flow(other), clip, { x: 0, y: 0 }).ops);
    expect(walk(moved[file]).map((placed) => placed.activity.id)).toEqual(["main", "a", "b", "seq", "x", "y"]);
  });

  it("gives a new step an id nobody has", () => {
    const files = base();
    const first = make(files, file, "Case.Task", undefined, "仕事");
    const second = make(after(files, add(flow(files), first)), file, "Case.Task", undefined, "仕事");
    expect(second.id).not.toBe(first.id);
  });
});
