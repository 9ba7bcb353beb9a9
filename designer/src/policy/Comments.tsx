import { useState } from "react";
import { call, post, words } from "../api/client";
import type { Comment } from "../api/types";
import { useEditor } from "../app/context";

/** What people say about a step, with answers; each can be marked as settled. */
export function Comments({ document, path, element, open = false }: { document: string; path: string; element: string | null; open?: boolean }) {
  const editor = useEditor();
  const [text, setText] = useState("");
  const own = editor.comments.filter((comment) => comment.document === document && (element ? comment.element === element : comment.path === path));
  const tops = own.filter((comment) => !comment.replyTo);
  const base = `/drafts/${editor.summary.id}/comments`;
  const act = async (run: () => Promise<Comment>) => {
    try {
      editor.takeComments([await run()]);
    } catch (error) {
      editor.say(words(error));
    }
  };
  const send = async () => {
    if (text.trim() === "") return;
    await act(() => post<Comment>(base, { document, path, element, text: text.trim() }));
    setText("");
  };
  return (
    <details open={open || tops.some((comment) => !comment.resolved)}>
      <summary>話し合い{tops.length > 0 ? `（${tops.filter((comment) => !comment.resolved).length}件）` : ""}</summary>
      <div className="items">
        {tops.map((comment) => (
          <div className="item" key={comment.id}>
            <p className="tiny soft">{comment.by.name}　{comment.at.slice(0, 16).replace("T", " ")}{comment.resolved && <span className="tag good">済み</span>}</p>
            <p>{comment.text}</p>
            {own.filter((reply) => reply.replyTo === comment.id).map((reply) => <p key={reply.id} className="tiny">{reply.by.name}：{reply.text}</p>)}
            <Reply onSend={(reply) => act(() => post<Comment>(base, { document, path, element, text: reply, replyTo: comment.id }))} />
            <button type="button" className="small" onClick={() => void act(() => call<Comment>("PATCH", `${base}/${comment.id}`, { resolved: !comment.resolved }))}>{comment.resolved ? "話を続ける" : "済みにする"}</button>
          </div>
        ))}
        <textarea aria-label="意見を書く" placeholder="意見を書く" rows={2} value={text} onChange={(event) => setText(event.target.value)} />
        <div><button type="button" className="small" onClick={() => void send()} disabled={text.trim() === ""}>書き込む</button></div>
      </div>
    </details>
  );
}

function Reply({ onSend }: { onSend: (text: string) => void }) {
  const [text, setText] = useState<string>();
  if (text === undefined) return <button type="button" className="small plain" onClick={() => setText("")}>返事を書く</button>;
  return <div className="rowset tight"><input className="grow" aria-label="返事" value={text} onChange={(event) => setText(event.target.value)} /><button type="button" className="small" disabled={text.trim() === ""} onClick={() => { onSend(text.trim()); setText(undefined); }}>返す</button></div>;
}
