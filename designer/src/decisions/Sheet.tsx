import { download, upload, words } from "../api/client";
import { useEditor } from "../app/context";
import { isObject, objects, sub, text, type Json, type JsonObject } from "../model/json";
import type { Op } from "../model/ops";

/** The table out to Excel and back. Rows may be added, moved and copied there; what comes back is one change that can be taken back. */
export function Sheet({ document: path, id, name }: { document: string; id: string; name: string }) {
  const editor = useEditor();
  const address = `/drafts/${editor.summary.id}/decisions/${encodeURIComponent(id)}/xlsx`;
  const told = async (act: () => Promise<void>) => {
    try {
      await editor.sync.flush();
      await act();
    } catch (error) {
      editor.say(words(error));
    }
  };
  const take = (file: File | undefined) => file && told(async () => {
    const { document: read } = await upload<{ document: JsonObject }>("POST", address, file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    const before = editor.files[path];
    const old = objects(isObject(before) ? before.decisions : undefined);
    const ops = objects(read.decisions).flatMap((decision): Op[] => {
      const there = old.find((one) => one.id === decision.id);
      return isObject(decision.table) && said(there?.table) !== said(decision.table) ? [{ op: "set", document: path, path: sub("/decisions", `@${text(decision.id)}`, "table"), value: decision.table }] : [];
    });
    if (ops.length === 0) editor.say("ファイルの表は、いまの表と同じです。");
    else if (editor.do("Excel からの取り込み", ops)) editor.say("Excel の表を取り込みました。元に戻すこともできます。");
  });
  return <>
    <button type="button" onClick={() => void told(() => download(address, `${name}.xlsx`))}>Excel に書き出す</button>
    <label className="btn">Excel から取り込む<input type="file" className="vh" accept=".xlsx" onChange={(event) => { void take(event.target.files?.[0]); event.target.value = ""; }} /></label>
  </>;
}

/** A table as text, for comparing: what is empty and the order of members do not matter. */
const said = (table: Json | undefined): string | undefined =>
  JSON.stringify(table, (_, one: Json) => (isObject(one) ? Object.fromEntries(Object.entries(one).filter(([, value]) => value !== null && value !== "").sort(([a], [b]) => (a < b ? -1 : 1))) : one));
