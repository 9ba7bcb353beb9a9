import { eventsAddress, get, post, Problem as Refusal, Unreachable } from "../api/client";
import { Sync, type Kept } from "../api/sync";
import type { Comment, Done, Draft, DraftSummary, Feed, Presence, Problem, Session, Vocabulary } from "../api/types";
import { toDescriptors } from "../api/vocabulary";
import type { Descriptor } from "../model/descriptors";
import { record, redo, remembered, toRemember, undo, type History } from "../model/history";
import { isObject, sub, text, type JsonObject, type Path } from "../model/json";
import { firstName } from "../model/naming";
import { applyAll, put, Refused, type Files, type Op } from "../model/ops";
import { Programme } from "../model/programme";

/** What is chosen: an element of a document, shown in the side panel. */
export interface Selection { document: string; elements: string[]; /** An arrow, a state or a transition by its path. */ part?: string }

const heartbeat = 15_000;

/** One draft open in one window: its state, what may be done with it, and its ties to the server. */
export class Editor {
  readonly sync: Sync;
  readonly descriptors: ReadonlyMap<string, Descriptor>;
  history: History;
  selection: Selection = { document: "", elements: [] };
  problems: Problem[] = [];
  people: Presence[];
  comments: Comment[];
  message = "";
  /** Values to try conditions and calculations with: what was last filled in to a form's preview. */
  sample: JsonObject = {};
  /** Number of the real case conditions and calculations are tried with; empty: the sample. */
  realCase = "";
  /** Items made in this window that have not been given a name yet: document and key. */
  readonly unnamed = new Set<string>();
  /** Where the search, a problem or a sentence leads: the parts look at it and go there. */
  goal: { document: string; element: string | null; path: string; at: number } | undefined;
  private programmeOf: { files: Files; programme: Programme } | undefined;
  private version = 0;
  private readonly listeners = new Set<() => void>();
  private stream: EventSource | undefined;
  private timers: ReturnType<typeof setInterval>[] = [];
  private checking: ReturnType<typeof setTimeout> | undefined;
  private checked = -1;
  private remembering: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly session: Session, readonly vocabulary: Vocabulary, draft: Draft) {
    this.summary = draft;
    this.people = draft.people ?? [];
    this.comments = draft.comments ?? [];
    this.descriptors = toDescriptors(vocabulary);
    this.history = remembered(sessionStorage.getItem(pastKey(draft.id)));
    this.sync = new Sync(world(draft.id), draft.documents, draft.revision, adopt(draft.id), () => this.moved());
  }

  summary: DraftSummary;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  snapshot = (): number => this.version;
  private tell(): void {
    this.version++;
    for (const listener of this.listeners) listener();
  }

  get files(): Files { return this.sync.files; }
  get open(): boolean { return this.summary.state === "open" && this.sync.standing !== "closed"; }
  get programme(): Programme {
    if (this.programmeOf?.files !== this.files) this.programmeOf = { files: this.files, programme: new Programme(this.files, this.vocabulary, this.descriptors) };
    return this.programmeOf!.programme;
  }

  /** Does what a person asked: shows it, remembers how to take it back, saves it. Answers whether it could be done. */
  do(label: string, ops: readonly Op[]): boolean {
    if (ops.length === 0) return true;
    if (!this.open) { this.say("この案は確認中または公開済みのため、変えられません。"); return false; }
    try {
      const done = applyAll(this.files, ops);
      this.history = record(this.history, { label, ops, inverse: done.inverse, at: Date.now() });
      this.sync.push(ops, done.files);
      this.remember();
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.say(`「${label}」はできませんでした。${error.message}`);
      return false;
    }
  }

  /** Gives an item its label; one just made gets it as its key too. Answers the key it has from then on. */
  name(document: string, path: Path, item: JsonObject, words: string, taken: readonly string[], along?: (key: string) => Op[]): string {
    const key = text(item.key);
    const fresh = this.unnamed.delete(`${document}#${key}`) ? firstName(this.files, document, path, item, words, taken, along) : undefined;
    if (fresh) return this.do("ことばの変更", fresh.ops) ? fresh.key : key;
    this.do("ことばの変更", put(this.files, document, sub(path, `@${key}`, "label"), isObject(item.label) ? { ...item.label, ja: words } : words));
    return key;
  }

  undo = (): void => this.step(undo(this.history, this.files), "元に戻しました");
  redo = (): void => this.step(redo(this.history, this.files), "やり直しました");
  private step(stepped: ReturnType<typeof undo>, words: string): void {
    if (!stepped || !this.open) return;
    this.history = stepped.history;
    this.sync.push(stepped.ops, stepped.files);
    this.remember();
    this.say(`${words}：${stepped.label}`);
  }

  /** What was done can be taken back after the page is loaded anew, too. */
  private remember(): void {
    clearTimeout(this.remembering);
    this.remembering = setTimeout(() => sessionStorage.setItem(pastKey(this.summary.id), toRemember(this.history)), 300);
  }

  say(message: string): void {
    this.message = message;
    this.tell();
  }

  select(selection: Selection): void {
    this.selection = selection;
    this.tell();
    void this.present();
  }

  goTo(document: string, element: string | null, path = ""): void {
    this.goal = { document, element, path, at: Date.now() };
    if (element) this.selection = { document, elements: [element] };
    this.tell();
  }

  /** Begins listening to others and to the checks; answers how to stop. */
  start(): () => void {
    this.timers.push(setInterval(() => void this.present(), heartbeat));
    void this.present();
    this.listen();
    this.check(0);
    return () => {
      this.stream?.close();
      this.timers.forEach(clearInterval);
      this.timers = [];
      clearTimeout(this.checking);
    };
  }

  private listen(): void {
    this.stream?.close();
    const stream = new EventSource(eventsAddress(this.summary.id, this.sync.revision, this.sync.client));
    this.stream = stream;
    const on = (name: string, act: (data: never) => void) => stream.addEventListener(name, (event) => act(JSON.parse((event as MessageEvent<string>).data) as never));
    on("operations", (entry: Done) => this.sync.take([entry]));
    on("presence", (data: { people: Presence[] }) => { this.people = data.people; this.tell(); });
    on("comment", (comment: Comment) => this.takeComments([comment]));
    on("state", (data: { state: DraftSummary["state"] }) => { this.summary = { ...this.summary, state: data.state }; this.tell(); });
    on("reload", () => void this.sync.reload());
    stream.onopen = () => void this.sync.flush();
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => this.stream === stream && this.listen(), 5000);
    };
  }

  takeComments(comments: readonly Comment[]): void {
    const byId = new Map(this.comments.map((comment) => [comment.id, comment]));
    comments.forEach((comment) => byId.set(comment.id, comment));
    this.comments = [...byId.values()].filter((comment) => !comment.deleted);
    this.tell();
  }

  private async present(): Promise<void> {
    const { document, elements } = this.selection;
    const focus = document && elements[0] ? { document, path: `/#${elements[0]}` } : document ? { document, path: "" } : null;
    await quietly(async () => {
      this.people = (await post<{ people: Presence[] }>(`/drafts/${this.summary.id}/presence`, { client: this.sync.client, focus })).people;
      this.tell();
    });
  }

  /** Whoever else has this element in hand. */
  othersAt(document: string, element: string): Presence[] {
    return this.people.filter((one) => one.client !== this.sync.client && one.focus?.document === document && one.focus.path === `/#${element}`);
  }

  private moved(): void {
    this.tell();
    if (this.sync?.standing === "saved" && this.sync.revision !== this.checked) this.check(400);
  }

  private check(after: number): void {
    clearTimeout(this.checking);
    this.checking = setTimeout(() => void quietly(async () => {
      const found = await get<{ revision: number; problems: Problem[] }>(`/drafts/${this.summary.id}/problems`);
      this.checked = found.revision;
      this.problems = found.problems;
      this.tell();
    }), after);
  }
}

