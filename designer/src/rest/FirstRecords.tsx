import { useEditor } from "../app/context";
import type { Spot } from "../app/spot";
import { pasted } from "../model/cells";
import { isList, label, objects, text, type Json, type JsonObject } from "../model/json";
import { TextInput } from "../parts/Text";

/** The records a register begins with: typed, or pasted as a block from a sheet. They go in when the procedure is published; from then on staff keep the register. */
export function FirstRecords({ spot: here, fields }: { spot: Spot; fields: readonly JsonObject[] }) {
  const editor = useEditor();
  const columns = fields.filter((field) => !["list", "object", "table"].includes(text(field.type)));
  const rows = objects(here.value);
  const set = (next: JsonObject[], words: string) => here.set(next.length > 0 ? next : undefined, words);
  const write = (row: JsonObject, field: JsonObject, words: string): JsonObject => {
    const { [text(field.key)]: _, ...rest } = row;
    return words.trim() === "" ? rest : { ...rest, [text(field.key)]: read(text(field.type), words.trim()) };
  };
  const paste = (event: React.ClipboardEvent, row: number, column: number) => {
    const sheet = pasted(event.clipboardData.getData("text/plain"), columns.slice(column).map((field) => label(field.label, text(field.key))));
    if (sheet.length === 0 || (sheet.length === 1 && sheet[0]!.length === 1)) return;
    event.preventDefault();
    (event.target as HTMLElement).blur();
    const next = [...rows];
    sheet.forEach((line, down) => { next[row + down] = line.reduce((made, words, right) => (columns[column + right] ? write(made, columns[column + right]!, words) : made), next[row + down] ?? {}); });
    set(next, `${sheet.length}件の貼り付け`);
    if (sheet.some((line) => line.slice(columns.length - column).some((words) => words.trim() !== ""))) editor.say("項目より右にはみ出した列は入れていません。");
  };
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="はじめの記録">
      <table className="grid"><caption>はじめの記録</caption>
        <thead><tr><th scope="col"><span className="vh">行</span></th>{columns.map((field) => <th scope="col" key={text(field.key)}>{label(field.label, text(field.key))}</th>)}<th scope="col"><span className="vh">操作</span></th></tr></thead>
        <tbody>{[...rows, {} as JsonObject].map((row, index) => (
          <tr key={index}><td className="num">{index < rows.length ? index + 1 : "新"}</td>
            {columns.map((field, column) => <td key={text(field.key)} onPaste={(event) => paste(event, index, column)}><TextInput aria-label={`${index + 1}件目の${label(field.label, text(field.key))}`} value={shown(row[text(field.key)])} onValue={(words) => set(index < rows.length ? rows.with(index, write(row, field, words)) : [...rows, write({}, field, words)], "はじめの記録の変更")} /></td>)}
            <td>{index < rows.length && <button type="button" className="small plain" aria-label={`${index + 1}件目を削除`} onClick={() => set(rows.toSpliced(index, 1), "はじめの記録の削除")}>✕</button>}</td></tr>
        ))}</tbody></table>
      <p className="soft tiny">公開したときに台帳に入ります。Excel の表も貼り付けられます。公開したあとは、台帳の画面で書き換えます。</p>
    </div>
  );
}

const yes = new Set(["はい", "○", "有", "あり", "可"]);
const no = new Set(["いいえ", "×", "無", "なし", "否"]);

/** What a person wrote, as the field keeps it; what cannot be read so stays as written, and the checks say so. */
function read(type: string, words: string): Json {
  const plain = words.normalize("NFKC").replace(/[,¥\\円人件個台名室枚]/g, "");
  if (type === "number" || type === "money") return plain !== "" && Number.isFinite(Number(plain)) ? Number(plain) : words;
  if (type === "boolean" || type === "yesno") return yes.has(words) ? true : no.has(words) ? false : words;
  if (type === "date") return /^\d{4}[-/]\d{1,2}[-/]\d{1,2}$/.test(plain) ? plain.split(/[-/]/).map((part, index) => part.padStart(index === 0 ? 4 : 2, "0")).join("-") : words;
  return words;
}

const shown = (value: Json | undefined): string => (value === undefined || value === null ? "" : typeof value === "boolean" ? (value ? "はい" : "いいえ") : isList(value) ? value.map(shown).join("、") : String(value));
