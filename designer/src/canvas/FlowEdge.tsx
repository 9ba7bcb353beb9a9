import { BaseEdge, EdgeLabelRenderer, getBezierPath, getSmoothStepPath, type EdgeProps } from "@xyflow/react";
import { memo, useState } from "react";

export interface EdgeData extends Record<string, unknown> { label: string; insertable: boolean; onInsert: (edge: string, at: { x: number; y: number }) => void; onPick: (edge: string) => void }

/** An arrow with the outcome's word; where a step may be put on it, a ＋ comes when the pointer is near or it is chosen. */
export const FlowEdge = memo(function FlowEdge({ id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, markerEnd, data, selected, source, target }: EdgeProps & { data?: EdgeData }) {
  const [near, setNear] = useState(false);
  const own = source === target;
  const back = targetX < sourceX + 10;
  const [path, labelX, labelY] = own ? loop(sourceX, sourceY, targetX) : back
    ? getSmoothStepPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, borderRadius: 14, offset: 26 })
    : getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, curvature: 0.3 });
  const plus = data?.insertable && (near || selected) && Math.hypot(targetX - sourceX, targetY - sourceY) > 90;
  return (
    <>
      <g onMouseEnter={() => setNear(true)} onMouseLeave={() => setNear(false)}>
        <BaseEdge id={id} path={path} markerEnd={markerEnd!} interactionWidth={22} />
      </g>
      {(data?.label || plus) && <EdgeLabelRenderer>
        {data?.label && <span className={`edge-tag nodrag nopan ${selected ? "on" : ""}`} ref={(tag) => { if (tag) tag.style.transform = `translate(-50%, -50%) translate(${labelX}px, ${labelY - (data.insertable ? 14 : 0)}px)`; }} onClick={() => data.onPick(id)} title={data.label}>{data.label}</span>}
        {plus && <button type="button" tabIndex={-1} className="edge-plus nodrag nopan" aria-label="この矢印に手順を入れる" onMouseEnter={() => setNear(true)} onMouseLeave={() => setNear(false)}
          ref={(button) => { if (button) button.style.transform = `translate(-50%, -50%) translate(${labelX}px, ${labelY + (data.label ? 10 : 0)}px)`; }} onClick={() => data.onInsert(id, { x: labelX, y: labelY })}>＋</button>}
      </EdgeLabelRenderer>}
    </>
  );
});

const loop = (x: number, y: number, targetX: number): [string, number, number] => [`M ${x} ${y} C ${x + 70} ${y - 90}, ${targetX - 70} ${y - 90}, ${targetX} ${y}`, (x + targetX) / 2, y - 68];
