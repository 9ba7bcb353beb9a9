import { useCallback, useEffect, useMemo, useState } from "react";
import { trialOf } from "../api/adapt";
import { call, post, words } from "../api/client";
import { useEditor } from "../app/context";
import type { Marks } from "../canvas/drawn";
import { FlowArea } from "../canvas/FlowArea";
import type { Run } from "../canvas/StepNode";
import { connections, isFlowchart, walk, workflowFiles } from "../model/flow";
import { at, type JsonObject } from "../model/json";
import { workflowTitle } from "../model/programme";
import { Choose } from "../parts/Choose";
import { Desk } from "./Desk";
import { Facts } from "./Facts";
import { runScenarios, type RunSet } from "./scenarios";
import { Scenarios } from "./Scenarios";
import type { Act, Trial } from "./types";

/** 試す: a pretend case on the real engine. Everyone is played, the clock is moved, connectors are made to fail; the picture lights up. */
export function TrialRoom() {
  const editor = useEditor();
  const [trial, setTrial] = useState<Trial>();
  const [failure, setFailure] = useState("");
  const [busy, setBusy] = useState(false);
  const [tab, setTab] = useState<"case" | "all">("case");
  const [runs, setRuns] = useState<RunSet>();
  const flows = workflowFiles(editor.files);
  const [flow, setFlow] = useState(flows[0] ?? "");
  const run = useCallback(async (work: () => Promise<JsonObject>) => {
    setBusy(true);
    setFailure("");
    try {
      const next = trialOf(await work());
      setTrial(next);
      const document = next.case?.path.activities.find((one) => one.last)?.document;
      if (document) setFlow(document);
    } catch (error) {
      setFailure(words(error));
    } finally {
      setBusy(false);
    }
  }, []);
  const begin = useCallback(() => run(async () => { await editor.sync.flush(); return post<JsonObject>(`/drafts/${editor.summary.id}/trials`); }), [run, editor]);
  const act = (one: Act) => run(() => post<JsonObject>(`/trials/${trial!.id}/acts`, one));
  useEffect(() => { void begin(); }, [begin]);
  useEffect(() => () => { if (trial) void call("DELETE", `/trials/${trial.id}`).catch(() => undefined); }, [trial?.id]);
  const coverage = tab === "all" ? runs?.coverage : undefined;
  const marks = useMemo((): Marks | undefined => {
    if (coverage) return covered(editor.files[flow], flow, coverage);
    if (tab === "all" || !trial?.case) return undefined;
    const own = trial.case.path.activities.filter((one) => one.document === flow);
    const arrows = trial.case.path.arrows.filter((one) => one.document === flow);
    return { runs: new Map(own.map((one): [string, Run] => [one.element, one.state])), arrows: new Set(ids(editor.files[flow], (source, outcome, target) => arrows.some((one) => one.source === source && one.outcome === outcome && (one.target === undefined || one.target === target)))) };
  }, [trial, coverage, tab, flow, editor.files]);
  const here = trial?.case?.incidents[0]?.element ?? trial?.case?.path.activities.find((one) => one.document === flow && one.state === "waiting")?.element ?? trial?.case?.path.activities.find((one) => one.document === flow && one.last)?.element;
  const stale = trial !== undefined && trial.revision < editor.sync.revision;
  return (
    <main className="work">
      <div className="tools">
        <span role="group" aria-label="試し方" className="rowset tight"><button type="button" aria-pressed={tab === "case"} onClick={() => setTab("case")}>1件試す</button><button type="button" aria-pressed={tab === "all"} onClick={() => setTab("all")}>保存した試しをすべて行う</button></span>
        <Choose aria-label="図に出す流れ" optional={false} value={flow} choices={flows.map((file) => ({ value: file, label: workflowTitle(editor.files[file]) }))} onValue={setFlow} />
        {stale && <span className="tag warn">設計が変わりました</span>}
        <button type="button" className="right" onClick={() => void begin()} disabled={busy}>はじめから試す</button>
      </div>
      <div className="room">
        <div className="desk" role="region" aria-label="行うこと" tabIndex={0}>
          {failure && <p className="note bad" role="alert">{failure}</p>}
          {tab === "all" ? <Scenarios runs={runs} onRun={() => void runScenarios(editor.summary.id, setRuns).catch((error: unknown) => setFailure(words(error)))} />
            : trial ? <Desk trial={trial} busy={busy} onAct={(one) => void act(one)} onRewind={(to) => void run(() => post<JsonObject>(`/trials/${trial.id}/rewind`, { to }))} onCase={(number) => void run(() => post<JsonObject>(`/trials/${trial.id}/case`, { case: number }))} />
            : <p>{failure ? "" : "準備しています…"}</p>}
        </div>
        <FlowArea key={flow} document={flow} reading bare marks={marks} at={tab === "case" ? here : undefined} />
        <div className="facts" role="region" aria-label="案件のようす" tabIndex={0}>{trial && tab === "case" && <Facts trial={trial} />}</div>
      </div>
    </main>
  );
}

/** The lines of the picture that answer to a condition. */
function ids(workflow: Parameters<typeof walk>[0], test: (source: string, outcome: string, target: string) => boolean): string[] {
  return walk(workflow).filter((placed) => isFlowchart(placed.activity)).flatMap((placed) => connections(placed.activity).filter((arrow) => test(arrow.source, arrow.outcome, arrow.target)).map((arrow) => `${placed.activity.id}/${arrow.name}`));
}

function covered(workflow: Parameters<typeof walk>[0], document: string, coverage: NonNullable<RunSet["coverage"]>): Marks {
  const missed = new Set(coverage.activities.missed.filter((one) => one.document === document).map((one) => one.element));
  const lost = coverage.arrows.missed.filter((one) => one.document === document);
  const isMissed = (source: string, outcome: string) => lost.some((one) => one.element === source && one.outcome === outcome);
  return {
    runs: new Map(walk(workflow).filter((placed) => placed.parent && at(placed.activity, "/type") !== "Elsa.Sequence").map((placed): [string, Run] => [placed.activity.id, missed.has(placed.activity.id) ? "missed" : "done"])),
    arrows: new Set(ids(workflow, (source, outcome) => !isMissed(source, outcome))), missedArrows: new Set(ids(workflow, isMissed)),
  };
}
