import { cellFeel, cellWords, resultFeel, resultWords } from "../model/cells";
import { isObject, label, objects, sub, text, type Json, type JsonObject } from "../model/json";
import type { Op } from "../model/ops";
import type { Choice, Programme } from "../model/programme";

/** A column of a decision table as the grid and the sheet show it. */
export interface Column { id: string; kind: "when" | "then"; label: string; type: string; options: Choice[] }

export function columnsOf(document: string, table: JsonObject, programme: Programme): Column[] {
  const side = programme.files[document.replace(/\.dmn$/, ".json")];
  const told = (expression: string) => label(objects(isObject(side) ? side.inputs : undefined).find((one) => one.name === expression)?.label);
  return [
    ...objects(table.inputs).map((input): Column => {
      const [own, expression] = [text(input.label), text(input.expression)];
      const field = programme.fields.find((one) => one.key === expression);
      return { id: text(input.id), kind: "when", label: own === "" || own === expression ? told(expression) || field?.label || expression : own, type: text(input.type), options: field?.options ?? [] };
    }),
    ...objects(table.outputs).map((output): Column => ({ id: text(output.id), kind: "then", label: label(output.label) || text(output.name), type: text(output.type), options: [] })),
  ];
}

export function shownCell(rule: JsonObject, column: Column): string {
  const cell = text(isObject(rule[column.kind]) ? (rule[column.kind] as JsonObject)[column.id] : undefined);
  return column.kind === "when" ? cellWords(cell, column.options) : resultWords(cell);
}

/** A result that says nothing of its kind: a word where a number is to come out, and no item of that name to take it from. */
export const isOdd = (rule: JsonObject, column: Column, programme: Programme): boolean => {
  const cell = text(isObject(rule.then) ? rule.then[column.id] : undefined);
  return column.kind === "then" && column.type === "number" && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(cell) && cell !== "null" && !programme.fields.some((field) => field.key === cell) && !programme.settings.some((setting) => setting.value === cell);
};

const feel = (column: Column, words: string): string | undefined => (column.kind === "when" ? cellFeel(words, column.type, column.options) : resultFeel(words, column.type));

export function setCell(document: string, base: string, rule: JsonObject, column: Column, words: string): Op[] {
  const path = sub(base, `@${text(rule.id)}`, column.kind, column.id);
  const value = feel(column, words);
  const before: Json | undefined = isObject(rule[column.kind]) ? (rule[column.kind] as JsonObject)[column.id] : undefined;
  if (value === before) return [];
  return value === undefined ? [{ op: "unset", document, path }] : [{ op: "set", document, path, value }];
}

export function freshRule(decision: string, taken: readonly string[]): string {
  for (let n = taken.length + 1; ; n++) if (!taken.includes(`${decision}_rule${n}`)) return `${decision}_rule${n}`;
}

export function newRule(id: string, columns: readonly Column[], cells: readonly string[] = [], from = 0): JsonObject {
  const when: JsonObject = {}, then: JsonObject = {};
  columns.forEach((column, index) => {
    const value = feel(column, cells[index - from] ?? "");
    if (column.kind === "when" && value !== undefined) when[column.id] = value;
    if (column.kind === "then") then[column.id] = value ?? "null";
  });
  return { id, when, then };
}

/** Cells laid over the rows from a place on; rows that are missing are added. */
export function lay(document: string, decision: string, table: JsonObject, columns: readonly Column[], sheet: readonly (readonly string[])[], row: number, column: number): Op[] {
  const base = sub("/decisions", `@${decision}`, "table", "rules");
  const rules = objects(table.rules);
  const ids = rules.map((rule) => text(rule.id));
  return sheet.flatMap((cells, index): Op[] => {
    const rule = rules[row + index];
    if (rule) return cells.flatMap((words, offset) => { const at = columns[column + offset]; return at ? setCell(document, base, rule, at, words) : []; });
    const id = freshRule(decision, ids);
    ids.push(id);
    return [{ op: "add", document, path: base, value: newRule(id, columns, cells, column) }];
  });
}
