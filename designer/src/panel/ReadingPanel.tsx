import { useEditor } from "../app/context";
import { nameOfActivity, pathOf, walk } from "../model/flow";
import { untilOf, whoOf } from "../model/programme";
import { sentenceOf } from "../model/sentence";
import { Comments } from "../policy/Comments";

/** A step as it is read: what it does, who, until when, and what people say about it. Nothing is changed here. */
export function ReadingPanel({ document, element }: { document: string; element: string }) {
  const { files, programme } = useEditor();
  const activity = walk(files[document]).find((one) => one.activity.id === element)?.activity;
  if (!activity) return <p className="soft">この手順はもうありません。</p>;
  const descriptor = programme.descriptor(activity.type);
  const [who, until] = [whoOf(activity, programme), untilOf(activity, programme)];
  return (
    <div className="stack">
      <h2>{nameOfActivity(activity, descriptor?.label)}</h2>
      <p className="sentence">{sentenceOf(activity, descriptor, programme)}</p>
      {who && <p><span className="tag">だれが</span> {who}</p>}
      {until && <p><span className="tag">いつまでに</span> {until}</p>}
      <Comments document={document} path={pathOf(activity)} element={element} open />
    </div>
  );
}
