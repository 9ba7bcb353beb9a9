import { memo, useState, type ComponentProps, type KeyboardEvent } from "react";
import type { Choice } from "../model/programme";

/** Where a choice does something at once, the arrow keys open the list instead of taking what comes next. */
export function openFirst(event: KeyboardEvent<HTMLSelectElement>): void {
  if (!["ArrowDown", "ArrowUp", "Home", "End", "PageDown", "PageUp"].includes(event.key)) return;
  event.preventDefault();
  event.currentTarget.showPicker();
}

/** From this length on a list is written out only when somebody comes to it: a table of many steps has many long lists. */
const long = 60;

/** One of a list by its name. A value that is not in the list is shown as what it is, so that nothing is lost by looking. */
export function Choose({ value, choices, onValue, none = "選んでください", optional = true, acts = false, ...rest }: { value: string; choices: readonly Choice[]; onValue: (value: string) => void; none?: string; optional?: boolean; /** A choice does something at once. */ acts?: boolean } & Omit<ComponentProps<"select">, "value" | "onChange">) {
  const [near, setNear] = useState(false);
  const chosen = choices.find((choice) => choice.value === value);
  const known = value === "" || chosen !== undefined;
  const come = () => setNear(true);
  return (
    <select {...rest} {...(acts ? { onKeyDown: openFirst } : {})} value={value} onChange={(event) => onValue(event.target.value)} {...(choices.length > long ? { onFocus: come, onPointerDown: come, onMouseEnter: come } : {})}>
      {(optional || value === "") && <option value="">{none}</option>}
      {!known && <option value={value}>{value}（見つかりません）</option>}
      <Options choices={choices.length <= long || near ? choices : chosen ? [chosen] : nothing} />
    </select>
  );
}

const nothing: readonly Choice[] = [];
const Options = memo(function Options({ choices }: { choices: readonly Choice[] }) {
  return choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.label}</option>);
});

/** Several of a list. */
export function ChooseMany({ label, values, choices, onValues }: { label: string; values: readonly string[]; choices: readonly Choice[]; onValues: (values: string[]) => void }) {
  const rest = choices.filter((choice) => !values.includes(choice.value));
  return (
    <div className="stack" role="group" aria-label={label}>
      {values.length > 0 && <div className="rowset tight">{values.map((value) => {
        const words = choices.find((choice) => choice.value === value)?.label ?? value;
        return <button key={value} type="button" className="small" onClick={() => onValues(values.filter((other) => other !== value))} aria-label={`${words}を外す`}>{words} ✕</button>;
      })}</div>}
      {rest.length > 0 && <Choose aria-label={`${label}を加える`} value="" choices={rest} none="加える…" acts onValue={(value) => value && onValues([...values, value])} />}
    </div>
  );
}
