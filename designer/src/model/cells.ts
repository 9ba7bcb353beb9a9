import { quote } from "./condition";

/** A condition of a decision table's cell as people write it: 1000以上, 4月〜9月, 「粗大」, 空, - . Both ways; what is neither stays as it is. */
export function cellWords(cell: string, options: readonly { value: string; label: string }[] = []): string {
  const words = cell.trim();
  if (words === "" || words === "-") return "";
  if (words === "null") return "空";
  if (words === "not(null)") return "入っている";
  if (words === "true") return "はい";
  if (words === "false" || words === "not(true)") return words === "false" ? "いいえ" : "はい以外";
  const bound = /^(>=|<=|>|<)\s*(-?\d+(?:\.\d+)?)$/.exec(words);
  if (bound) return `${bound[2]}${{ ">=": "以上", "<=": "以下", ">": "より大きい", "<": "未満" }[bound[1]!]}`;
  const range = /^\[\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*\]$/.exec(words);
  if (range) return `${range[1]}〜${range[2]}`;
  const half = /^\[\s*(-?\d+(?:\.\d+)?)\s*\.\.\s*(-?\d+(?:\.\d+)?)\s*[)[]$/.exec(words);
  if (half) return `${half[1]}以上${half[2]}未満`;
  const texts = listOfTexts(words);
  if (texts) return texts.map((one) => options.find((option) => option.value === one)?.label ?? one).join("、");
  const not = /^not\((.+)\)$/.exec(words);
  const inner = not && listOfTexts(not[1]!);
  if (inner) return `${inner.map((one) => options.find((option) => option.value === one)?.label ?? one).join("、")}以外`;
  return words;
}

export function cellFeel(words: string, type: string, options: readonly { value: string; label: string }[] = []): string | undefined {
  const said = words.normalize("NFKC").trim();
  if (said === "" || said === "-" || said === "−" || said === "問わない") return undefined;
  if (said === "空") return "null";
  if (said === "入っている") return "not(null)";
  if (said === "はい") return "true";
  if (said === "いいえ") return "false";
  if (said === "はい以外") return "not(true)";
  const number = String.raw`(-?[\d,]+(?:\.\d+)?)\s*(?:円|件|個|点|歳|人|日)?`;
  const plain = (one: string) => one.replaceAll(",", "");
  const bound = new RegExp(`^${number}\\s*(以上|以下|未満|より大きい|超)$`).exec(said);
  if (bound) return `${{ 以上: ">=", 以下: "<=", 未満: "<", より大きい: ">", 超: ">" }[bound[2]!]} ${plain(bound[1]!)}`;
  const range = new RegExp(`^${number}\\s*[〜~-]\\s*${number}$`).exec(said) ?? new RegExp(`^${number}以上\\s*${number}以下$`).exec(said);
  if (range && (type === "number" || range[0].includes("~") || range[0].includes("〜"))) return `[${plain(range[1]!)}..${plain(range[2]!)}]`;
  const half = new RegExp(`^${number}以上\\s*${number}未満$`).exec(said);
  if (half) return `[${plain(half[1]!)}..${plain(half[2]!)})`;
  if (type === "number" && new RegExp(`^${number}$`).test(said)) return plain(new RegExp(`^${number}$`).exec(said)![1]!);
  if (/^(>=|<=|>|<|not\(|\[|"|date\()/.test(said) || type === "Any" || (type !== "string" && type !== "")) return words.trim();
  const pick = (one: string) => quote(options.find((option) => option.label === one.trim())?.value ?? one.trim());
  if (said.endsWith("以外")) return `not(${said.slice(0, -2).split(/[、,]/).map(pick).join(", ")})`;
  return said.split(/[、,]/).map(pick).join(", ");
}

/** A block copied from a sheet: without its blank lines, and without its heading where that is what the columns are called. */
export function pasted(text: string, headings: readonly string[]): string[][] {
  const lines = parseSheet(text).filter((line) => line.some((words) => words.trim() !== ""));
  const heading = lines.length > 1 && lines[0]!.some((words, index) => words.trim() !== "" && words.trim() === headings[index]);
  return heading ? lines.slice(1) : lines;
}

/** The value of a result cell: words stand without quotes on the screen. */
export function resultWords(cell: string): string {
  const words = cell.trim();
  if (words === "null") return "";
  if (words === "true") return "はい";
  if (words === "false") return "いいえ";
  return /^"(?:[^"\\]|\\.)*"$/.test(words) ? words.slice(1, -1).replace(/\\(["\\])/g, "$1") : words;
}

export function resultFeel(words: string, type: string): string {
  const said = words.trim();
  if (said === "") return "null";
  if (said === "はい") return "true";
  if (said === "いいえ") return "false";
  const digits = said.normalize("NFKC").replaceAll(",", "").replace(/円$/, "");
  if (type === "number") return digits;
  if (type === "string" || type === "") return /^"/.test(said) ? said : quote(said);
  return said;
}

function listOfTexts(words: string): string[] | undefined {
  const one = String.raw`"(?:[^"\\]|\\.)*"`;
  if (!new RegExp(`^${one}(?:\\s*,\\s*${one})*$`).test(words)) return undefined;
  return [...words.matchAll(new RegExp(one, "g"))].map((found) => found[0].slice(1, -1).replace(/\\(["\\])/g, "$1"));
}

/** What a spreadsheet puts on the clipboard: rows by lines, cells by tabs, cells with line breaks in quotes. */
export function parseSheet(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "", quoted = false;
  const source = text.replaceAll("\r\n", "\n").replace(/\n$/, "");
  for (let index = 0; index < source.length; index++) {
    const char = source[index]!;
    if (quoted) {
      if (char === '"' && source[index + 1] === '"') { cell += '"'; index++; } else if (char === '"') quoted = false; else cell += char;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === "\t") { rows.at(-1)!.push(cell); cell = ""; }
    else if (char === "\n") { rows.at(-1)!.push(cell); cell = ""; rows.push([]); }
    else cell += char;
  }
  rows.at(-1)!.push(cell);
  return rows;
}
