import { useEffect, useState } from "react";
import { get, words } from "../api/client";
import type { Sentences } from "../api/types";
import { useEditor } from "../app/context";
import { FlowArea } from "../canvas/FlowArea";
import { workflowFiles } from "../model/flow";
import { label, type Json } from "../model/json";
import { workflowTitle } from "../model/programme";
import { Choose } from "../parts/Choose";
import { Dialog } from "../parts/Dialog";
import { Comments } from "./Comments";

type View = "picture" | "staff" | "citizen";
const views: [View, string][] = [["staff", "業務マニュアル"], ["citizen", "手続きの流れ（市民向け）"], ["picture", "図"]];

/** 方針: the flow read as plain sentences or as a picture, printable, with a word to say at any step. */
export function Policy() {
  const editor = useEditor();
  const [view, setView] = useState<View>("staff");
  const [sentences, setSentences] = useState<Sentences>();
  const [failure, setFailure] = useState("");
  const [about, setAbout] = useState<{ document: string; element: string }>();
  const [flow, setFlow] = useState(workflowFiles(editor.files)[0] ?? "");
  const saved = editor.sync.standing === "saved";
  useEffect(() => {
    if (!saved || view === "picture") return;
    const stop = new AbortController();
    get<Sentences>(`/drafts/${editor.summary.id}/sentences?audience=${view}`, stop.signal).then((found) => { setSentences(found); setFailure(""); }, (error: unknown) => { if (!stop.signal.aborted) setFailure(words(error)); });
    return () => stop.abort();
  }, [editor.summary.id, saved, view, editor.sync.revision]);
  const documentOf = (id: string) => workflowFiles(editor.files).find((file) => file === `workflows/${id}.json`) ?? `workflows/${id}.json`;
  return (
    <main className="work">
      <div className="tools noprint">
        <span role="group" aria-label="読み方" className="rowset tight">{views.map(([id, name]) => <button type="button" key={id} aria-pressed={view === id} onClick={() => setView(id)}>{name}</button>)}</span>
        {view === "picture" && <Choose aria-label="流れ" optional={false} value={flow} choices={workflowFiles(editor.files).map((file) => ({ value: file, label: workflowTitle(editor.files[file]) }))} onValue={setFlow} />}
        {view !== "picture" && <button type="button" className="right" onClick={() => window.print()}>印刷する</button>}
      </div>
      {view === "picture" ? <FlowArea key={flow} document={flow} reading /> : (
        <div className="page" tabIndex={0} role="region" aria-label="文章">
          <article className="prose">
            {failure && <p className="note bad">{failure}</p>}
            {!sentences && !failure && <p>読み込んでいます…</p>}
            {sentences && <h1>{label(sentences.title as Json)}　{view === "staff" ? "業務マニュアル" : "手続きの流れ"}</h1>}
            {sentences?.workflows.map((workflow) => (
              <section key={workflow.id}><h2>{label(workflow.title as Json, workflow.id)}</h2>
                {workflow.sections.map((section, index) => (
                  <section key={index}>{label(section.heading as Json) && label(section.heading as Json) !== label(workflow.title as Json) && <h3>{label(section.heading as Json)}</h3>}
                    {section.lines.map((line, number) => {
                      const element = line.element ?? section.element;
                      const document = line.document ?? documentOf(workflow.id);
                      const said = element ? editor.comments.filter((comment) => comment.element === element && !comment.resolved && !comment.deleted).length : 0;
                      return <p key={number} ref={(line_) => { if (line_) line_.style.marginLeft = `${line.level * 20}px`; }}>{line.text}{element && view === "staff" && <button type="button" className="ask noprint" aria-label={`${said > 0 ? `話し合い ${said}件` : "意見"}：${line.text.slice(0, 20)}`} onClick={() => setAbout({ document, element })}>{said > 0 ? `話し合い ${said}件` : "意見"}</button>}</p>;
                    })}
                  </section>
                ))}
              </section>
            ))}
          </article>
        </div>
      )}
      {about && <Dialog title="話し合い" onClose={() => setAbout(undefined)} footer={<button type="button" onClick={() => { editor.goTo(about.document, about.element); history.pushState(null, "", `/designer/drafts/${editor.summary.id}/design/${about.document}`); window.dispatchEvent(new PopStateEvent("popstate")); }}>この手順を設計で開く</button>}><Comments document={about.document} path={`/#${about.element}`} element={about.element} open /></Dialog>}
    </main>
  );
}
