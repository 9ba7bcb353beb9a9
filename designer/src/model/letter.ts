import type { Choice } from "./programme";

/** Where a notice's text takes a value from, with the words people see instead. */
export interface Insert { expression: string; label: string }

export const common: Insert[] = [
  { expression: "head.number", label: "受付番号" }, { expression: "head.status", label: "状態" }, { expression: "head.submittedAt", label: "申請日時" }, { expression: "municipality.name", label: "市町村名" },
];

/** A text as people read it, and what stands behind the signs that are more than a value. */
export interface Letter { words: string; kept: ReadonlyMap<string, string> }

/** Text with 〔受付番号〕 in place of {{ head.number }}. What is more than a value gets a sign of its own and comes back unchanged. */
export function toPeople(body: string, inserts: readonly Insert[]): Letter {
  const kept = new Map<string, string>();
  const words = body.replaceAll(/\{\{-?\s*(.*?)\s*-?\}\}/gs, (whole, expression: string) => {
    const known = inserts.find((one) => one.expression === expression);
    if (known && whole === `{{ ${expression} }}`) return `〔${known.label}〕`;
    const base = describe(expression, inserts);
    let name = base;
    for (let n = 2; (kept.has(name) && kept.get(name) !== whole) || inserts.some((one) => one.label === name); n++) name = `${base}${n}`;
    kept.set(name, whole);
    return `〔${name}〕`;
  });
  return { words, kept };
}

/** Back to the template. A 〔…〕 without a known name stays as text. */
export const toTemplate = (words: string, inserts: readonly Insert[], kept: Letter["kept"]): string =>
  words.replaceAll(/〔([^〔〕]*)〕/g, (whole, name: string) => {
    const behind = kept.get(name);
    if (behind !== undefined) return behind;
    const known = inserts.find((one) => one.label === name);
    return known ? `{{ ${known.expression} }}` : whole;
  });

const bare = (expression: string): string => expression.split("|")[0]!.trim();

/** Days and sums stand in a letter as letters have them. */
const manner: Record<string, string> = { date: " | wareki", money: " | comma" };

function describe(expression: string, inserts: readonly Insert[]): string {
  const first = bare(expression);
  const known = inserts.find((one) => bare(one.expression) === first);
  if (known) return known.expression === first ? known.label : `${known.label}（そのまま）`;
  if (/^(if|else|end|for)\b/.test(expression)) return expression.startsWith("end") ? "ここまで" : expression.startsWith("for") ? "くり返し" : expression.startsWith("else") ? "そうでなければ" : "条件つき";
  return first.replace(/^(data|fields|head|settings)\./, "");
}

export const insertsOf = (fields: readonly { key: string; label: string; type?: string }[], data: readonly Choice[], settings: readonly Choice[]): Insert[] => unique([
  ...data.map((one) => ({ expression: `data.${one.value}`, label: one.label })), ...common, ...fields.map((one) => ({ expression: `fields.${one.key}${manner[one.type ?? ""] ?? ""}`, label: one.label })), ...settings.map((one) => ({ expression: `settings.${one.value}`, label: one.label })),
]);

/** Each label leads to one expression: later ones of the same name say where they come from. */
function unique(inserts: Insert[]): Insert[] {
  const seen = new Set<string>();
  return inserts.map((one) => {
    let label = one.label;
    if (seen.has(label)) label = `${label}（${one.expression.startsWith("data.") ? "渡された値" : one.expression.startsWith("settings.") ? "設定" : one.expression.startsWith("head.") ? "案件" : "項目"}）`;
    seen.add(label);
    return { ...one, label };
  });
}
