import { useEditor } from "../app/context";
import { parseCsv, writeCsv } from "../model/cells";
import { objects, sub, text, type JsonObject } from "../model/json";
import type { Op } from "../model/ops";
import { columnsOf, lay, shownCell } from "./rows";

/** The table out to a spreadsheet and back. The first line names the columns; they may stand in any order. */
export function Sheet({ document: path, decision, table, name }: { document: string; decision: string; table: JsonObject; name: string }) {
  const editor = useEditor();
  const columns = columnsOf(path, table, editor.programme);
  const save = () => {
    const rows = objects(table.rules).map((rule) => columns.map((column) => shownCell(rule, column)));
    const link = document.createElement("a");
    // The mark at the beginning tells Excel that this is Unicode.
    link.href = URL.createObjectURL(new Blob(["\ufeff", writeCsv([columns.map((column) => column.label), ...rows])], { type: "text/csv" }));
    link.download = `${name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    const bytes = await file.arrayBuffer();
    const [head, ...rows] = parseCsv(decode(bytes)).filter((row) => row.some((cell) => cell.trim() !== ""));
    const order = columns.map((column) => head?.findIndex((words) => words.trim() === column.label) ?? -1);
    const missing = columns.filter((_, index) => order[index]! < 0);
    if (missing.length > 0) { editor.say(`「${missing.map((column) => column.label).join("」「")}」の列が見つかりません。1行目に列の名前を書いてください。`); return; }
    const rules = objects(table.rules);
    const gone = rules.slice(rows.length).map((rule): Op => ({ op: "remove", document: path, path: sub("/decisions", `@${decision}`, "table", "rules", `@${text(rule.id)}`) }));
    editor.do(`${rows.length}行の取り込み`, [...lay(path, decision, table, columns, rows.map((row) => order.map((at) => row[at] ?? "")), 0, 0), ...gone]);
    editor.say(`${rows.length}行を取り込みました。`);
  };
  return <>
    <button type="button" onClick={save}>Excel で開く表にする</button>
    <label className="btn">表を取り込む<input type="file" className="vh" accept=".csv,.txt" onChange={(event) => { void take(event.target.files?.[0]); event.target.value = ""; }} /></label>
  </>;
}

/** Excel writes CSV as Unicode or, on Japanese machines, as Shift_JIS. */
function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replace(/^\ufeff/, "");
  } catch {
    return new TextDecoder("shift_jis").decode(bytes);
  }
}
