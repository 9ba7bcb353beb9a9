import { useState } from "react";
import { post } from "../api/client";
import type { Retirement as End, Session, Who } from "../api/types";

interface Props { session: Session; base: string; end: End | null; act: (run: () => Promise<unknown>, done: string) => Promise<void> }

/** The end of new applications to a procedure: asked for by one person, confirmed by another, from a day on. */
export function Retirement({ session, base, end, act }: Props) {
  const [from, setFrom] = useState("");
  const [note, setNote] = useState("");
  const send = (step: string, body: object, done: string) => void act(() => post(`${base}/retirement${step}`, body), done);
  if (!end) return (
    <section><h2>受付の終了</h2>
      <p className="soft">終える日からは新しい申込みを受けません。進行中のものと、それに要る定例の処理はこれまでどおり続きます。別の人の確認が要ります。</p>
      <form className="rowset" onSubmit={(event) => { event.preventDefault(); send("", { from, note }, "受付の終了を申し出ました。別の人の確認を待っています。"); }}>
        <label>終える日<input type="date" required value={from} onChange={(event) => setFrom(event.target.value)} /></label>
        <label>理由<input value={note} onChange={(event) => setNote(event.target.value)} /></label>
        <button type="submit" className="danger">受付の終了を申し出る</button>
      </form>
    </section>
  );
  const asker: Who = end.liftAskedBy ?? end.askedBy;
  const words = end.state === "asked" ? `${end.askedBy.name}さんが、${end.from}からの受付の終了を申し出ています。`
    : end.state === "lifting" ? `${asker.name}さんが、受付の再開を申し出ています（${end.from}からの終了が決まっています）。`
      : end.state === "over" ? `${end.from}に新しい受付を終えました。` : `${end.from}から新しい受付を終えます。`;
  return (
    <section><h2>受付の終了</h2>
      <p className={end.state === "over" ? "note" : "note warn"}>{words}{end.note && `　理由：${end.note}`}{end.approvedBy && `　確認：${end.approvedBy.name}さん`}</p>
      <div className="rowset">
        {(end.state === "asked" || end.state === "lifting") && asker.id !== session.user.id && <button type="button" className="main" onClick={() => send("/approve", {}, "確認しました。")}>確認する</button>}
        {(end.state === "asked" || end.state === "lifting") && <button type="button" onClick={() => send("/return", {}, "申出を取り消しました。")}>{asker.id === session.user.id ? "申出を取り下げる" : "差し戻す"}</button>}
        {(end.state === "approved" || end.state === "over") && <button type="button" onClick={() => send("/lift", {}, "受付の再開を申し出ました。別の人の確認を待っています。")}>受付の再開を申し出る</button>}
      </div>
    </section>
  );
}
