import { useEffect, useId, useRef, useState } from "react";
import { feelOf, namesOf } from "../api/adapt";
import { get, post, Problem } from "../api/client";
import type { FeelResult, Names } from "../api/types";
import { useEditor } from "../app/context";
import { label, type Json, type JsonObject } from "../model/json";
import { Field } from "../parts/Field";
import { Choose } from "../parts/Choose";
import { TextInput } from "../parts/Text";
import { useOffers } from "./offers";

export interface Where { document: string; path: string }

/** What an expression of the draft may name; asked for once for each state of the draft, however many inputs want it. */
export function useNames(): Names {
  const editor = useEditor();
  const [names, setNames] = useState<Names>(nothing);
  const { id } = editor.summary;
  const { standing, revision } = editor.sync;
  useEffect(() => {
    if (standing !== "saved") return;
    let gone = false;
    const state = `${id}@${revision}`;
    if (asked?.state !== state) asked = { state, names: get<JsonObject>(`/drafts/${id}/names`).then(namesOf) };
    const { names: answer } = asked;
    answer.then((found) => { if (!gone) setNames(found); }, () => { if (asked?.names === answer) asked = undefined; });
    return () => { gone = true; };
  }, [id, standing, revision]);
  return names;
}

const nothing: Names = { names: [], functions: [] };
let asked: { state: string; names: Promise<Names> } | undefined;

/** An expression, checked while it is written, with completion and what it gives on a sample. */
export function FeelInput({ value, onValue, where, label: caption, unary = false, lookups }: { value: string; onValue: (value: string) => void; where: Where; label: string; unary?: boolean; lookups?: Json | undefined }) {
  const editor = useEditor();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [draft, setDraft] = useState(value);
  const [focused, setFocused] = useState(false);
  const [result, setResult] = useState<FeelResult>();
  const [chosen, setChosen] = useState(0);
  const [number, setNumber] = useState(editor.realCase);
  const [refused, setRefused] = useState("");
  const names = useNames();
  const { choices } = useOffers(names, lookups);
  useEffect(() => { if (!focused) setDraft(value); }, [value, focused]);
  useEffect(() => {
    if (draft.trim() === "") { setResult(undefined); return; }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      post<JsonObject>(`/drafts/${editor.summary.id}/feel`, { document: where.document, path: where.path, expression: draft, unary, sample: number ? {} : editor.sample, ...(number ? { case: number } : {}) }, stop.signal).then((found) => { setResult(feelOf(found)); setRefused(""); }, (error: unknown) => { if (error instanceof Problem) { setResult(undefined); setRefused(error.message); } });
    }, 350);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [draft, number, editor.summary.id, where.document, where.path, unary, editor]);

  const typed = focused ? /[\p{L}_][\p{L}\p{N}_.]*$/u.exec(draft.slice(0, area.current?.selectionStart ?? draft.length))?.[0] ?? "" : "";
  const offers = typed === "" ? [] : [
    ...choices.map((one) => ({ insert: one.value, words: one.label })),
    ...names.functions.map((name) => ({ insert: `${name.name}(`, words: label(name.label as Json, name.signature) })),
  ].filter((offer) => offer.insert !== typed && (offer.insert.startsWith(typed) || offer.words.includes(typed))).slice(0, 8);

  const take = (insert: string) => {
    const end = area.current?.selectionStart ?? draft.length;
    const next = draft.slice(0, end - typed.length) + insert + draft.slice(end);
    setDraft(next);
    requestAnimationFrame(() => { const place = end - typed.length + insert.length; area.current?.setSelectionRange(place, place); });
  };
  return (
    <div className="combo">
      <textarea ref={area} rows={Math.min(6, 1 + Math.ceil(draft.length / 32))} value={draft} aria-label={caption} aria-invalid={result ? !result.ok : undefined} aria-describedby={`${id}r`} role="combobox" aria-expanded={offers.length > 0} aria-controls={`${id}l`} aria-autocomplete="list"
        {...(offers.length > 0 ? { "aria-activedescendant": `${id}o${chosen}` } : {})}
        onFocus={() => setFocused(true)} onBlur={() => { setFocused(false); const said = signs(draft); if (said !== draft) setDraft(said); if (said !== value) onValue(said); }} onChange={(event) => { setDraft(event.target.value); setChosen(0); }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || offers.length === 0) return;
          if (event.key === "ArrowDown") { event.preventDefault(); setChosen((chosen + 1) % offers.length); }
          else if (event.key === "ArrowUp") { event.preventDefault(); setChosen((chosen + offers.length - 1) % offers.length); }
          else if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); take(offers[chosen]!.insert); }
        }} />
      {offers.length > 0 && <ul className="menu" role="listbox" id={`${id}l`} aria-label="候補">
        {offers.map((offer, index) => <li key={offer.insert} role="option" id={`${id}o${index}`} aria-selected={index === chosen} onMouseDown={(event) => { event.preventDefault(); take(offer.insert); }}>{offer.words}<span className="soft tiny">　{offer.insert}</span></li>)}
      </ul>}
      <Choose aria-label={`${caption}に項目を入れる`} value="" none="項目を入れる…" acts choices={choices} onValue={(name) => { if (!name) return; const end = area.current?.selectionStart ?? draft.length; const next = signs(draft.slice(0, end) + name + draft.slice(area.current?.selectionEnd ?? end)); setDraft(next); onValue(next); }} />
      <p id={`${id}r`} className={`tiny ${result && !result.ok ? "bad" : "soft"}`} aria-live="polite">
        {refused ? refused : !result ? "" : result.ok ? `${number ? `案件 ${number} では` : "見本では"}「${shown(result)}」になります。${result.hidden > 0 ? `見えない項目${result.hidden}件は空として計算しました。` : ""}` : result.problem?.ja ?? "この式は計算できません。"}
        {result?.unknown?.map((one) => <span key={one.name}>「{one.name}」という項目はありません。{one.near.length > 0 && <>もしかして：{one.near.map((near) => <button key={near} type="button" className="small" onClick={() => { const next = draft.replaceAll(one.name, near); setDraft(next); onValue(next); }}>{near}</button>)}</>}</span>)}
      </p>
      <details className="tiny" open={number !== ""}><summary>実際の案件の値で確かめる</summary>
        <Field label="案件の番号" help="見てよい項目だけを使います。見たことは記録に残ります。">{(ids) => <TextInput {...ids} value={number} onValue={(next) => { editor.realCase = next.trim(); setNumber(next.trim()); }} />}</Field>
      </details>
    </div>
  );
}

/** Signs as people write them in sums (×, ÷, full width), outside quoted words. */
export const signs = (words: string): string => words.split(/("(?:[^"\\]|\\.)*")/).map((part, index) => (index % 2 === 1 ? part : part.replace(/[×＊✕]/g, "*").replace(/[÷／]/g, "/").replace(/＋/g, "+").replace(/[－−]/g, "-").replace(/（/g, "(").replace(/）/g, ")").replace(/＝/g, "=").replace(/＞/g, ">").replace(/＜/g, "<").replace(/[０-９]/g, (digit) => digit.normalize("NFKC")))).join("");

const shown = (result: FeelResult): string => {
  const words = result.text ?? (typeof result.value === "object" ? "" : String(result.value));
  return words === "true" ? "はい" : words === "false" ? "いいえ" : words === "null" || words === "" ? "空" : words;
};
