import { createContext, useContext, useSyncExternalStore } from "react";
import type { Editor } from "./editor";

export const EditorContext = createContext<Editor | null>(null);

/** The open draft, to do something with it; the component is not drawn anew when the draft changes. */
export function useOpenEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error("There is no open draft here.");
  return editor;
}

/** The open draft; the component is drawn anew when anything of it changes. */
export function useEditor(): Editor {
  const editor = useOpenEditor();
  useSyncExternalStore(editor.subscribe, editor.snapshot);
  return editor;
}
