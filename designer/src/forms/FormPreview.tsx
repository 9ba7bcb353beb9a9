import { useCallback, useEffect, useRef, useState } from "react";
import portal from "../../../engine/Workflows.Server/Assets/site.css?inline";
import { post, Problem, Unreachable } from "../api/client";
import type { FormPreview as Answer } from "../api/types";
import { useEditor } from "../app/context";
import { isObject, text } from "../model/json";
import { formFields } from "../model/programme";
import { collect, lay, mark } from "./page";

/** The portal's own stylesheet, told to a part of this page instead of a page of its own. */
const sheet = (): CSSStyleSheet => {
  const made = new CSSStyleSheet();
  made.replaceSync(portal.replaceAll(":root", ":host").replace(/(^|[\s,}])(html|body)(?=[\s,{\[.])/g, "$1.portal").replaceAll("min-height: 100vh", "min-height: 0"));
  return made;
};

type Screen = "wide" | "phone";
type Language = "ja" | "easy" | "en";
const languages: [Language, string][] = [["ja", "日本語"], ["easy", "やさしい日本語"], ["en", "英語"]];

/** The form as an applicant sees it: drawn and judged by the portal itself, filled in by trying. Nothing typed here is kept. */
export function FormPreview({ document, chosen, onChoose }: { document: string; chosen: string | undefined; onChoose: (key: string) => void }) {
  const editor = useEditor();
  const form = editor.files[document];
  const host = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLFormElement>(undefined);
  const values = useRef<Answer["values"]>({});
  const asking = useRef<AbortController>(undefined);
  const [screen, setScreen] = useState<Screen>("wide");
  const [language, setLanguage] = useState<Language>("ja");
  const [problem, setProblem] = useState("");
  const keys = formFields(form).map((field) => text(field.key));
  const id = isObject(form) ? text(form.id) : "";
  const saved = editor.sync.standing === "saved";

  const ask = useCallback(async (more: { act?: string; check?: boolean; empty?: boolean } = {}) => {
    if (!box.current || !id) return;
    asking.current?.abort();
    asking.current = new AbortController();
    try {
      const answer = await post<Answer>(`/drafts/${editor.summary.id}/forms/${encodeURIComponent(id)}/preview`,
        { values: more.empty ? {} : values.current, posted: more.empty ? {} : collect(box.current), act: more.act, check: more.check === true, language }, asking.current.signal);
      values.current = answer.values;
      editor.sample = { ...editor.sample, ...answer.values };
      setProblem("");
      lay(box.current, answer.html);
    } catch (error) {
      if (error instanceof Problem) setProblem(error.message);
      else if (!(error instanceof Unreachable) && !(error instanceof DOMException && error.name === "AbortError")) throw error;
    }
  }, [editor, id, language]);

  useEffect(() => {
    const shadow = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet()];
    const paper = window.document.createElement("form");
    paper.className = "portal";
    paper.noValidate = true;
    paper.textContent = "読み込んでいます…";
    shadow.replaceChildren(paper);
    box.current = paper;
  }, []);
  useEffect(() => { if (saved) void ask(); }, [ask, saved, form]);
  useEffect(() => () => asking.current?.abort(), []);
  useEffect(() => {
    const paper = box.current!;
    paper.lang = language === "en" ? "en" : "ja";
    const pick = (event: Event) => {
      const path = event.composedPath().filter((one): one is HTMLElement => one instanceof HTMLElement && paper.contains(one));
      const place = path.find((one) => one.id.startsWith("f-")) ?? path.find((one) => one.classList.contains("field"))?.querySelector<HTMLElement>("[id^='f-']");
      const name = place?.id.slice(2).replace(/-note$/, "");
      const key = name === undefined ? undefined : keys.filter((one) => name === one || name.startsWith(`${one}-`)).sort((a, b) => b.length - a.length)[0];
      if (key) onChoose(key);
    };
    const press = (event: Event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button) { event.preventDefault(); void ask({ act: button.value }); return; }
      if (event.target instanceof Element && event.target.closest("a")) return;
      pick(event);
    };
    const change = () => void ask();
    const stay = (event: Event) => { event.preventDefault(); void ask(); };
    paper.addEventListener("change", change);
    paper.addEventListener("click", press);
    paper.addEventListener("focusin", pick);
    paper.addEventListener("submit", stay);
    return () => { paper.removeEventListener("change", change); paper.removeEventListener("click", press); paper.removeEventListener("focusin", pick); paper.removeEventListener("submit", stay); };
  });
  useEffect(() => { if (box.current) mark(box.current, chosen); });
  if (!isObject(form)) return null;
  return (
    <div className="previewarea" role="region" aria-label="見え方" tabIndex={0}>
      <div className="rowset tight"><strong>見え方</strong>
        <span role="group" aria-label="画面の大きさ" className="rowset tight"><button type="button" className="small" aria-pressed={screen === "wide"} onClick={() => setScreen("wide")}>パソコン</button><button type="button" className="small" aria-pressed={screen === "phone"} onClick={() => setScreen("phone")}>スマートフォン</button></span>
        <span role="group" aria-label="ことば" className="rowset tight">{languages.map(([one, words]) => <button type="button" key={one} className="small" aria-pressed={language === one} onClick={() => setLanguage(one)}>{words}</button>)}</span>
        <span className="right rowset tight"><button type="button" className="small" onClick={() => void ask({ empty: true })}>空に戻す</button><button type="button" className="small" onClick={() => void ask({ check: true })}>入力を確かめる</button></span></div>
      {problem && <p className="note bad">{problem}</p>}
      <div className={`paper ${screen}`} ref={host} />
    </div>
  );
}
