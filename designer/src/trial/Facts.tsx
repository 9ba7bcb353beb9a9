import { useEditor } from "../app/context";
import { isObject, label, type Json } from "../model/json";
import type { Trial } from "./types";
import { incidentWords } from "./words";

/** What the case holds now, with what the last deed changed lit up; what went out; what went wrong. */
export function Facts({ trial }: { trial: Trial }) {
  const { programme } = useEditor();
  const view = trial.case;
  if (!view) return <p className="soft">案件はまだありません。左で申請を出すと始まります。</p>;
  const name = (key: string) => programme.fields.find((field) => field.key === key)?.label ?? key;
  const value = (key: string, one: Json | undefined): string => {
    if (one === null || one === undefined) return "";
    if (typeof one === "boolean") return one ? "はい" : "いいえ";
    if (Array.isArray(one)) return one.map((inner) => value(key, inner)).join("、");
    if (isObject(one)) return Object.entries(one).map(([inner, what]) => `${name(inner)}：${value(inner, what)}`).join("、");
    return programme.fields.find((field) => field.key === key)?.options?.find((option) => option.value === one)?.label ?? String(one);
  };
  return (
    <>
      <p className="tiny soft">{view.number}</p>
      <p><span className={`tag ${view.ended ? "good" : "now"}`}>{programme.wordFor("state", view.status)}</span>{view.ended && view.result && <span>　{view.result}</span>}</p>
      {view.incidents.map((incident, index) => <p key={index} className="note bad">{incidentWords(incident.ja, programme)}</p>)}
      <h3>項目</h3>
      <dl>{Object.entries(view.fields).map(([key, one]) => <div key={key} className={view.changed.includes(key) ? "lit" : ""} ref={(row) => { if (row) row.style.display = "contents"; }}><dt className={view.changed.includes(key) ? "lit" : ""}>{name(key)}</dt><dd className={view.changed.includes(key) ? "lit" : ""}>{value(key, one)}</dd></div>)}</dl>
      {trial.notices.length > 0 && <><h3>出した通知</h3>{trial.notices.map((notice, index) => <details key={index}><summary>{notice.title}　<span className="tiny soft">{notice.to}</span></summary><p className="letter">{notice.body}</p></details>)}</>}
      <h3>経過</h3>
      <ol className="acts">{view.timeline.map((one, index) => <li key={index}><span className="tiny soft">{one.at.slice(5, 16).replace("T", " ")}</span><span>{label(one.text as Json)}{one.actor && <span className="soft">　{one.actor}</span>}</span></li>)}</ol>
    </>
  );
}
