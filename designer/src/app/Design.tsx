import { lazy, Suspense, useEffect, useState } from "react";
import { FlowArea } from "../canvas/FlowArea";
import { workflowFiles } from "../model/flow";
import { at, label, objects, text } from "../model/json";
import { workflowTitle } from "../model/programme";
import { useEditor } from "./context";
import { newPart, type PartKind } from "./newPart";
import { NewPart } from "./NewPart";
import { Guard } from "./Guard";
import { go } from "./router";

const FormEditor = lazy(() => import("../forms/FormEditor").then((module) => ({ default: module.FormEditor })));
const DecisionEditor = lazy(() => import("../decisions/DecisionEditor").then((module) => ({ default: module.DecisionEditor })));
const NoticeEditor = lazy(() => import("../notices/NoticeEditor").then((module) => ({ default: module.NoticeEditor })));
const RegisterEditor = lazy(() => import("../rest/RegisterEditor").then((module) => ({ default: module.RegisterEditor })));
const Rest = lazy(() => import("../rest/Rest").then((module) => ({ default: module.Rest })));

const wholes: [string, string][] = [["about", "案内とことば"], ["start", "申請のはじまりと操作"], ["roles", "役割と見える項目"], ["deadlines", "期限"], ["states", "状態"], ["connectors", "つなぎ先"], ["kpis", "指標"], ["settings", "市町村の設定"]];

/** 設計: what the programme is made of at the left, the chosen part at the right. */
export function Design({ part }: { part: string[] }) {
  const editor = useEditor();
  const { programme, files } = editor;
  const base = `/drafts/${editor.summary.id}/design`;
  const [adding, setAdding] = useState<PartKind>();
  const flows = workflowFiles(files);
  const chosen = part.length > 0 ? part.join("/") : flows[0] ?? "about";
  const counts = new Map<string, number>();
  editor.problems.forEach((problem) => counts.set(problem.document, (counts.get(problem.document) ?? 0) + 1));
  const groups: { kind: PartKind; title: string; items: { path: string; label: string }[] }[] = [
    { kind: "workflow", title: "流れ", items: flows.map((path) => ({ path, label: workflowTitle(files[path]) })) },
    { kind: "form", title: "様式", items: programme.forms.map((one) => ({ path: `forms/${one.value}.json`, label: one.label })) },
    { kind: "decision", title: "決定表", items: programme.decisions.map((one) => ({ path: `decisions/${one.value}.dmn`, label: one.label })) },
    { kind: "notice", title: "通知", items: programme.notices.map((one) => ({ path: `documents/${one.value}.scriban`, label: label(files[`documents/${one.value}.scriban`] && one.label) })) },
    { kind: "register", title: "台帳", items: programme.registers.map((one) => ({ path: `registers/${one.value}.json`, label: one.label })) },
  ];
  const goal = editor.goal;
  useEffect(() => {
    if (!goal || goal.document === chosen || Date.now() - goal.at > fresh) return;
    if (files[goal.document] !== undefined && /^(workflows|forms|decisions|documents|registers)\//.test(goal.document)) go(`${base}/${goal.document.replace(/\.json$/, (ending) => (goal.document.startsWith("decisions/") ? ".dmn" : ending))}`);
    else go(`${base}/${wholeFor(goal.path)}`);
  }, [goal]);
  return (
    <div className="design">
      <nav className="parts" aria-label="手続きの部品">
        {groups.map((group) => (
          <section key={group.kind}>
            <h2>{group.title}{editor.open && <button type="button" className="small plain right" aria-label={`${group.title}を加える`} onClick={() => setAdding(group.kind)}>＋</button>}</h2>
            <ul>{group.items.map((item) => <li key={item.path}><button type="button" aria-current={chosen === item.path ? "page" : undefined} onClick={() => go(`${base}/${item.path}`)}>{item.label}<Count count={(counts.get(item.path) ?? 0)} /></button></li>)}</ul>
          </section>
        ))}
        <section><h2>手続き全体</h2><ul>{wholes.map(([id, words]) => <li key={id}><button type="button" aria-current={chosen === id ? "page" : undefined} onClick={() => go(`${base}/${id}`)}>{words}</button></li>)}</ul></section>
      </nav>
      <main className="work" key={chosen}>
        <Guard key={chosen}><Suspense fallback={<p className="page">読み込んでいます…</p>}>
          {wholes.some(([id]) => id === chosen) ? <Rest part={chosen} /> : files[chosen] === undefined ? <p className="empty">この部品はありません。左から選んでください。</p>
            : chosen.startsWith("workflows/") ? <FlowArea document={chosen} /> : chosen.startsWith("forms/") ? <FormEditor document={chosen} /> : chosen.startsWith("decisions/") ? <DecisionEditor document={chosen} />
            : chosen.startsWith("documents/") ? <NoticeEditor document={chosen} /> : <RegisterEditor document={chosen} />}
        </Suspense></Guard>
      </main>
      {adding && <NewPart kind={adding} onClose={() => setAdding(undefined)} onMake={(name) => {
        const made = newPart(adding, name, programme);
        if (editor.do("部品の追加", made.ops)) { objects(at(editor.files[made.document], "/fields")).forEach((field) => editor.unnamed.add(`${made.document}#${text(field.key)}`)); go(`${base}/${made.document}`); }
        setAdding(undefined);
      }} />}
    </div>
  );
}

/** A wish to go somewhere is followed at once or not at all (milliseconds). */
const fresh = 3000;

const Count = ({ count }: { count: number }) => (count > 0 ? <span className="count tag warn">{count}</span> : null);

const wholeFor = (path: string): string => {
  const head = path.split("/")[1] ?? "";
  return ({ roles: "roles", privacy: "roles", states: "states", starts: "start", actions: "start", settings: "settings", kpis: "kpis", connectors: "connectors" } as Record<string, string>)[head] ?? "about";
};
