import { useEffect, useState } from "react";
import { post } from "../api/client";
import type { Derived } from "../api/types";
import { useEditor } from "../app/context";
import type { Spot } from "../app/spot";
import { isObject, text, type JsonObject } from "../model/json";
import type { Choice } from "../model/programme";
import { Choose } from "../parts/Choose";
import { NumberInput } from "../parts/Text";

const units: Choice[] = [{ value: "businessDays", label: "開庁日以内" }, { value: "days", label: "日以内（土日を含む）" }, { value: "months", label: "か月以内" }];
export const dueUnit = (due: JsonObject | undefined): "businessDays" | "days" | "months" => (due?.days !== undefined ? "days" : due?.months !== undefined ? "months" : "businessDays");
const timerUnits: Choice[] = [{ value: "businessDays", label: "開庁日" }, { value: "D", label: "日" }, { value: "W", label: "週間" }, { value: "Mo", label: "か月" }, { value: "Y", label: "年" }, { value: "H", label: "時間" }, { value: "M", label: "分" }];

/** Until when: a number of days of a kind, or a setting that gives it; with a worked example. */
export function DeadlineInput({ spot, label }: { spot: Spot; label: string }) {
  const { programme } = useEditor();
  const due = isObject(spot.value) ? spot.value : undefined;
  const unit = dueUnit(due);
  const amount = due?.[unit];
  const setting = /^settings\.(\w+)$/.exec(text(amount))?.[1];
  const set = (changes: JsonObject | undefined) => spot.set(changes && { ...(due?.calendar !== undefined ? { calendar: due.calendar } : {}), ...changes }, "期限の変更");
  return (
    <div className="stack" role="group" aria-label={label}>
      <div className="rowset tight">
        <Choose aria-label={`${label}の決め方`} value={!due ? "" : setting ? "setting" : "fixed"} none="期限なし" choices={[{ value: "fixed", label: "長さで決める" }, { value: "setting", label: "市町村の設定で決める" }]}
          onValue={(how) => set(how === "" ? undefined : how === "fixed" ? { [unit]: 3 } : { [unit]: `settings.${programme.settings[0]?.value ?? ""}` })} />
        {due && !setting && (typeof amount === "string"
          ? <span className="tag">計算で決めた長さ</span>
          : <NumberInput aria-label={unit === "months" ? `${label}の月数` : `${label}の日数`} min={0} value={typeof amount === "number" ? amount : undefined} onValue={(days) => set({ [unit]: days ?? 0 })} />)}
        {setting !== undefined && <Choose aria-label="設定" value={setting} optional={false} choices={programme.settings} onValue={(key) => set({ [unit]: `settings.${key}` })} />}
        {due && <Choose aria-label="数え方" value={unit} optional={false} choices={units} onValue={(next) => set({ [next]: amount ?? 3 })} />}
      </div>
      {due && <Worked due={due} />}
    </div>
  );
}

/** A waiting time: a length, or business days. */
export function TimerInput({ spot, label }: { spot: Spot; label: string }) {
  const timer = isObject(spot.value) ? spot.value : undefined;
  const iso = /^P(?:T(\d+)([HM])|(\d+)([DWMY]))$/.exec(text(timer?.after) || (typeof spot.value === "string" ? spot.value : ""));
  const unit = timer?.businessDays !== undefined ? "businessDays" : iso?.[2] ?? (iso?.[4] === "M" ? "Mo" : iso?.[4] ?? "D");
  const amount = timer?.businessDays !== undefined ? timer.businessDays : iso ? Number(iso[1] ?? iso[3]) : undefined;
  const plainText = typeof spot.value === "string";
  const set = (count: number | undefined, kind: string) => {
    if (count === undefined) { spot.set(undefined); return; }
    const length = kind === "H" || kind === "M" ? `PT${count}${kind}` : `P${count}${kind === "Mo" ? "M" : kind}`;
    spot.set(plainText ? length : kind === "businessDays" ? { businessDays: count } : { after: length }, "時間の変更");
  };
  if (spot.value !== undefined && amount === undefined) return <p className="tiny soft">計算で決めた日時です。</p>;
  return (
    <div className="rowset tight" role="group" aria-label={label}>
      <NumberInput aria-label={`${label}の長さ`} min={1} value={typeof amount === "number" ? amount : undefined} onValue={(count) => set(count, unit)} />
      <Choose aria-label={`${label}の単位`} optional={false} value={unit} choices={plainText ? timerUnits.slice(1) : timerUnits} onValue={(kind) => set(typeof amount === "number" ? amount : 1, kind)} />
      {timer?.businessDays !== undefined && typeof timer.businessDays === "number" && <Worked due={{ businessDays: timer.businessDays }} />}
    </div>
  );
}

function Worked({ due }: { due: JsonObject }) {
  const editor = useEditor();
  const [derived, setDerived] = useState<Derived>();
  const key = JSON.stringify(due);
  const saved = editor.sync.standing === "saved";
  useEffect(() => {
    if (!saved) return;
    const stop = new AbortController();
    const body = JSON.parse(key) as JsonObject;
    const timer = setTimeout(() => { post<Derived>(`/drafts/${editor.summary.id}/deadline`, { due: body, from: editor.session.now }, stop.signal).then(setDerived, () => setDerived(undefined)); }, 250);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [key, saved, editor]);
  if (!derived) return null;
  return (
    <details className="tiny"><summary>例：今日始まると {derived.date} まで</summary>
      <ol>{derived.derivation.slice(0, 20).map((day, index) => <li key={index}>{typeof day === "string" ? day : `${day.date}　${day.words}`}</li>)}</ol>
    </details>
  );
}
