import { describe, expect, it } from "vitest";
import { Problem, Unreachable } from "../src/api/client";
import { Sync, type Kept, type World } from "../src/api/sync";
import type { Done } from "../src/api/types";
import { at } from "../src/model/json";
import { apply, applyAll, type Files, type Op } from "../src/model/ops";

const set = (path: string, value: string): Op => ({ op: "set", document: "program.json", path, value });
const who = { id: "u", name: "人" };

/** A server with one draft, which can be cut off, answer late, or lose its answer. */
class Server {
  files: Files = { "program.json": { title: "手続き", note: "" } };
  done: Done[] = [];
  down = false;
  loseAnswer = false;
  get revision() { return this.done.length; }
  act(client: string, id: string, operations: readonly Op[]) {
    this.files = applyAll(this.files, operations).files;
    this.done.push({ revision: this.done.length + 1, client, id, by: who, at: "", operations: [...operations] });
  }
  feed(after: number, client: string) { return { revision: this.revision, operations: this.done.filter((one) => one.revision > after && one.client !== client), people: [], comments: [], state: "open" }; }
  send = async (request: { client: string; id: string; base: number; operations: readonly Op[] }) => {
    await Promise.resolve();
    if (this.down) throw new Unreachable("");
    const known = this.done.find((one) => one.client === request.client && one.id === request.id);
    if (!known) {
      const lost = this.done.filter((one) => one.revision > request.base && one.client !== request.client).flatMap((one) => one.operations.map((op) => ({ op, revision: one.revision })));
      const clash = request.operations.findIndex((op) => "path" in op && lost.some((theirs) => "path" in theirs.op && theirs.op.path === op.path));
      if (clash >= 0) throw new Problem(409, "EDIT_CONFLICT", "", { conflicts: [{ index: clash, document: "program.json", path: "/title", yours: "b", theirs: "a", before: "手続き", by: who, at: "", revision: this.revision }], feed: this.feed(request.base, request.client) });
      this.act(request.client, request.id, request.operations);
    }
    if (this.loseAnswer) { this.loseAnswer = false; throw new Unreachable(""); }
    return { revision: known?.revision ?? this.revision, feed: this.feed(request.base, request.client) };
  };
}

function window_(server: Server, kept?: Kept) {
  const later: (() => void)[] = [];
  let ids = 0;
  const state: { kept: Kept | undefined } = { kept };
  const name = kept?.client ?? `c${Math.random()}`;
  const world: World = { send: server.send, load: async () => ({ documents: server.files, revision: server.revision }), keep: (now) => { state.kept = JSON.parse(JSON.stringify(now)) as Kept; }, newId: () => (ids++ === 0 && !kept ? name : `${name}-${ids}-${Math.random()}`), later: (run) => later.push(run) };
  const sync = new Sync(world, server.files, server.revision, kept, () => undefined);
  return { sync, state, later, change: (op: Op) => sync.push([op], apply(sync.files, op).files) };
}
const settle = async () => { for (let n = 0; n < 20; n++) await Promise.resolve(); };
const title = (files: Files, path = "/title") => at(files["program.json"], path);

describe("A draft being edited", () => {
  it("shows a change at once and has it saved soon", async () => {
    const server = new Server();
    const one = window_(server);
    one.change(set("/title", "a"));
    expect(title(one.sync.files)).toBe("a");
    expect(one.sync.standing).toBe("saving");
    await settle();
    expect(title(server.files)).toBe("a");
    expect(one.sync.standing).toBe("saved");
  });

  it("loses nothing when the connection is lost, nor when the page is lost with it", async () => {
    const server = new Server();
    const one = window_(server);
    server.down = true;
    one.change(set("/title", "a"));
    one.change(set("/note", "b"));
    await settle();
    expect(one.sync.standing).toBe("offline");
    expect(one.state.kept?.pending).toHaveLength(2);
    server.down = false;
    const again = window_(server, one.state.kept);
    expect(title(again.sync.files)).toBe("a");
    await settle();
    expect(title(server.files)).toBe("a");
    expect(title(server.files, "/note")).toBe("b");
    expect(again.state.kept?.pending).toHaveLength(0);
  });

  it("does a change once though its answer was lost", async () => {
    const server = new Server();
    const one = window_(server);
    server.loseAnswer = true;
    one.change({ op: "add", document: "program.json", path: "/roles", value: { id: "r" } });
    await settle();
    expect(one.sync.standing).toBe("offline");
    one.later.shift()!();
    await settle();
    expect(one.sync.standing).toBe("saved");
    expect(server.revision).toBe(1);
    expect(one.sync.files).toEqual(server.files);
  });

  it("brings together what two people do in different places", async () => {
    const server = new Server();
    const [one, two] = [window_(server), window_(server)];
    one.change(set("/title", "a"));
    two.change(set("/note", "b"));
    await settle();
    one.sync.take(server.done);
    two.sync.take(server.done);
    expect(one.sync.files).toEqual(server.files);
    expect(two.sync.files).toEqual(server.files);
    expect(title(server.files)).toBe("a");
    expect(title(server.files, "/note")).toBe("b");
  });

  it("overwrites nobody: the second of two changes to one thing is asked about, and may be made knowingly", async () => {
    const server = new Server();
    const [one, two] = [window_(server), window_(server)];
    one.change(set("/title", "a"));
    await settle();
    two.change(set("/title", "b"));
    await settle();
    expect(title(server.files)).toBe("a");
    expect(title(two.sync.files)).toBe("a");
    expect(two.sync.standing).toBe("conflict");
    two.sync.overrule(two.sync.refused[0]!);
    await settle();
    expect(title(server.files)).toBe("b");
    expect(two.sync.refused).toHaveLength(0);
  });

  it("has nothing to ask where two took the same thing off", async () => {
    const server = new Server();
    server.act("before", "0", [set("/note", "wrong")]);
    const [one, two] = [window_(server), window_(server)];
    const off: Op = { op: "unset", document: "program.json", path: "/note" };
    one.change(off);
    await settle();
    two.change(off);
    await settle();
    expect(two.sync.refused).toHaveLength(0);
    expect(two.sync.standing).toBe("saved");
    expect(title(two.sync.files, "/note")).toBeUndefined();
  });

  it("lays its own waiting changes over what others did meanwhile", async () => {
    const server = new Server();
    const one = window_(server);
    server.down = true;
    one.change(set("/note", "mine"));
    await settle();
    server.act("other", "1", [set("/title", "theirs")]);
    one.sync.take(server.done);
    expect(title(one.sync.files)).toBe("theirs");
    expect(title(one.sync.files, "/note")).toBe("mine");
  });

  it("converges whatever two people do and however the answers come", async () => {
    let seed = Number(import.meta.env.SEED ?? Date.now() % 100000);
    const start = seed;
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    const server = new Server();
    const windows = [window_(server), window_(server)];
    for (let n = 0; n < 120; n++) {
      const one = windows[random(2)]!;
      const what = random(5);
      if (what < 3) one.change(set(`/p${random(40)}`, String(n)));
      else if (what === 3) server.loseAnswer = true;
      else one.later.splice(0).forEach((run) => run());
      if (random(3) === 0) await settle();
    }
    for (let n = 0; n < 40; n++) {
      for (const one of windows) { one.later.splice(0).forEach((run) => run()); one.sync.refused.slice().forEach((notice) => one.sync.drop(notice)); one.sync.take(server.done); }
      await settle();
    }
    for (const one of windows) expect(one.sync.files, `seed ${start}`).toEqual(server.files);
  });
});
