import { useEffect, useState } from "react";
import { get, post, Problem, upload, words } from "../api/client";
import type { DraftSummary, Label } from "../api/types";
import { go } from "../app/router";
import { label, type Json } from "../model/json";
import { Choose } from "../parts/Choose";
import { Dialog } from "../parts/Dialog";
import { Field } from "../parts/Field";

type From = "blank" | "family" | "copy" | "zip";
interface Families { items: { family: string; programs: { id: string; title: Label; version: number }[] }[] }
interface Shared { items: { municipality: { code: string; name: string }; program: string; title: Label; version: number }[] }

const ways: [From, string, string][] = [
  ["blank", "白紙から作る", "申請・確認・通知の骨組みから始めます。"], ["family", "ひな形から作る", "用意された手続きをもとにします。"], ["copy", "ほかの市町村のものを写す", "公開中の手続きを写し、自分の市町村に合わせます。"], ["zip", "ファイルを取り込む", "書き出した手続きのファイルから作ります。"],
];

/** Begins a procedure: from nothing, from a pattern, from another municipality's, from a file. */
export function NewProgram({ onClose, program = "" }: { onClose: () => void; program?: string }) {
  const [from, setFrom] = useState<From>("blank");
  const [title, setTitle] = useState("");
  const [source, setSource] = useState("");
  const [families, setFamilies] = useState<Families>({ items: [] });
  const [shared, setShared] = useState<Shared>({ items: [] });
  const [file, setFile] = useState<File>();
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const [left, setLeft] = useState<DraftSummary>();
  useEffect(() => {
    get<Families>("/families").then(setFamilies, () => undefined);
    get<Shared>("/shared").then(setShared, () => undefined);
  }, []);
  const id = program || `p-${Date.now().toString(36)}`;
  const begin = async () => {
    setBusy(true);
    setFailure("");
    try {
      const copied = shared.items[Number(source)];
      const draft = from === "zip" ? await upload<DraftSummary>("POST", `/drafts/import${program ? `?program=${encodeURIComponent(program)}` : ""}`, file!, "application/zip")
        : await post<DraftSummary>("/drafts", from === "blank" ? { from, program: id, title } : from === "family" ? { from, program: program || source, source } : { from, ...(program ? { program } : {}), municipality: copied!.municipality.code, source: copied!.program, version: copied!.version });
      if (draft.leftSettings && draft.leftSettings.length > 0) setLeft(draft);
      else go(`/drafts/${draft.id}`);
    } catch (error) {
      setFailure(from === "zip" && error instanceof Problem && error.status === 422 ? `このファイルから手続きを作れません。この画面の「書き出す」で作ったファイル（zip）を選んでください。${error.message}` : words(error));
      setBusy(false);
    }
  };
  if (left) return (
    <Dialog title="市町村の設定は写していません" onClose={() => go(`/drafts/${left.id}`)} footer={<button type="button" className="main" onClick={() => go(`/drafts/${left.id}/design/settings`)}>自分の市町村の値を入れる</button>}>
      <p>もとの市町村だけの値です。自分の市町村の値は「市町村の設定」で決めます。</p>
      <table><thead><tr><th scope="col">設定</th><th scope="col">もとの市町村の値</th></tr></thead>
        <tbody>{left.leftSettings!.map((one) => <tr key={one.key}><th scope="row">{label(one.label as Json, one.key)}</th><td>{shown(one.value)}</td></tr>)}</tbody></table>
    </Dialog>
  );
  const ready = from === "blank" ? title.trim() !== "" : from === "zip" ? file !== undefined : source !== "";
  return (
    <Dialog title="新しい手続きを作る" onClose={onClose} footer={<><button type="button" onClick={onClose}>やめる</button><button type="button" className="main" disabled={!ready || busy} onClick={() => void begin()}>作りはじめる</button></>}>
      <fieldset className="field"><legend>どこから始めますか</legend>{ways.map(([way, name, help]) => (
        <label key={way} className="pick"><input type="radio" name="from" checked={from === way} onChange={() => { setFrom(way); setSource(""); }} /><span><strong>{name}</strong>　<span className="soft tiny">{help}</span></span></label>
      ))}</fieldset>
      {from === "blank" && <Field label="手続きの名前" must>{(ids) => <input {...ids} value={title} onChange={(event) => setTitle(event.target.value)} onKeyDown={(event) => { if (event.key === "Enter" && !event.nativeEvent.isComposing && ready) void begin(); }} />}</Field>}
      {from === "family" && <Field label="ひな形" must>{(ids) => <Choose {...ids} value={source} onValue={setSource} choices={families.items.flatMap((family) => family.programs.map((one) => ({ value: one.id, label: label(one.title as Json, one.id) })))} />}</Field>}
      {from === "copy" && <Field label="市町村と手続き" must>{(ids) => <Choose {...ids} value={source} onValue={setSource} choices={shared.items.map((one, index) => ({ value: String(index), label: `${one.municipality.name}　${label(one.title as Json)}（第${one.version}版）` }))} />}</Field>}
      {from === "zip" && <Field label="ファイル（zip）" must>{(ids) => <input {...ids} type="file" accept=".zip" onChange={(event) => setFile(event.target.files?.[0])} />}</Field>}
      {failure && <p className="note bad" role="alert">{failure}</p>}
    </Dialog>
  );
}

const shown = (value: Json): string => (value === true ? "はい" : value === false ? "いいえ" : Array.isArray(value) ? `${value.length}件` : typeof value === "object" ? "（くわしい値）" : String(value));
