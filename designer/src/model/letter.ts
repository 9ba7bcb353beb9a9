import type { Choice } from "./programme";

/** Where a notice's text takes a value from, with the words people see instead. */
export interface Insert { expression: string; label: string }

export const common: Insert[] = [
  { expression: "head.number", label: "受付番号" }, { expression: "head.status", label: "状態" }, { expression: "head.submittedAt", label: "申請日時" }, { expression: "municipality.name", label: "市町村名" },
];

/** Text with 〔受付番号〕 in place of {{ head.number }}. What is more than a value keeps its own sign, so that it comes back unchanged. */
export function toPeople(body: string, inserts: readonly Insert[]): string {
  return body.replaceAll(/\{\{-?\s*(.*?)\s*-?\}\}/gs, (whole, expression: string) => {
    const known = inserts.find((one) => one.expression === expression);
    return known ? `〔${known.label}〕` : `〔${describe(expression, inserts)}〕${mark(whole)}`;
  });
}

/** Back to the template. A 〔…〕 without a known name stays as text. */
export function toTemplate(words: string, inserts: readonly Insert[]): string {
  return words.replaceAll(/〔([^〕]*)〕(?:\u2060([A-Za-z0-9+/=]*)\u2060)?/g, (whole, name: string, kept: string | undefined) => {
    if (kept) return decode(kept);
    const known = inserts.find((one) => one.label === name);
    return known ? `{{ ${known.expression} }}` : whole;
  });
}

/** An expression that is no plain value rides along unseen between two word joiners. */
const mark = (whole: string): string => `\u2060${btoa(String.fromCharCode(...new TextEncoder().encode(whole)))}\u2060`;
const decode = (kept: string): string => new TextDecoder().decode(Uint8Array.from(atob(kept), (char) => char.charCodeAt(0)));

function describe(expression: string, inserts: readonly Insert[]): string {
  const first = expression.split("|")[0]!.trim();
  const known = inserts.find((one) => one.expression === first);
  if (known) return known.label;
  if (/^(if|else|end|for)\b/.test(expression)) return expression.startsWith("end") ? "ここまで" : expression.startsWith("for") ? "くり返し" : expression.startsWith("else") ? "そうでなければ" : "条件つき";
  return first.replace(/^(data|fields|head|settings)\./, "");
}

export const insertsOf = (fields: readonly { key: string; label: string }[], data: readonly Choice[], settings: readonly Choice[]): Insert[] => unique([
  ...common, ...data.map((one) => ({ expression: `data.${one.value}`, label: one.label })), ...fields.map((one) => ({ expression: `fields.${one.key}`, label: one.label })), ...settings.map((one) => ({ expression: `settings.${one.value}`, label: one.label })),
]);

/** Each label leads to one expression: later ones of the same name say where they come from. */
function unique(inserts: Insert[]): Insert[] {
  const seen = new Set<string>();
  return inserts.map((one) => {
    let label = one.label;
    if (seen.has(label)) label = `${label}（${one.expression.startsWith("data.") ? "渡された値" : one.expression.startsWith("settings.") ? "設定" : "項目"}）`;
    seen.add(label);
    return { ...one, label };
  });
}
