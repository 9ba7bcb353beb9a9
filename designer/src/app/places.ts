import { outcomeLabels } from "../model/descriptors";
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

/** A finding's sentence for people who have never seen a file: things by the names people gave them, without the names files use, and without examples written as formulas. */
export const plainly = (sentence: unknown, programme: Programme, document: string): string =>
  label(sentence as Json).replace(/^(\S+?)「([!-~]+)」がありません。/, (all, kind: string, id: string) => (nameIn(programme, document, id) === "" ? `選ばれていた${kind}はもうありません。` : all)).replace(/（例 [^）]*）/g, "").replace(/（[A-Za-z][A-Za-z0-9_.[\]]*）/g, "").replaceAll("「\"\"」", "空").replace(/「([^「」]+)」(（[^（）]+）)?/g, (all, id: string, more = "") => { const name = nameIn(programme, document, id); return name === "" ? all : `「${name}」${more === `（${name}）` ? "" : more}`; });

/** What people call a thing of this id: a step of the document, or something the programme declares. */
function nameIn(programme: Programme, document: string, id: string): string {
  const step = document.startsWith("workflows/") ? walk(programme.files[document]).find((one) => one.activity.id === id)?.activity : undefined;
  if (step) return nameOfActivity(step, programme.descriptor(step.type)?.label);
  return [programme.roles, programme.states, programme.actions, programme.forms, programme.decisions, programme.notices, programme.registers, programme.connectors, programme.settings, programme.deadlines, programme.workflows].flat().find((one) => one.value === id)?.label ?? programme.fields.find((one) => one.key === id)?.label ?? outcomeLabels[id] ?? "";
}
