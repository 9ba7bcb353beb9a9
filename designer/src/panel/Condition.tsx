import { useState } from "react";
import { useEditor } from "../app/context";
import { formatCondition, formatValue, parseCondition, parseValue, relations, type Condition, type Relation, type Row } from "../model/condition";
import type { Json } from "../model/json";
import type { Choice } from "../model/programme";
import { Choose } from "../parts/Choose";
import { TextInput } from "../parts/Text";
import { FeelInput, useNames, type Where } from "./Feel";
import { useOffers } from "./offers";

/** もし…ならば…: comparisons joined by かつ or または. What says more than that is shown as an expression. */
export function ConditionInput({ value, onValue, where, label, lookups, among }: { value: string; onValue: (value: string) => void; where: Where; label: string; lookups?: Json | undefined; among?: string }) {
  const { programme } = useEditor();
  const { choices: offered, typeOf } = useOffers(useNames(), lookups, among);
  const [free, setFree] = useState(false);
  const [more, setMore] = useState(0);
  const parsed = parseCondition(value);
  const fields = programme.fields;
  const tell = (condition: Condition) => onValue(formatCondition(condition, typeOf));

  if (!parsed || free) {
    return (
      <div className="stack">
        <FeelInput label={label} value={value} onValue={onValue} where={where} lookups={lookups} />
        {parsed && <div><button type="button" className="small" onClick={() => setFree(false)}>項目を選んで作る</button></div>}
      </div>
    );
  }
  const rows: Row[] = [...parsed.rows, ...Array.from({ length: Math.max(more, parsed.rows.length === 0 ? 1 : 0) }, (): Row => ({ left: "", relation: "=", right: "" }))];
  const change = (index: number, row: Row) => {
    if (index >= parsed.rows.length && row.left !== "") setMore(0);
    tell({ ...parsed, rows: index < parsed.rows.length ? parsed.rows.with(index, row) : [...parsed.rows, row] });
  };
  return (
    <div className="stack" role="group" aria-label={label}>
      {rows.map((row, index) => {
        const type = typeOf(row.left);
        const field = fields.find((one) => one.key === row.left);
        const kinds = relations(type);
        return (
          <div key={index} className="rowset tight">
            <span className="strong">{index === 0 ? "もし" : parsed.join === "and" ? "かつ" : "または"}</span>
            <Choose className="grow" aria-label="項目" value={row.left} choices={offered} onValue={(left) => change(index, { left, relation: relations(typeOf(left))[0]!.value, right: "" })} />
            {row.left !== "" && <>
              <span>が</span>
              {row.relation !== "empty" && row.relation !== "filled" && <Right key={row.left} row={row} type={type} options={field?.options} others={offered.filter((one) => one.value !== row.left)} onValue={(right) => change(index, { ...row, right })} />}
              <Choose aria-label="くらべ方" value={row.relation} optional={false} choices={kinds.some((one) => one.value === row.relation) ? kinds : [...kinds, ...relations("number").filter((one) => one.value === row.relation)]} onValue={(relation) => change(index, { ...row, relation: relation as Relation })} />
              <button type="button" className="small plain" aria-label={`条件${index + 1}を取り除く`} onClick={() => tell({ ...parsed, rows: parsed.rows.toSpliced(index, 1) })}>✕</button>
            </>}
          </div>
        );
      })}
      <div className="rowset tight">
        <span className="soft">ならば</span>
        {parsed.rows.length > 0 && <button type="button" className="small" onClick={() => setMore(more + 1)}>条件を加える</button>}
        {parsed.rows.length > 1 && <button type="button" className="small" onClick={() => tell({ ...parsed, join: parsed.join === "and" ? "or" : "and" })}>{parsed.join === "and" ? "どれかを満たせばよいことにする" : "すべて満たすことにする"}</button>}
        <button type="button" className="small plain" onClick={() => setFree(true)}>計算で決める</button>
      </div>
    </div>
  );
}

/** What is compared with: a value written here, or another item. */
function Right({ row, type, options, others, onValue }: { row: Row; type: string; options: Choice[] | undefined; others: readonly Choice[]; onValue: (value: string) => void }) {
  const plain = parseValue(row.right);
  const [other, setOther] = useState(plain?.kind === "name");
  const single = row.relation !== "oneOf";
  if (single && (other || plain?.kind === "name")) return <>
    <Choose aria-label="くらべる項目" className="grow" value={plain?.kind === "name" ? plain.text : ""} choices={others} onValue={(text) => onValue(text === "" ? "" : formatValue({ kind: "name", text }))} />
    <button type="button" className="small plain" onClick={() => { setOther(false); if (plain?.kind === "name") onValue(""); }}>値を書く</button>
  </>;
  return <><Value row={row} type={type} options={options} onValue={onValue} />{single && type !== "yesno" && type !== "consent" && others.length > 0 && <button type="button" className="small plain" onClick={() => setOther(true)}>ほかの項目とくらべる</button>}</>;
}

function Value({ row, type, options, onValue }: { row: Row; type: string; options: Choice[] | undefined; onValue: (value: string) => void }) {
  const plain = parseValue(row.right);
  if (type === "yesno" || type === "consent" || type === "boolean") return <Choose aria-label="値" optional={false} value={row.right || "true"} choices={[{ value: "true", label: "はい" }, { value: "false", label: "いいえ" }]} onValue={onValue} />;
  if (options && row.relation !== "oneOf") return <Choose aria-label="値" className="grow" value={plain?.text ?? ""} choices={options} onValue={(text) => onValue(formatValue({ kind: "text", text }))} />;
  if (options) return <Many options={options} right={row.right} onValue={onValue} />;
  if (type === "date") return <input type="date" aria-label="値" value={plain?.kind === "date" ? plain.text : ""} onChange={(event) => onValue(formatValue({ kind: "date", text: event.target.value }))} />;
  if (type === "number" || type === "money") return <TextInput type="number" aria-label="値" value={plain?.text ?? row.right} onValue={(text) => onValue(text)} />;
  return <TextInput className="grow" aria-label="値" value={plain ? plain.text : row.right} onValue={(text) => onValue(plain?.kind === "number" ? text : formatValue({ kind: "text", text }))} />;
}

function Many({ options, right, onValue }: { options: Choice[]; right: string; onValue: (value: string) => void }) {
  const chosen = [...right.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((found) => found[1]!);
  return <span className="rowset tight">{options.map((option) => (
    <label key={option.value} className="pick"><input type="checkbox" checked={chosen.includes(option.value)} onChange={(event) => onValue(`[${(event.target.checked ? [...chosen, option.value] : chosen.filter((one) => one !== option.value)).map((text) => formatValue({ kind: "text", text })).join(", ")}]`)} />{option.label}</label>
  ))}</span>;
}
