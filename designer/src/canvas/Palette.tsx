import { memo, useMemo, useState } from "react";
import { useOpenEditor } from "../app/context";
import type { Descriptor } from "../model/descriptors";
import { label, type Json } from "../model/json";
import { Icon, kindClass } from "../parts/Icon";

/** What can be put into a flow, by kind, with search. A press adds it after what is chosen; it can be dragged onto the canvas too. */
export const Palette = memo(function Palette({ onAdd, onDrag }: { onAdd: (type: string) => void; onDrag: (type: string, event: React.PointerEvent) => void }) {
  const editor = useOpenEditor();
  const [query, setQuery] = useState("");
  const groups = useMemo(() => {
    const found = [...editor.descriptors.values()].filter((one) => one.palette && matches(one, query));
    const order = [...new Set([...editor.vocabulary.categories.map((category) => category.id), ...found.map((one) => one.category)])];
    return order.map((id) => ({ id, label: label(editor.vocabulary.categories.find((category) => category.id === id)?.label as Json, id), items: found.filter((one) => one.category === id) })).filter((group) => group.items.length > 0);
  }, [editor, query]);
  return (
    <div className="palette" role="region" aria-label="加えられる手順" tabIndex={0}>
      <input id="palette-search" type="search" value={query} onChange={(event) => setQuery(event.target.value)} placeholder="手順をさがす" aria-label="手順をさがす" />
      {groups.map((group) => (
        <section key={group.id}>
          <h3>{group.label}</h3>
          {group.items.map((one) => (
            <button type="button" key={one.type} className={kindClass(one.category, one.isTerminal)} onClick={() => onAdd(one.type)} onPointerDown={(event) => onDrag(one.type, event)} title={one.sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => one.inputs.find((input) => input.name === name)?.label ?? "…")}>
              <span className="ico"><Icon name={one.icon} /></span>{one.label}
            </button>
          ))}
        </section>
      ))}
      {groups.length === 0 && <p className="soft tiny">「{query}」に当てはまる手順はありません。</p>}
    </div>
  );
});

const matches = (one: Descriptor, query: string): boolean => query.trim() === "" || `${one.label} ${one.sentence} ${one.category}`.includes(query.trim());
