/** JSON as the package files hold it. Values are never changed in place: every edit makes new ones along its path. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject { [key: string]: Json | undefined }

/**
 * A place in a document, as docs/designer-api.md §3 writes it: `/` and names; `@id` an item of a list by its own name; `#id` first
 * an element anywhere, so that a place holds while others add and move around it. "" is the whole document.
 */
export type Path = string;

export const isObject = (value: Json | undefined): value is JsonObject => typeof value === "object" && value !== null && !Array.isArray(value);
export const isList = (value: Json | undefined): value is Json[] => Array.isArray(value);
export const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");
export const list = (value: Json | undefined): Json[] => (isList(value) ? value : []);
export const objects = (value: Json | undefined): JsonObject[] => list(value).filter(isObject);
export const object = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

const escape = (segment: string): string => segment.replaceAll("~", "~0").replaceAll("/", "~1");
const unescape = (segment: string): string => segment.replaceAll("~1", "/").replaceAll("~0", "~");
export const sub = (path: Path, ...segments: string[]): Path => path + segments.map((segment) => `/${escape(segment)}`).join("");
export const segments = (path: Path): string[] => (path === "" ? [] : path.slice(1).split("/").map(unescape));
export const parentOf = (path: Path): Path => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** The name an item of a list is known by; undefined where the list has no identified items. An arrow's is `source:port>target`. */
export function nameOf(value: Json | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  if (isObject(value.source) && isObject(value.target)) return `${text(value.source.activity)}:${text(value.source.port) || "Done"}>${text(value.target.activity)}`;
  for (const key of ["id", "key", "as", "name"]) if (typeof value[key] === "string") return value[key];
  return undefined;
}

export const indexOf = (items: readonly Json[], segment: string): number => (segment.startsWith("@") ? items.findIndex((item) => nameOf(item) === segment.slice(1)) : -1);

/** The way to the element of this id anywhere in a document; in a workflow only activities are found so. Documents are never changed in place, so each is gone through once. */
export function element(document: Json | undefined, id: string): string[] | undefined {
  if (!isObject(document)) return undefined;
  let ways = elements.get(document);
  if (!ways) elements.set(document, (ways = waysIn(document)));
  return ways.get(id);
}

const elements = new WeakMap<JsonObject, ReadonlyMap<string, string[]>>();

function waysIn(document: JsonObject): ReadonlyMap<string, string[]> {
  const workflow = isObject(document.root);
  const ways = new Map<string, string[]>();
  const look = (value: Json | undefined, way: string[]): void => {
    if (isList(value)) {
      for (const item of value) {
        const name = nameOf(item);
        if (name !== undefined) look(item, [...way, `@${name}`]);
      }
    } else if (isObject(value)) {
      if (way.length > 0 && typeof value.id === "string" && (!workflow || typeof value.type === "string") && !ways.has(value.id)) ways.set(value.id, way);
      for (const [key, inner] of Object.entries(value)) if (typeof inner === "object") look(inner, [...way, key]);
    }
  };
  look(document, []);
  return ways;
}

/** The way of a path from the top of the document, with a leading `#id` looked up. */
export function resolve(document: Json | undefined, path: Path): string[] | undefined {
  const [first, ...rest] = segments(path);
  if (first === undefined) return [];
  if (!first.startsWith("#")) return [first, ...rest];
  const way = element(document, first.slice(1));
  return way && [...way, ...rest];
}

export function at(document: Json | undefined, path: Path): Json | undefined {
  let here = document;
  for (const segment of resolve(document, path) ?? ["\0"]) {
    if (isList(here)) here = here[indexOf(here, segment)];
    else if (isObject(here)) here = here[segment];
    else return undefined;
  }
  return here;
}

export const same = (a: Json | undefined, b: Json | undefined): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The Japanese words of a label, which is a text or `{ ja, en, easy }`. */
export function label(value: Json | undefined, otherwise = ""): string {
  if (typeof value === "string") return value || otherwise;
  if (isObject(value)) return text(value.ja) || text(value.en) || otherwise;
  return otherwise;
}
