import { useEditor } from "../app/context";
import { spot } from "../app/spot";
import { dropConnections, redirect } from "../model/edits";
import { activitiesOf, isActivity, nameOfActivity, pathOf } from "../model/flow";
import type { Edge } from "../model/graph";
import { at, isObject, objects, sub, text } from "../model/json";
import { itemsOf } from "../model/shapes";
import { triggerWords } from "../model/words";
import { Choose } from "../parts/Choose";
import { Field } from "../parts/Field";
import { InputEditor } from "./InputEditor";

/** What an arrow says: from which outcome to where; or, between states, what moves a case from one to the other. */
export function ArrowPanel({ document, edge, onEnter }: { document: string; edge: Edge; onEnter: (id: string) => void }) {
  const editor = useEditor();
  const { files, programme } = editor;
  const container = at(files[document], pathOf({ id: edge.container }));
  if (!isObject(container)) return null;
  if (edge.kind === "transition") {
    const items = itemsOf({ name: "transitions", type: "Object[]", label: "", picker: "list", wrapped: false, required: false }, container.transitions)!;
    return (
      <div>
        <h2>状態の移り方</h2>
        {objects(container.transitions).filter((one) => edge.transitions?.includes(text(one.id))).map((one) => {
          const here = spot(editor, document, sub(pathOf({ id: edge.container }), "transitions", `@${text(one.id)}`), "移り方");
          return (
            <section key={text(one.id)} className="card">
              <p className="sentence">{triggerWords(one.on, programme)}、{text(one.to) ? `「${programme.wordFor("state", one.to)}」へ移る` : "状態はそのまま"}</p>
              {items.map((input) => <InputEditor key={input.name} spot={here.child(input.name)} input={input} owner={one} />)}
              {isActivity(one.body) ? <button type="button" onClick={() => onEnter((one.body as { id: string }).id)}>このときに行うことを開く</button> : null}
            </section>
          );
        })}
      </div>
    );
  }
  const steps = activitiesOf(container);
  const source = steps.find((step) => step.id === edge.source);
  const target = steps.find((step) => step.id === edge.target);
  const flow = { files, file: document, container: edge.container };
  const choices = programme.stepsOf(container);
  const name = edge.id.slice(edge.container.length + 1);
  return (
    <div>
      <h2>矢印</h2>
      <p className="sentence">「{source ? nameOfActivity(source) : "はじまり"}」{edge.label ? `が「${edge.label}」になったら` : "のあと"}、「{target ? nameOfActivity(target) : ""}」へ進む</p>
      {edge.kind === "arrow" && source && <>
        <Field label="どうなったとき">{(ids) => <Choose {...ids} value={edge.outcome} optional={false} choices={programme.outcomes(source).map((outcome) => ({ value: outcome.key, label: outcome.label }))}
          onValue={(outcome) => { if (editor.do("矢印の変更", [...dropConnections(flow, [name]), ...redirect({ ...flow }, source.id, outcome, edge.target)])) editor.select({ document, elements: [] }); }} />}</Field>
        <Field label="行き先">{(ids) => <Choose {...ids} value={edge.target} optional={false} choices={choices} onValue={(next) => { editor.do("行き先の変更", redirect(flow, source.id, edge.outcome, next)); editor.select({ document, elements: [] }); }} />}</Field>
        <p className="soft tiny">手順の一覧から選ぶと、この矢印の途中に入ります。</p>
      </>}
      {edge.kind === "order" && <p className="soft">ここは順に進みます。手順の一覧から選ぶと、この間に入ります。</p>}
    </div>
  );
}
