import { useMemo } from "react";
import { useEditor } from "../app/context";
import type { Names } from "../api/types";
import { label as labelOf, objects, text, type Json, type JsonObject } from "../model/json";
import { everywhere, type Choice, type Programme } from "../model/programme";

/** What a condition or a value may name, by the words people gave it, and what kind of answer each is. */
export interface Offers { choices: readonly Choice[]; typeOf(name: string): string }

/**
 * @param lookups Records looked up for this place alone.
 * @param among The register whose record is judged here: its items stand by themselves.
 */
export function useOffers(names: Names, lookups?: Json, among?: string): Offers {
  const { programme } = useEditor();
  return useMemo(() => offersOf(programme, names, objects(lookups), among), [programme, names, lookups, among]);
}

function offersOf(programme: Programme, names: Names, lookups: readonly JsonObject[], among: string | undefined): Offers {
  const types = new Map<string, string>();
  const choices: Choice[] = [];
  const take = (value: string, label: string, type: string) => {
    if (types.has(value)) return;
    types.set(value, type);
    choices.push({ value, label });
  };
  if (among) programme.registerFields(among).forEach((field) => take(field.key, `記録の${field.label}`, kindOf(field.type)));
  programme.fields.forEach((field) => take(field.key, field.label, field.type));
  const record = (name: string, words: string, register: string) => programme.registerFields(register).forEach((field) => take(`${name}.${field.key}`, `${words}の${field.label}`, kindOf(field.type)));
  for (const one of lookups) {
    if (one.count === true || text(one.sum) !== "") take(text(one.as), `${text(one.as)}の${one.count === true ? "件数" : "合計"}`, "number");
    else if (one.take === 1) record(text(one.as), text(one.as), text(one.register));
  }
  // A step that keeps one record it found: the record's own items can be named from then on.
  for (const { activity } of everywhere(programme.files)) {
    const result = text(activity.result);
    if (activity.register === undefined || result === "" || Number(activity.take ?? 1) !== 1) continue;
    record(result, programme.fields.find((field) => field.key === result)?.label ?? result, text(activity.register));
  }
  for (const one of names.names) {
    if (one.source === "function") continue;
    const words = labelOf(one.label as Json, one.name);
    if (one.members?.length) one.members.forEach((member) => take(`${one.name}.${member.name}`, `${words}の${labelOf(member.label as Json, member.name)}`, kindOf(member.type)));
    else if (one.type !== "context") take(one.name, words, kindOf(one.type));
  }
  return { choices, typeOf: (name) => types.get(name) ?? "text" };
}

/** The nearest field type of a type of the expression language. */
const kindOf = (type: string): string => ({ boolean: "yesno", "date and time": "datetime", "date time": "datetime", list: "multichoice" })[type] ?? type;
