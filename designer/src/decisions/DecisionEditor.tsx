import { useEffect, useState } from "react";
import { get, post, words } from "../api/client";
import type { Finding } from "../api/types";
import { useEditor } from "../app/context";
import { plainly } from "../app/places";
import { Fix } from "../app/Problems";
import { spot } from "../app/spot";
import { isObject, label, list, objects, sub, text, type Json, type JsonObject } from "../model/json";
import { put, type Op } from "../model/ops";
import { decisionTitle } from "../model/programme";
import { Choose } from "../parts/Choose";
import { TextInput } from "../parts/Text";
import { FeelInput } from "../panel/Feel";
import { Columns } from "./Columns";
import { Grid } from "./Grid";
import { Periods } from "./Periods";
import { Sheet } from "./Sheet";

const policies = [
  { value: "UNIQUE", label: "当てはまるのは必ず1行" }, { value: "FIRST", label: "上から見て最初の行" }, { value: "ANY", label: "どの行でも同じ結果" }, { value: "COLLECT", label: "当てはまるすべて" }, { value: "RULE ORDER", label: "当てはまるすべて（行の順）" }, { value: "PRIORITY", label: "結果の優先順" }, { value: "OUTPUT ORDER", label: "当てはまるすべて（結果の優先順）" },
];

/** A decision table as a grid: what goes in, what comes out, which rows apply; checked for gaps and overlaps; tried with a row of values. */
export function DecisionEditor({ document }: { document: string }) {
  const editor = useEditor();
  const whole = editor.files[document];
  const [findings, setFindings] = useState<Finding[]>([]);
  const [trial, setTrial] = useState<Record<string, string>>({});
  const [answer, setAnswer] = useState<{ outputs: Json; rules: string[]; problem: Json } | undefined>();
  const [columns, setColumns] = useState(false);
  const id = document.replace(/^decisions\/|\.dmn$/g, "");
  const saved = editor.sync.standing === "saved";
  const base = `/drafts/${editor.summary.id}/decisions/${encodeURIComponent(id)}`;
  useEffect(() => {
    if (!saved) return;
    const stop = new AbortController();
    const timer = setTimeout(() => { get<{ findings: Finding[] }>(`${base}/check`, stop.signal).then((found) => setFindings(found.findings), () => setFindings([])); }, 250);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [base, saved, whole]);
  if (!isObject(whole)) return null;
  const decisions = objects(whole.decisions);
  const decision = decisions.find((one) => isObject(one.table)) ?? decisions.at(-1);
  const table = isObject(decision?.table) ? decision.table : undefined;
  const side = editor.files[`decisions/${id}.json`];

  const tryOut = async () => {
    const inputs = Object.fromEntries(Object.entries(trial).map(([name, value]) => [name, value === "" ? null : value === "はい" ? true : value === "いいえ" ? false : /^-?\d+(\.\d+)?$/.test(value) && typeOfInput(name) !== "string" ? Number(value) : value]));
    try {
      setAnswer(await post(`${base}/evaluate`, { inputs }));
    } catch (error) {
      editor.say(words(error));
    }
  };
  const typeOfInput = (name: string): string => text(objects(whole.inputs).find((one) => one.name === name)?.type) || text(objects(isObject(side) ? side.inputs : undefined).find((one) => one.name === name)?.type);
  const names = objects(whole.inputs).map((one) => text(one.name));
  return (
    <>
      <div className="tools"><h2>{label(isObject(side) ? side.label : undefined) || decisionTitle(whole) || id}</h2>
        <span className="right rowset tight">
          {table && <button type="button" onClick={() => setColumns(!columns)} aria-expanded={columns}>列を決める</button>}
          {table && <Sheet document={document} id={id} name={label(isObject(side) ? side.label : undefined) || id} />}
        </span>
      </div>
      <div className="page" tabIndex={0} role="region" aria-label="決定表">
        <div className="rowset"><TextInput className="grow" aria-label="決定表の名前" value={label(isObject(side) ? side.label : undefined) || decisionTitle(whole)} onValue={(next) => { const ops: Op[] = [...(isObject(side) ? put(editor.files, `decisions/${id}.json`, "/label", next) : []), ...(decision ? put(editor.files, document, sub("/decisions", `@${text(decision.id)}`, "description"), next) : [])]; editor.do("名前の変更", ops); }} />
          {table && <label className="rowset tight">行の選び方<Choose value={text(table.hitPolicy)} optional={false} choices={policies} onValue={(next) => spot(editor, document, sub("/decisions", `@${text(decision!.id)}`, "table", "hitPolicy")).set(next, "選び方の変更")} /></label>}</div>
        <Periods id={id} />
        {table && columns && <Columns document={document} decision={text(decision!.id)} table={table} whole={whole} id={id} />}
        {table ? <Grid document={document} decision={text(decision!.id)} table={table} findings={findings} hits={answer?.rules ?? []} />
          : decisions.map((one) => isObject(one.literal) ? <section key={text(one.id)}><h3>{text(one.description) || text(one.name)}</h3><FeelInput label={text(one.description) || text(one.name)} value={text(one.literal.text)} where={{ document, path: sub("/decisions", `@${text(one.id)}`, "literal", "text") }} onValue={(next) => spot(editor, document, sub("/decisions", `@${text(one.id)}`, "literal", "text")).set(next, "計算の変更")} /></section>
            : <p key={text(one.id)} className="note">「{text(one.description) || text(one.name)}」は計算を組み合わせた決まりです。ここでは値を入れて結果を確かめられます。</p>)}
        {findings.length > 0 && <section><h3>表の点検</h3><ul className="stack plainlist">{findings.map((finding, index) => (
          <li key={index} className="note warn">{plainly(finding.sentence, editor.programme, document)}{finding.example && <span className="soft">　例：{Object.entries(finding.example).map(([name, value]) => `${inputLabel(name)}＝${value === null || value === "" ? "空" : value === true ? "はい" : value === false ? "いいえ" : String(value)}`).join("、")}</span>} <Fix problem={finding} /></li>
        ))}</ul></section>}
        <section><h3>値を入れて確かめる</h3>
          <div className="rowset">{names.map((name) => <label key={name} className="stack">{inputLabel(name)}<input value={trial[name] ?? ""} onChange={(event) => setTrial({ ...trial, [name]: event.target.value })} onKeyDown={(event) => event.key === "Enter" && void tryOut()} /></label>)}<button type="button" onClick={() => void tryOut()}>確かめる</button></div>
          {answer && <p className="note" role="status">{answer.problem ? label(answer.problem) || "計算できませんでした。" : <>結果：<strong>{shown(answer.outputs)}</strong>{answer.rules.length > 0 && table && `　（${answer.rules.map((rule) => objects(table.rules).findIndex((one) => one.id === rule) + 1).join("、")}行目）`}</>}</p>}
        </section>
      </div>
    </>
  );

  function inputLabel(name: string): string {
    return label(objects(isObject(side) ? side.inputs : undefined).find((one) => one.name === name)?.label) || text(objects((whole as JsonObject).inputs).find((one) => one.name === name)?.label) || editor.programme.fields.find((field) => field.key === name)?.label || name;
  }
}

function shown(value: Json | undefined): string {
  if (value === null || value === undefined) return "（なし）";
  if (typeof value === "boolean") return value ? "はい" : "いいえ";
  if (Array.isArray(value)) return list(value).map(shown).join("、");
  if (isObject(value)) return Object.entries(value).map(([name, one]) => `${name}：${shown(one)}`).join("、");
  return String(value);
}
