import { ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useEditor } from "../app/context";
import { add, connect, copy, dropConnections, insertOnArrow, make, moveTo, paste, redirect, remove, toFlowchart, type Clip, type Flow } from "../model/edits";
import { activitiesOf, isFlowchart, isSequence, nameOfActivity, walk } from "../model/flow";
import { graphOf, lineIds, startOf, stepSize } from "../model/graph";
import type { Op } from "../model/ops";
import { at, isObject } from "../model/json";
import { workflowTitle } from "../model/programme";
import { ActivityPanel } from "../panel/ActivityPanel";
import { ArrowPanel } from "../panel/ArrowPanel";
import { ReadingPanel } from "../panel/ReadingPanel";
import { StepTable } from "../table/StepTable";
import { Dialog } from "../parts/Dialog";
import { Canvas } from "./Canvas";
import type { Marks } from "./drawn";
import { layOut } from "./elk";
import { Find } from "./Find";
import { Palette } from "./Palette";
import { Shortcuts } from "./Shortcuts";

export interface AreaProps { document: string; /** Shown, not edited. */ reading?: boolean; marks?: Marks | undefined; /** Without the panel: beside other things. */ bare?: boolean; /** The step to keep in view. */ at?: string | undefined }

export const FlowArea = (props: AreaProps) => <ReactFlowProvider><Area key={props.document} {...props} /></ReactFlowProvider>;

const nothing: Marks = {};

