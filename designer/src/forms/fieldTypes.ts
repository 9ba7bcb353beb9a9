import type { InputDescriptor } from "../model/descriptors";
import { label, type Json, type JsonObject } from "../model/json";
import type { Vocabulary } from "../api/types";

export interface FieldKind { type: string; label: string }

const fallback: Record<string, string> = {
  text: "文字", kana: "フリガナ", number: "数", money: "金額", date: "日付", time: "時刻", datetime: "日時", choice: "選択（1つ）", multichoice: "選択（いくつでも）", yesno: "はい・いいえ", address: "住所", postal: "郵便番号", phone: "電話番号", email: "メールアドレス",
  bank: "金融機関", branch: "支店", account: "口座番号", corporate: "法人番号", file: "ファイル", photo: "写真", signature: "署名", location: "地図の場所", table: "表（くり返し）", lookup: "台帳から選ぶ", calculated: "計算", consent: "同意", heading: "見出し", explanation: "説明", code: "番号・記号",
  scale: "段階（目盛り）", matrix: "問いの表", daterange: "期間", timerange: "時間帯", timeranges: "時間帯（いくつでも）", richtext: "飾りのある文章", languages: "いくつかの言語の文", secret: "暗証番号", mynumber: "個人番号", rule: "決まり（式）", scan: "読み取り（バーコードなど）", geometry: "地図の線・区域",
};

export const fieldKinds = (vocabulary: Vocabulary): FieldKind[] =>
  vocabulary.fieldTypes.length > 0 ? vocabulary.fieldTypes.filter((one) => label(one.label as Json) !== "" || fallback[one.type] !== undefined).map((one) => ({ type: one.type, label: label(one.label as Json, fallback[one.type] ?? one.type) })) : Object.entries(fallback).map(([type, words]) => ({ type, label: words }));

const input = (name: string, words: string, picker: string, more: Partial<InputDescriptor> = {}): InputDescriptor => ({ name, label: words, picker, type: "String", wrapped: false, required: false, ...more });

/** What can be said of a field of a type: only what means something for it. */
export function settingsOf(type: string): { main: InputDescriptor[]; rest: InputDescriptor[] } {
  const words = type === "heading" || type === "explanation";
  if (words) return { main: [input("help", "本文", "multilineText"), input("visible", "この条件のときだけ見せる", "condition")], rest: [] };
  const main: InputDescriptor[] = [input("help", "説明", "text")];
  if (type === "calculated") main.push(input("value", "計算", "expression", { required: true }));
  else main.push(input("required", "必ず入力してもらう", "checkbox"));
  if (type === "number" || type === "money" || type === "date") main.push(input("min", type === "date" ? "この日以後" : "最小", type === "date" ? "expression" : "number"), input("max", type === "date" ? "この日以前" : "最大", type === "date" ? "expression" : "number"));
  if (["text", "kana", "code"].includes(type)) main.push(input("maxLength", "文字数の上限", "number"));
  if (type === "table") main.push(input("minRows", "少なくとも（行）", "number"), input("maxRows", "多くても（行）", "number"));
  if (type === "email") main.push(input("verify", "出す前に、確認コードのメールで本人のものか確かめる", "checkbox"));
  if (type === "file" || type === "photo") main.push(input("maxFiles", "枚数の上限", "number"));
  return {
    main: [...main, input("visible", "この条件のときだけ見せる", "condition")],
    rest: [input("requiredMessage", "入力がないときのことば", "text"), input("message", "形が違うときのことば", "text"), input("default", "はじめの値", "expression"), input("searchable", "一覧でさがせるようにする", "checkbox"), input("transient", "保存しない（その場だけで使う）", "checkbox"),
      input("rules", "たしかめる決まり", "list", { items: [input("valid", "こうでなければならない", "condition", { required: true }), input("message", "そうでないときのことば", "text", { required: true })] })],
  };
}

/** A new field of a type, with what it cannot do without. */
export function newField(type: string, key: string, words: string): JsonObject {
  const field: JsonObject = { key, label: words, type };
  if (type === "consent") field.required = true;
  if (type === "choice" || type === "multichoice") field.options = [{ value: "選択肢1", label: "選択肢1" }, { value: "選択肢2", label: "選択肢2" }];
  if (type === "table") field.columns = [];
  if (type === "calculated") field.value = "0";
  return field;
}
