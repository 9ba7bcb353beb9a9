import { useEffect, useRef, useState, type ComponentProps } from "react";

type Own = { value: string; onValue: (value: string) => void; lines?: number };

/** A text that keeps what is being typed (Japanese input included) and tells it when it is settled: on leaving and on Enter. */
export function TextInput({ value, onValue, lines, ...rest }: Own & Omit<ComponentProps<"input">, "value" | "onChange">) {
  const [draft, setDraft] = useState(value);
  const editing = useRef(false);
  const latest = useRef({ draft, value, onValue });
  latest.current = { draft, value, onValue };
  useEffect(() => { if (!editing.current) setDraft(value); }, [value]);
  // Leaving by a change of what is shown must not lose what was typed.
  useEffect(() => () => { const { draft: typed, value: known, onValue: tell } = latest.current; if (editing.current && typed !== known) tell(typed); }, []);
  const settle = () => { editing.current = false; if (draft !== value) onValue(draft); };
  const common = { value: draft, onFocus: () => { editing.current = true; }, onBlur: settle };
  if (lines) return <textarea {...(rest as ComponentProps<"textarea">)} {...common} rows={lines} onChange={(event) => { editing.current = true; setDraft(event.target.value); }} />;
  return (
    <input type="text" {...rest} {...common} onChange={(event) => { editing.current = true; setDraft(event.target.value); }}
      onKeyDown={(event) => { if (event.key === "Enter" && !event.nativeEvent.isComposing && draft !== value) { onValue(draft); } rest.onKeyDown?.(event); }} />
  );
}

export function NumberInput({ value, onValue, ...rest }: { value: number | undefined; onValue: (value: number | undefined) => void } & Omit<ComponentProps<"input">, "value" | "onChange" | "type">) {
  return (
    <TextInput {...rest} type="number" value={value === undefined ? "" : String(value)}
      onValue={(words) => onValue(words.trim() === "" || Number.isNaN(Number(words)) ? undefined : Number(words))} />
  );
}
