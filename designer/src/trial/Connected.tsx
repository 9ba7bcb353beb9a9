import { useState } from "react";
import { useEditor } from "../app/context";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import type { Act, Trial } from "./types";
import { failures } from "./words";

/** A pretend outside system: what it was asked, what it may do by itself, and how it can be made to fail. */
export function Connected({ one, busy, onAct }: { one: Trial["connectors"][number]; busy: boolean; onAct: (act: Act) => void }) {
  const { programme } = useEditor();
  const operations = programme.usedOperations(one.connector);
  const [operation, setOperation] = useState("");
  const asked = operation || operations[0]?.value || "";
  return (
    <div className="card stack">
      <strong>{programme.wordFor("connector", one.connector)}</strong>
      <span className="tiny soft">{one.calls}回呼ばれました</span>
      {operations.length > 1 && <Field label="どの依頼を">{(ids) => <Choose {...ids} optional={false} value={asked} choices={operations} onValue={setOperation} />}</Field>}
      {asked !== "" && <div className="rowset tight">{failures.map((failure) => <button type="button" className="small" key={failure.value} disabled={busy} onClick={() => onAct({ kind: "connector", connector: one.connector, operation: asked, fail: failure.value })}>{failure.label}ことにする</button>)}</div>}
      {(one.acts ?? []).map((act) => <Doing key={act.act} connector={one.connector} act={act} busy={busy} onAct={onAct} />)}
    </div>
  );
}

/** Something the far side does by itself; what it tells is asked for first. */
function Doing({ connector, act, busy, onAct }: { connector: string; act: { act: string; label: string }; busy: boolean; onAct: (act: Act) => void }) {
  const { programme } = useEditor();
  const [values, setValues] = useState<Record<string, string>>({});
  const words = act.label.replace(/\s*\{.*$/, "") || act.act;
  const names = (/\{([^}]*)\}/.exec(act.label)?.[1] ?? "").split(",").map((name) => name.trim()).filter(Boolean);
  const send = () => onAct({ kind: "simulator", connector, act: act.act, ...(names.length > 0 ? { values: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== "")) } : {}) });
  if (names.length === 0) return <button type="button" className="small" disabled={busy} onClick={send}>{words}</button>;
  return (
    <details><summary>{words}</summary>
      {names.map((name) => <Field key={name} label={programme.memberOf(connector, name)}>{(ids) => <input {...ids} value={values[name] ?? ""} onChange={(event) => setValues({ ...values, [name]: event.target.value })} />}</Field>)}
      <button type="button" className="small" disabled={busy} onClick={send}>起こす</button>
    </details>
  );
}
