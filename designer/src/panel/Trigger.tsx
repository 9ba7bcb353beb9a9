import { useEditor } from "../app/context";
import { mapped, type Spot } from "../app/spot";
import { isObject, text, type JsonObject } from "../model/json";
import type { Choice } from "../model/programme";
import { Choose } from "../parts/Choose";
import { TextInput } from "../parts/Text";
import { ConditionInput } from "./Condition";
import { TimerInput } from "./Deadline";
import { ValueInput } from "./Value";

const kinds: Choice[] = [{ value: "action", label: "人の操作" }, { value: "timer", label: "時間がたったとき" }, { value: "event", label: "外からの知らせ" }, { value: "signal", label: "ほかの案件からの合図" }, { value: "condition", label: "条件が満たされたとき" }];

/** What something waits for: an action, a time, an event from outside, a signal, a condition. */
export function TriggerInput({ spot }: { spot: Spot }) {
  const { programme } = useEditor();
  const value = isObject(spot.value) ? spot.value : {};
  const kind = kinds.find((one) => value[one.value] !== undefined)?.value ?? "";
  const keep: JsonObject = value.id !== undefined ? { id: value.id } : {};
  const set = (next: JsonObject) => spot.set({ ...keep, ...next }, "きっかけの変更");
  const where = { document: spot.document, path: spot.path };
  return (
    <div className="stack">
      <Choose aria-label="きっかけの種類" value={kind} choices={kinds} none="すぐに" onValue={(next) => {
        if (next === "") spot.set(undefined);
        else set(next === "timer" ? { timer: { businessDays: 5 } } : next === "event" ? { event: "", connector: programme.connectors[0]?.value ?? "", key: "head.number" } : { [next]: next === "action" ? programme.actions[0]?.value ?? "" : "" });
      }} />
      {kind === "action" && <Choose aria-label="操作" value={text(value.action)} choices={programme.actions} onValue={(action) => set({ ...value, action })} />}
      {kind === "timer" && <TimerInput label="時間" spot={mapped(spot, (outer) => (isObject(outer) ? outer.timer : undefined), (timer) => ({ ...keep, timer: timer ?? { businessDays: 1 } }))} />}
      {kind === "event" && <>
        <Choose aria-label="どこから" value={text(value.connector)} choices={programme.connectors} onValue={(connector) => set({ ...value, connector })} />
        <TextInput aria-label="知らせの名前" placeholder="知らせの名前" value={text(value.event)} onValue={(event) => set({ ...value, event })} />
        <ValueInput label="見分ける番号" value={text(value.key)} where={where} onValue={(key) => set({ ...value, key })} />
      </>}
      {kind === "signal" && <TextInput aria-label="合図の名前" placeholder="合図の名前" value={text(value.signal)} onValue={(signal) => set({ ...value, signal })} />}
      {kind === "condition" && <ConditionInput label="条件" value={text(value.condition)} where={where} onValue={(condition) => set({ ...value, condition })} />}
    </div>
  );
}
