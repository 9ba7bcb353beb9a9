import { useState } from "react";
import { useEditor } from "../app/context";
import { go } from "../app/router";
import { spot } from "../app/spot";
import { isObject, objects, sub, text, type Json } from "../model/json";
import type { Op } from "../model/ops";

/** Tables for other times, side by side: the case's own date picks. A new one begins as a copy of this. */
export function Periods({ id }: { id: string }) {
  const editor = useEditor();
  const [from, setFrom] = useState("");
  const document = `decisions/${id}.json`;
  const side = editor.files[document];
  const owner = Object.entries(editor.files).find(([file, value]) => file.startsWith("decisions/") && file.endsWith(".json") && isObject(value) && objects(value.periods).some((period) => period.table === `${id}.dmn`));
  const open = (table: string) => go(`/drafts/${editor.summary.id}/design/decisions/${table}`);
  if (owner) {
    const period = objects((owner[1] as { periods?: Json }).periods).find((one) => one.table === `${id}.dmn`)!;
    return <p className="note">{text(period.from)} から{text(period.to) ? `${text(period.to)} まで` : ""}の表です。<button type="button" className="small" onClick={() => open(owner[0].slice("decisions/".length).replace(/json$/, "dmn"))}>もとの表を開く</button></p>;
  }
  if (!isObject(side)) return null;
  const periods = spot(editor, document, "/periods", "有効な期間");
  const add = () => {
    const key = `${id}_${from.replaceAll("-", "")}`;
    const whole = editor.files[`decisions/${id}.dmn`];
    if (whole === undefined || editor.files[`decisions/${key}.dmn`] !== undefined) { editor.say("その日からの表はもうあります。"); return; }
    const value = { id: key, from, table: `${key}.dmn` };
    const ops: Op[] = [{ op: "create", document: `decisions/${key}.dmn`, value: whole }, side.periods === undefined ? { op: "set", document, path: "/periods", value: [value] } : { op: "add", document, path: "/periods", value }];
    if (editor.do("新しい期間の表", ops)) { setFrom(""); open(`${key}.dmn`); }
  };
  return (
    <div className="rowset tight"><span className="strong tiny">有効な期間</span>
      {objects(side.periods).map((period) => (
        <span key={text(period.id)} className="rowset tight card"><button type="button" className="small" onClick={() => open(text(period.table))}>{text(period.from)} から</button><label className="rowset tight tiny">まで<input type="date" value={text(period.to)} onChange={(event) => spot(editor, document, sub("/periods", `@${text(period.id)}`, "to"), "有効な期間").set(event.target.value || undefined)} /></label>
          <button type="button" className="small plain" aria-label={`${text(period.from)}からの表を外す`} onClick={() => periods.items().find((item) => isObject(item.value) && item.value.id === period.id)?.drop()}>✕</button></span>
      ))}
      <label className="rowset tight tiny">この日から新しい表にする<input type="date" value={from} onChange={(event) => setFrom(event.target.value)} /></label><button type="button" className="small" disabled={from === ""} onClick={add}>表を分ける</button>
    </div>
  );
}
