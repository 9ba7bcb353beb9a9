import type { Finding } from "../api/types";
import { useEditor } from "../app/context";
import { pasted } from "../model/cells";
import { objects, sub, text, type Json, type JsonObject } from "../model/json";
import { TextInput } from "../parts/Text";
import { columnsOf, freshRule, isOdd, lay, newRule, setCell, shownCell } from "./rows";

/** The rows. Cells are written as people write them; a block copied from a sheet can be pasted into any cell. */
export function Grid({ document, decision, table, findings, hits }: { document: string; decision: string; table: JsonObject; findings: readonly Finding[]; hits: readonly string[] }) {
  const editor = useEditor();
  const base = sub("/decisions", `@${decision}`, "table", "rules");
  const rules = objects(table.rules);
  const columns = columnsOf(document, table, editor.programme);
  const addRow = () => editor.do("行の追加", [{ op: "add", document, path: base, value: newRule(freshRule(decision, rules.map((rule) => text(rule.id))), columns) }]);
  const pasteAt = (event: React.ClipboardEvent, row: number, column: number) => {
    const sheet = pasted(event.clipboardData.getData("text/plain"), columns.slice(column).map((one) => one.label));
    if (sheet.length === 0 || (sheet.length === 1 && sheet[0]!.length === 1)) return;
    event.preventDefault();
    (event.target as HTMLElement).blur();
    editor.do(`${sheet.length}行の貼り付け`, lay(document, decision, table, columns, sheet, row, column));
    if (sheet.some((line) => line.slice(columns.length - column).some((words) => words.trim() !== ""))) editor.say("表の列より右にはみ出したところは入れていません。");
  };
  const odd = rules.flatMap((rule, row) => columns.filter((column) => isOdd(rule, column, editor.programme)).map((column) => `${row + 1}行目の「${shownCell(rule, column)}」`));
  const flawed = new Set(findings.flatMap((finding) => finding.rules));
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="決定表の行">
      <table className="grid">
        <thead><tr><th scope="col"><span className="vh">行</span></th>{columns.map((column) => <th scope="col" key={column.id} className={column.kind === "when" ? "in" : "out"}><span className="tiny soft">{column.kind === "when" ? "もし" : "ならば"}</span><br />{column.label}</th>)}<th scope="col">覚え</th><th scope="col"><span className="vh">操作</span></th></tr></thead>
        <tbody>{rules.map((rule, row) => (
          <tr key={text(rule.id)} className={`${hits.includes(text(rule.id)) ? "hit" : ""} ${flawed.has(text(rule.id)) ? "flaw" : ""}`}>
            <td className="num">{row + 1}</td>
            {columns.map((column, index) => (
              <td key={column.id} className={isOdd(rule, column, editor.programme) ? "flaw" : undefined} onPaste={(event) => pasteAt(event, row, index)}>
                <TextInput aria-label={`${row + 1}行目の${column.label}`} placeholder={column.kind === "when" ? "問わない" : ""} value={shownCell(rule, column)} list={column.options.length > 0 ? `o-${column.id}` : undefined} onValue={(words) => editor.do("表の変更", setCell(document, base, rule, column, words))} />
              </td>
            ))}
            <td><TextInput aria-label={`${row + 1}行目の覚え`} value={text(rule.note as Json)} onValue={(next) => editor.do("覚えの変更", [{ op: "set", document, path: sub(base, `@${text(rule.id)}`, "note"), value: next }])} /></td>
            <td><span className="rowset tight still">
              {row > 0 && <button type="button" className="small plain" aria-label={`${row + 1}行目を上へ`} onClick={() => editor.do("行の並べ替え", [{ op: "move", document, path: sub(base, `@${text(rule.id)}`), to: base, before: `@${text(rules[row - 1]!.id)}` }])}>↑</button>}
              <button type="button" className="small plain" aria-label={`${row + 1}行目を削除`} onClick={() => editor.do("行の削除", [{ op: "remove", document, path: sub(base, `@${text(rule.id)}`) }])}>✕</button>
            </span></td>
          </tr>
        ))}</tbody>
      </table>
      {odd.length > 0 && <p className="note warn">数が決まる列に、数でないことばがあります：{odd.join("、")}。数（無料なら 0）を書くか、「列を決める」で結果の種類を「ことば」にしてください。</p>}
      {columns.filter((column) => column.options.length > 0).map((column) => <datalist key={column.id} id={`o-${column.id}`}>{column.options.map((option) => <option key={option.value} value={option.label} />)}</datalist>)}
      <p><button type="button" onClick={addRow}>行を加える</button> <span className="soft tiny">「1000以上」「2〜5」「東、西」「空」のように書けます。空欄は「問わない」です。Excel の表も貼り付けられます。</span></p>
    </div>
  );
}
