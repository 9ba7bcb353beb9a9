import { useEditor } from "../app/context";
import { isObject, label, objects, text, type Json } from "../model/json";
import type { Op } from "../model/ops";
import { describedKinds } from "../model/programme";
import { useConnector } from "../panel/PickPart";

/** Takes in a maker's description of an outside system; with it the system's operations and their fields stand in the pickers like any other's. */
export function DescribedFile() {
  const editor = useEditor();
  const take = async (file: File | undefined) => {
    if (!file) return;
    const found = parsed(await file.text());
    const id = isObject(found) ? text(found.id) : "";
    if (!isObject(found) || !/^[A-Za-z][\w.-]*$/.test(id) || !describedKinds.has(text(found.kind)) || objects(found.operations).length === 0) { editor.say("このファイルは、つなぎ先の説明ファイルではありません。システムを作った会社から受け取ったファイルを選んでください。"); return; }
    const document = `connectors/${id}.json`;
    const known = objects(editor.programme.program.connectors).some((one) => one.id === id);
    const ops: Op[] = [...(editor.files[document] === undefined ? [] : [{ op: "delete", document } as const]), { op: "create", document, value: found }, ...(known ? [] : useConnector(editor.files, { id, label: label(found.label, id), kind: text(found.kind) }))];
    if (editor.do("つなぎ先の説明の取り込み", ops)) editor.say(`「${label(found.label, id)}」を取り込みました。手順の「外部への依頼」で選べます。`);
  };
  return <label className="btn">説明ファイルを取り込む<input type="file" className="vh" accept=".json" onChange={(event) => { void take(event.target.files?.[0]); event.target.value = ""; }} /></label>;
}

function parsed(words: string): Json | undefined {
  try {
    return JSON.parse(words.replace(/^\uFEFF/, "")) as Json;
  } catch {
    return undefined;
  }
}
