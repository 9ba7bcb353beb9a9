import { applyAll, Refused, samePlace, type Files, type Op } from "./ops";

/** What a person did in one go, with what takes it back. */
export interface Change { label: string; ops: readonly Op[]; inverse: readonly Op[]; at: number }

export interface History { done: readonly Change[]; undone: readonly Change[] }

export const noHistory: History = { done: [], undone: [] };

/** Typing in one field within this time is one step of undo (milliseconds). */
const together = 1500;

export function record(history: History, change: Change): History {
  const last = history.done.at(-1);
  const only = change.ops.length === 1 && last?.ops.length === 1;
  if (last && only && change.at - last.at < together && samePlace(last.ops[0]!, change.ops[0]!)) {
    const merged = { ...change, inverse: last.inverse };
    return { done: [...history.done.slice(0, -1), merged], undone: [] };
  }
  return { done: [...history.done, change], undone: [] };
}

/** How much of the past is written down for when the page is loaded anew (characters); the oldest goes first. */
const longest = 500_000;

/** The history as text, to be read back by `remembered`. */
export function toRemember(history: History): string {
  for (let count = 200; ; count = Math.floor(count / 2)) {
    const words = JSON.stringify({ done: count === 0 ? [] : history.done.slice(-count), undone: count === 0 ? [] : history.undone.slice(-count) });
    if (words.length <= longest || count === 0) return words;
  }
}

export const remembered = (words: string | null): History => (words === null ? noHistory : JSON.parse(words) as History);

export interface Stepped { history: History; files: Files; ops: readonly Op[]; label: string }

/** Takes back the last change. What others changed in the meantime stays; a change whose place is gone is passed over. */
export function undo(history: History, files: Files): Stepped | undefined {
  const done = [...history.done];
  for (let change = done.pop(); change; change = done.pop()) {
    const stepped = attempt(files, change.inverse);
    if (!stepped) continue;
    return { history: { done, undone: [...history.undone, { ...change, ops: stepped.inverse }] }, files: stepped.files, ops: change.inverse, label: change.label };
  }
  return undefined;
}

export function redo(history: History, files: Files): Stepped | undefined {
  const undone = [...history.undone];
  for (let change = undone.pop(); change; change = undone.pop()) {
    const stepped = attempt(files, change.ops);
    if (!stepped) continue;
    return { history: { done: [...history.done, { ...change, inverse: stepped.inverse, at: 0 }], undone }, files: stepped.files, ops: change.ops, label: change.label };
  }
  return undefined;
}

function attempt(files: Files, ops: readonly Op[]) {
  try {
    return applyAll(files, ops);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
