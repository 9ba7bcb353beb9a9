import { useState } from "react";
import { useEditor } from "../app/context";
import { nameOfActivity, walk } from "../model/flow";
import { sentenceOf } from "../model/sentence";
import { Dialog } from "../parts/Dialog";

/** Finds a step by any word of its name or its sentence. */
export function Find({ document, onClose, onFound }: { document: string; onClose: () => void; onFound: (id: string) => void }) {
  const { files, programme } = useEditor();
  const [query, setQuery] = useState("");
  const found = walk(files[document]).map(({ activity }) => {
    const descriptor = programme.descriptor(activity.type);
    return { id: activity.id, name: nameOfActivity(activity, descriptor?.label ?? ""), sentence: sentenceOf(activity, descriptor, programme) };
  }).filter((one) => query.trim() !== "" && `${one.name} ${one.sentence}`.includes(query.trim()));
  return (
    <Dialog title="手順をさがす" onClose={onClose}>
      <input type="search" autoFocus aria-label="さがすことば" value={query} onChange={(event) => setQuery(event.target.value)} onKeyDown={(event) => { if (event.key === "Enter" && !event.nativeEvent.isComposing && found[0]) onFound(found[0].id); }} />
      <p className="soft tiny" aria-live="polite">{query.trim() === "" ? "名前や内容のことばを入れてください。" : `${found.length}件`}</p>
      <div className="stack">{found.slice(0, 50).map((one) => <button type="button" key={one.id} className="plain" onClick={() => onFound(one.id)}>{one.name}<span className="soft tiny">{one.sentence}</span></button>)}</div>
    </Dialog>
  );
}
