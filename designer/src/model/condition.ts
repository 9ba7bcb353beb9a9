import type { Field } from "./programme";

/** A comparison as a sentence: 項目「金額」が 1000 以上. */
export interface Row { left: string; relation: Relation; right: string }
export interface Condition { join: "and" | "or"; rows: Row[] }
export type Relation = "=" | "!=" | ">" | ">=" | "<" | "<=" | "empty" | "filled" | "contains" | "lacks" | "oneOf";

const textual: Relation[] = ["=", "!=", "contains", "lacks", "filled", "empty"];
const ordered: Relation[] = ["=", "!=", ">=", "<=", ">", "<", "filled", "empty"];

export function relations(type: string): { value: Relation; label: string }[] {
  const when = type === "date" || type === "datetime" || type === "time";
  const words: Record<Relation, string> = {
    "=": "である", "!=": "でない", ">": when ? "より後" : "より大きい", ">=": when ? "以後" : "以上", "<": when ? "より前" : "より小さい", "<=": when ? "以前" : "以下",
    empty: "が空", filled: "が入っている", contains: "を含む", lacks: "を含まない", oneOf: "のどれか",
  };
  const choice = type === "yesno" || type === "consent";
  const list: Relation[] = when || type === "number" || type === "money" || type === "calculated" ? ordered : choice ? ["=", "!="] : type === "choice" ? ["=", "!=", "oneOf", "filled", "empty"] : type === "multichoice" ? ["contains", "lacks", "filled", "empty"] : textual;
  return list.map((value) => ({ value, label: words[value] }));
}

const name = String.raw`[\p{L}_][\p{L}\p{N}_.]*`;
const value = String.raw`"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|date\("[^"]*"\)|${name}`;
const patterns: [RegExp, (found: RegExpExecArray) => Row][] = [
  [new RegExp(`^(${name})\\s*=\\s*null$`, "u"), (m) => ({ left: m[1]!, relation: "empty", right: "" })],
  [new RegExp(`^(${name})\\s*!=\\s*null$`, "u"), (m) => ({ left: m[1]!, relation: "filled", right: "" })],
  [new RegExp(`^(${name})\\s*(=|!=|>=|<=|>|<)\\s*(${value})$`, "u"), (m) => ({ left: m[1]!, relation: m[2] as Relation, right: m[3]! })],
  [new RegExp(`^list contains\\((${name}),\\s*(${value})\\)$`, "u"), (m) => ({ left: m[1]!, relation: "contains", right: m[2]! })],
  [new RegExp(`^contains\\((${name}),\\s*(${value})\\)$`, "u"), (m) => ({ left: m[1]!, relation: "contains", right: m[2]! })],
  [new RegExp(`^not\\((?:list )?contains\\((${name}),\\s*(${value})\\)\\)$`, "u"), (m) => ({ left: m[1]!, relation: "lacks", right: m[2]! })],
  [new RegExp(`^(${name})\\s+in\\s+\\[\\s*((?:${value})(?:\\s*,\\s*(?:${value}))*)\\s*\\]$`, "u"), (m) => ({ left: m[1]!, relation: "oneOf", right: `[${m[2]}]` })],
  [new RegExp(`^(${name})$`, "u"), (m) => ({ left: m[1]!, relation: "=", right: "true" })],
];

/** A condition as rows; undefined where it says more than rows can (it is then shown as an expression). */
export function parseCondition(source: string): Condition | undefined {
  const words = source.trim();
  if (words === "") return { join: "and", rows: [] };
  const and = split(words, "and");
  const or = split(words, "or");
  if (and.length > 1 && or.length > 1) return undefined;
  const parts = or.length > 1 ? or : and;
  const rows: Row[] = [];
  for (const part of parts) {
    const row = parseRow(part);
    if (!row) return undefined;
    rows.push(row);
  }
  return { join: or.length > 1 ? "or" : "and", rows };
}

function parseRow(part: string): Row | undefined {
  const bare = part.startsWith("(") && part.endsWith(")") && closes(part) ? part.slice(1, -1).trim() : part;
  for (const [pattern, make] of patterns) {
    const found = pattern.exec(bare);
    if (found && !["null", "true", "false"].includes(found[1]!)) return make(found);
  }
  return undefined;
}

