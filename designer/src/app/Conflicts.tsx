import { isObject, label, text, type Json } from "../model/json";
import { Dialog } from "../parts/Dialog";
import { useEditor } from "./context";
import { placeWords } from "./places";

/** Two people changed the same thing: both values side by side, and a choice. Nothing is overwritten without being seen. */
export function Conflicts() {
  const editor = useEditor();
  const notice = editor.sync.refused[0];
  if (!notice) return null;
  const first = notice.conflicts[0];
  const op = notice.ops[0];
  const document = first?.document ?? op?.document ?? "";
  const element = /^\/#([^/]+)/.exec(first?.path ?? (op && "path" in op ? op.path : ""))?.[1] ?? null;
  return (
    <Dialog title="ほかの人の変更と重なりました" onClose={() => editor.sync.drop(notice)} footer={<>
      <button type="button" onClick={() => editor.sync.drop(notice)}>相手の変更を残す</button>
      <button type="button" className="main" onClick={() => editor.sync.overrule(notice)}>自分の変更にする</button>
    </>}>
      <p>{placeWords(editor.programme, document, element)}</p>
      {notice.conflicts.length === 0 && <p>変えようとした場所が、ほかの人の変更でなくなりました。</p>}
      {notice.conflicts.map((conflict, index) => (
        <table key={index}><tbody>
          <tr><th scope="row">{conflict.by.name}さんの変更</th><td>{shown(conflict.theirs)}</td></tr>
          <tr><th scope="row">あなたの変更</th><td>{shown(conflict.yours)}</td></tr>
          <tr><th scope="row">もとの値</th><td>{shown(conflict.before)}</td></tr>
        </tbody></table>
      ))}
    </Dialog>
  );
}

function shown(value: Json | undefined): string {
  if (value === undefined || value === null) return "（なし）";
  if (typeof value === "boolean") return value ? "はい" : "いいえ";
  if (Array.isArray(value)) return value.map(shown).join("、");
  if (isObject(value)) return label(value) || label(value.name) || label(value.label) || Object.values(value).filter((one) => typeof one !== "object").map((one) => shown(one)).join("、");
  return text(value) || String(value);
}
