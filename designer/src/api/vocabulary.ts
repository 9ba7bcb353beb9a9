import { outcomeLabels, type Descriptor, type InputDescriptor } from "../model/descriptors";
import { label, type Json } from "../model/json";
import type { RawInput, Vocabulary } from "./types";

/** Descriptors as the designer reads them, by type. */
export function toDescriptors(vocabulary: Vocabulary): ReadonlyMap<string, Descriptor> {
  return new Map(vocabulary.activities.map((raw): [string, Descriptor] => [raw.type, {
    type: raw.type, label: label(raw.label as Json, raw.type), sentence: label(raw.sentence as Json), category: raw.category, icon: raw.icon,
    inputs: raw.inputs.map(inputOf),
    outcomes: raw.outcomes.map((outcome) => (typeof outcome === "string" ? { key: outcome, label: raw.outcomeWords[outcome] ?? outcomeLabels[outcome] ?? outcome } : { key: outcome.key, label: label(outcome.label as Json, outcome.key) })),
    ...(raw.outcomesFrom ? { outcomesFrom: raw.outcomesFrom } : {}), ...(raw.kindBy ? { kindBy: raw.kindBy } : {}), outcomeWords: raw.outcomeWords,
    kinds: raw.kinds.map((kind) => ({ value: kind.value, outcomeWords: kind.outcomeWords, ...(kind.outcomes ? { outcomes: kind.outcomes } : {}), ...(kind.sentence ? { sentence: kind.sentence } : {}) })),
    childPorts: raw.childPorts, isTerminal: raw.isTerminal, endsContainer: false, allowsHandlers: raw.allowsHandlers, palette: !raw.type.startsWith("Elsa.") || offered.has(raw.type),
  }]));
}

const inputOf = (input: RawInput): InputDescriptor => ({
  name: input.name, type: input.type, label: label(input.label as Json, input.name), picker: input.picker, wrapped: input.wrapped, required: input.required, defaultValue: input.default,
  ...(input.description ? { description: label(input.description as Json) } : {}),
  ...(input.options ? { options: input.options.map((option) => ({ value: option.value, label: label(option.label as Json) })) } : {}),
  ...(input.items ? { items: input.items.map(inputOf) } : {}),
  ...(input.when?.length ? { when: input.when } : {}),
});

/** Of Elsa's own activities, those that policy staff draw with; the rest show when a definition has them. */
const offered = new Set(["Elsa.FlowDecision", "Elsa.FlowSwitch", "Elsa.FlowFork", "Elsa.FlowJoin", "Elsa.Flowchart"]);
