import { useState } from "react";
import { useEditor } from "../app/context";
import { post, words } from "../api/client";
import { label, objects, text, type Json, type JsonObject } from "../model/json";
import { nameOfTrigger } from "../model/programme";
import { Choose } from "../parts/Choose";
import { Connected } from "./Connected";
import { Field } from "../parts/Field";
import { Fill } from "./Fill";
import type { Act, Trial } from "./types";
import { actWords } from "./words";

/** Who does what now: each person's turn is offered as it stands. */
export function Desk({ trial, busy, onAct, onRewind, onCase }: { trial: Trial; busy: boolean; onAct: (act: Act) => void; onRewind: (to: number) => void; onCase: (number: string) => void }) {
  const editor = useEditor();
  const { programme } = editor;
  const [open, setOpen] = useState("");
  const [name, setName] = useState("");
  const person = (role: string): string => trial.people.find((one) => one.roles.some((held) => held === role || held.endsWith(`/${role}`)))?.name ?? `${programme.wordFor("role", role)}の人`;
  const citizen = trial.people.find((one) => one.roles.length === 0)?.name ?? "市民 花子";
  const staff = (role: string, then: Act) => {
    // A person of the role comes into the story with their first deed.
    if (trial.people.some((one) => one.name === then.who)) onAct(then);
    else void post<Trial>(`/trials/${trial.id}/acts`, { kind: "person", who: text(then.who), role }).then(() => onAct(then), (error: unknown) => editor.say(words(error)));
  };
  const save = async () => {
    try {
      const id = `scenarios/${String(Object.keys(editor.files).filter((file) => file.startsWith("scenarios/")).length + 1).padStart(2, "0")}-試し.feature`;
      await post(`/trials/${trial.id}/save`, { document: id, name, expect: ["status", "fields", "tasks", "notices"] });
      await editor.sync.reload();
      editor.say(`「${name}」を試しとして保存しました。`);
      setName("");
    } catch (error) {
      editor.say(words(error));
    }
  };
  const starts = trial.can.starts.filter((start) => start.form);
  return (
    <div className="stack" aria-busy={busy}>
      <p><strong>{trial.now.slice(0, 10)}</strong>　{trial.now.slice(11, 16)}</p>
      <div className="rowset tight"><button type="button" className="small" disabled={busy} onClick={() => onAct({ kind: "clock", days: 1 })}>1日進める</button><button type="button" className="small" disabled={busy} onClick={() => onAct({ kind: "clock", businessDays: 1 })}>次の開庁日へ</button>{trial.can.nextDue && <button type="button" className="small" disabled={busy} onClick={() => onAct({ kind: "clock", to: trial.can.nextDue! })}>次の期限へ</button>}</div>
      {trial.refused && <div className="note bad" role="alert"><p>{trial.refused.ja}</p><ul>{trial.refused.errors.map((error, index) => <li key={index}>{error.ja}</li>)}</ul></div>}
      {starts.map((start) => <Turn open={open} onOpen={setOpen} key={start.start + start.form} id={`s${start.start}`} who={citizen} title={`${label(start.label) || programme.wordFor("form", start.form)}を出す`}>
        <Fill form={start.form} submit="出す" busy={busy} onSubmit={(values) => onAct({ kind: "submit", form: start.form, who: citizen, values })} /></Turn>)}
      {trial.can.tasks.map((task) => <Turn open={open} onOpen={setOpen} key={`${task.case}${task.task}`} id={`t${task.task}`} who={person(task.role)} title={task.title}>
        <TaskForm form={task.form} decisions={task.decisions} busy={busy} onSubmit={(values, outcome, comment) => staff(task.role, { kind: "complete", task: task.task, who: person(task.role), ...(outcome ? { outcome } : {}), values, ...(comment ? { comment } : {}) })} />
        {task.due && <p className="tiny soft">期限 {task.due.slice(0, 10)}</p>}</Turn>)}
      {trial.can.corrections.map((correction, index) => <Turn open={open} onOpen={setOpen} key={index} id={`c${index}`} who={citizen} title="補正に答える"><Fill form={correction.form ?? starts[0]?.form ?? ""} only={correction.open ?? correction.fields} submit="答える" busy={busy} onSubmit={(values) => onAct({ kind: "correct", who: citizen, values })} /></Turn>)}
      {trial.can.actions.map((action) => <Turn open={open} onOpen={setOpen} key={action.action} id={`a${action.action}`} who={action.by.map((role) => programme.wordFor("role", role)).join("・")} title={label(action.label, action.action)}>
        {action.form ? <Fill form={action.form} submit={label(action.label, "行う")} busy={busy} onSubmit={(values) => onAct({ kind: "action", action: action.action, who: whoFor(action.by), values })} /> : <button type="button" disabled={busy} onClick={() => onAct({ kind: "action", action: action.action, who: whoFor(action.by) })}>{label(action.label, "行う")}</button>}</Turn>)}
      {trial.can.events.map((event) => <Turn open={open} onOpen={setOpen} key={`${event.connector}${event.event}`} id={`e${event.connector}${event.event}`} who={programme.wordFor("connector", event.connector || programme.connectors[0]?.value) || "外"} title={`「${nameOfTrigger(event.event)}」を知らせる`}><button type="button" disabled={busy} onClick={() => onAct({ kind: "event", connector: event.connector || programme.connectors[0]?.value || "", event: event.event })}>知らせる</button></Turn>)}
      {trial.connectors.length > 0 && <details><summary>つなぎ先のようす</summary>{trial.connectors.map((one) => <Connected key={one.connector} one={one} busy={busy} onAct={onAct} />)}</details>}
      {trial.cases.length > 1 && <Field label="見ている案件">{(ids) => <Choose {...ids} optional={false} value={trial.case?.number ?? ""} choices={trial.cases.map((one) => ({ value: one.number, label: `${one.number}（${one.status}）` }))} onValue={onCase} />}</Field>}
      <h3>ここまでの試し</h3>
      <ol className="acts">{trial.acts.map((one) => { const words = actWords(one.act, programme, one.sentence); return <li key={one.n} className={one.refused ? "refused" : ""}><span>{words}{one.refused && "（できませんでした）"}</span><button type="button" className="small plain right" aria-label={`「${words}」の前に戻す`} disabled={busy} onClick={() => onRewind(one.n - 1)}>戻す</button></li>; })}</ol>
      {trial.acts.length > 0 && <div className="rowset tight"><input className="grow" aria-label="試しの名前" placeholder="試しの名前" value={name} onChange={(event) => setName(event.target.value)} /><button type="button" disabled={name.trim() === "" || busy} onClick={() => void save()}>試しとして保存</button></div>}
    </div>
  );

  function whoFor(roles: string[]): string {
    return roles.some((role) => objects(programme.program.roles).find((one) => one.id === role)?.kind === "citizen") ? citizen : person(roles[0] ?? "");
  }
}

