import { at, list, nameOf, sub, text, type JsonObject, type Path } from "./json";
import { applyAll, type Files, type Op } from "./ops";
import { keyFrom } from "./programme";

/**
 * A new item gets the name people first give it as its key too, so that sums, files and lists read like the screen. Nothing where something names the
 * item already; then it keeps its key.
 * @param path Of the list the item stands in.
 * @param taken Keys others have.
 * @param along What must change with the key, where something of the same document is known to name it.
 */
export function firstName(files: Files, document: string, path: Path, item: JsonObject, words: string, taken: readonly string[], along: (key: string) => Op[] = () => []): { key: string; ops: Op[] } | undefined {
  const old = text(item.key);
  const key = keyFrom(words, taken.filter((one) => one !== old));
  const gone: Op = { op: "remove", document, path: sub(path, `@${old}`) };
  if (words.trim() === "" || key === old || named(applyAll(files, [gone, ...along(key)]).files, old)) return undefined;
  const fellows = list(at(files[document], path));
  const next = nameOf(fellows[fellows.findIndex((one) => nameOf(one) === old) + 1]);
  return { key, ops: [
    gone,
    { op: "add", document, path, value: { ...item, key, label: words }, ...(next === undefined ? {} : { before: `@${next}` }) },
    ...along(key),
  ] };
}

/** Whether anything in the documents speaks of the key. */
function named(files: Files, key: string): boolean {
  const word = new RegExp(`(?<![\\p{L}\\p{N}_])${key}(?![\\p{L}\\p{N}_])`, "u");
  return Object.values(files).some((whole) => word.test(JSON.stringify(whole)));
}
