import { useEffect, useState } from "react";
import { download, get, post, Problem as Refusal, upload, words } from "../api/client";
import type { Change, Problem, Version } from "../api/types";
import { useEditor } from "../app/context";
import { plainly } from "../app/places";
import { go } from "../app/router";
import { Changes } from "../home/ProgramPage";
import { workflowFiles } from "../model/flow";
import { label, type Json } from "../model/json";
import { workflowTitle } from "../model/programme";
import { Dialog } from "../parts/Dialog";
import { Field } from "../parts/Field";
import { runScenarios, type RunSet } from "../trial/scenarios";

/** The way to the public: checks, the pretend cases, the day, what changes, and then another person. Export and import stand here too. */
export function Publish({ onClose }: { onClose: () => void }) {
  const editor = useEditor();
  const { summary } = editor;
  const [day, setDay] = useState(nextMonth(editor.session.now));
  const [note, setNote] = useState("");
  const [changes, setChanges] = useState<{ changes: Change[]; paragraph: Json; runningCases: number }>();
  const [runs, setRuns] = useState<RunSet>();
  const [failure, setFailure] = useState("");
  const [refused, setRefused] = useState<string[]>([]);
  const [done, setDone] = useState<Version>();
  const errors = editor.problems.filter((problem) => problem.severity === "error");
  useEffect(() => {
    if (summary.baseVersion !== null) get<typeof changes>(`/programs/${encodeURIComponent(summary.program)}/compare?from=${summary.baseVersion}&to=draft:${summary.id}`).then(setChanges, () => undefined);
    if (Object.keys(editor.files).some((file) => file.startsWith("scenarios/"))) runScenarios(summary.id, setRuns).catch((error: unknown) => setFailure(words(error)));
  }, [summary.id]);
  const submit = async () => {
    setFailure("");
    setRefused([]);
    try {
      await editor.sync.flush();
      setDone(await post<Version>(`/drafts/${summary.id}/submit`, { revision: editor.sync.revision, effectiveOn: day, note }));
      editor.summary = { ...summary, state: "review" };
    } catch (error) {
      setFailure(words(error));
      if (error instanceof Refusal) {
        const problems = (error.body.problems as Problem[] | undefined) ?? [];
        const scenarios = (error.body.scenarios as { name: string; failure?: { message: string } }[] | undefined) ?? [];
        setRefused([...problems.map((problem) => plainly(problem.sentence, editor.programme, problem.document)), ...scenarios.map((one) => `試し「${one.name}」：${one.failure?.message ?? "うまくいきません。"}`)]);
      }
    }
  };
  const red = (runs?.failed ?? 0) > 0;
  if (done) return (
    <Dialog title="確認に回しました" onClose={onClose} footer={<button type="button" className="main" onClick={() => go(`/programs/${summary.program}`)}>版の一覧へ</button>}>
      <p className="note good">第{done.version}版として、{done.effectiveOn ?? day} からの公開を申し込みました。</p>
      <p>作った人とは別の人が「版と履歴」で確認すると公開されます。</p>
    </Dialog>
  );
  return (
    <Dialog title="公開する" wide onClose={onClose} footer={<><button type="button" onClick={onClose}>やめる</button><button type="button" className="main" disabled={errors.length > 0 || red || !editor.open || editor.sync.waiting > 0} onClick={() => void submit()}>確認に回す</button></>}>
      <ol className="stack">
        <li><strong>点検</strong>　{errors.length === 0 ? <span className="tag good">直すところはありません</span> : <span className="tag bad">直すところが{errors.length}件あります</span>}{errors.length > 0 && <ul>{errors.slice(0, 6).map((problem, index) => <li key={index}><button type="button" className="small plain" onClick={() => { onClose(); editor.goTo(problem.document, problem.element, problem.path); }}>{plainly(problem.sentence, editor.programme, problem.document)}</button></li>)}</ul>}</li>
        <li><strong>試し</strong>　{!Object.keys(editor.files).some((file) => file.startsWith("scenarios/")) ? <span className="tag warn">試しはまだありません</span> : !runs ? "行っています…" : runs.state === "running" ? `行っています…（${runs.passed + runs.failed}件）` : red ? <span className="tag bad">{runs.failed}件うまくいきません</span> : <span className="tag good">{runs.passed}件すべてうまくいきました</span>}
          {red && <ul>{runs!.scenarios.filter((one) => !one.ok).slice(0, 6).map((one) => <li key={one.name}>{one.name}：{one.failure?.message}</li>)}</ul>}</li>
        <li><strong>別の人の確認</strong>　{editor.session.user.name}さんが出したものは、ほかの人が確認して公開します。</li>
      </ol>
      <div className="rowset"><Field label="施行日" must>{(ids) => <input {...ids} type="date" value={day} min={editor.session.now.slice(0, 10)} onChange={(event) => setDay(event.target.value)} />}</Field>
        <button type="button" className="small" onClick={() => setDay(editor.session.now.slice(0, 10))}>今日から</button><button type="button" className="small" onClick={() => setDay(nextMonth(editor.session.now))}>来月1日から</button></div>
      <Field label="変更の理由・申し送り">{(ids) => <textarea {...ids} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />}</Field>
      {failure && <div className="note bad" role="alert"><p>{failure}</p><ul>{refused.map((one) => <li key={one}>{one}</li>)}</ul></div>}
      {changes && <details open><summary>変更点（進行中の案件 {changes.runningCases}件は、いまの版のまま進みます）</summary><p>{label(changes.paragraph)}</p><Changes changes={changes.changes} /></details>}
      <Files />
    </Dialog>
  );
}

/** The whole as a file, and each flow in Elsa 3's form for other tools; out and in. */
function Files() {
  const editor = useEditor();
  const base = `/drafts/${editor.summary.id}`;
  const take = async (name: string, file: File | undefined) => {
    if (!file) return;
    try {
      await upload("PUT", `${base}/workflows/${name}/elsa`, file, "application/json");
      await editor.sync.reload();
      editor.say("取り込みました。");
    } catch (error) {
      editor.say(error instanceof Refusal && (error.status === 400 || error.status === 422) ? "このファイルは流れとして読めません。流れを書き出したファイルを選んでください。いまの流れはそのままです。" : words(error));
    }
  };
  return (
    <details><summary>書き出す・取り込む</summary>
      <p><button type="button" onClick={() => void download(`${base}/export`, `${editor.summary.program}.zip`)}>手続き全体を書き出す（zip）</button></p>
      <table><tbody>{workflowFiles(editor.files).map((file) => {
        const name = file.slice("workflows/".length, -".json".length);
        return <tr key={file}><th scope="row">{workflowTitle(editor.files[file])}</th><td><button type="button" className="small" onClick={() => void download(`${base}/workflows/${name}/elsa`, `${name}.elsa.json`)}>ほかの道具の形（Elsa 3）で書き出す</button></td><td><label className="rowset tight">取り込む<input type="file" accept=".json" onChange={(event) => void take(name, event.target.files?.[0])} /></label></td></tr>;
      })}</tbody></table>
    </details>
  );
}

function nextMonth(now: string): string {
  const [year, month] = now.slice(0, 7).split("-").map(Number) as [number, number];
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, "0")}-01`;
}