const closes = (part: string): boolean => {
  let depth = 0;
  for (let index = 0; index < part.length - 1; index++) {
    if (part[index] === "(") depth++;
    if (part[index] === ")" && --depth === 0) return false;
  }
  return true;
};

/** Splits at a word outside quotes and brackets. */
function split(source: string, word: "and" | "or"): string[] {
  const parts: string[] = [];
  let depth = 0, quoted = false, from = 0;
  for (let index = 0; index < source.length; index++) {
    const char = source[index]!;
    if (quoted) { if (char === "\\") index++; else if (char === '"') quoted = false; continue; }
    if (char === '"') quoted = true;
    else if ("([{".includes(char)) depth++;
    else if (")]}".includes(char)) depth--;
    else if (depth === 0 && source.startsWith(` ${word} `, index)) {
      parts.push(source.slice(from, index).trim());
      from = index + word.length + 2;
    }
  }
  parts.push(source.slice(from).trim());
  return parts;
}

export function formatCondition(condition: Condition, typeOf: (name: string) => string): string {
  return condition.rows.filter((row) => row.left !== "").map((row) => formatRow(row, typeOf(row.left))).join(` ${condition.join} `);
}

function formatRow({ left, relation, right }: Row, type: string): string {
  const wanted = right === "" ? (type === "number" || type === "money" ? "0" : type === "yesno" || type === "consent" ? "true" : '""') : right;
  const contains = type === "multichoice" ? "list contains" : "contains";
  switch (relation) {
    case "empty": return `${left} = null`;
    case "filled": return `${left} != null`;
    case "contains": return `${contains}(${left}, ${wanted})`;
    case "lacks": return `not(${contains}(${left}, ${wanted}))`;
    case "oneOf": return `${left} in ${wanted.startsWith("[") ? wanted : `[${wanted}]`}`;
    default: return `${left} ${relation} ${wanted}`;
  }
}

/** A value in an expression as people read it; undefined where it is more than a value. */
export type Plain = { kind: "text" | "number" | "yesno" | "date" | "name" | "empty"; text: string };
export function parseValue(source: string): Plain | undefined {
  const words = source.trim();
  if (words === "") return { kind: "text", text: "" };
  if (words === "null") return { kind: "empty", text: "" };
  if (words === "true" || words === "false") return { kind: "yesno", text: words };
  if (/^-?\d+(\.\d+)?$/.test(words)) return { kind: "number", text: words };
  const date = /^date\("(\d{4}-\d{2}-\d{2})"\)$/.exec(words);
  if (date) return { kind: "date", text: date[1]! };
  if (/^"(?:[^"\\]|\\.)*"$/.test(words)) return { kind: "text", text: words.slice(1, -1).replace(/\\(["\\])/g, "$1") };
  if (new RegExp(`^${name}$`, "u").test(words)) return { kind: "name", text: words };
  return undefined;
}

export function formatValue(plain: Plain): string {
  switch (plain.kind) {
    case "text": return quote(plain.text);
    case "date": return `date("${plain.text}")`;
    case "empty": return "null";
    default: return plain.text;
  }
}

export const quote = (words: string): string => `"${words.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** A condition read aloud, for canvas, table and headings. */
export function conditionWords(source: string, fields: readonly Field[]): string {
  const parsed = parseCondition(source);
  if (!parsed || parsed.rows.length === 0) return source === "" ? "（条件なし）" : "式で定めた条件";
  return parsed.rows.map((row) => {
    const field = fields.find((one) => one.key === row.left);
    const word = relations(field?.type ?? "text").concat(relations("number")).find((one) => one.value === row.relation)?.label ?? row.relation;
    const plain = parseValue(row.right);
    const shown = plain?.kind === "yesno" ? (plain.text === "true" ? "はい" : "いいえ") : plain?.kind === "text" ? `「${field?.options?.find((one) => one.value === plain.text)?.label ?? plain.text}」` : plain?.text ?? row.right;
    return `${field?.label ?? row.left}${row.relation === "empty" || row.relation === "filled" ? word : `が${shown}${word}`}`;
  }).join(parsed.join === "and" ? "、かつ" : "、または");
}
