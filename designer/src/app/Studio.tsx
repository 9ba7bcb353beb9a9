import { lazy, Suspense, useEffect, useState } from "react";
import { label, type Json } from "../model/json";
import { Publish } from "../publish/Publish";
import { Conflicts } from "./Conflicts";
import { useEditor } from "./context";
import { Design } from "./Design";
import { Problems } from "./Problems";
import { Guard } from "./Guard";
import { go } from "./router";
import { Standing } from "./Standing";

const Policy = lazy(() => import("../policy/Policy").then((module) => ({ default: module.Policy })));
const Trial = lazy(() => import("../trial/Trial").then((module) => ({ default: module.TrialRoom })));

const modes = [["policy", "方針"], ["design", "設計"], ["trial", "試す"]] as const;

/** The open draft: 方針 to read and talk, 設計 to edit, 試す to try. */
export function Studio({ rest }: { rest: string[] }) {
  const editor = useEditor();
  const mode = modes.some(([id]) => id === rest[0]) ? rest[0]! : "design";
  const base = `/drafts/${editor.summary.id}`;
  const [publishing, setPublishing] = useState(false);
  useEffect(() => { document.title = `${editor.programme.title}｜手続きの設計`; }, [editor.programme.title]);
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || (event.target as HTMLElement).closest("input, textarea")) return;
      const key = event.key.toLowerCase();
      if (key === "z" && !event.shiftKey) { event.preventDefault(); editor.undo(); }
      else if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); editor.redo(); }
    };
    window.addEventListener("keydown", keys);
    return () => window.removeEventListener("keydown", keys);
  }, [editor]);
  useEffect(() => {
    if (!editor.message) return;
    const timer = setTimeout(() => editor.say(""), 6000);
    return () => clearTimeout(timer);
  }, [editor, editor.message]);
  return (
    <div className="studio">
      <header className="bar">
        <button type="button" className="plain" onClick={() => go("/")}>一覧</button>
        <div><h1>{editor.programme.title}</h1><p className="sub">{editor.session.municipality.name}　{editor.summary.state === "open" ? "作成中の案" : editor.summary.state === "review" ? "確認待ち" : "公開済み"}</p></div>
        <nav className="tabs" aria-label="作業の種類">{modes.map(([id, words]) => <button type="button" key={id} aria-current={mode === id ? "page" : undefined} onClick={() => go(`${base}/${id}`)}>{words}</button>)}</nav>
        <div className="right rowset tight">
          <Standing />
          <ul className="people" aria-label="いま開いている人">{editor.people.filter((one) => one.client !== editor.sync.client).map((one) => <li key={one.client} data-tone={one.color}>{one.user.name}</li>)}</ul>
          <button type="button" className="icon" aria-label="元に戻す" title={editor.history.done.at(-1)?.label} disabled={editor.history.done.length === 0} onClick={editor.undo}>↶</button>
          <button type="button" className="icon" aria-label="やり直す" title={editor.history.undone.at(-1)?.label} disabled={editor.history.undone.length === 0} onClick={editor.redo}>↷</button>
          <button type="button" className="main" onClick={() => setPublishing(true)}>公開する</button>
        </div>
      </header>
      <Guard key={mode}><Suspense fallback={<main className="page"><p>読み込んでいます…</p></main>}>
        {mode === "policy" ? <Policy /> : mode === "trial" ? <Trial /> : <Design part={rest.slice(1)} />}
      </Suspense></Guard>
      <Problems />
      <div className="toast" role="status" aria-live="polite">{editor.message}</div>
      <Conflicts />
      {publishing && <Publish onClose={() => setPublishing(false)} />}
      <span className="vh">{label(editor.summary.title as Json)}</span>
    </div>
  );
}
