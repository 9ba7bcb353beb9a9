import { useCallback, useEffect, useState } from "react";
import { download, get, post, words } from "../api/client";
import { summaryOf } from "../api/adapt";
import type { Change, DraftSummary, ProgramSummary, Retirement as End, Session, Version } from "../api/types";
import { go } from "../app/router";
import { label, type Json } from "../model/json";
import { NewProgram } from "./NewProgram";
import { Retirement } from "./Retirement";

interface Whole extends ProgramSummary { versions: Version[]; drafts: DraftSummary[]; retirement: End | null }
interface Compared { changes: Change[]; paragraph: Json; runningCases: number }

const states: Record<Version["state"], [string, string]> = { review: ["確認待ち", "warn"], approved: ["確認済み", "now"], published: ["公開", "good"], retired: ["受付終了", ""], returned: ["差戻し", "bad"] };

/** A procedure's versions: what is in force, what comes, who made and confirmed it; compare, confirm, take an old one up again. */
export function ProgramPage({ session, id }: { session: Session; id: string }) {
  const [program, setProgram] = useState<Whole>();
  const [failure, setFailure] = useState("");
  const [said, setSaid] = useState("");
  const [compared, setCompared] = useState<{ version: number; result: Compared }>();
  const [adding, setAdding] = useState(false);
  const base = `/programs/${encodeURIComponent(id)}`;
  const load = useCallback(() => get<Whole>(base).then((found) => setProgram({ ...found, drafts: found.drafts.map(summaryOf) }), (error: unknown) => setFailure(words(error))), [base]);
  useEffect(() => { void load(); }, [load]);
  const act = async (run: () => Promise<unknown>, done: string) => {
    setFailure("");
    try {
      await run();
      setSaid(done);
      await load();
    } catch (error) {
      setFailure(words(error));
    }
  };
  const begin = (body: unknown) => act(async () => go(`/drafts/${(await post<DraftSummary>("/drafts", body)).id}`), "");
  if (!program) return <main className="home"><h1>手続きの設計</h1>{failure ? <p className="note bad">{failure}</p> : <p>読み込んでいます…</p>}<p><a href="/designer/">一覧へ戻る</a></p></main>;
  return (
    <main className="home">
      <p><button type="button" className="plain" onClick={() => go("/")}>一覧へ戻る</button></p>
      <header className="rowset"><div><h1>{label(program.title as Json, id)}</h1><p className="soft">{session.municipality.name}　{label(program.summary as Json)}</p></div>
        <span className="right rowset">{program.current ? <button type="button" className="main" onClick={() => void begin({ from: "version", program: id, version: program.current!.version })}>改正案を作る</button> : program.drafts.every((draft) => draft.state === "published") && <button type="button" className="main" onClick={() => setAdding(true)}>作りはじめる</button>}</span></header>
      {failure && <p className="note bad" role="alert">{failure}</p>}
      {said && <p className="note good" role="status">{said}</p>}
      {program.drafts.filter((draft) => draft.state !== "published").length > 0 && <section><h2>作成中の案</h2><ul className="programs">{program.drafts.filter((draft) => draft.state !== "published").map((draft) => <li key={draft.id}><p>{draft.changedBy?.name ?? draft.createdBy.name}さん　{draft.changedAt.slice(0, 16).replace("T", " ")}{draft.state === "review" && <span className="tag warn">確認待ち</span>}</p><div><button type="button" onClick={() => go(`/drafts/${draft.id}`)}>開く</button></div></li>)}</ul></section>}
      <section><h2>版</h2>
        {program.versions.length === 0 ? <p className="empty">まだ公開したことはありません。</p> : <div className="scroll" tabIndex={0} role="region" aria-label="版の一覧"><table className="versions">
          <thead><tr><th scope="col">版</th><th scope="col">状態</th><th scope="col">施行日</th><th scope="col">作った人</th><th scope="col">確認した人</th><th scope="col">進行中</th><th scope="col">できること</th></tr></thead>
          <tbody>{[...program.versions].sort((a, b) => b.version - a.version).map((version) => (
            <tr key={version.version}><th scope="row">第{version.version}版</th><td><span className={`tag ${states[version.state]?.[1] ?? ""}`}>{states[version.state]?.[0] ?? version.state}</span>{version.current && <span className="tag now">いま有効</span>}</td><td>{version.effectiveOn ?? ""}</td><td>{version.submittedBy?.name ?? ""}</td><td>{version.approvedBy?.name ?? ""}</td><td>{version.runningCases}件</td>
              <td><div className="rowset tight">
                {version.state === "review" && <><button type="button" className="main small" onClick={() => void act(() => post(`${base}/versions/${version.version}/approve`, { note: "" }), `第${version.version}版を公開しました。`)}>確認して公開する</button><button type="button" className="small" onClick={() => void act(() => post(`${base}/versions/${version.version}/return`, { note: "" }), "作成者に戻しました。")}>差し戻す</button></>}
                <button type="button" className="small" onClick={() => void act(async () => setCompared({ version: version.version, result: await get<Compared>(`${base}/compare?from=${previous(program.versions, version.version)}&to=${version.version}`) }), "")} disabled={previous(program.versions, version.version) === undefined}>前の版とくらべる</button>
                <button type="button" className="small" onClick={() => void act(async () => go(`/drafts/${(await post<DraftSummary>(`${base}/versions/${version.version}/restore`)).id}`), "")}>この版から作り直す</button>
                <button type="button" className="small" onClick={() => void download(`${base}/versions/${version.version}/export`, `${id}-v${version.version}.zip`)}>書き出す</button>
                {version.state === "published" && version.source === "draft" && program.versions.length > 1 && <button type="button" className="small danger" onClick={() => void act(() => post(`${base}/versions/${version.version}/retire`, { note: "" }), `第${version.version}版を取りやめました。新しい申込みは前の版で受けます。進行中のものは続きます。`)}>この版を取りやめる</button>}
              </div></td></tr>
          ))}</tbody></table></div>}
      </section>
      {compared && <section><h2>第{compared.version}版の変更点</h2><p>{label(compared.result.paragraph)}</p><Changes changes={compared.result.changes} /></section>}
      {program.current && <Retirement session={session} base={base} end={program.retirement} act={act} />}
      {adding && <NewProgram program={id} onClose={() => setAdding(false)} />}
    </main>
  );
}

const previous = (versions: readonly Version[], version: number): number | undefined => versions.map((one) => one.version).filter((one) => one < version).sort((a, b) => b - a)[0];

const kinds: Record<string, [string, string]> = { added: ["追加", "good"], removed: ["削除", "bad"], changed: ["変更", "warn"], moved: ["移動", ""] };
export function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return <p className="soft">変更はありません。</p>;
  return <table><tbody>{changes.map((change, index) => <tr key={index}><td><span className={`tag ${kinds[change.kind]?.[1] ?? ""}`}>{kinds[change.kind]?.[0] ?? change.kind}</span></td><th scope="row">{label(change.label as Json)}</th><td>{label(change.sentence as Json)}</td></tr>)}</tbody></table>;
}
