import { useEditor } from "../app/context";
import type { RunSet } from "./scenarios";

/** All saved trials in one run: which went well, and how much of the flow they go over. */
export function Scenarios({ runs, onRun }: { runs: RunSet | undefined; onRun: () => void }) {
  const { files } = useEditor();
  const count = Object.keys(files).filter((file) => file.startsWith("scenarios/")).length;
  const parts = runs?.coverage ? ([["手順", runs.coverage.activities], ["矢印", runs.coverage.arrows], ["決定表の行", runs.coverage.rules]] as const) : [];
  return (
    <div className="stack">
      <button type="button" className="main" disabled={count === 0 || runs?.state === "running"} onClick={onRun}>すべて行う</button>
      {count === 0 && <p className="soft">保存した試しはまだありません。「1件試す」で試したことを保存できます。</p>}
      {runs && <p role="status">{runs.state === "running" ? "行っています…　" : ""}<span className="tag good">うまくいった {runs.passed}</span> {runs.failed > 0 && <span className="tag bad">うまくいかない {runs.failed}</span>}</p>}
      {parts.map(([name, part]) => <div key={name} className="bars"><span className="tiny">{name}</span><progress max={Math.max(1, part.total)} value={part.hit} aria-label={`${name}のうち試したもの`} /><span className="tiny">{part.hit}／{part.total}</span></div>)}
      {runs?.coverage && <p className="tiny soft">図では、試していない手順と矢印が点線になります。</p>}
      <ul className="acts">{runs?.scenarios.map((one) => <li key={`${one.document}${one.line}`} className={one.ok ? "" : "refused"}><span className={`tag ${one.ok ? "good" : "bad"}`}>{one.ok ? "よし" : "不可"}</span><span>{one.name}{one.failure && <><br /><span className="tiny">{one.failure.step}：{one.failure.message}</span></>}</span></li>)}</ul>
    </div>
  );
}
