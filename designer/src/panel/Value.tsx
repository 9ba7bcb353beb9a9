import { useState } from "react";
import { useEditor } from "../app/context";
import { formatValue, parseValue, type Plain } from "../model/condition";
import type { Json } from "../model/json";
import type { Choice } from "../model/programme";
import { Choose } from "../parts/Choose";
import { TextInput } from "../parts/Text";
import { FeelInput, useNames, type Where } from "./Feel";
import { useOffers } from "./offers";

type Kind = Plain["kind"] | "setting" | "expression";
const kinds: Choice[] = [
  { value: "name", label: "項目の値" }, { value: "setting", label: "設定の値" }, { value: "text", label: "ことば" }, { value: "number", label: "数" }, { value: "date", label: "日付" }, { value: "yesno", label: "はい・いいえ" }, { value: "empty", label: "空にする" }, { value: "expression", label: "計算で決める" },
];

/** A value picked, not programmed: a field, a setting, words, a number, a date; a calculation where none of them does. */
export function ValueInput({ value, onValue, where, label, options, lookups }: { value: string; onValue: (value: string) => void; where: Where; label: string; options?: Choice[] | undefined; lookups?: Json | undefined }) {
  const { programme } = useEditor();
  const fields = useOffers(useNames(), lookups).choices.filter((one) => !one.value.startsWith("settings."));
  const parsed = parseValue(value);
  const setting = parsed?.kind === "name" && parsed.text.startsWith("settings.");
  const named = parsed?.kind === "name" && !setting && !fields.some((field) => field.value === parsed.text) ? [{ value: parsed.text, label: parsed.text }] : [];
  const kind: Kind = !parsed ? "expression" : setting ? "setting" : value === "" ? "name" : parsed.kind;
  const [forced, setForced] = useState<Kind>();
  const shown = forced ?? kind;
  const change = (next: Kind) => {
    setForced(next);
    if (next === "empty") onValue("null");
    if (next === "yesno") onValue("true");
    if (next === "expression" || next === kind) return;
  };
  const set = (plain: Plain) => onValue(formatValue(plain));
  const current = shown === kind ? parsed?.text ?? "" : "";
  return (
    <div className="rowset tight">
      <Choose aria-label={`${label}の種類`} className="kind" value={shown} optional={false} choices={kinds} onValue={(next) => change(next as Kind)} />
      <div className={shown === "expression" ? "whole" : "grow"}>
        {shown === "name" && <Choose aria-label={label} value={current} choices={[...fields, ...named]} onValue={(text) => set({ kind: "name", text })} />}
        {shown === "setting" && <Choose aria-label={label} value={current.replace("settings.", "")} choices={programme.settings} onValue={(text) => set({ kind: "name", text: `settings.${text}` })} />}
        {shown === "text" && (options ? <Choose aria-label={label} value={current} choices={options} onValue={(text) => set({ kind: "text", text })} /> : <TextInput aria-label={label} value={current} onValue={(text) => set({ kind: "text", text })} />)}
        {shown === "number" && <TextInput aria-label={label} type="number" value={current} onValue={(text) => set({ kind: "number", text: text === "" ? "0" : text })} />}
        {shown === "date" && <input aria-label={label} type="date" value={current} onChange={(event) => set({ kind: "date", text: event.target.value })} />}
        {shown === "yesno" && <Choose aria-label={label} value={current} optional={false} choices={[{ value: "true", label: "はい" }, { value: "false", label: "いいえ" }]} onValue={(text) => set({ kind: "yesno", text })} />}
        {shown === "expression" && <FeelInput label={label} value={value} onValue={onValue} where={where} lookups={lookups} />}
      </div>
    </div>
  );
}
