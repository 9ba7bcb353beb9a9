import { useState } from "react";
import { useEditor } from "../app/context";
import type { Spot } from "../app/spot";
import type { InputDescriptor } from "../model/descriptors";
import { isObject, text, type JsonObject } from "../model/json";
import type { Choice, Programme } from "../model/programme";
import { Choose } from "../parts/Choose";
import { TextInput } from "../parts/Text";
import { ValueInput } from "./Value";

/** What may be filled: the fields an operation, a decision, a register or a notice asks for. */
function slots(owner: JsonObject, input: InputDescriptor, programme: Programme): Choice[] {
  if (input.items && input.items.length > 0) return input.items.map((item) => ({ value: item.name, label: item.label }));
  if (input.name === "request") return programme.request(text(owner.connector), text(owner.operation));
  if (input.name === "input") return programme.decisionInputs(text(owner.decision));
  if (input.name === "where" || input.name === "values") return programme.registerFields(text(owner.register)).map((field) => ({ value: field.key, label: field.label }));
  if (input.name === "data") return noticeNames(programme, text(owner.notice));
  return [];
}

/** Names a notice's text asks for as data. */
function noticeNames(programme: Programme, notice: string): Choice[] {
  const document = programme.files[`documents/${notice}.scriban`];
  const body = isObject(document) ? text(document.body) : "";
  return [...new Set([...body.matchAll(/\bdata\.([\p{L}_][\p{L}\p{N}_]*)/gu)].map((found) => found[1]!))].map((name) => ({ value: name, label: programme.fields.find((field) => field.key === name)?.label ?? name }));
}

/** Names with a value each. */
export function MappingInput({ spot, owner, input }: { spot: Spot; owner: JsonObject; input: InputDescriptor }) {
  const { programme } = useEditor();
  const [naming, setNaming] = useState("");
  const value = isObject(spot.value) ? spot.value : {};
  const offered = slots(owner, input, programme);
  const left = offered.filter((slot) => value[slot.value] === undefined);
  // What is searched by is named by whoever asks; the empty word would find nothing without saying so.
  const first = (name: string) => (programme.fields.some((field) => field.key === name) ? name : input.name === "where" ? "" : '""');
  const add = (name: string) => {
    if (!name || value[name] !== undefined) return;
    spot.set({ ...value, [name]: first(name) }, `${input.label}の追加`);
    setNaming("");
  };
  return (
    <div className="items">
      {Object.entries(value).map(([name, expression]) => {
        const words = offered.find((slot) => slot.value === name)?.label ?? name;
        return (
          <div className="item" key={name}>
            <div className="head"><strong>{words}</strong><button type="button" className="small plain right" aria-label={`「${words}」を取り除く`} onClick={() => { const { [name]: _, ...rest } = value; spot.set(Object.keys(rest).length === 0 ? undefined : (rest as JsonObject)); }}>✕</button></div>
            <ValueInput label={words} value={text(expression)} where={{ document: spot.document, path: spot.path }} onValue={(next) => spot.set({ ...value, [name]: next }, `${words}の変更`)} />
          </div>
        );
      })}
      {left.length > 0 && <Choose aria-label={`${input.label}に加える`} value="" choices={left} none="加える…" acts onValue={add} />}
      {left.length > 1 && <div><button type="button" className="small" onClick={() => spot.set({ ...value, ...Object.fromEntries(left.map((slot) => [slot.value, first(slot.value)])) }, `${input.label}の追加`)}>すべて加える</button></div>}
      {offered.length === 0 && <div className="rowset tight"><TextInput className="grow" aria-label="名前" placeholder="名前" value={naming} onValue={setNaming} /><button type="button" className="small" onClick={() => add(naming.trim())}>加える</button></div>}
    </div>
  );
}
