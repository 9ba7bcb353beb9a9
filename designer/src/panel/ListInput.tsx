import { useEditor } from "../app/context";
import { namesIn, type Spot } from "../app/spot";
import type { InputDescriptor } from "../model/descriptors";
import { activitiesOf, freshId, isActivity } from "../model/flow";
import { conditionWords } from "../model/condition";
import { isObject, label as labelOf, text, type Json, type JsonObject } from "../model/json";
import { keyFrom, type Programme } from "../model/programme";
import { triggerWords } from "../model/words";
import { Choose } from "../parts/Choose";
import { InputEditor } from "./InputEditor";

/** A list of things with members: each can be opened, moved and taken off; new ones get a name of their own. */
export function ListInput({ spot, items, label, owner, name }: { spot: Spot; items: InputDescriptor[]; label: string; owner: JsonObject; name: string }) {
  const { programme } = useEditor();
  const entries = spot.items();
  const shown = items.filter((item) => !(item.name === "key" && items.some((other) => other.name === "label")));
  return (
    <div className="items">
      {entries.map((entry, index) => {
        const value = isObject(entry.value) ? entry.value : {};
        const title = titleOf(name, entry.value, index, programme);
        return (
          <div className="item" key={`${entry.path}#${index}`}>
            <div className="head">
              <strong>{title}</strong>
              <span className="right rowset tight">
                {index > 0 && <button type="button" className="small plain" aria-label={`「${title}」を上へ`} onClick={() => entry.shift(-1)}>↑</button>}
                {index < entries.length - 1 && <button type="button" className="small plain" aria-label={`「${title}」を下へ`} onClick={() => entry.shift(1)}>↓</button>}
                <button type="button" className="small plain" aria-label={`「${title}」を取り除く`} onClick={() => entry.drop()}>✕</button>
              </span>
            </div>
            {shown.map((item) => (item.name === "" ? <InputEditor key="self" spot={entry} input={item} owner={owner} /> : <InputEditor key={item.name} spot={entry.child(item.name)} input={item} owner={{ ...owner, ...value }} />))}
            {bodies[name] && <Body entry={entry} member={bodies[name]} />}
          </div>
        );
      })}
      {name === "states"
        ? <Choose aria-label="状態を加える" value="" none="状態を加える…" acts choices={programme.states.filter((state) => !namesIn(spot).includes(state.value))} onValue={(id) => id && spot.add({ id }, "状態の追加")} />
        : <div><button type="button" className="small" onClick={() => spot.add(fresh(name, items, spot, label))}>{label}を加える</button></div>}
    </div>
  );
}

/** Members of an item that hold what is done then. */
const bodies: Record<string, string> = { handlers: "body", transitions: "body", states: "entry" };

/** What is done then: made here, edited in the picture. */
function Body({ entry, member }: { entry: Spot; member: string }) {
  const editor = useEditor();
  const value = isObject(entry.value) ? entry.value[member] : undefined;
  if (isActivity(value)) return <p className="rowset tight"><span className="tiny soft">行うこと：</span><button type="button" className="small" onClick={() => editor.goTo(entry.document, activitiesOf(value)[0]?.id ?? value.id)}>図で見る</button></p>;
  const make = () => entry.child(member).set({ id: freshId(editor.files[entry.document], "body"), type: "Elsa.Flowchart", version: 1, activities: [], connections: [] }, "行うことの追加");
  return <button type="button" className="small" onClick={make}>このときに行うことを作る</button>;
}

function titleOf(name: string, value: Json | undefined, index: number, programme: Programme): string {
  if (!isObject(value)) return `${index + 1}`;
  if (name === "handlers" || name === "on" || name === "transitions") return labelOf(value.label) || triggerWords(name === "on" ? value : value.on, programme);
  if (name === "set") return programme.fields.find((field) => field.key === value.field)?.label ?? (text(value.field) || `${index + 1}`);
  if (name === "cases") return text(value.label) || conditionWords(text(value.condition), programme.fields);
  if (name === "route") return labelOf(value.label) || programme.wordFor("role", value.role) || `${index + 1}`;
  if (name === "states") return programme.wordFor("state", value.id);
  if (name === "checks") return labelOf(value.message) || `${index + 1}`;
  return labelOf(value.label) || labelOf(value.name) || text(value.as) || text(value.id) || text(value.key) || `${index + 1}`;
}

/** A new item, named where the list names its items. */
function fresh(name: string, items: readonly InputDescriptor[], spot: Spot, label: string): Json {
  const taken = namesIn(spot);
  const number = `${label.slice(0, 6)}${taken.length + 1}`;
  if (name === "decisions") return { key: keyFrom("結果", taken), label: `結果${taken.length + 1}` };
  if (name === "handlers") return { id: keyFrom("きっかけ", taken), on: { timer: { businessDays: 5 } }, interrupting: false };
  if (name === "on") return { id: keyFrom("きっかけ", taken), signal: "" };
  if (name === "lookups") return { as: keyFrom("照会", taken), register: "", where: {}, take: 1 };
  if (name === "transitions") return { id: keyFrom("移り方", taken), from: "*" };
  if (name === "states") return { id: keyFrom("状態", taken) };
  const item: JsonObject = {};
  if (items.some((one) => one.name === "id")) item.id = keyFrom(number, taken);
  else if (items.some((one) => one.name === "key")) item.key = keyFrom(number, taken);
  for (const one of items) if (one.required && item[one.name] === undefined && one.name !== "") item[one.name] = one.picker === "checkbox" ? false : "";
  return item;
}
