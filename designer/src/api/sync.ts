import { at } from "../model/json";
import { applyAll, Refused, type Files, type Op } from "../model/ops";
import type { Conflict, Done, Feed } from "./types";
import { Problem, Unreachable } from "./client";

/** A request not yet confirmed by the server. `tried`: it may have arrived, so it is repeated unchanged. */
export interface Pending { id: string; ops: readonly Op[]; tried: boolean; base: number }

export type Standing = "saved" | "saving" | "offline" | "conflict" | "closed" | "signedOut";

export interface Kept { revision: number; client: string; pending: Pending[] }

/** What the sync needs of the world around it; tests give their own. */
export interface World {
  send(request: { client: string; id: string; base: number; operations: readonly Op[] }): Promise<{ revision: number; feed: Feed }>;
  load(): Promise<{ documents: Files; revision: number }>;
  keep(kept: Kept): void;
  newId(): string;
  later(run: () => void, milliseconds: number): void;
}

export interface Notice { conflicts: Conflict[]; ops: readonly Op[] }

/**
 * Keeps a draft in step with the server without ever waiting for it: changes show at once, stand in a queue that outlives the page,
 * are sent one request after another, and are laid anew over what others did in the meantime.
 */
export class Sync {
  /** As the server has it at `revision`. */
  private confirmed: Files;
  private pending: Pending[] = [];
  private sending = false;
  private wait = 1000;
  files: Files;
  standing: Standing = "saved";
  refused: Notice[] = [];
  readonly client: string;

  constructor(private readonly world: World, documents: Files, public revision: number, kept: Kept | undefined, private readonly changed: () => void) {
    this.confirmed = documents;
    this.files = documents;
    this.client = kept?.client ?? world.newId();
    this.pending = kept?.pending ?? [];
    this.lay();
    if (this.pending.length > 0) void this.flush();
  }

  get waiting(): number { return this.pending.length; }

  /** Takes a change in. It has been applied to `files` by the caller, who gives the outcome. */
  push(ops: readonly Op[], files: Files): void {
    this.files = files;
    this.pending = [...this.pending, { id: this.world.newId(), ops, tried: false, base: 0 }];
    this.store();
    if (this.standing === "saved") this.standing = "saving";
    this.changed();
    void this.flush();
  }

  /** What others did, as the stream or an answer tells it. Revisions already taken are passed over. */
  take(done: readonly Done[], revision?: number): void {
    let moved = false;
    for (const entry of [...done].sort((a, b) => a.revision - b.revision)) {
      if (entry.revision <= this.revision) continue;
      const mine = entry.client === this.client && this.pending[0]?.id === entry.id;
      if (entry.operations.some((op) => op.op === "rename")) { void this.reload(); return; }
      try {
        this.confirmed = applyAll(this.confirmed, entry.operations).files;
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        void this.reload();
        return;
      }
      this.revision = entry.revision;
      if (mine) this.pending = this.pending.slice(1);
      else moved = true;
    }
    if (revision !== undefined && revision > this.revision) this.revision = revision;
    if (moved) this.lay();
    this.store();
    this.changed();
  }

  /** Loads the draft anew and lays what waits over it. */
  async reload(): Promise<void> {
    try {
      const now = await this.world.load();
      this.confirmed = now.documents;
      this.revision = now.revision;
      this.lay();
      this.changed();
    } catch (error) {
      this.failed(error);
    }
  }

  /** Sends a change that lost against another's once more, knowingly. */
  overrule(notice: Notice): void {
    this.drop(notice);
    try {
      this.push(notice.ops, applyAll(this.files, notice.ops).files);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.changed();
    }
  }

  drop(notice: Notice): void {
    this.refused = this.refused.filter((other) => other !== notice);
    this.standing = this.refused.length > 0 ? "conflict" : this.pending.length > 0 ? "saving" : "saved";
    this.changed();
  }

  async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      while (this.pending.length > 0) {
        const first = this.pending[0]!;
        if (!first.tried) {
          this.pending = [{ ...first, tried: true, base: this.revision }, ...this.pending.slice(1)];
          this.store();
        }
        const request = this.pending[0]!;
        const answer = await this.world.send({ client: this.client, id: request.id, base: request.base, operations: request.ops });
        this.wait = 1000;
        this.confirm(request, answer);
      }
      this.standing = this.refused.length > 0 ? "conflict" : "saved";
      this.changed();
    } catch (error) {
      this.failed(error);
    } finally {
      this.sending = false;
    }
  }

  private confirm(request: Pending, answer: { revision: number; feed: Feed }): void {
    this.take((answer.feed?.operations ?? []).filter((entry) => entry.revision < answer.revision));
    if (this.pending[0]?.id === request.id) {
      if (answer.revision > this.revision) {
        try {
          this.confirmed = applyAll(this.confirmed, request.ops).files;
          this.revision = answer.revision;
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          void this.reload();
        }
      }
      this.pending = this.pending.slice(1);
    }
    this.standing = this.pending.length > 0 ? "saving" : "saved";
    this.store();
    this.changed();
  }

  private failed(error: unknown): void {
    if (error instanceof Problem) {
      if (error.status === 401) this.standing = "signedOut";
      else if (error.code === "DRAFT_CLOSED") this.standing = "closed";
      else if (error.status === 409 || error.status === 422 || error.status === 400 || error.status === 404) {
        const lost = this.pending[0];
        this.pending = this.pending.slice(1);
        const feed = error.body.feed as Feed | undefined;
        if (feed) this.take(feed.operations, feed.revision);
        this.lay();
        this.store();
        if (lost) {
          const conflicts = (error.body.conflicts as Conflict[] | undefined) ?? [];
          this.refuse({ conflicts, ops: lost.ops });
        }
        if (this.pending.length > 0) this.world.later(() => void this.flush(), 0);
      } else this.retry();
    } else if (error instanceof Unreachable) this.retry();
    else { this.changed(); throw error; }
    this.changed();
  }

  private retry(): void {
    this.standing = "offline";
    this.world.later(() => void this.flush(), this.wait);
    this.wait = Math.min(this.wait * 2, 15_000);
  }

  /** What is shown: the server's state with what waits laid over. What no longer has its place is told as refused. */
  private lay(): void {
    let files = this.confirmed;
    const kept: Pending[] = [];
    const lost: Pending[] = [];
    for (const request of this.pending) {
      try {
        files = applyAll(files, request.ops).files;
        kept.push(request);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (request.tried) kept.push(request);
        else lost.push(request);
      }
    }
    this.pending = kept;
    this.files = files;
    lost.forEach((request) => this.refuse({ conflicts: [], ops: request.ops }));
  }

  /** Asks about a change that could not be made; where two took the same thing off there is nothing to ask. */
  private refuse(notice: Notice): void {
    const gone = notice.ops.every((op) => (op.op === "remove" || op.op === "unset" ? at(this.files[op.document], op.path) === undefined : op.op === "delete" && this.files[op.document] === undefined));
    if (gone) { if (this.standing !== "conflict") this.standing = this.pending.length > 0 ? "saving" : "saved"; return; }
    this.refused = [...this.refused, notice];
    this.standing = "conflict";
  }

  private store(): void {
    this.world.keep({ revision: this.revision, client: this.client, pending: this.pending });
  }
}
