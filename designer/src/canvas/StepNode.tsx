import { Handle, Position, type NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { Node } from "../model/graph";
import { Icon, kindClass } from "../parts/Icon";

/** What a run, a rehearsal or a coverage says of a step. */
export type Run = "done" | "waiting" | "failed" | "cancelled" | "missed";
export const runWords: Record<Run, string> = { done: "済み", waiting: "いまここ", failed: "うまくいかない", cancelled: "取りやめ", missed: "試していない" };

/** What is drawn of a step: plain values only, so that a step that looks the same is not drawn again. */
export interface StepData extends Record<string, unknown> {
  kind: Node["kind"]; title: string; meta: string; foldable: boolean; final: boolean; icon: string; category: string; terminal: boolean; severity: "error" | "warning" | undefined; count: number;
  hands: string | undefined; tone: number; run: Run | undefined; editable: boolean; onFold: (id: string) => void;
}

export const StepNode = memo(function StepNode({ id, data }: NodeProps & { data: StepData }) {
  const { kind, title, run, severity } = data;
  const still = data.editable && kind !== "state" ? "" : "still";
  const begins = kind === "start" || kind === "any";
  return (
    <>
      {!begins && kind !== "lane" && <Handle type="target" position={Position.Left} className={still} />}
      {kind === "frame" || kind === "lane"
        ? <div className={`frame ${kind}`}>
            <div className="title"><span>{title}</span>{kind === "frame" && <Fold id={id} data={data} words="たたむ" />}</div>
          </div>
        : <div className={`step nopan-keys ${begins ? "round" : ""} ${kind === "state" ? "state" : ""} ${data.final ? "final" : ""} ${kindClass(data.category, data.terminal)}`} data-severity={severity} data-run={run}>
            {kind === "step" && <span className="ico"><Icon name={data.icon} /></span>}
            <span className="name">{title}</span>
            {data.meta && <span className="meta">{data.meta}</span>}
            {run && <span className="state">{runWords[run]}</span>}
            {severity && <span className="mark" data-severity={severity}>{severity === "error" ? "要修正" : "注意"} {data.count}</span>}
            {data.hands && <span className="hands" data-tone={data.tone}>{data.hands}</span>}
          </div>}
      {data.foldable && kind !== "frame" && <Fold id={id} data={data} words={kind === "state" ? "行うことを見る" : "中を見る"} />}
      {kind !== "lane" && !data.terminal && <Handle type="source" position={Position.Right} className={still} />}
    </>
  );
}, (before, now) => before.id === now.id && before.data === now.data);

const Fold = ({ id, data, words }: { id: string; data: StepData; words: string }) => (
  <button type="button" className="fold nodrag" onClick={(event) => { event.stopPropagation(); data.onFold(id); }} aria-label={`${data.title}：${words}`}>{words}</button>
);
