import { useEditor } from "../app/context";
import { newPart, type PartKind } from "../app/newPart";
import { go } from "../app/router";
import type { Spot } from "../app/spot";
import { at, label, objects, text, type JsonObject } from "../model/json";
import { put, type Files, type Op } from "../model/ops";
import { describedKinds, keyFrom, nameOfPart, nextId, type Choice } from "../model/programme";
import { useState, type ReactNode } from "react";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";

interface Props { spot: Spot; label: string; hint?: string | undefined; must?: boolean; none?: string; owner: JsonObject }

const makeNew = "\u0000new";

/** A form, table, notice or register chosen by its name, or made on the spot; the chosen one can be opened from here. */
export function PickPart({ spot, label: words, hint, must, none, kind, folder, choices, owner }: Props & { kind: PartKind; folder: [string, string]; choices: readonly Choice[] }) {
  const editor = useEditor();
  const value = text(spot.value);
  const choose = (next: string) => {
    if (next !== makeNew) { spot.set(next === "" ? undefined : next, `${words}の変更`); return; }
    const made = newPart(kind, nameOfPart(owner, words), editor.programme);
    const id = made.document.slice(folder[0].length + 1, -folder[1].length);
    spot.set(id, `${words}の追加`, made.ops);
  };
  return (
    <Field label={words} help={hint} must={must}>{(ids) => (
      <div className="rowset tight">
        <Choose {...ids} className="grow" value={value} choices={[...choices, { value: makeNew, label: "＋ 新しく作る" }]} {...(none ? { none } : {})} onValue={choose} />
        {value !== "" && editor.files[`${folder[0]}/${value}${folder[1]}`] !== undefined && <button type="button" className="small" onClick={() => go(`/drafts/${editor.summary.id}/design/${folder[0]}/${value}${folder[1]}`)}>開く</button>}
      </div>
    )}</Field>
  );
}

/** A connector of the programme, or a new one of a kind the product knows. */
export function PickConnector({ spot, label: words, hint, must }: Props) {
  const editor = useEditor();
  const { programme } = editor;
  const used = objects(programme.program.connectors).map((one) => text(one.kind));
  const kinds = editor.vocabulary.connectorKinds.filter((kind) => !used.includes(kind.kind) && !describedKinds.has(kind.kind));
  const described = programme.describedConnectors;
  const choose = (next: string) => {
    if (!next.startsWith(makeNew)) { spot.set(next === "" ? undefined : next, `${words}の変更`); return; }
    const own = described.find((one) => one.id === next.slice(makeNew.length));
    if (own) { spot.set(text(own.id), "つなぎ先の追加", useConnector(editor.files, { id: text(own.id), label: label(own.label, text(own.id)), kind: text(own.kind) })); return; }
    const kind = editor.vocabulary.connectorKinds.find((one) => one.kind === next.slice(makeNew.length));
    if (!kind) return;
    const id = nextId("C-", programme.connectors.map((one) => one.value));
    spot.set(id, "つなぎ先の追加", useConnector(editor.files, { id, label: label(kind.label as never, kind.kind), kind: kind.kind }));
  };
  return <Field label={words} help={hint} must={must}>{(ids) => <Choose {...ids} value={text(spot.value)} choices={[...programme.connectors, ...described.map((one) => ({ value: makeNew + text(one.id), label: `＋ ${label(one.label, text(one.id))}（新しく使う）` })), ...kinds.map((kind) => ({ value: makeNew + kind.kind, label: `＋ ${label(kind.label as never, kind.kind)}（新しく使う）` }))]} onValue={choose} />}</Field>;
}

/** The programme uses a connector from now on. */
export const useConnector = (files: Files, value: JsonObject & { id: string }): Op[] => [
  at(files["program.json"], "/connectors") === undefined ? { op: "set", document: "program.json", path: "/connectors", value: [value] } : { op: "add", document: "program.json", path: "/connectors", value }, ...pretend(files, value.id),
];

/** A new connector speaks with its pretend counterpart until operations give the real address. */
export const pretend = (files: Files, id: string): Op[] => (files["municipality.json"] === undefined ? [] : put(files, "municipality.json", `/connectors/${id}`, { baseUrl: "sim:" }));

