import { memo } from "react";
import { useEditor, useOpenEditor } from "../app/context";
import { spot } from "../app/spot";
import { asked } from "../model/descriptors";
import { redirect, renameStep } from "../model/edits";
import { activitiesOf, connections, inFlowOrder, isFlowchart, isSequence, nameOfActivity, pathOf, walk, type Placed } from "../model/flow";
import { isObject, text } from "../model/json";
import { untilOf, whoOf, type Programme } from "../model/programme";
import { sentenceOf } from "../model/sentence";
import { bodyWords } from "../model/words";
import { dueUnit } from "../panel/Deadline";
import { Choose } from "../parts/Choose";
import { NumberInput, TextInput } from "../parts/Text";

/** The same flow as a table: step · who · until when · decision → next. What can be chosen can be chosen here too. */
export function StepTable({ document, selected, onSelect }: { document: string; selected: readonly string[]; onSelect: (id: string) => void }) {
  const { files, programme } = useEditor();
  const rows = inFlowOrder(walk(files[document])).filter((placed) => !isFlowchart(placed.activity) && !isSequence(placed.activity));
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label="手順の表">
      <table className="steps">
        <thead><tr><th scope="col">手順</th><th scope="col">だれが</th><th scope="col">いつまでに</th><th scope="col">どうなったら → 次に</th></tr></thead>
        <tbody>{rows.map((placed) => <Row key={placed.activity.id} programme={programme} document={document} placed={placed} on={selected.includes(placed.activity.id)} onSelect={onSelect} />)}</tbody>
      </table>
      {rows.length === 0 && <p className="empty">手順はまだありません。</p>}
    </div>
  );
}

const Row = memo(function Row({ programme, document, placed, on, onSelect }: { programme: Programme; document: string; placed: Placed; on: boolean; onSelect: (id: string) => void }) {
  const editor = useOpenEditor();
  const { activity, parent } = placed;
  const descriptor = programme.descriptor(activity.type);
  const here = spot(editor, document, pathOf(activity), nameOfActivity(activity, descriptor?.label));
  const due = isObject(activity.due) ? activity.due : undefined;
  const unit = dueUnit(due);
  const name = nameOfActivity(activity, descriptor?.label ?? "");
  const body = parent && !isFlowchart(parent.activity) && !isSequence(parent.activity) ? bodyWords(parent.activity, placed.slot, programme)
    : parent?.parent && parent.parent.parent !== undefined && !isFlowchart(parent.parent.activity) && !isSequence(parent.parent.activity) && activitiesOf(parent.activity)[0]?.id === activity.id ? bodyWords(parent.parent.activity, parent.slot, programme) : "";
  const inputs = asked(descriptor?.inputs ?? [], activity, descriptor);
  const asksRole = inputs.some((input) => input.name === "role");
  const asksDue = inputs.some((input) => input.name === "due");
  return (
    <tr className={on ? "on" : ""}>
      <th scope="row" ref={(cell) => { if (cell) cell.style.paddingLeft = `${6 + Math.min(6, Math.floor(placed.depth / 2)) * 18}px`; }}>
        {body && <span className="tiny soft">{body}</span>}
        <div className="rowset tight"><TextInput className="grow" aria-label="手順の名前" value={name} onValue={(next) => editor.do("名前の変更", renameStep(editor.files, document, activity, next))} /><button type="button" className="small plain" onClick={() => onSelect(activity.id)} aria-label={`「${name}」の設定を開く`}>設定</button></div>
        <span className="tiny soft">{sentenceOf(activity, descriptor, programme)}</span>
      </th>
      <td>{asksRole ? <Choose aria-label={`「${name}」の担当`} value={text(activity.role)} choices={programme.roles} onValue={(role) => here.child("role").set(role || undefined, "担当の変更")} /> : whoOf(activity, programme)}</td>
      <td>{asksDue && (!due || typeof due[unit] === "number")
        ? <div className="rowset tight"><NumberInput className="num" min={0} aria-label={`「${name}」の期限の日数`} value={due ? (due[unit] as number) : undefined} onValue={(days) => here.child("due").set(days === undefined ? undefined : { ...due, [unit]: days }, "期限の変更")} /><span className="tiny">{{ days: "日以内", months: "か月以内", businessDays: "開庁日以内" }[unit]}</span></div>
        : untilOf(activity, programme)}</td>
      <td className="ways">{parent && <NextSteps programme={programme} document={document} placed={placed} parent={parent} />}</td>
    </tr>
  );
});

function NextSteps({ programme, document, placed, parent }: { programme: Programme; document: string; placed: Placed; parent: Placed }) {
  const editor = useOpenEditor();
  const { files } = programme;
  const { activity } = placed;
  if (isSequence(parent.activity)) {
    const steps = activitiesOf(parent.activity);
    const next = steps[steps.findIndex((step) => step.id === activity.id) + 1];
    return <span className="tiny">{next ? `→ ${nameOfActivity(next, programme.descriptor(next.type)?.label)}` : ""}</span>;
  }
  if (!isFlowchart(parent.activity)) return null;
  const arrows = connections(parent.activity).filter((arrow) => arrow.source === activity.id);
  const targets = programme.stepsOf(parent.activity);
  const outcomes = programme.outcomes(activity);
  const all = [...outcomes, ...arrows.filter((arrow) => !outcomes.some((one) => one.key === arrow.outcome)).map((arrow) => ({ key: arrow.outcome, label: programme.outcomeLabel(activity, arrow.outcome) }))];
  return <>{all.map((outcome) => {
    const to = arrows.filter((arrow) => arrow.outcome === outcome.key);
    return (
      <div className="way" key={outcome.key}><span className="tag">{outcome.label}</span>
        {to.length > 1 ? <span className="tiny">{to.map((arrow) => targets.find((target) => target.value === arrow.target)?.label).join("、")}</span>
          : <Choose aria-label={`「${nameOfActivity(activity)}」が${outcome.label}のあと`} value={to[0]?.target ?? ""} choices={targets} none="ここで終わる" onValue={(target) => editor.do("行き先の変更", redirect({ files, file: document, container: parent.activity.id }, activity.id, outcome.key, target || undefined))} />}
      </div>
    );
  })}</>;
}
