import { applyNodeChanges, Background, Controls, MarkerType, MiniMap, ReactFlow, useReactFlow, type Connection, type Edge as DrawnEdge, type Node as DrawnNode, type NodeChange } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Problem } from "../api/types";
import type { Descriptor } from "../model/descriptors";
import type { Edge, Graph, Node } from "../model/graph";
import { FlowEdge, type EdgeData } from "./FlowEdge";
import { StepNode, type Run, type StepData } from "./StepNode";

export type StepDrawn = DrawnNode<StepData, "step">;
export type EdgeDrawn = DrawnEdge<EdgeData, "flow">;
const nodeTypes = { step: StepNode };
const edgeTypes = { flow: FlowEdge };

export interface Marks { runs?: ReadonlyMap<string, Run>; arrows?: ReadonlySet<string>; missedArrows?: ReadonlySet<string> }

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

/** The flow as a picture. It shows a graph and tells what a person did; it changes nothing itself. */
export function Canvas(props: Props) {
  const { graph, selected, editable, descriptors } = props;
  const flow = useReactFlow<StepDrawn, EdgeDrawn>();
  const frame = useRef<HTMLDivElement>(null);
  const act = useRef(props);
  act.current = props;
  const onFold = useCallback((id: string) => act.current.onFold(id), []);
  const onInsert = useCallback((edge: string, at: { x: number; y: number }) => act.current.onInsert(edge, at), []);
  const onPick = useCallback((edge: string) => act.current.onSelect([], edge), []);

  const drawn = useMemo(() => {
    const problems = new Map<string, { severity: "error" | "warning"; count: number }>();
    for (const problem of props.problems) if (problem.element) {
      const known = problems.get(problem.element);
      problems.set(problem.element, { severity: problem.severity === "error" || known?.severity === "error" ? "error" : "warning", count: (known?.count ?? 0) + 1 });
    }
    return graph.nodes.map((node) => draw(node, problems.get(node.id)));
    function draw(node: Node, problem: StepData["problem"]): StepDrawn {
      const descriptor = node.activity ? descriptors.get(node.activity.type) : undefined;
      const fixed = node.kind === "start" || node.kind === "any" || node.kind === "lane";
      return {
        id: node.id, type: "step", position: node.spot, width: node.width, height: node.height, draggable: editable && !fixed && (node.container !== undefined || node.kind === "state"), selectable: !fixed, focusable: !fixed, deletable: false,
        ...(node.parent ? { parentId: node.parent } : {}), zIndex: node.kind === "lane" || node.kind === "frame" ? 0 : 1,
        ariaLabel: `${node.title}${node.meta ? `、${node.meta}` : ""}${problem ? "、要確認" : ""}`,
        data: { node, icon: descriptor?.icon ?? "box", category: descriptor?.category ?? "", terminal: descriptor?.isTerminal ?? false, problem, hands: props.hands(node.id), run: props.marks?.runs?.get(node.id), editable, onFold },
      };
    }
  }, [graph, descriptors, editable, onFold, props.problems, props.hands, props.marks]);

  const [nodes, setNodes] = useState<StepDrawn[]>(drawn);
  useEffect(() => setNodes((before) => {
    const known = new Map(before.map((node) => [node.id, node]));
    return drawn.map((node) => ({ ...node, selected: selected.includes(node.id), ...(known.get(node.id)?.measured ? { measured: { width: node.width!, height: node.height! } } : {}) }));
  }), [drawn, selected]);

  const edges = useMemo(() => graph.edges.map((edge) => toEdge(edge, props.selectedEdge === edge.id, editable, props.marks, onInsert, onPick)), [graph.edges, props.selectedEdge, editable, props.marks, onInsert, onPick]);

  const onNodesChange = useCallback((changes: NodeChange<StepDrawn>[]) => {
    setNodes((now) => applyNodeChanges(changes, now));
    // Moves by arrow keys come without a drag: they are kept at once.
    const moved = changes.flatMap((change) => (change.type === "position" && change.dragging === false && change.position ? [{ id: change.id, spot: change.position }] : []));
    if (moved.length > 0) act.current.onMove(moved);
  }, []);

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
      nodes={nodes} edges={edges} nodeTypes={nodeTypes} edgeTypes={edgeTypes} onNodesChange={onNodesChange} nodesConnectable={editable} elementsSelectable deleteKeyCode={null} multiSelectionKeyCode={["Shift", "Control", "Meta"]} selectionKeyCode="Shift"
      onNodeClick={(event, node) => props.onSelect(event.shiftKey || event.ctrlKey || event.metaKey ? toggled(selected, node.id) : [node.id])}
      onNodeDoubleClick={(_, node) => node.data.node.foldable && props.onEnter(node.id)} onEdgeClick={(_, edge) => props.onSelect([], edge.id)} onPaneClick={() => props.onSelect([])}
      onSelectionEnd={() => setNodes((now) => { const chosen = now.filter((node) => node.selected).map((node) => node.id); if (chosen.length > 0) queueMicrotask(() => act.current.onSelect(chosen)); return now; })}
      onKeyDown={(event) => { const id = (event.target as HTMLElement).closest?.("[data-id]")?.getAttribute("data-id"); if (id && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); props.onSelect(event.shiftKey ? toggled(selected, id) : [id]); } }}
      onConnect={(connection: Connection) => props.onConnect(connection.source, connection.target)} connectionRadius={40} minZoom={0.1} maxZoom={2} onlyRenderVisibleElements={graph.nodes.length > 120} nodeDragThreshold={3}
      proOptions={{ hideAttribution: true }} ariaLabelConfig={words}>
      <Background gap={24} color="#d9dee8" />
      <Controls showInteractive={false} />
      {graph.nodes.length > 6 && <MiniMap pannable zoomable className="minimap" ariaLabel="全体の見取り図" nodeStrokeWidth={3} nodeColor={(node) => (node.selected ? "#0031d8" : "#c5d7fb")} />}
    </ReactFlow>
  );
}

const toggled = (ids: readonly string[], id: string): string[] => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]);

function toEdge(edge: Edge, selected: boolean, editable: boolean, marks: Marks | undefined, onInsert: EdgeData["onInsert"], onPick: EdgeData["onPick"]): EdgeDrawn {
  const ran = marks?.arrows?.has(edge.id) ? "ran" : marks?.missedArrows?.has(edge.id) ? "missed" : "";
  return {
    id: edge.id, source: edge.source, target: edge.target, type: "flow", selected, deletable: false, focusable: false, className: ran, markerEnd: { type: MarkerType.ArrowClosed, width: 18, height: 18, color: selected ? "#0031d8" : "#7f7f85" },
    data: { label: edge.label, insertable: editable && (edge.kind === "arrow" || edge.kind === "order"), onInsert, onPick },
  };
}

const words = {
  "node.a11yDescription.default": "エンターキーで選びます。", "node.a11yDescription.keyboardDisabled": "矢印キーで動かします。", "node.a11yDescription.ariaLiveMessage": () => "動かしました。", "edge.a11yDescription.default": "エンターキーで選びます。",
  "controls.ariaLabel": "表示の大きさ", "controls.zoomIn.ariaLabel": "大きくする", "controls.zoomOut.ariaLabel": "小さくする", "controls.fitView.ariaLabel": "全体を表示する", "controls.interactive.ariaLabel": "動かせるようにする", "minimap.ariaLabel": "全体の見取り図", "handle.ariaLabel": "矢印を引く",
};
