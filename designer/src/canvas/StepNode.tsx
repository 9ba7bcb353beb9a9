import { Handle, Position, type NodeProps } from "@xyflow/react";
import { memo } from "react";
import type { Node } from "../model/graph";
import { Icon, kindClass } from "../parts/Icon";

/** What a run, a rehearsal or a coverage says of a step. */
export type Run = "done" | "waiting" | "failed" | "cancelled" | "missed";
export const runWords: Record<Run, string> = { done: "済み", waiting: "いまここ", failed: "うまくいかない", cancelled: "取りやめ", missed: "試していない" };

export interface StepData extends Record<string, unknown> {
  node: Node; icon: string; category: string; terminal: boolean; problem: { severity: "error" | "warning"; count: number } | undefined; hands: { name: string; color: number } | undefined;
  run: Run | undefined; editable: boolean; onFold: (id: string) => void;
}

export const StepNode = memo(function StepNode({ data }: NodeProps & { data: StepData }) {
  const { node, run, problem, hands } = data;
  const still = data.editable && node.kind !== "state" ? "" : "still";
  const begins = node.kind === "start" || node.kind === "any";
  return (
    <>
      {!begins && node.kind !== "lane" && <Handle type="target" position={Position.Left} className={still} />}
      {node.kind === "frame" || node.kind === "lane"
        ? <div className={`frame ${node.kind}`}>
            <div className="title"><span>{node.title}</span>{node.kind === "frame" && <Fold data={data} words="たたむ" />}</div>
          </div>
        : <div className={`step nopan-keys ${node.kind === "start" || node.kind === "any" ? "round" : ""} ${node.kind === "state" ? "state" : ""} ${node.final ? "final" : ""} ${kindClass(data.category, data.terminal)}`} data-severity={problem?.severity} data-run={run}>
            {node.kind === "step" && <span className="ico"><Icon name={data.icon} /></span>}
            <span className="name">{node.title}</span>
            {node.meta && <span className="meta">{node.meta}</span>}
            {run && <span className="state">{runWords[run]}</span>}
            {problem && <span className="mark" data-severity={problem.severity}>{problem.severity === "error" ? "要修正" : "注意"} {problem.count}</span>}
            {hands && <span className="hands" data-tone={hands.color}>{hands.name}</span>}
          </div>}
      {node.foldable && node.kind !== "frame" && <Fold data={data} words={node.kind === "state" ? "行うことを見る" : "中を見る"} />}
      {node.kind !== "lane" && !data.terminal && <Handle type="source" position={Position.Right} className={still} />}
    </>
  );
});

const Fold = ({ data, words }: { data: StepData; words: string }) => (
  <button type="button" className="fold nodrag" onClick={(event) => { event.stopPropagation(); data.onFold(data.node.id); }} aria-label={`${data.node.title}：${words}`}>{words}</button>
);