function Turn({ id, who, title, open, onOpen, children }: { id: string; who: string; title: string; open: string; onOpen: (id: string) => void; children: React.ReactNode }) {
  return <div className="card"><p className="tiny soft">{who}</p><button type="button" className={open === id ? "" : "main"} aria-expanded={open === id} onClick={() => onOpen(open === id ? "" : id)}>{title}</button>{open === id && <div className="stack">{children}</div>}</div>;
}

function TaskForm({ form, decisions, busy, onSubmit }: { form: string | null; decisions: { key: string; label: string }[]; busy: boolean; onSubmit: (values: JsonObject, outcome: string, comment: string) => void }) {
  const [comment, setComment] = useState("");
  const [outcome, setOutcome] = useState("");
  return (
    <>
      {decisions.length > 0 && <fieldset className="field"><legend>結果</legend>{decisions.map((decision) => <label key={decision.key} className="pick"><input type="radio" name="outcome" checked={outcome === decision.key} onChange={() => setOutcome(decision.key)} />{label(decision.label as Json, decision.key)}</label>)}</fieldset>}
      <Field label="コメント">{(ids) => <input {...ids} value={comment} onChange={(event) => setComment(event.target.value)} />}</Field>
      <Fill form={form ?? ""} submit="終える" busy={busy} onSubmit={(values) => onSubmit(values, outcome, comment)} />
    </>
  );
}
