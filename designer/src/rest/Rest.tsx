import type { ComponentType } from "react";
import { useEditor } from "../app/context";
import { FixList } from "../app/Problems";
import { About } from "./About";
import { Deadlines } from "./Deadlines";
import { Lists } from "./Lists";
import { Matrix } from "./Matrix";
import { Settings } from "./Settings";
import { Start } from "./Start";

const pages: Record<string, [string, ComponentType, RegExp]> = {
  about: ["案内とことば", About, /^\/(title|summary|portal|legalBasis|texts|retention)?/], start: ["申請のはじまりと操作", Start, /^\/(starts|actions|numbers)/], roles: ["役割と見える項目", Matrix, /^\/(roles|privacy)/], deadlines: ["期限", Deadlines, /^$/],
  states: ["状態", () => <Lists which="states" />, /^\/(states|status)/], connectors: ["つなぎ先", () => <Lists which="connectors" />, /^\/connectors/], kpis: ["指標", () => <Lists which="kpis" />, /^\/kpis/], settings: ["市町村の設定", Settings, /^\/settings/],
};

/** What concerns the programme as a whole. */
export function Rest({ part }: { part: string }) {
  const editor = useEditor();
  const [title, Page, place] = pages[part] ?? pages.about!;
  return (
    <>
      <div className="tools"><h2>{title}</h2></div>
      <div className={`page ${part === "roles" ? "" : "column"}`} tabIndex={0} role="region" aria-label={title}>
        <FixList problems={editor.problems.filter((problem) => problem.document === "program.json" && place.test(problem.path) && (part !== "about" || !Object.entries(pages).some(([other, [, , theirs]]) => other !== "about" && other !== "deadlines" && theirs.test(problem.path))))} />
        <Page />
      </div>
    </>
  );
}
