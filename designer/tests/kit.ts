import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RawDescriptor, Vocabulary } from "../src/api/types";
import { toDescriptors } from "../src/api/vocabulary";
import type { Files } from "../src/model/ops";
import { Programme } from "../src/model/programme";

const folder = join(import.meta.dirname, "../../definitions/account-transfer");

/** The JSON documents of the account-transfer programme. */
export function accountTransfer(): Files {
  const files: Record<string, Files[string]> = { "program.json": JSON.parse(readFileSync(join(folder, "program.json"), "utf8")) as Files[string] };
  for (const kind of ["workflows", "forms", "registers", "files"]) for (const name of readdirSync(join(folder, kind))) files[`${kind}/${name}`] = JSON.parse(readFileSync(join(folder, kind, name), "utf8")) as Files[string];
  return files;
}

export const descriptor = (type: string, more: Partial<RawDescriptor> = {}): RawDescriptor => ({
  type, label: type.slice(type.indexOf(".") + 1), sentence: "{name}", category: "流れ", icon: "box", inputs: [], outcomes: ["Done"], outcomesFrom: null, childPorts: [], isTrigger: false, isTerminal: false, allowsHandlers: false, outcomeWords: {}, kindBy: null, kinds: [], ...more,
});

export const vocabulary = (activities: RawDescriptor[] = []): Vocabulary => ({ activities, categories: [], triggers: [], fieldTypes: [], connectorKinds: [], calendars: [], hitPolicies: [] });

export const programme = (files: Files, words = vocabulary()): Programme => new Programme(files, words, toDescriptors(words));
