import { useEffect, useMemo, useRef, useState } from "react";
import { createPortal } from "react-dom";
import portal from "../../../engine/Workflows.Server/Assets/site.css?inline";
import { post } from "../api/client";
import type { FormPreview as Answer } from "../api/types";
import { useEditor } from "../app/context";
import { isObject, label, list, objects, text, type Json, type JsonObject } from "../model/json";
import { Asked } from "./Asked";

/** The portal's own stylesheet, told to a part of this page instead of a page of its own. */
const sheet = (): CSSStyleSheet => {
  const made = new CSSStyleSheet();
  made.replaceSync(portal.replaceAll(":root", ":host").replace(/(^|[\s,}])(html|body)(?=[\s,{\[.])/g, "$1.portal").replaceAll("min-height: 100vh", "min-height: 0"));
  return made;
};

type Screen = "wide" | "phone";

/** The form as an applicant sees it, filled in by trying: the server says what shows, what is asked and what is refused. */
export function FormPreview({ document, chosen, onChoose }: { document: string; chosen: string | undefined; onChoose: (key: string) => void }) {
  const editor = useEditor();
  const form = editor.files[document];
  const host = useRef<HTMLDivElement>(null);
  const [root, setRoot] = useState<ShadowRoot>();
  const [values, setValues] = useState<JsonObject>({});
  const [answer, setAnswer] = useState<Answer>();
  const [checked, setChecked] = useState(false);
  const [screen, setScreen] = useState<Screen>("wide");
  const [language, setLanguage] = useState<"ja" | "en" | "easy">("ja");
  useEffect(() => {
    const shadow = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet()];
    setRoot(shadow);
  }, []);
  const id = isObject(form) ? text(form.id) : "";
  const saved = editor.sync.standing === "saved";
  useEffect(() => {
    if (!saved || !id) return;
    const stop = new AbortController();
    const timer = setTimeout(() => { post<Answer>(`/drafts/${editor.summary.id}/forms/${id}/preview`, { values, mode: checked ? "submit" : "draft" }, stop.signal).then(setAnswer, () => setAnswer(undefined)); }, 200);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [editor, id, saved, values, checked, form]);
  useEffect(() => { editor.sample = { ...editor.sample, ...values }; }, [editor, values]);
  const states = useMemo(() => new Map((answer?.fields ?? []).map((field) => [field.key, field])), [answer]);
  const said = (value: Json | undefined): string => (isObject(value) ? text(value[language]) || label(value) : label(value));
  if (!isObject(form)) return null;
  return (
    <div className="previewarea" role="region" aria-label="見え方" tabIndex={0}>
      <div className="rowset tight"><strong>見え方</strong>
        <span role="group" aria-label="画面の大きさ" className="rowset tight"><button type="button" className="small" aria-pressed={screen === "wide"} onClick={() => setScreen("wide")}>パソコン</button><button type="button" className="small" aria-pressed={screen === "phone"} onClick={() => setScreen("phone")}>スマートフォン</button></span>
        <span role="group" aria-label="ことば" className="rowset tight">{([["ja", "日本語"], ["easy", "やさしい日本語"], ["en", "英語"]] as const).map(([one, words]) => <button type="button" key={one} className="small" aria-pressed={language === one} onClick={() => setLanguage(one)}>{words}</button>)}</span>
        <span className="right rowset tight"><button type="button" className="small" onClick={() => { setValues({}); setChecked(false); }}>空に戻す</button><button type="button" className="small" onClick={() => setChecked(true)}>入力を確かめる</button></span></div>
      <div className={`paper ${screen}`} ref={host} />
      {root && createPortal(
        <div className="portal" lang={language === "en" ? "en" : "ja"}>
          {checked && (answer?.errors.length ?? 0) > 0 && <div className="summary" role="alert"><h2>入力を確かめてください</h2><ul>{answer!.errors.map((error, index) => <li key={index}>{error.ja}</li>)}</ul></div>}
          {objects(form.pages).map((page) => (
            <section key={text(page.id)}>
              <h2>{said(page.title)}</h2>
              {said(page.help) && <p>{said(page.help)}</p>}
              {objects(page.fields).map((field) => {
                const key = text(field.key);
                const state = states.get(key);
                if (state && !state.visible) return null;
                return (
                  <div key={key} onFocus={() => onChoose(key)} onClick={() => onChoose(key)} ref={(box) => { if (box) box.style.outline = chosen === key ? "3px solid #7096f8" : ""; if (box) box.style.outlineOffset = "6px"; }}>
                    <Asked field={field} said={said} required={state?.required ?? field.required === true} error={checked ? state?.error ?? null : null} value={values[key] ?? state?.value} locked={state?.readonly === true} options={optionsOf(field, state)}
                      onValue={(next) => setValues((before) => ({ ...before, [key]: next }))} />
                  </div>
                );
              })}
              {objects(page.fields).length === 0 && <p className="soft">項目はまだありません。</p>}
            </section>
          ))}
        </div>, root)}
    </div>
  );
}

function optionsOf(field: JsonObject, state: Answer["fields"][number] | undefined): { value: string; label: string }[] {
  const served = (state as { options?: Json } | undefined)?.options;
  const source = list(served).length > 0 ? objects(served) : objects(field.options);
  return source.map((option) => ({ value: text(option.value), label: label(option.label, text(option.value)) }));
}
