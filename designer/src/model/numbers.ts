/** The parts of a number that differ with each case, by what the format calls them: words, and how they may look. */
const parts: readonly [hole: string, words: string, example: string][] = [
  ["year", "年度", "2026"], ["wareki", "和暦の年", "R8"], ["month", "月", "06"], ["day", "日", "10"], ["date", "日付", "20260610"], ["office", "課所", "01"],
];
const checks: Readonly<Record<string, string>> = { gs1: "検査数字（GS1）", luhn: "検査数字（Luhn）", mod11: "検査数字（11で割る）", mod97: "検査数字（97で割る）" };

/** KF-{year}-{seq:6} as people read it: KF-〔年度〕-〔通し番号6桁〕. */
export const toWords = (format: string): string => format
  .replaceAll(/\{seq:(\d+)\}/g, "〔通し番号$1桁〕")
  .replaceAll(/\{check:(\w+)\}/g, (whole, kind: string) => (checks[kind] ? `〔${checks[kind]}〕` : whole))
  .replaceAll(/\{(\w+)\}/g, (whole, hole: string) => { const part = parts.find(([name]) => name === hole); return part ? `〔${part[1]}〕` : whole; });

/** Back to the format; a 〔…〕 that is no part of numbers stays as it was typed. */
export const toFormat = (words: string): string => words.replaceAll(/〔([^〔〕]*)〕/g, (whole, said: string) => {
  const digits = /^通し番号([0-9０-９]+)桁$/.exec(said)?.[1];
  if (digits) return `{seq:${digits.normalize("NFKC")}}`;
  const check = Object.entries(checks).find(([, name]) => name === said)?.[0];
  if (check) return `{check:${check}}`;
  const part = parts.find(([, name]) => name === said);
  return part ? `{${part[0]}}` : whole;
});

/** A number as it may look: KF-2026-000001. */
export const numberExample = (format: string): string => format
  .replaceAll(/\{seq:(\d+)\}/g, (_, digits: string) => "1".padStart(Number(digits), "0"))
  .replaceAll(/\{check:\w+\}/g, "7")
  .replaceAll(/\{(\w+)\}/g, (whole, hole: string) => parts.find(([name]) => name === hole)?.[2] ?? whole);
