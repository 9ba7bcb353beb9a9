import { useEditor } from "../app/context";
import { spot } from "../app/spot";
import { nameOfActivity, pathOf } from "../model/flow";
import { everywhere, whoOf, workflowTitle } from "../model/programme";
import { DeadlineInput, TimerInput } from "../panel/Deadline";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";

/** Every time limit of the programme in one place, each with a worked date. */
export function Deadlines() {
  const editor = useEditor();
  const { programme, files } = editor;
  const found = everywhere(files).flatMap(({ document, activity }) => {
    const inputs = programme.descriptor(activity.type)?.inputs ?? [];
    return inputs.filter((input) => input.picker === "deadline" && (input.name === "due" || activity[input.name] !== undefined)).map((input) => ({ document, activity, input }));
  });
  const calendar = spot(editor, "program.json", "/calendar", "暦");
  return (
    <>
      <Field label="開庁日の数え方（暦）">{(ids) => <Choose {...ids} value={typeof calendar.value === "string" ? calendar.value : ""} choices={programme.calendars} onValue={(next) => calendar.set(next || undefined)} />}</Field>
      <div className="items">{found.map(({ document, activity, input }) => (
        <div className="item" key={`${document}${activity.id}${input.name}`}>
          <div className="head"><strong>{nameOfActivity(activity, programme.descriptor(activity.type)?.label)}</strong><span className="soft tiny">{workflowTitle(files[document])}・{whoOf(activity, programme)}・{input.label}</span><button type="button" className="small plain right" onClick={() => editor.goTo(document, activity.id)}>流れで見る</button></div>
          {input.name === "due" ? <DeadlineInput label={input.label} spot={spot(editor, document, `${pathOf(activity)}/${input.name}`, "期限")} /> : <TimerInput label={input.label} spot={spot(editor, document, `${pathOf(activity)}/${input.name}`, "期限")} />}
        </div>
      ))}</div>
      {found.length === 0 && <p className="soft">期限のある手順はまだありません。</p>}
    </>
  );
}
