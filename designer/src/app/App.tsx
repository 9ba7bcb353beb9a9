import { useEffect, useState } from "react";
import { get, Problem, setCsrf, words } from "../api/client";
import { draftOf, vocabularyOf } from "../api/adapt";
import type { Draft, Session } from "../api/types";
import type { JsonObject } from "../model/json";
import { EditorContext } from "./context";
import { Editor, stayAlive } from "./editor";
import { Home } from "../home/Home";
import { ProgramPage } from "../home/ProgramPage";
import { usePath } from "./router";
import { Studio } from "./Studio";

export function App() {
  const [session, setSession] = useState<Session>();
  const [failure, setFailure] = useState("");
  const path = usePath();
  useEffect(() => {
    get<Session>("/session").then((found) => { setCsrf(found.csrf); setSession(found); }, (error: unknown) => {
      if (error instanceof Problem && error.status === 401) location.assign(`/sign-in?returnUrl=${encodeURIComponent(location.pathname)}`);
      else setFailure(words(error));
    });
  }, []);
  if (failure) return <main className="home"><h1>手続きの設計</h1><p className="note bad">{failure}</p></main>;
  if (!session) return <main className="home"><p aria-live="polite">読み込んでいます…</p></main>;
  if (path[0] === "drafts" && path[1]) return <OpenDraft key={path[1]} id={path[1]} session={session} rest={path.slice(2)} />;
  if (path[0] === "programs" && path[1]) return <ProgramPage key={path[1]} session={session} id={path[1]} />;
  return <Home session={session} />;
}

function OpenDraft({ id, session, rest }: { id: string; session: Session; rest: string[] }) {
  const [editor, setEditor] = useState<Editor>();
  const [failure, setFailure] = useState("");
  useEffect(() => {
    let stop: (() => void)[] = [];
    let gone = false;
    Promise.all([get<JsonObject>("/descriptors").then(vocabularyOf), get<Draft>(`/drafts/${encodeURIComponent(id)}`).then(draftOf)]).then(([vocabulary, draft]) => {
      if (gone) return;
      const made = new Editor(session, vocabulary, draft);
      stop = [made.start(), stayAlive(made.sync.client, id)];
      setEditor(made);
    }, (error: unknown) => setFailure(words(error)));
    return () => { gone = true; stop.forEach((end) => end()); };
  }, [id, session]);
  if (failure) return <main className="home"><h1>手続きの設計</h1><p className="note bad">{failure}</p><p><a href="/designer/">一覧へ戻る</a></p></main>;
  if (!editor) return <main className="home"><p aria-live="polite">読み込んでいます…</p></main>;
  return <EditorContext value={editor}><Studio rest={rest} /></EditorContext>;
}
