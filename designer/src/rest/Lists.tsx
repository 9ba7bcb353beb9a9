import { useEditor } from "../app/context";
import { spot } from "../app/spot";
import { isObject, label, text, type JsonObject } from "../model/json";
import { describedKinds, describedWords, keyFrom, nextId } from "../model/programme";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { TextInput } from "../parts/Text";
import { FeelInput } from "../panel/Feel";
import { pretend } from "../panel/PickPart";
import { DescribedFile } from "./DescribedFile";

const words = { states: "状態", connectors: "つなぎ先", kpis: "指標" } as const;

/** States, connectors and KPIs of the programme. */
export function Lists({ which }: { which: keyof typeof words }) {
  const editor = useEditor();
  const here = spot(editor, "program.json", `/${which}`, words[which]);
  const items = here.items();
  const kinds = editor.vocabulary.connectorKinds.filter((kind) => !describedKinds.has(kind.kind));
  const taken = items.map((item) => text(isObject(item.value) ? item.value.id : undefined));
  const fresh = (): JsonObject => which === "states" ? { id: keyFrom("状態", taken), label: keyFrom("状態", taken), public: "手続き中です", lifecycle: "active" }
    : which === "connectors" ? { id: nextId("C-", taken), label: "新しいつなぎ先", kind: kinds[0]?.kind ?? "" } : { id: nextId("KPI-", taken), label: "新しい指標", unit: "件", formula: "count(facts)" };
  return (
    <div className="items">
      {items.map((item) => {
        const value = isObject(item.value) ? item.value : {};
        return (
          <div className="item" key={text(value.id)}>
            <div className="rowset">
              <Field label="名前">{(ids) => <TextInput {...ids} value={label(value.label, text(value.id))} onValue={(next) => item.child("label").set(next)} />}</Field>
              {which === "states" && <>
                <Field label="市民に見せることば">{(ids) => <TextInput {...ids} value={label(value.public)} onValue={(next) => item.child("public").set(next)} />}</Field>
                <Field label="段階">{(ids) => <Choose {...ids} optional={false} value={text(value.lifecycle)} choices={[{ value: "draft", label: "申請の前" }, { value: "active", label: "進行中" }, { value: "ended", label: "終わり" }]} onValue={(next) => item.child("lifecycle").set(next)} />}</Field>
              </>}
              {which === "connectors" && (describedKinds.has(text(value.kind)) ? <Field label="種類">{(ids) => <input {...ids} readOnly value={describedWords[text(value.kind)]} />}</Field>
                : <Field label="種類">{(ids) => <Choose {...ids} optional={false} value={text(value.kind)} choices={kinds.map((kind) => ({ value: kind.kind, label: label(kind.label as never, kind.kind) }))} onValue={(next) => item.child("kind").set(next)} />}</Field>)}
              {which === "kpis" && <Field label="単位">{(ids) => <TextInput {...ids} value={text(value.unit)} onValue={(next) => item.child("unit").set(next)} />}</Field>}
              <button type="button" className="small danger" onClick={() => item.drop()}>削除</button>
            </div>
            {which === "connectors" && <p className="tiny soft">できること：{editor.programme.operations(text(value.id)).map((one) => one.label).join("、") || "まだありません"}</p>}
            {which === "kpis" && <details open={value.formula === "count(facts)"}><summary className="tiny">計算のしかた</summary><FeelInput label="計算" value={text(value.formula)} where={{ document: "program.json", path: item.child("formula").path }} onValue={(next) => item.child("formula").set(next)} /></details>}
          </div>
        );
      })}
      <div><button type="button" onClick={() => { const made = fresh(); here.add(made); if (which === "connectors") editor.do("つなぎ先の追加", pretend(editor.files, text(made.id))); }}>{words[which]}を加える</button>{which === "connectors" && <DescribedFile />}</div>
    </div>
  );
}
