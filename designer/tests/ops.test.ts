import { describe, expect, it } from "vitest";
import { noHistory, record, redo, remembered, toRemember, undo } from "../src/model/history";
import type { Json } from "../src/model/json";
import { apply, applyAll, Refused, type Files, type Op } from "../src/model/ops";

const flow = (): Files => ({
  "workflows/P1.json": {
    definitionId: "P1",
    root: {
      id: "top", type: "Elsa.Flowchart",
      activities: [
        { id: "a", type: "Case.Task", role: "staff", decisions: [{ key: "ok", label: "よい" }, { key: "no", label: "だめ" }] },
        { id: "b", type: "Case.Scope", body: { id: "c", type: "Elsa.Sequence", activities: [{ id: "d", type: "Case.Close" }, { id: "e", type: "Case.Close" }] } },
      ],
      connections: [{ source: { activity: "a", port: "ok" }, target: { activity: "b", port: "In" } }, { source: { activity: "a", port: "no" }, target: { activity: "a" } }],
    },
  },
});
const document = "workflows/P1.json";

const cases: [string, Op][] = [
  ["sets a member of an activity", { op: "set", document, path: "/#a/due", value: { businessDays: 3 } }],
  ["takes a member off", { op: "unset", document, path: "/#a/role" }],
  ["adds an activity before another", { op: "add", document, path: "/#c/activities", before: "@e", value: { id: "x", type: "Case.Close" } }],
  ["makes a list that is not there", { op: "add", document, path: "/#d/handlers", value: { id: "h", on: { action: "withdraw" } } }],
  ["removes an activity with its arrows", { op: "remove", document, path: "/#a" }],
  ["removes an activity named by its list", { op: "remove", document, path: "/#top/activities/@b" }],
  ["removes an arrow", { op: "remove", document, path: "/#top/connections/@a:ok>b" }],
  ["adds an arrow", { op: "add", document, path: "/#top/connections", value: { source: { activity: "b", port: "Done" }, target: { activity: "a" } } }],
  ["moves a decision", { op: "move", document, path: "/#a/decisions/@no", to: "/#a/decisions", before: "@ok" }],
  ["moves an activity to another container", { op: "move", document, path: "/#d", to: "/#top/activities", before: "@a" }],
  ["makes a document", { op: "create", document: "forms/F-1.json", value: { id: "F-1" } }],
  ["deletes a document", { op: "delete", document }],
];

/** Arrows have no order: they are compared as a set. */
const sorted = (value: Json | undefined): unknown => JSON.parse(JSON.stringify(value ?? null), (key, inner) => (key === "connections" ? inner.toSorted((x: Json, y: Json) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1)) : inner));

describe("A change", () => {
  it.each(cases)("%s and its inverse takes it back", (_, op) => {
    const before = flow();
    const done = apply(before, op);
    expect(done.files).not.toEqual(before);
    expect(sorted(applyAll(done.files, done.inverse).files as Json)).toEqual(sorted(before as Json));
  });

  it("is refused where its place is gone, and leaves everything as it was", () => {
    expect(() => apply(flow(), { op: "set", document, path: "/#gone/role", value: "x" })).toThrow(Refused);
    expect(() => apply(flow(), { op: "add", document, path: "/#top/activities", before: "@gone", value: { id: "x" } })).toThrow(Refused);
    expect(() => apply(flow(), { op: "add", document, path: "/#top/activities", value: { id: "a" } })).toThrow(Refused);
  });

  it("keeps what it does not touch as the same object", () => {
    const before = flow();
    const after = apply(before, { op: "set", document, path: "/#a/role", value: "manager" }).files;
    const activities = (files: Files) => (files[document] as { root: { activities: unknown[] } }).root.activities;
    expect(activities(after)[1]).toBe(activities(before)[1]);
  });
});

describe("Undo", () => {
  it("goes back to the beginning and forward to the end, however long the work", () => {
    let seed = Number(import.meta.env.SEED ?? Date.now() % 100000);
    const start = seed;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    let files = flow();
    let history = noHistory;
    const states = [files];
    for (let n = 0; n < 300; n++) {
      const id = `n${n}`;
      const options: Op[] = [
        { op: "add", document, path: "/#top/activities", value: { id, type: "Case.Close", result: "x" } },
        { op: "set", document, path: "/#c/name", value: `名前${n}` },
        { op: "add", document, path: "/#top/connections", value: { source: { activity: "b", port: id }, target: { activity: "b" } } },
        { op: "set", document, path: `/variables`, value: [n] },
      ];
      const op = options[random(options.length)]!;
      const done = applyAll(files, [op]);
      history = record(history, { label: "", ops: [op], inverse: done.inverse, at: n * 10_000 });
      files = done.files;
      states.push(files);
    }
    for (let n = states.length - 2; n >= 0; n--) {
      const stepped = undo(history, files)!;
      ({ history, files } = stepped);
      expect(files, `seed ${start}, step ${n}`).toEqual(states[n]);
    }
    expect(undo(history, files)).toBeUndefined();
    for (let n = 1; n < states.length; n++) ({ history, files } = redo(history, files)!);
    expect(files).toEqual(states.at(-1));
  });

  it("passes over a change whose place another person took away", () => {
    let files = flow();
    let history = noHistory;
    for (const op of [{ op: "set", document, path: "/#a/role", value: "x" }, { op: "set", document, path: "/#d/result", value: "y" }] as Op[]) {
      const done = applyAll(files, [op]);
      history = record(history, { label: "", ops: [op], inverse: done.inverse, at: history.done.length * 10_000 });
      files = done.files;
    }
    files = apply(files, { op: "remove", document, path: "/#d" }).files;
    files = undo(history, files)!.files;
    expect((files[document] as { root: { activities: { role?: string }[] } }).root.activities[0]!.role).toBe("staff");
  });

  it("takes typing in one field as one step", () => {
    let files = flow();
    let history = noHistory;
    for (const [index, value] of ["あ", "ある", "あるく"].entries()) {
      const done = applyAll(files, [{ op: "set", document, path: "/#a/name", value }]);
      history = record(history, { label: "", ops: [{ op: "set", document, path: "/#a/name", value }], inverse: done.inverse, at: index * 200 });
      files = done.files;
    }
    expect(history.done).toHaveLength(1);
    expect(undo(history, files)!.files).toEqual(flow());
  });
});

it("What was done is remembered over a new page, the newest of it where it is too much", () => {
  const change = (words: string) => ({ label: words, ops: [{ op: "set" as const, document: "program.json", path: "/title", value: words }], inverse: [], at: 1 });
  expect(remembered(null)).toEqual(noHistory);
  const few = { done: [change("一"), change("二")], undone: [change("三")] };
  expect(remembered(toRemember(few))).toEqual(few);
  const much = { done: Array.from({ length: 400 }, (_, n) => change(`${n}${"長".repeat(10_000)}`)), undone: [] };
  const kept = remembered(toRemember(much)).done;
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.at(-1)!.label.startsWith("399")).toBe(true);
});
