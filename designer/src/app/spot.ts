import { at, isList, isObject, nameOf, objects, sub, type Json, type JsonObject, type Path } from "../model/json";
import { put, type Files, type Op } from "../model/ops";

/** What a spot needs of the open draft. */
export interface Ground { readonly files: Files; do(label: string, ops: readonly Op[]): boolean }

/**
 * A place in a document with what stands there, and how to change it. Editors of values take a spot and know nothing of documents.
 * A list whose items have no names of their own is changed whole, as the server wants it.
 */
export interface Spot {
  readonly value: Json | undefined;
  readonly document: string;
  /** The nearest place the server can name. */
  readonly path: Path;
  /** `also` is done together with it: what the new value names. */
  set(value: Json | undefined, label?: string, also?: readonly Op[]): void;
  child(name: string): Spot;
  items(): Spot[];
  add(value: Json, label?: string): void;
  /** Takes an item off its list, or a member off its object. */
  drop(label?: string): void;
  /** Moves an item among its fellows. */
  shift(by: number, label?: string): void;
}

export function spot(ground: Ground, document: string, path: Path, label = "変更"): Spot {
  const value = at(ground.files[document], path);
  const here: Spot = {
    value, document, path,
    set: (next, words = label, also = []) => void ground.do(words, [...also, ...put(ground.files, document, path, next)]),
    child: (name) => spot(ground, document, sub(path, name), label),
    items: () => {
      if (!isList(value)) return [];
      if (value.length > 0 && value.every((item) => nameOf(item) !== undefined) && new Set(value.map(nameOf)).size === value.length) {
        return value.map((item, index) => ({
          ...spot(ground, document, sub(path, `@${nameOf(item)!}`), label),
          drop: (words = `${label}の削除`) => void ground.do(words, [{ op: "remove", document, path: sub(path, `@${nameOf(item)!}`) }]),
          shift: (by: number, words = `${label}の並べ替え`) => {
            const rest = value.toSpliced(index, 1);
            const to = Math.max(0, Math.min(rest.length, index + by));
            const before = nameOf(rest[to]);
            void ground.do(words, [{ op: "move", document, path: sub(path, `@${nameOf(item)!}`), to: path, ...(before === undefined ? {} : { before: `@${before}` }) }]);
          },
        }));
      }
      return value.map((_, index) => nested(here, index, label));
    },
    add: (item, words = `${label}の追加`) => {
      if (nameOf(item) === undefined || (isList(value) && value.some((other) => nameOf(other) === undefined))) here.set([...(isList(value) ? value : []), item], words);
      else if (value === undefined || value === null) void ground.do(words, put(ground.files, document, path, [item]));
      else void ground.do(words, [{ op: "add", document, path, value: item }]);
    },
    drop: (words = `${label}の削除`) => here.set(undefined, words),
    shift: () => undefined,
  };
  return here;
}

/** A part of a value that is changed whole: an item of an unnamed list (by position) or a member inside one. */
function nested(parent: Spot, key: number | string, label: string): Spot {
  const whole = parent.value;
  const value = typeof key === "number" ? (isList(whole) ? whole[key] : undefined) : isObject(whole) ? whole[key] : undefined;
  const here: Spot = {
    value, document: parent.document, path: parent.path,
    set: (next, words, also) => {
      if (typeof key === "number") { if (isList(whole)) parent.set(next === undefined ? whole.toSpliced(key, 1) : whole.with(key, next), words, also); return; }
      const { [key]: _, ...rest } = isObject(whole) ? whole : {};
      parent.set(next === undefined ? (rest as JsonObject) : { ...(isObject(whole) ? whole : {}), [key]: next }, words, also);
    },
    child: (name) => nested(here, name, label),
    items: () => (isList(value) ? value.map((_, index) => nested(here, index, label)) : []),
    add: (item, words) => here.set([...(isList(value) ? value : []), item], words),
    drop: (words) => here.set(undefined, words),
    shift: (by, words) => {
      if (typeof key !== "number" || !isList(whole)) return;
      const rest = whole.toSpliced(key, 1);
      parent.set(rest.toSpliced(Math.max(0, Math.min(rest.length, key + by)), 0, whole[key]!), words);
    },
  };
  return here;
}

/** A spot over a value held elsewhere, for an Elsa input wrapped in an expression. */
export function mapped(base: Spot, from: (value: Json | undefined) => Json | undefined, to: (value: Json | undefined) => Json | undefined): Spot {
  const holder: Spot = { ...base, value: from(base.value), set: (value, label, also) => base.set(to(value), label, also), child: () => holder, items: () => [], add: () => undefined };
  return { ...holder, child: (name) => nested(holder, name, ""), items: () => (isList(holder.value) ? holder.value.map((_, index) => nested(holder, index, "")) : []), add: (item, label) => holder.set([...(isList(holder.value) ? holder.value : []), item], label) };
}

export const namesIn = (spot: Spot): string[] => objects(spot.value).map((item) => nameOf(item) ?? "");