const types: Choice[] = [{ value: "text", label: "ことば" }, { value: "number", label: "数" }, { value: "money", label: "金額" }, { value: "date", label: "日付" }, { value: "yesno", label: "はい・いいえ" }];

/** The field a result is written to: one there is, or a new one named here. */
export function PickField({ spot, label: words, hint, must, choices, owner }: Props & { choices: readonly Choice[] }) {
  const editor = useEditor();
  const [naming, setNaming] = useState(false);
  const [chosenType, setType] = useState<string>();
  const type = chosenType ?? editor.programme.decisionResult(text(owner.decision));
  // A place inside a field (line.state) or a working name is as good as a field.
  const own = choices.some((choice) => choice.value === spot.value) || !spot.value ? [] : [{ value: text(spot.value), label: text(spot.value) }];
  const make = (said: string) => {
    const key = keyFrom(said, editor.programme.fields.map((field) => field.key));
    spot.set(key, "項目の追加", declare(editor.files, "/fields", { key, label: said, type }));
  };
  return (
    <Field label={words} help={hint} must={must}>{(ids) => naming
      ? <Naming ids={ids} placeholder="項目の名前" onName={make} onDone={() => setNaming(false)}><Choose aria-label="項目の種類" optional={false} value={type} choices={types} onValue={setType} /></Naming>
      : <Choose {...ids} value={text(spot.value)} choices={[...choices, ...own, { value: makeNew, label: "＋ 新しい項目" }]} onValue={(next) => (next === makeNew ? setNaming(true) : spot.set(next === "" ? undefined : next, `${words}の変更`))} />}</Field>
  );
}

/** What the programme declares gets one more. */
const declare = (files: Files, path: string, value: JsonObject): Op[] => [at(files["program.json"], path) === undefined ? { op: "set", document: "program.json", path, value: [value] } : { op: "add", document: "program.json", path, value }];

const named = {
  role: { path: "/roles", word: "役割", make: (id: string, name: string): JsonObject => ({ id, label: name, kind: "staff" }) },
  state: { path: "/states", word: "状態", make: (id: string, name: string): JsonObject => ({ id, label: name, public: name, lifecycle: "active" }) },
};

/** A role or state of the procedure, or a new one named here: staff, and a state on the way. */
export function PickNamed({ spot, label: words, hint, must, choices, kind }: Props & { kind: keyof typeof named; choices: readonly Choice[] }) {
  const editor = useEditor();
  const [naming, setNaming] = useState(false);
  const { path, word, make } = named[kind];
  const add = (said: string) => {
    const id = keyFrom(said, choices.map((one) => one.value));
    spot.set(id, `${word}の追加`, declare(editor.files, path, make(id, said)));
  };
  return (
    <Field label={words} help={hint} must={must}>{(ids) => naming
      ? <Naming ids={ids} placeholder={`${word}の名前`} onName={add} onDone={() => setNaming(false)} />
      : <Choose {...ids} value={text(spot.value)} choices={[...choices, { value: makeNew, label: `＋ 新しい${word}` }]} onValue={(next) => (next === makeNew ? setNaming(true) : spot.set(next === "" ? undefined : next, `${words}の変更`))} />}</Field>
  );
}

/** The name of something new, in the place where it is chosen. */
function Naming({ ids, placeholder, onName, onDone, children }: { ids: { id: string }; placeholder: string; onName: (name: string) => void; onDone: () => void; children?: ReactNode }) {
  const [name, setName] = useState("");
  const settle = () => {
    if (name.trim() === "") return;
    onName(name.trim());
    onDone();
  };
  return (
    <div className="rowset tight"><input {...ids} className="grow" autoFocus placeholder={placeholder} value={name} onChange={(event) => setName(event.target.value)} onKeyDown={(event) => { if (event.key === "Enter" && !event.nativeEvent.isComposing) settle(); if (event.key === "Escape") onDone(); }} />
      {children}<button type="button" className="small" onClick={settle}>作る</button></div>
  );
}
