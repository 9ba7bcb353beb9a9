import { useState } from "react";
import type { Problem } from "../api/types";
import { label, type Json } from "../model/json";
import { useEditor } from "./context";
import { placeWords, plainly } from "./places";

/** What is still to be settled, always in view: place, sentence, and the fix that one press makes. */
export function Problems() {
  const editor = useEditor();
  const [open, setOpen] = useState(false);
  const errors = editor.problems.filter((problem) => problem.severity === "error");
  const warnings = editor.problems.length - errors.length;
  return (
    <section className="problems noprint" aria-label="確認すること">
      <button type="button" onClick={() => setOpen(!open)} aria-expanded={open}>
        確認すること
        {errors.length > 0 && <span className="tag bad">直すところ {errors.length}</span>}
        {warnings > 0 && <span className="tag warn">気をつけるところ {warnings}</span>}
        {editor.problems.length === 0 && <span className="tag good">問題はありません</span>}
        <span className="right" aria-hidden="true">{open ? "▾" : "▴"}</span>
      </button>
      {open && editor.problems.length > 0 && (
        <ol tabIndex={0} aria-label="確認することの一覧">
          {[...errors, ...editor.problems.filter((problem) => problem.severity !== "error")].map((problem, index) => (
            <li key={`${problem.document}${problem.pointer}${problem.code}${index}`}>
              <span className={`tag ${problem.severity === "error" ? "bad" : "warn"}`}>{problem.severity === "error" ? "直す" : "注意"}</span>
              <button type="button" className="small plain" onClick={() => editor.goTo(problem.document, problem.element, problem.path)}>{placeWords(editor.programme, problem.document, problem.element)}</button>
              <span>{plainly(problem.sentence, editor.programme, problem.document)}{problem.advice && <span className="soft">　{plainly(problem.advice, editor.programme, problem.document)}</span>}</span>
              <Fix problem={problem} />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

export function Fix({ problem }: { problem: Pick<Problem, "fix"> }) {
  const editor = useEditor();
  if (!problem.fix) return <span />;
  const { label: words, operations } = problem.fix;
  return <button type="button" className="small" onClick={() => editor.do(label(words as Json), operations)}>{label(words as Json, "直す")}</button>;
}

/** The problems of one thing, beside it. */
export function FixList({ problems }: { problems: readonly Problem[] }) {
  const editor = useEditor();
  if (problems.length === 0) return null;
  return <ul className="stack plainlist" aria-label="この場所の確認すること">{problems.map((problem, index) => (
    <li key={index} className={`note ${problem.severity === "error" ? "bad" : "warn"}`}>{plainly(problem.sentence, editor.programme, problem.document)} <Fix problem={problem} /></li>
  ))}</ul>;
}
