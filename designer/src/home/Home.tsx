import { useEffect, useState } from "react";
import { get, words } from "../api/client";
import { summaryOf } from "../api/adapt";
import type { DraftSummary, ProgramSummary, Session } from "../api/types";
import { go } from "../app/router";
import { label, type Json } from "../model/json";
import { NewProgram } from "./NewProgram";

const states: Record<ProgramSummary["state"], [string, string]> = { notBuilt: ["未作成", ""], draft: ["作成中", "warn"], published: ["公開中", "good"], retired: ["受付終了", ""] };

/** The municipality's procedures: those open to the public, those being made, those not made yet. */
export function Home({ session }: { session: Session }) {
  const [programs, setPrograms] = useState<ProgramSummary[]>();
  const [drafts, setDrafts] = useState<DraftSummary[]>([]);
  const [failure, setFailure] = useState("");
  const [query, setQuery] = useState("");
  const [adding, setAdding] = useState(false);
  useEffect(() => {
    document.title = "手続きの設計";
    Promise.all([get<{ items: ProgramSummary[] }>("/programs"), get<{ items: DraftSummary[] }>("/drafts")]).then(([found, open]) => { setPrograms(found.items); setDrafts(open.items.map(summaryOf)); }, (error: unknown) => setFailure(words(error)));
  }, []);
  const shown = programs?.filter((program) => `${label(program.title as Json)}${label(program.summary as Json)}${program.family ?? ""}`.includes(query.trim())) ?? [];
  const open = drafts.filter((draft) => draft.state !== "published");
  return (
    <main className="home">
      <header className="rowset"><div><h1>手続きの設計</h1><p className="soft">{session.municipality.name}　{session.user.name}</p></div>
        <span className="right rowset"><a className="btn" href="/">市民の画面</a><button type="button" className="main" onClick={() => setAdding(true)}>新しい手続きを作る</button></span></header>
      {failure && <p className="note bad">{failure}</p>}
      {open.length > 0 && <section><h2>作成中の案</h2><ul className="programs">{open.map((draft) => (
        <li key={draft.id}><h3>{label(draft.title as Json, "名前のない手続き")}</h3>
          <p className="tiny soft">{draft.changedBy?.name ?? draft.createdBy.name}さんが{draft.changedAt.slice(0, 16).replace("T", " ")}に変更{draft.state === "review" && <span className="tag warn">確認待ち</span>}</p>
          {draft.people.length > 0 && <p className="tiny">いま開いている人：{draft.people.map((one) => one.user.name).join("、")}</p>}
          <div className="rowset"><button type="button" className="main" onClick={() => go(`/drafts/${draft.id}`)}>{draft.state === "review" ? "見る" : "続きを作る"}</button>{draft.state === "review" && <button type="button" onClick={() => go(`/programs/${draft.program}`)}>確認する</button>}</div></li>
      ))}</ul></section>}
      <section>
        <h2>手続きの一覧</h2>
        <p><input type="search" aria-label="手続きをさがす" placeholder="手続きをさがす" value={query} onChange={(event) => setQuery(event.target.value)} /></p>
        {!programs && !failure && <p aria-live="polite">読み込んでいます…</p>}
        <ul className="programs">{shown.map((program) => (
          <li key={program.id}><h3>{label(program.title as Json, program.id)}</h3>
            <p className="rowset tight"><span className={`tag ${states[program.state][1]}`}>{states[program.state][0]}</span>{program.current?.effectiveOn && <span className="tiny">{program.current.effectiveOn} から</span>}{program.upcoming?.effectiveOn && <span className="tag now">{program.upcoming.effectiveOn} から改正</span>}{program.runningCases > 0 && <span className="tiny soft">進行中 {program.runningCases}件</span>}</p>
            <p className="tiny soft">{label(program.summary as Json)}</p>
            <div className="rowset"><button type="button" onClick={() => go(`/programs/${program.id}`)}>{program.state === "notBuilt" ? "作りはじめる" : "版と履歴"}</button></div></li>
        ))}</ul>
        {programs && shown.length === 0 && <p className="empty">当てはまる手続きはありません。</p>}
      </section>
      {adding && <NewProgram onClose={() => setAdding(false)} />}
    </main>
  );
}
