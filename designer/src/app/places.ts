import { nameOfActivity, walk } from "../model/flow";
import { at, label, sub, type Json } from "../model/json";
import { workflowTitle, type Programme } from "../model/programme";

const kinds: [RegExp, string][] = [[/^workflows\//, "流れ"], [/^forms\//, "様式"], [/^decisions\//, "決定表"], [/^documents\//, "通知"], [/^registers\//, "台帳"], [/^scenarios\//, "試し"], [/^files\//, "ファイルの形"], [/^municipality/, "この市町村の設定"]];

/** A place of the package as people call it: 様式「申込」の「品目」. */
export function placeWords(programme: Programme, document: string, element: string | null): string {
  const whole = programme.files[document];
  const kind = kinds.find(([pattern]) => pattern.test(document))?.[1];
  if (document === "program.json" || !kind) return element ? `手続き全体の「${label(at(whole, sub("", `#${element}`, "label")), element)}」` : "手続き全体";
  const name = document.startsWith("workflows/") ? workflowTitle(whole) : label(at(whole, "/title")) || label(at(whole, "/label")) || label(at(whole, "/description")) || document.replace(/^.*\//, "").replace(/\.\w+$/, "");
  const inner = element === null ? "" : document.startsWith("workflows/") ? nameOfActivity(walk(whole).find((one) => one.activity.id === element)?.activity ?? {}) : label(at(whole, sub("", `#${element}`, "label")));
  return `${kind}「${name}」${inner ? `の「${inner}」` : ""}`;
}

/** A finding's sentence for people who have never seen a file: without the names files use, and without examples written as formulas. */
export const plainly = (sentence: unknown): string => label(sentence as Json).replace(/（例 [^）]*）/g, "").replace(/（[a-z][A-Za-z0-9_.[\]]*）/g, "").replaceAll("「\"\"」", "空");
