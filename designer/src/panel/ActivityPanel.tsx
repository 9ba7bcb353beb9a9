import { useEditor } from "../app/context";
import { spot, type Ground } from "../app/spot";
import { connect, dropConnections, redirect, renameStep, type Flow } from "../model/edits";
import { connections, isFlowchart, isSequence, nameOfActivity, pathOf, walk } from "../model/flow";
import { asked } from "../model/descriptors";
import type { JsonObject } from "../model/json";
import { applyAll } from "../model/ops";
import { sentenceOf } from "../model/sentence";
import { hidden, seldom } from "../model/shapes";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { TextInput } from "../parts/Text";
import { Comments } from "../policy/Comments";
import { FixList } from "../app/Problems";
import { InputEditor } from "./InputEditor";

/** All that can be set of one step, in the order people think: what it is, who, until when, what comes of it. */
export function ActivityPanel({ document, element, onEnter }: { document: string; element: string; onEnter: (id: string) => void }) {
  const editor = useEditor();
  const { programme, files } = editor;
  const placed = walk(files[document]).find((one) => one.activity.id === element);
  if (!placed) return <p className="soft">この手順はもうありません。</p>;
  const { activity, parent } = placed;
  const descriptor = programme.descriptor(activity.type);
  /** Where a setting gives the step other outcomes, its one arrow goes on from the first of them. */
  const kept: Ground = {
    files,
    do: (words, ops) => {
      const container = parent?.activity;
      if (!container || !isFlowchart(container)) return editor.do(words, ops);
      const after = walk(applyAll(files, ops).files[document]).find((one) => one.activity.id === element)?.activity;
      const next = after && programme.outcomes(after);
      const known = programme.outcomes(activity);
      const [arrow, ...others] = connections(container).filter((one) => one.source === element);
      const lost = arrow && others.length === 0 && next?.[0] && !known.some((one) => one.key === next[0]!.key) && !next.some((one) => one.key === arrow.outcome);
      const flow = { files, file: document, container: container.id };
      return editor.do(words, lost ? [...ops, ...dropConnections(flow, [arrow.name]), ...connect(flow, element, next[0]!.key, arrow.target)] : ops);
    },
  };
  const here = spot(kept, document, pathOf(activity), nameOfActivity(activity, descriptor?.label));
  const inputs = asked(descriptor?.inputs ?? [], activity, descriptor).filter((input) => !hidden.has(input.name) && !(input.name === "operation" && activity.connector === undefined && activity.type === "Case.Call") && !activityBodies.has(input.name));
  const rank = (name: string) => (seldom.has(name) && !(name === "to" && activity.type === "Case.Signal") && !(name === "result" && activity.type === "Case.Close") ? 1 : 0);
  const main = inputs.filter((input) => rank(input.name) === 0 && !tables.has(input.name));
  const long = inputs.filter((input) => tables.has(input.name));
  const rest = inputs.filter((input) => rank(input.name) === 1);
  const hands = editor.othersAt(document, element);
  const inner = isFlowchart(activity) || isSequence(activity) || walk({ root: activity } as JsonObject).length > 1;
  return (
    <div>
      <header>
        <p className="soft tiny">{descriptor?.label ?? "手順"}</p>
        {hands.map((one) => <p key={one.client} className="note warn">{one.user.name}さんがいま編集しています。</p>)}
      </header>
      <p className="sentence">{sentenceOf(activity, descriptor, programme)}</p>
      <FixList problems={editor.problems.filter((problem) => problem.element === element && problem.document === document)} />
      <Field label="名前">{(ids) => <TextInput {...ids} id={ids.id} data-panel-name="" value={nameOfActivity(activity)} onValue={(name) => editor.do("名前の変更", renameStep(files, document, activity, name))} />}</Field>
      {main.map((input) => <InputEditor key={input.name} spot={here.child(input.name)} input={input} owner={activity} hint={hint(input.description)} />)}
      {long.map((input) => <details key={input.name}><summary>{input.label}</summary><InputEditor spot={here.child(input.name)} input={input} owner={activity} /></details>)}
      {inner && <p><button type="button" onClick={() => onEnter(element)}>中の流れを開く</button></p>}
      {parent && isFlowchart(parent.activity) && <Ways flow={{ files, file: document, container: parent.activity.id }} activity={activity} container={parent.activity} />}
      {rest.length > 0 && <details><summary>細かな設定</summary>{rest.map((input) => <InputEditor key={input.name} spot={here.child(input.name)} input={input} owner={activity} hint={hint(input.description)} />)}</details>}
      <Comments document={document} path={pathOf(activity)} element={element} />
    </div>
  );
}

/** Long tables are folded: their picture is the canvas. */
const tables = new Set(["states", "transitions"]);
const activityBodies = new Set(["body", "then", "else", "activities", "branches", "entry"]);

/** Descriptions written for those who write definitions by hand are not shown to those who do not. */
const hint = (description: string | undefined): string | undefined => (description && /[a-z]{2,}|キー|(?<!様)式|\{|\}/i.test(description) ? undefined : description);

/** Where each outcome leads, by choosing: the same as drawing an arrow. */
function Ways({ flow, activity, container }: { flow: Flow; activity: JsonObject & { id: string }; container: JsonObject }) {
  const editor = useEditor();
  const { programme } = editor;
  const outcomes = programme.outcomes(activity);
  const arrows = connections(container).filter((arrow) => arrow.source === activity.id);
  const unknown = arrows.filter((arrow) => !outcomes.some((outcome) => outcome.key === arrow.outcome)).map((arrow) => ({ key: arrow.outcome, label: programme.outcomeLabel(activity, arrow.outcome) }));
  const targets = programme.stepsOf(container).filter((step) => step.value !== activity.id || arrows.some((arrow) => arrow.target === activity.id));
  const all = [...outcomes, ...unknown.filter((one, index) => unknown.findIndex((other) => other.key === one.key) === index)];
  if (all.length === 0) return null;
  return (
    <fieldset className="field"><legend>このあと</legend>
      {all.map((outcome) => {
        const to = arrows.filter((arrow) => arrow.outcome === outcome.key);
        return (
          <div key={outcome.key} className="rowset tight">
            <span className="tag">{outcome.label}</span><span aria-hidden="true">→</span>
            {to.length > 1
              ? <span>{to.map((arrow) => targets.find((target) => target.value === arrow.target)?.label).join("、")}（同時に）</span>
              : <Choose className="grow" aria-label={`${outcome.label}のあと`} value={to[0]?.target ?? ""} choices={targets} none="ここで終わる" onValue={(target) => editor.do("行き先の変更", redirect(flow, activity.id, outcome.key, target || undefined))} />}
          </div>
        );
      })}
    </fieldset>
  );
}
