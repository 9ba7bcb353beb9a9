import { describe, expect, it } from "vitest";
import { cellFeel, cellWords, parseSheet, resultFeel, resultWords } from "../src/model/cells";
import { conditionWords, formatCondition, formatValue, parseCondition, parseValue } from "../src/model/condition";
import { insertsOf, toPeople, toTemplate } from "../src/model/letter";
import { firstName } from "../src/model/naming";
import { numberExample, toFormat, toWords } from "../src/model/numbers";
import { applyAll, type Files } from "../src/model/ops";
import { keyFrom } from "../src/model/programme";
import { signs } from "../src/panel/Feel";

const types: Record<string, string> = { 金額: "money", 品目: "choice", 同意: "yesno", 用途: "multichoice" };
const typeOf = (name: string) => types[name] ?? "text";

describe("A condition", () => {
  it.each([
    "金額 >= 1000", "品目 = \"ベッド\" and 金額 < 500", "同意 = true or 住所 != null", "list contains(用途, \"家庭\")", "not(contains(住所, \"市外\"))", "品目 in [\"机\", \"いす\"]", "申請日 >= date(\"2026-04-01\")", "語 = \"a and b\"",
  ])("is read as rows and written back the same: %s", (source) => {
    expect(formatCondition(parseCondition(source)!, typeOf)).toBe(source);
  });
  it("that says more than rows can stays an expression", () => {
    expect(parseCondition("a = 1 and b = 2 or c = 3")).toBeUndefined();
    expect(parseCondition("every x in list satisfies x > 1")).toBeUndefined();
    expect(parseCondition("count(lines) > 2")).toBeUndefined();
  });
  it("is read aloud", () => {
    expect(conditionWords("金額 >= 1000 and 同意 = true", [{ key: "金額", label: "料金", type: "money" }, { key: "同意", label: "同意", type: "yesno" }])).toBe("料金が1000以上、かつ同意がはいである");
  });
});

describe("A value", () => {
  it.each(["\"こと \\\"ば\\\"\"", "12.5", "true", "null", "date(\"2026-04-01\")", "line.state"])("comes back the same: %s", (source) => {
    expect(formatValue(parseValue(source)!)).toBe(source);
  });
  it("that is calculated is no plain value", () => expect(parseValue("a + 1")).toBeUndefined());
});

describe("A cell of a table", () => {
  it.each([
    ["1000以上", "number", ">= 1000"], ["1,000円未満", "number", "< 1000"], ["2〜5", "number", "[2..5]"], ["１０", "number", "10"], ["東、西", "string", "\"東\", \"西\""], ["東以外", "string", "not(\"東\")"], ["空", "string", "null"], ["はい", "boolean", "true"], ["", "number", undefined], ["問わない", "string", undefined], ["3以上7未満", "number", "[3..7)"],
  ])("%s (%s) means %s", (words, type, feel) => expect(cellFeel(words, type)).toBe(feel));
  it.each([[">= 1000", "number"], ["[2..5]", "number"], ["[3..7)", "number"], ["\"東\", \"西\"", "string"], ["not(\"東\")", "string"], ["null", "string"], ["not(true)", "boolean"], ["true", "boolean"], ["date(\"2026-04-01\")", "date"]])("%s is shown and written back the same", (feel, type) => {
    expect(cellFeel(cellWords(feel), type)).toBe(feel);
  });
  it("of a result stands without quotes", () => {
    expect(resultWords(resultFeel("受け付ける", "string"))).toBe("受け付ける");
    expect(resultFeel("1,200円", "number")).toBe("1200");
  });
  it("is pasted from a sheet with its tabs, quotes and line breaks", () => {
    expect(parseSheet("東\t1000\r\n\"西\n北\"\t\"\"\"2\"\"\"\r\n")).toEqual([["東", "1000"], ["西\n北", "\"2\""]]);
  });
});

