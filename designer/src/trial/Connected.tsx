import { useState } from "react";
import { useEditor } from "../app/context";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import type { Act, Trial } from "./types";
import { failures } from "./words";

/** A pretend outside system: what it was asked, what it may do by itself, and how it can be made to fail. */
export function Connected({ one, busy, onAct }: { one: Trial["connectors"][number]; busy: boolean; onAct: (act: Act) => void }) {
  const { programme } = useEditor();
  const operations = programme.operations(one.connector);
  const [operation, setOperation] = useState(one.operation ?? "");
  const asked = operation || one.operation || operations[0]?.value || "";
  return (
    <div className="card stack">
      <strong>{programme.wordFor("connector", one.connector)}</strong>
      <span className="tiny soft">{one.calls}回呼ばれました</span>
      {(one.acts ?? []).length > 0 && <div className="rowset tight">{one.acts!.map((act) => <button type="button" className="small" key={act.act} disabled={busy} onClick={() => onAct({ kind: "simulator", connector: one.connector, act: act.act })}>{act.label || act.act}</button>)}</div>}
      {operations.length > 1 && <Field label="どの依頼を">{(ids) => <Choose {...ids} optional={false} value={asked} choices={operations} onValue={setOperation} />}</Field>}
      {asked !== "" && <div className="rowset tight">{failures.map((failure) => <button type="button" className="small" key={failure.value} disabled={busy} onClick={() => onAct({ kind: "connector", connector: one.connector, operation: asked, fail: failure.value })}>{failure.label}ことにする</button>)}</div>}
    </div>
  );
}
