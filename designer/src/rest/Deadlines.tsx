import { useEditor } from "../app/context";
import { spot } from "../app/spot";
import { asked } from "../model/descriptors";
import { nameOfActivity, pathOf } from "../model/flow";
import { isObject, label, text } from "../model/json";
import { everywhere, keyFrom, whoOf, workflowTitle } from "../model/programme";
import { DeadlineInput, TimerInput } from "../panel/Deadline";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { NumberInput, TextInput } from "../parts/Text";

/** Every time limit of the programme in one place, each with a worked date. */
export function Deadlines() {
  const editor = useEditor();
  const { programme, files } = editor;
  const found = everywhere(files).flatMap(({ document, activity }) => {
    const descriptor = programme.descriptor(activity.type);
    const inputs = asked(descriptor?.inputs ?? [], activity, descriptor);
    return inputs.filter((input) => input.picker === "deadline" && (input.name === "due" || activity[input.name] !== undefined)).map((input) => ({ document, activity, input }));
  });
  const calendar = spot(editor, "program.json", "/calendar", "暦");
  return (
    <>
      <Field label="開庁日の数え方（暦）">{(ids) => <Choose {...ids} value={typeof calendar.value === "string" ? calendar.value : ""} choices={programme.calendars} onValue={(next) => calendar.set(next || undefined)} />}</Field>
      <h3>手順ごとの期限</h3>
      {found.length === 0 && <p className="soft">期限のある手順はまだありません。</p>}
      <div className="items">{found.map(({ document, activity, input }) => (
        <div className="item" key={`${document}${activity.id}${input.name}`}>
          <div className="head"><strong>{nameOfActivity(activity, programme.descriptor(activity.type)?.label)}</strong><span className="soft tiny">{workflowTitle(files[document])}・{whoOf(activity, programme)}・{input.label}</span><button type="button" className="small plain right" onClick={() => editor.goTo(document, activity.id)}>流れで見る</button></div>
          {input.name === "due" ? <DeadlineInput label={input.label} spot={spot(editor, document, `${pathOf(activity)}/${input.name}`, "期限")} /> : <TimerInput label={input.label} spot={spot(editor, document, `${pathOf(activity)}/${input.name}`, "期限")} />}
        </div>
      ))}</div>
      <h3>法令などで決まった期限</h3>
      <p className="help">条例や規則で日数が決まっている期限です。流れの「期限」の手順で、始めたり止めたりします。</p>
      <Clocks />
    </>
  );
}

/** Named clocks of the programme: what a law says, in how many days. */
function Clocks() {
  const editor = useEditor();
  const here = spot(editor, "program.json", "/deadlines", "期限");
  return (
    <div className="items">
      {here.items().map((item) => {
        const value = isObject(item.value) ? item.value : {};
        const period = /^(\d+)(日|週|か月|年|営業日|時間|分)$/.exec(text(value.period));
        return (
          <div className="item rowset" key={text(value.id)}>
            <Field label="名前">{(ids) => <TextInput {...ids} value={label(value.label)} onValue={(next) => item.child("label").set(next)} />}</Field>
            <Field label="根拠">{(ids) => <TextInput {...ids} value={text(value.law)} onValue={(next) => item.child("law").set(next || undefined)} />}</Field>
            {period || value.period === undefined
              ? <Field label="長さ">{(ids) => <span className="rowset tight"><NumberInput {...ids} className="num" min={1} value={period ? Number(period[1]) : undefined} onValue={(count) => count && item.child("period").set(`${count}${period?.[2] ?? "日"}`)} /><Choose aria-label="長さの単位" optional={false} value={period?.[2] ?? "日"} choices={units} onValue={(unit) => item.child("period").set(`${period?.[1] ?? 30}${unit}`)} /></span>}</Field>
              : <Field label="長さ">{(ids) => <TextInput {...ids} value={text(value.period)} onValue={(next) => item.child("period").set(next)} />}</Field>}
            <Field label="最後の日が休みのとき">{(ids) => <Choose {...ids} optional={false} value={text(value.roll) || "none"} choices={rolls} onValue={(roll) => item.child("roll").set(roll)} />}</Field>
            <button type="button" className="small danger" onClick={() => item.drop()}>削除</button>
          </div>
        );
      })}
      <div><button type="button" onClick={() => { const id = keyFrom("期限", here.items().map((item) => text(isObject(item.value) ? item.value.id : undefined))); here.add({ id, label: id, period: "30日", roll: "next" }); }}>期限を加える</button></div>
    </div>
  );
}

const units = [{ value: "日", label: "日" }, { value: "営業日", label: "開庁日" }, { value: "週", label: "週間" }, { value: "か月", label: "か月" }, { value: "年", label: "年" }, { value: "時間", label: "時間" }];
const rolls = [{ value: "none", label: "そのまま" }, { value: "next", label: "次の開庁日まで" }, { value: "previous", label: "前の開庁日まで" }];