/** What may fail without harm: the next beat tries again. Only the loss of the connection and refusals are passed over. */
async function quietly(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
  }
}

const pastKey = (draft: string): string => `designer-past:${draft}`;
const keptKey = (draft: string, client: string): string => `designer:${draft}:${client}`;

function world(draft: string) {
  return {
    send: (request: { client: string; id: string; base: number; operations: readonly Op[] }) => post<{ revision: number; feed: Feed }>(`/drafts/${draft}/operations`, request),
    load: () => get<Draft>(`/drafts/${draft}`),
    keep: (kept: Kept) => {
      const key = keptKey(draft, kept.client);
      if (kept.pending.length === 0) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(kept));
    },
    newId: () => crypto.randomUUID().replaceAll("-", ""),
    later: (run: () => void, milliseconds: number) => void setTimeout(run, milliseconds),
  };
}

/** What an earlier life of this window (or a window that was lost) had not yet sent. */
function adopt(draft: string): Kept | undefined {
  const prefix = `designer:${draft}:`;
  for (let index = 0; index < localStorage.length; index++) {
    const key = localStorage.key(index)!;
    if (!key.startsWith(prefix)) continue;
    const kept = JSON.parse(localStorage.getItem(key)!) as Kept;
    if (sessionStorage.getItem(prefix) === kept.client || !alive(kept.client)) {
      sessionStorage.setItem(prefix, kept.client);
      return kept;
    }
  }
  return undefined;
}

/** Windows mark that they live; a mark older than this belongs to a window that is gone (milliseconds). */
const life = 10_000;
const alive = (client: string): boolean => Date.now() - Number(localStorage.getItem(`designer-alive:${client}`) ?? 0) < life;

export function stayAlive(client: string, draft: string): () => void {
  const mark = () => localStorage.setItem(`designer-alive:${client}`, String(Date.now()));
  mark();
  sessionStorage.setItem(`designer:${draft}:`, client);
  const timer = setInterval(mark, life / 3);
  return () => {
    clearInterval(timer);
    localStorage.removeItem(`designer-alive:${client}`);
  };
}
