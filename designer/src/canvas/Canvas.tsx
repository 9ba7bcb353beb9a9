import { applyNodeChanges, Background, Controls, MiniMap, ReactFlow, useReactFlow, useStore, type Connection, type NodeChange, type ReactFlowState } from "@xyflow/react";
import { memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Problem } from "../api/types";
import type { Descriptor } from "../model/descriptors";
import type { Graph } from "../model/graph";
import { drawArrow, drawSteps, keep, type EdgeDrawn, type Marks, type StepDrawn } from "./drawn";
import { FlowEdge } from "./FlowEdge";
import { StepNode } from "./StepNode";

const nodeTypes = { step: StepNode };
const edgeTypes = { flow: FlowEdge };

export interface Props {
  graph: Graph;
  descriptors: ReadonlyMap<string, Descriptor>;
  selected: readonly string[];
  selectedEdge: string | undefined;
  editable: boolean;
  problems: readonly Problem[];
  hands: (element: string) => { name: string; color: number } | undefined;
  marks?: Marks;
  /** Changes when the picture is to be brought into view whole. */
  fitKey: string;
  /** All of it, however small. */
  whole: boolean;
  find: { id: string; at: number } | undefined;
  onSelect: (ids: string[], edge?: string) => void;
  onMove: (spots: { id: string; spot: { x: number; y: number } }[]) => void;
  onConnect: (source: string, target: string) => void;
  onInsert: (edge: string, at: { x: number; y: number }) => void;
  onFold: (id: string) => void;
  onEnter: (id: string) => void;
}

/**
 * The flow as a picture. It shows a graph and tells what a person did; it changes nothing itself. What is dragged is kept here until it is let go,
 * and everything given to the drawing keeps its identity while it looks the same: a drag draws one step and its arrows, however many there are.
 */
export function Canvas(props: Props) {
  const { graph, selected, editable, descriptors } = props;
  const flow = useReactFlow<StepDrawn, EdgeDrawn>();
  const frame = useRef<HTMLDivElement>(null);
  const act = useRef(props);
  act.current = props;
  const does = useMemo(() => handlers(act), []);

  const drawn = useMemo(() => drawSteps(graph.nodes, { descriptors, editable, problems: props.problems, hands: props.hands, marks: props.marks, onFold: does.onFold }), [graph, descriptors, editable, does, props.problems, props.hands, props.marks]);
  const [nodes, setNodes] = useState<StepDrawn[]>(drawn);
  useEffect(() => {
    const chosen = new Set(selected);
    setNodes((before) => {
      const measured = new Map(before.map((node) => [node.id, node.measured]));
      return keep(before, drawn.map((node) => ({ ...node, selected: chosen.has(node.id), ...(measured.get(node.id)?.width === node.width && measured.get(node.id)?.height === node.height ? { measured: measured.get(node.id)! } : {}) })));
    });
  }, [drawn, selected]);

  const arrows = useRef<EdgeDrawn[]>([]);
  const edges = useMemo(() => (arrows.current = keep(arrows.current, graph.edges.map((edge) => drawArrow(edge, props.selectedEdge === edge.id, editable, props.marks, does)))), [graph.edges, props.selectedEdge, editable, props.marks, does]);

  const onNodesChange = useCallback((changes: NodeChange<StepDrawn>[]) => {
    setNodes((now) => applyNodeChanges(changes, now));
    // Moves by arrow keys come without a drag: they are kept at once.
    const moved = changes.flatMap((change) => (change.type === "position" && change.dragging === false && change.position ? [{ id: change.id, spot: change.position }] : []));
    if (moved.length > 0) act.current.onMove(moved);
  }, []);
  const onSelectionEnd = useCallback(() => setNodes((now) => { const chosen = now.filter((node) => node.selected).map((node) => node.id); if (chosen.length > 0) queueMicrotask(() => act.current.onSelect(chosen)); return now; }), []);

  useEffect(() => { const timer = setTimeout(() => begin(), 60); return () => clearTimeout(timer); }, [flow, props.fitKey]);
  /** Whole where it can be read so; otherwise from its beginning, at a size that can be read. */
  function begin() {
    const { x, y, width, height } = flow.getNodesBounds(flow.getNodes());
    const pane = frame.current?.getBoundingClientRect();
    if (!pane || !Number.isFinite(width) || flow.getNodes().length === 0) return;
    const zoom = Math.min(1, (pane.width - 64) / width, (pane.height - 64) / height);
    if (zoom >= 0.7 || act.current.whole) void flow.setViewport({ x: (pane.width - width * zoom) / 2 - x * zoom, y: (pane.height - height * zoom) / 2 - y * zoom, zoom });
    else void flow.setViewport({ x: 40 - x * 0.8, y: (height * 0.8 < pane.height ? (pane.height - height * 0.8) / 2 : 40) - y * 0.8, zoom: 0.8 });
  }
  useEffect(() => {
    const node = props.find && flow.getInternalNode(props.find.id);
    if (!node) return;
    const { x, y } = node.internals.positionAbsolute;
    // What can be seen already stays where it is.
    const pane = frame.current?.getBoundingClientRect();
    const view = flow.getViewport();
    const [left, top] = [x * view.zoom + view.x, y * view.zoom + view.y];
    if (pane && left > 0 && top > 0 && left + (node.width ?? 200) * view.zoom < pane.width && top + 70 * view.zoom < pane.height) return;
    void flow.setCenter(x + (node.width ?? 200) / 2, y + (node.height ?? 60) / 2, { zoom: Math.max(flow.getZoom(), 0.8) });
  }, [flow, props.find]);

  return (
    <ReactFlow<StepDrawn, EdgeDrawn> ref={frame}
      nodes={nodes} edges={edges} nodeTypes={nodeTypes} edgeTypes={edgeTypes} onNodesChange={onNodesChange} nodesConnectable={editable} elementsSelectable deleteKeyCode={null} multiSelectionKeyCode={multiSelection} selectionKeyCode="Shift"
      onNodeClick={does.onNodeClick} onNodeDoubleClick={does.onNodeDoubleClick} onEdgeClick={does.onEdgeClick} onPaneClick={does.onPaneClick} onSelectionEnd={onSelectionEnd} onKeyDown={does.onKeyDown} onConnect={does.onConnect}
      connectionRadius={40} minZoom={0.1} maxZoom={2} onlyRenderVisibleElements={graph.nodes.length > 120} nodeDragThreshold={3} proOptions={quiet} ariaLabelConfig={words}>
      <Furniture map={graph.nodes.length > 6} />
      <Far frame={frame} />
    </ReactFlow>
  );
}

