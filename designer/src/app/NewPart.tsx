import { useState } from "react";
import { Dialog } from "../parts/Dialog";
import { Field } from "../parts/Field";
import type { PartKind } from "./newPart";

const words: Record<PartKind, string> = { workflow: "流れ", form: "様式", decision: "決定表", notice: "通知", register: "台帳" };

export function NewPart({ kind, onClose, onMake }: { kind: PartKind; onClose: () => void; onMake: (name: string) => void }) {
  const [name, setName] = useState("");
  return (
    <Dialog title={`新しい${words[kind]}`} onClose={onClose}>
      <form onSubmit={(event) => { event.preventDefault(); if (name.trim()) onMake(name.trim()); }}>
        <Field label="名前">{(ids) => <input {...ids} autoFocus value={name} onChange={(event) => setName(event.target.value)} />}</Field>
        <div className="rowset end"><button type="submit" className="main" disabled={name.trim() === ""}>加える</button></div>
      </form>
    </Dialog>
  );
}
