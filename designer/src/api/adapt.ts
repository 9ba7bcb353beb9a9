import { isObject, label, list, objects, text, type Json, type JsonObject } from "../model/json";
import type { Trial } from "../trial/types";
import type { Draft, DraftSummary, FeelResult, Names, Vocabulary, Who } from "./types";

const calendars: Record<string, string> = { "jp-municipal": "市役所の開庁日（土日・祝日・年末年始を除く）", "jp-bank": "銀行の営業日（土日・祝日・12月31日〜1月3日を除く）", "every-day": "毎日（休みなし）" };

/** A list of things of which only the names may be told. */
const named = (value: Json | undefined, key: string, words: (id: string) => string): { [key: string]: Json }[] =>
  list(value).map((one) => (typeof one === "string" ? { [key]: one, label: words(one) } : (one as { [key: string]: Json })));

/** The vocabulary, with words for what is told by its name alone. */
export function vocabularyOf(raw: JsonObject): Vocabulary {
  return {
    ...(raw as unknown as Vocabulary),
    categories: named(raw.categories, "id", (id) => id) as unknown as Vocabulary["categories"],
    fieldTypes: named(raw.fieldTypes, "type", () => "") as unknown as Vocabulary["fieldTypes"],
    calendars: named(raw.calendars, "id", (id) => calendars[id] ?? id) as unknown as Vocabulary["calendars"],
    connectorKinds: (raw.connectorKinds ?? []) as unknown as Vocabulary["connectorKinds"],
    triggers: objects(raw.triggers), hitPolicies: list(raw.hitPolicies),
  };
}

const who = (value: unknown): Who | null => (typeof value === "string" ? (value === "" ? null : { id: value, name: value }) : ((value as Who | null) ?? null));

export const summaryOf = <T extends DraftSummary>(raw: T): T => ({ ...raw, changedBy: [raw.createdBy, ...(raw.people ?? []).map((one) => one.user)].find((one) => one.id === (raw.changedBy as unknown)) ?? who(raw.changedBy), people: raw.people ?? [] });
export const draftOf = (raw: Draft): Draft => ({ ...summaryOf(raw), comments: raw.comments ?? [] });

export function namesOf(raw: JsonObject): Names {
  return {
    names: (raw.names ?? []) as unknown as Names["names"],
    functions: objects(raw.functions).map((one) => ({ name: text(one.name), label: label(one.label, text(one.name)), signature: text(one.signature) || `${text(one.name)}(…)`, example: text(one.example) })),
  };
}

export function feelOf(raw: JsonObject): FeelResult {
  const problem = raw.problem;
  return {
    ok: raw.ok === true, type: text(raw.type) || null, value: raw.value ?? null, text: text(raw.text) || null,
    problem: problem === null || problem === undefined ? null : { ja: label(problem), position: isObject(problem) && typeof problem.position === "number" ? problem.position : 0, length: 0 },
    hidden: typeof raw.hidden === "number" ? raw.hidden : 0,
    unknown: objects(raw.unknown).map((one) => ({ name: text(one.name), near: typeof one.near === "string" ? [one.near] : list(one.near).map(text) })),
  };
}

export function trialOf(raw: JsonObject): Trial {
  const can = isObject(raw.can) ? raw.can : {};
  const refused = raw.refused;
  return {
    ...(raw as unknown as Trial),
    ...(refused === null || refused === undefined ? { refused: undefined } : typeof refused === "string" ? { refused: { ja: refused, errors: [] } } : {}),
    can: { ...(can as unknown as Trial["can"]), events: list(can.events).map((one) => (typeof one === "string" ? { connector: "", event: one } : (one as unknown as { connector: string; event: string }))) },
    connectors: objects(raw.connectors).map((one) => ({ ...(one as unknown as Trial["connectors"][number]), calls: list(one.calls).length > 0 || Array.isArray(one.calls) ? list(one.calls).length : Number(one.calls ?? 0), acts: objects(one.acts).map((act) => ({ act: text(act.act), label: text(act.label) })) })),
  };
}