/** What is done on the picture, told to whoever shows it now; made once, so that the drawing never sees it change. */
const handlers = (act: { readonly current: Props }) => ({
  onFold: (id: string) => act.current.onFold(id),
  onInsert: (edge: string, at: { x: number; y: number }) => act.current.onInsert(edge, at),
  onPick: (edge: string) => act.current.onSelect([], edge),
  onNodeClick: (event: React.MouseEvent, node: StepDrawn) => act.current.onSelect(event.shiftKey || event.ctrlKey || event.metaKey ? toggled(act.current.selected, node.id) : [node.id]),
  onNodeDoubleClick: (_: React.MouseEvent, node: StepDrawn) => { if (node.data.foldable) act.current.onEnter(node.id); },
  onEdgeClick: (_: React.MouseEvent, edge: EdgeDrawn) => act.current.onSelect([], edge.id),
  onPaneClick: () => act.current.onSelect([]),
  onConnect: (connection: Connection) => act.current.onConnect(connection.source, connection.target),
  onKeyDown: (event: React.KeyboardEvent) => {
    const id = (event.target as HTMLElement).closest?.("[data-id]")?.getAttribute("data-id");
    if (!id || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    act.current.onSelect(event.shiftKey ? toggled(act.current.selected, id) : [id]);
  },
});

const toggled = (ids: readonly string[], id: string): string[] => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]);

const multiSelection = ["Shift", "Control", "Meta"];
const quiet = { hideAttribution: true };

const Furniture = memo(function Furniture({ map }: { map: boolean }) {
  return (
    <>
      <Background gap={24} color="#d9dee8" />
      <Controls showInteractive={false} />
      {map && <MiniMap pannable zoomable className="minimap" ariaLabel="全体の見取り図" nodeStrokeWidth={3} nodeColor={mapColor} />}
    </>
  );
});

const mapColor = (node: { selected?: boolean }): string => (node.selected ? "#0031d8" : "#c5d7fb");

/** Below this size nobody reads what stands small in a step: it is left out of the picture. */
const readable = 0.45;
const isFar = (state: ReactFlowState): boolean => state.transform[2] < readable;

function Far({ frame }: { frame: React.RefObject<HTMLDivElement | null> }) {
  const far = useStore(isFar);
  useEffect(() => { frame.current?.toggleAttribute("data-far", far); }, [far, frame]);
  return null;
}

const words = {
  "node.a11yDescription.default": "エンターキーで選びます。", "node.a11yDescription.keyboardDisabled": "矢印キーで動かします。", "node.a11yDescription.ariaLiveMessage": () => "動かしました。", "edge.a11yDescription.default": "エンターキーで選びます。",
  "controls.ariaLabel": "表示の大きさ", "controls.zoomIn.ariaLabel": "大きくする", "controls.zoomOut.ariaLabel": "小さくする", "controls.fitView.ariaLabel": "全体を表示する", "controls.interactive.ariaLabel": "動かせるようにする", "minimap.ariaLabel": "全体の見取り図", "handle.ariaLabel": "矢印を引く",
};