/** One flow: palette, picture or table, and the panel of what is chosen. */
function Area({ document, reading = false, marks, bare = false, at: followed }: AreaProps) {
  const editor = useEditor();
  const drawing = useReactFlow();
  const { files, programme } = editor;
  const all = useMemo(() => walk(files[document]), [files, document]);
  const [focus, setFocus] = useState<string>();
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [mode, setMode] = useState<"picture" | "table">("picture");
  const [dialog, setDialog] = useState<"" | "find" | "keys" | "way" | "after">("");
  const [fitted, setFitted] = useState(0);
  const [whole, setWhole] = useState(false);
  const [looking, setLooking] = useState<{ id: string; at: number }>();
  const [asked, setAsked] = useState<{ source: string; target: string }>();
  const [after, setAfter] = useState<string>();
  const area = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const root = all[0]?.activity.id ?? "";
  const shown = focus && all.some((placed) => placed.activity.id === focus) ? focus : root;
  const graph = useMemo(() => graphOf(files, document, shown, opened, programme), [files, document, shown, opened, programme]);
  const { selection } = editor;
  const chosen = useMemo(() => (selection.document === document ? selection.elements : []), [selection, document]);
  const arrow = selection.document === document && selection.part ? graph.edges.find((edge) => edge.id === selection.part) : undefined;
  const editable = editor.open && !reading;

  const select = useCallback((elements: string[], part?: string) => editor.select({ document, elements, ...(part ? { part } : {}) }), [editor, document]);
  const containerOf = (ids: readonly string[]): Flow | undefined => {
    const node = graph.nodes.find((one) => one.id === ids[0]);
    // What is done in a handler or a branch is chosen by its lane while nothing stands in it yet.
    const lane = node ? undefined : graph.nodes.find((one) => one.kind === "lane" && one.container === ids[0]);
    const container = node ? node.container : lane?.container ?? graph.container;
    return container ? { files, file: document, container } : undefined;
  };

  // A problem, a sentence or the search leads to a step: what it stands in is opened, and it comes into view.
  const goal = editor.goal;
  useEffect(() => {
    if (!goal || goal.document !== document || !goal.element || Date.now() - goal.at > 3000) return;
    const placed = walk(editor.files[document]).find((one) => one.activity.id === goal.element);
    if (!placed) return;
    const ways = new Set<string>();
    for (let above = placed.parent; above; above = above.parent) ways.add(above.activity.id);
    setFocus(undefined);
    setOpened((before) => new Set([...before, ...ways]));
    setMode("picture");
    const timer = setTimeout(() => setLooking({ id: placed.activity.id, at: goal.at }), 120);
    return () => clearTimeout(timer);
  }, [goal, document, editor]);

  useEffect(() => {
    if (!followed) return;
    const timer = setTimeout(() => setLooking({ id: followed, at: Date.now() }), 150);
    return () => clearTimeout(timer);
  }, [followed, marks]);

  const newStep = (type: string) => {
    const descriptor = editor.descriptors.get(type)!;
    const template = type === "Case.Task" ? { task: "", role: programme.roles.find((role) => role.hint === "職員")?.value ?? "" } : type === "Elsa.Flowchart" ? { activities: [], connections: [] } : type === "Case.Close" ? { result: "完了" } : type === "Case.Scope" || type === "Case.ForEach" ? undefined : descriptor.template;
    const made = make(files, document, type, template, descriptor.label);
    // What people are given to do is known by the step's own name.
    if (descriptor.inputs.some((input) => input.name === "task" && input.required)) made.task = made.id;
    if (type === "Case.Scope" || type === "Case.ForEach") made.body = { id: `${made.id}Body`, type: "Elsa.Flowchart", version: 1, activities: [], connections: [] };
    if (type === "Case.States") Object.assign(made, { initial: programme.states[0]?.value ?? "", states: programme.states.slice(0, 1).map((state) => ({ id: state.value })), transitions: [] });
    return made;
  };

  /** Moves what stands to the right, where the new step would lie over something. */
  const room = (container: string, at: { x: number; y: number }) => {
    const fellows = graph.nodes.filter((node) => node.container === container && node.kind !== "lane");
    const taken = fellows.some((node) => node.spot.x < at.x + stepSize.width + 40 && node.spot.x + node.width > at.x - 20 && Math.abs(node.spot.y - at.y) < stepSize.height + 20);
    if (!taken) return [];
    return moveTo({ files, file: document }, fellows.filter((node) => node.spot.x > at.x - stepSize.width / 2).map((node) => ({ id: node.id, spot: { x: node.spot.x + stepSize.width + 96, y: node.spot.y } })));
  };
  const put = (label: string, ops: Op[], id: string) => {
    if (!editor.do(label, ops)) return;
    select([id]);
    setTimeout(() => setLooking({ id, at: Date.now() }), 80);
  };

  /** After what is chosen, or at the end; joined to it by its first free outcome. */
  const addStep = (type: string, spot?: { x: number; y: number }, way?: string) => {
    const flow = containerOf(chosen.slice(0, 1)) ?? containerOf([]);
    if (!flow) { editor.say("ここには手順を加えられません。中の流れを開いてから加えてください。"); return; }
    const container = at(files[document], `/#${flow.container}`);
    if (!isObject(container)) return;
    const made = newStep(type);
    const steps = activitiesOf(container);
    const before = arrow && arrow.container === flow.container ? steps.find((step) => step.id === arrow.source) : steps.find((step) => step.id === chosen[0]) ?? (spot ? undefined : lastOf(container));
    if (isSequence(container)) {
      const index = before ? steps.indexOf(before) + 1 : steps.length;
      if (editor.do("手順の追加", add(flow, made, undefined, steps[index]?.id ?? null))) select([made.id]);
      return;
    }
    const from = before && graph.nodes.find((node) => node.id === before.id);
    const place = spot ?? (from ? { x: from.spot.x + from.width + 96, y: from.spot.y } : { x: 60, y: 60 });
    if (arrow && arrow.kind === "arrow" && before) {
      const onward = programme.outcomes(made)[0]?.key;
      put("手順の追加", [...room(flow.container, place), ...insertOnArrow(flow, arrow, made, onward, place)], made.id);
      return;
    }
    const used = graph.edges.filter((edge) => edge.source === before?.id).map((edge) => edge.outcome);
    const out = graph.edges.filter((edge) => edge.source === before?.id && edge.kind === "arrow");
    // A step that simply goes on lets the new one in between; a decision gets it on its next free answer.
    const onward = out.filter((edge) => edge.outcome === (way ?? "Done"));
    if (before && !spot && chosen[0] === before.id && onward.length === 1) {
      put("手順の追加", [...room(flow.container, place), ...insertOnArrow(flow, onward[0]!, made, programme.outcomes(made)[0]?.key, place)], made.id);
      return;
    }
    const frees = before ? programme.outcomes(before).filter((outcome) => !used.includes(outcome.key)) : [];
    // Where several ways are possible, people say which; an answer they have just added is the one they mean.
    const meant = frees.length === 1 && before && programme.descriptor(before.type)?.outcomesFrom === "decisions";
    if (before && !spot && !way && chosen[0] === before.id && out.length > 0 && !meant && programme.outcomes(before).length > 1) { setAfter(type); setDialog("after"); return; }
    const free = frees.find((outcome) => way === undefined || outcome.key === way);
    let spotFree = place;
    while (graph.nodes.some((node) => node.container === flow.container && Math.abs(node.spot.x - spotFree.x) < 200 && Math.abs(node.spot.y - spotFree.y) < 70)) spotFree = { x: spotFree.x, y: spotFree.y + 100 };
    const ops = [...add(flow, made, spotFree), ...(before && free && !spot ? connect(flow, before.id, free.key, made.id) : [])];
    put("手順の追加", ops, made.id);
  };

  const insert = (edgeId: string) => {
    const edge = graph.edges.find((one) => one.id === edgeId);
    if (!edge) return;
    editor.select({ document, elements: [], part: edgeId });
    editor.say("入れる手順を一覧から選んでください。");
    area.current?.querySelector<HTMLInputElement>("#palette-search")?.focus();
  };

  const joined = (source: string, target: string) => {
    const from = graph.nodes.find((node) => node.id === source);
    const to = graph.nodes.find((node) => node.id === target);
    const flow = containerOf([source]);
    if (!from?.activity || !flow || from.container !== to?.container) { editor.say("別の枠の手順へは矢印を引けません。"); return; }
    const container = at(files[document], `/#${flow.container}`);
    if (isObject(container) && isSequence(container)) { editor.say("ここは順に進む枠です。「自由につなぐ」にすると矢印を引けます。"); return; }
    const free = from.outcomes.filter((outcome) => !graph.edges.some((edge) => edge.source === source && edge.outcome === outcome.key));
    if (from.outcomes.length <= 1 || free.length === 1) { editor.do("矢印の追加", connect(flow, source, (free[0] ?? from.outcomes[0])?.key ?? "Done", target)); return; }
    setAsked({ source, target });
    setDialog("way");
  };

  const goesTo = (source: string, outcome: string): string => {
    const target = graph.edges.find((edge) => edge.source === source && edge.outcome === outcome && edge.kind === "arrow")?.target;
    const step = target && all.find((placed) => placed.activity.id === target)?.activity;
    const name = step && nameOfActivity(step, programme.descriptor(step.type)?.label);
    return name ? `（いまは「${name}」へ）` : "（まだ先がない）";
  };

  const removeChosen = () => {
    if (arrow && (arrow.kind === "arrow")) { const flow = { files, file: document, container: arrow.container }; editor.do("矢印の削除", dropConnections(flow, [arrow.id.slice(arrow.container.length + 1)])); select([]); return; }
    const flow = containerOf(chosen);
    if (!flow || chosen.length === 0) return;
    const inside = chosen.filter((id) => graph.nodes.find((node) => node.id === id)?.container === flow.container);
    if (editor.do(inside.length === 1 ? "手順の削除" : `${inside.length}個の手順の削除`, remove(flow, inside))) select([]);
  };
  const copyChosen = () => {
    const flow = containerOf(chosen);
    if (!flow || chosen.length === 0) return;
    const clip = copy(flow, chosen, Object.fromEntries(graph.nodes.map((node) => [node.id, node.spot])));
    localStorage.setItem("designer-clip", JSON.stringify(clip));
    editor.say(`${clip.activities.length}個の手順を写しました。ほかの手続きにも貼り付けられます。`);
  };
  const pasteClip = () => {
    const kept = localStorage.getItem("designer-clip");
    const flow = containerOf(chosen) ?? containerOf([]);
    if (!kept || !flow) return;
    const pasted = paste(flow, JSON.parse(kept) as Clip, { x: 40, y: 40 });
    if (editor.do("貼り付け", pasted.ops)) select(pasted.ids);
  };
  const tidy = async () => {
    const flow = containerOf(chosen) ?? containerOf([]);
    if (!flow) return;
    const boxes = graph.nodes.filter((node) => node.container === flow.container && node.kind !== "lane");
    const spots = await layOut(boxes.map((box) => ({ ...box, width: 212, height: 66 })), lineIds(graph.edges.filter((edge) => edge.container === flow.container && edge.kind === "arrow")));
    editor.do("自動で並べる", moveTo(flow, boxes.map((box) => ({ id: box.id, spot: spots[box.id]! }))));
    setFitted((count) => count + 1);
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    const command = event.ctrlKey || event.metaKey;
    const act: Record<string, () => void> = {
      "c+c": copyChosen, "c+x": () => { copyChosen(); removeChosen(); }, "c+v": pasteClip, "c+f": () => setDialog("find"), "c+a": () => select(graph.nodes.filter((node) => node.kind === "step" && node.container === graph.container).map((node) => node.id)),
      Delete: removeChosen, Backspace: removeChosen, a: () => area.current?.querySelector<HTMLInputElement>("#palette-search")?.focus(), e: () => area.current?.querySelector<HTMLInputElement>("[data-panel-name]")?.focus(),
      "?": () => setDialog("keys"), f: () => { setWhole(true); setFitted((count) => count + 1); }, "+": () => void drawing.zoomIn(), "-": () => void drawing.zoomOut(), l: () => void tidy(), t: () => setMode(mode === "table" ? "picture" : "table"), "/": () => setDialog("find"),
      o: () => chosen[0] && graph.nodes.find((node) => node.id === chosen[0])?.foldable && fold(chosen[0]), Escape: () => select([]),
    };
    const run = act[`${command ? "c+" : ""}${event.key}`];
    if (run && (editable || ["c+c", "c+f", "?", "f", "+", "-", "t", "/", "o", "Escape"].includes(`${command ? "c+" : ""}${event.key}`))) { event.preventDefault(); run(); }
  };
  const fold = (id: string) => setOpened((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])));

  // Dragging from the palette: a shadow follows the pointer; letting go over the picture puts the step there.
  const dragged = (type: string, down: React.PointerEvent) => {
    const from = { x: down.clientX, y: down.clientY };
    let moving = false;
    const move = (event: PointerEvent) => {
      moving ||= Math.hypot(event.clientX - from.x, event.clientY - from.y) > 6;
      if (moving && ghost.current) { ghost.current.hidden = false; ghost.current.style.left = `${event.clientX + 8}px`; ghost.current.style.top = `${event.clientY + 8}px`; ghost.current.textContent = editor.descriptors.get(type)?.label ?? ""; }
    };
    const up = (event: PointerEvent) => {
      window.removeEventListener("pointermove", move);
      if (ghost.current) ghost.current.hidden = true;
      const over = window.document.elementFromPoint(event.clientX, event.clientY);
      if (!moving || !over?.closest(".canvas")) return;
      const place = drawing.screenToFlowPosition({ x: event.clientX - 100, y: event.clientY - 30 });
      select([]);
      addStep(type, place);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", up, { once: true });
  };

  const tools = useRef({ addStep, dragged });
  tools.current = { addStep, dragged };
  const onAdd = useCallback((type: string) => tools.current.addStep(type), []);
  const onDrag = useCallback((type: string, event: React.PointerEvent) => tools.current.dragged(type, event), []);
  const onRow = useCallback((id: string) => select([id]), [select]);

  const crumbs = useMemo(() => {
    const way: { id: string; name: string }[] = [];
    for (let placed = all.find((one) => one.activity.id === shown); placed; placed = placed.parent) way.unshift({ id: placed.activity.id, name: nameOfActivity(placed.activity, placed.parent ? programme.descriptor(placed.activity.type)?.label ?? "" : "全体") });
    return way;
  }, [all, shown, programme]);
  const sequence = graph.container ? all.find((placed) => placed.activity.id === graph.container && isSequence(placed.activity)) : undefined;
  const handsAt = useCallback((id: string) => { const one = editor.othersAt(document, id)[0]; return one && { name: one.user.name, color: one.color }; }, [editor, document, editor.people]);
  const ownProblems = useMemo(() => editor.problems.filter((problem) => problem.document === document), [editor.problems, document]);

  return (
    <div className="work" onKeyDown={onKeyDown} ref={area} tabIndex={-1}>
      <div className="tools">
        <h2>{workflowTitle(files[document])}</h2>
        <ol className="crumbs" aria-label="いまの場所">{crumbs.length > 1 && crumbs.map((crumb) => <li key={crumb.id}><button type="button" className="small plain" aria-current={crumb.id === shown ? "location" : undefined} onClick={() => { setFocus(crumb.id); setWhole(false); setFitted((count) => count + 1); }}>{crumb.name}</button></li>)}</ol>
        <span className="right rowset tight">
          {!reading && <span role="group" aria-label="見せ方" className="rowset tight"><button type="button" aria-pressed={mode === "picture"} onClick={() => setMode("picture")}>図</button><button type="button" aria-pressed={mode === "table"} onClick={() => setMode("table")}>表</button></span>}
          {editable && sequence && <button type="button" onClick={() => editor.do("自由につなぐ", toFlowchart({ files, file: document, container: sequence.activity.id }))}>自由につなぐ</button>}
          {editable && !sequence && <button type="button" onClick={() => void tidy()}>自動で並べる</button>}
          {editable && <button type="button" disabled={chosen.length === 0 && arrow?.kind !== "arrow"} onClick={removeChosen}>削除</button>}
          <button type="button" onClick={() => setDialog("find")}>さがす</button>
          <button type="button" onClick={() => setDialog("keys")} aria-label="キーの一覧">？</button>
        </span>
      </div>
      <div className={`flowarea ${bare ? "bare" : editable && mode === "picture" ? "" : "folded"}`}>
        {mode === "picture" && !bare && <p className="narrow note">図は広い画面（パソコン）で描きやすくなります。この画面では、上の「表」でも同じ流れを直せます。</p>}
        {editable && mode === "picture" && <Palette onAdd={onAdd} onDrag={onDrag} />}
        {mode === "table" ? <StepTable document={document} selected={chosen} onSelect={onRow} /> : (
          <div className="canvas" role="region" aria-label="流れの図">
            <Canvas graph={graph} descriptors={editor.descriptors} selected={chosen} selectedEdge={arrow?.id} editable={editable} problems={ownProblems} hands={handsAt} marks={marks ?? nothing} fitKey={`${document}${shown}${fitted}`} whole={whole} find={looking}
              onSelect={select} onMove={(spots) => editor.do("位置の変更", moveTo({ files, file: document }, spots))} onConnect={joined} onInsert={insert} onFold={fold} onEnter={(id) => { setFocus(id); setWhole(false); setFitted((count) => count + 1); }} />
          </div>
        )}
        {!bare && <aside className="side" aria-label="選んだものの設定" tabIndex={0}>
          {reading && chosen.length === 1 && all.some((placed) => placed.activity.id === chosen[0]) ? <ReadingPanel key={chosen[0]} document={document} element={chosen[0]!} />
            : arrow && !reading ? <ArrowPanel document={document} edge={arrow} onEnter={(id) => { setFocus(id); setWhole(false); setFitted((count) => count + 1); }} />
            : chosen.length === 1 && all.some((placed) => placed.activity.id === chosen[0]) ? <ActivityPanel key={chosen[0]} document={document} element={chosen[0]!} onEnter={(id) => { setFocus(id); setWhole(false); setFitted((count) => count + 1); }} />
            : chosen.length > 1 ? <p>{chosen.length}個の手順を選んでいます。まとめて動かす、写す、削除することができます。</p>
            : <p className="soft">{reading ? "手順を選ぶと、ここで内容を読み、意見を書けます。" : <>手順や矢印を選ぶと、ここで設定できます。{editable && "手順の一覧から選ぶと、流れに加わります。"}</>}</p>}
        </aside>}
      </div>
      <div className="ghost" ref={ghost} hidden />
      {dialog === "find" && <Find document={document} onClose={() => setDialog("")} onFound={(id) => { setDialog(""); editor.goTo(document, id); }} />}
      {dialog === "keys" && <Shortcuts onClose={() => setDialog("")} />}
      {dialog === "after" && after && (
        <Dialog title="どの結果のあとに入れますか" onClose={() => setDialog("")}>
          <div className="stack">{graph.nodes.find((node) => node.id === chosen[0])?.outcomes.map((outcome) => (
            <button type="button" key={outcome.key} onClick={() => { setDialog(""); addStep(after, undefined, outcome.key); }}>{outcome.label}{goesTo(chosen[0]!, outcome.key)}</button>
          ))}</div>
        </Dialog>
      )}
      {dialog === "way" && asked && (
        <Dialog title="どうなったときに進みますか" onClose={() => setDialog("")}>
          <div className="stack">{graph.nodes.find((node) => node.id === asked.source)?.outcomes.map((outcome) => (
            <button type="button" key={outcome.key} onClick={() => { const flow = containerOf([asked.source]); if (flow) editor.do("矢印の追加", redirect(flow, asked.source, outcome.key, asked.target)); setDialog(""); }}>{outcome.label}</button>
          ))}</div>
        </Dialog>
      )}
    </div>
  );
}

/** The step the flow ends with now: new ones come after it. */
function lastOf(container: Parameters<typeof startOf>[0]) {
  const steps = activitiesOf(container);
  const sources = new Set(isFlowchart(container) ? (Array.isArray(container.connections) ? container.connections : []).map((one) => (isObject(one) && isObject(one.source) ? one.source.activity : undefined)) : []);
  return [...steps].reverse().find((step) => !sources.has(step.id) && step.type !== "Case.Close") ?? steps.at(-1);
}