describe("A notice's text", () => {
  const inserts = [{ expression: "head.number", label: "受付番号" }, { expression: "fields.品目", label: "品目" }];
  it("shows values by their names and comes back unchanged, whatever else stands in it", () => {
    const body = "番号 {{ head.number }}\n{{ if fields.急ぎ }}急ぎ{{ end }}{{ for l in lines }}{{ l }}{{ end }}\n{{ data.subjects | array.join \"、\" }} {{head.number}}";
    const letter = toPeople(body, inserts);
    expect(letter.words).toContain("番号 〔受付番号〕");
    expect(letter.words).not.toMatch(/\{\{/);
    expect(toTemplate(letter.words, inserts, letter.kept)).toBe(body);
    expect(toTemplate("〔品目〕と〔ない名前〕", inserts, letter.kept)).toBe("{{ fields.品目 }}と〔ない名前〕");
  });
});

it("A letter writes days and sums as letters do, and knows a value that somebody wrote without", () => {
  const found = insertsOf([{ key: "使う日", label: "使う日", type: "date" }, { key: "料金", label: "使用料", type: "money" }], [], []);
  const body = "{{ fields.使う日 | wareki }} {{ fields.料金 | comma }}円 {{ fields.使う日 }}";
  const letter = toPeople(body, found);
  expect(letter.words).toBe("〔使う日〕 〔使用料〕円 〔使う日（そのまま）〕");
  expect(toTemplate(letter.words, found, letter.kept)).toBe(body);
});

it("A name made from words can stand in a condition and is never taken twice", () => {
  expect(keyFrom("氏名（漢字）", [])).toBe("氏名漢字");
  expect(keyFrom("1日の数", [])).toBe("日の数");
  expect(keyFrom("氏名", ["氏名", "氏名2"])).toBe("氏名3");
});

describe("A sum", () => {
  it.each([["料金 × 時間 ÷ ２", "料金 * 時間 / 2"], ["（a＋b）－1", "(a+b)-1"], ["\"×（全角）\" = 名", "\"×（全角）\" = 名"]])("is written with the signs people know: %s", (said, kept) => expect(signs(said)).toBe(kept));
});

describe("A new item's first name", () => {
  const files: Files = { "r.json": { key: ["番号"], fields: [{ key: "番号", label: "番号", type: "text" }, { key: "項目", label: "項目", type: "number" }, { key: "後", label: "後", type: "text" }] }, "flow.json": { when: "番号2 > 1" } };
  const item = (key: string) => ({ key, label: key, type: "number" });
  it("becomes its key, at its place", () => {
    const named = firstName(files, "r.json", "/fields", item("項目"), "1時間の料金（税込）", ["番号", "項目", "後"])!;
    expect(named.key).toBe("時間の料金税込");
    const after = applyAll(files, named.ops);
    expect((after.files["r.json"] as unknown as { fields: { key: string }[] }).fields.map((one) => one.key)).toEqual(["番号", "時間の料金税込", "後"]);
    expect(applyAll(after.files, after.inverse).files).toEqual(files);
  });
  it("leaves the key where something names it, and where the name is taken makes another", () => {
    expect(firstName(files, "r.json", "/fields", item("番号"), "部屋", ["番号", "項目"])).toBeUndefined();
    expect(firstName(files, "r.json", "/fields", item("項目"), "後", ["番号", "項目", "後"])!.key).toBe("後2");
    expect(firstName(files, "r.json", "/fields", item("番号"), "部屋", ["番号"], (key) => [{ op: "set", document: "r.json", path: "/key", value: [key] }])!.key).toBe("部屋");
  });
});

describe("A number's form", () => {
  it.each([
    ["KF-{year}-{seq:6}", "KF-〔年度〕-〔通し番号6桁〕", "KF-2026-000001"], ["{office}{date}{seq:3}{check:luhn}", "〔課所〕〔日付〕〔通し番号3桁〕〔検査数字（Luhn）〕", "01202606100017"], ["{wareki}第{seq:1}号", "〔和暦の年〕第〔通し番号1桁〕号", "R8第1号"], ["{fiscal}-{seq:2}", "{fiscal}-〔通し番号2桁〕", "{fiscal}-01"],
  ])("%s is read and written back without signs", (format, words, example) => {
    expect(toWords(format)).toBe(words);
    expect(toFormat(words)).toBe(format);
    expect(numberExample(format)).toBe(example);
  });
  it("keeps what it does not know, and takes full-width digits", () => expect(toFormat("〔なにか〕〔通し番号６桁〕")).toBe("〔なにか〕{seq:6}"));
});
