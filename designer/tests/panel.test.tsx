import { createElement } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { expect, it } from "vitest";
import type { Draft, Session } from "../src/api/types";
import { EditorContext } from "../src/app/context";
import { Editor } from "../src/app/editor";
import { Palette } from "../src/canvas/Palette";
import { ActivityPanel } from "../src/panel/ActivityPanel";
import { accountTransfer, descriptor, vocabulary } from "./kit";

const who = { id: "u", name: "企画 花子" };
const session: Session = { user: who, municipality: { code: "14204", name: "鎌倉市" }, roles: [], csrf: "", now: "2026-12-01T09:00:00+09:00" };

it("A block nobody knew shows in the palette and asks for its inputs by its descriptor alone", () => {
  const unknown = descriptor("Case.Blessing", {
    label: { ja: "お祓い" }, sentence: { ja: "{priest}が{times}回お祓いをする" }, category: "祭事", outcomes: ["Done", { key: "rain", label: { ja: "雨天中止" } }],
    inputs: [
      { name: "priest", type: "String", label: "神職", picker: "role", wrapped: false, required: true, default: null, description: null },
      { name: "times", type: "Int32", label: "回数", picker: "number", wrapped: false, required: false, default: null, description: null },
      { name: "gifts", type: "Object[]", label: "お供え", picker: "list", wrapped: false, required: false, default: null, description: null, items: [{ name: "what", type: "String", label: "品", picker: "text", wrapped: false, required: true, default: null, description: null }] },
    ],
  });
  const files = { ...accountTransfer(), "workflows/X.json": { definitionId: "X", root: { id: "main", type: "Elsa.Flowchart", name: "祭り", connections: [], activities: [{ id: "bless", type: "Case.Blessing", name: "地鎮", priest: "manager", times: 3, gifts: [{ what: "酒" }] }] } } };
  const draft: Draft = { id: "d", program: "p", title: "p", state: "open", revision: 1, baseVersion: null, createdBy: who, createdAt: "", changedBy: who, changedAt: "", people: [], comments: [], documents: files };
  const editor = new Editor(session, vocabulary([unknown, descriptor("Elsa.Flowchart")]), draft);
  const render = (element: React.ReactNode): string => {
    const place = document.createElement("div");
    const root = createRoot(place);
    flushSync(() => root.render(createElement(EditorContext, { value: editor }, element)));
    const shown = place.innerHTML;
    root.unmount();
    return shown;
  };
  expect(render(createElement(Palette, { onAdd: () => undefined, onDrag: () => undefined }))).toContain("お祓い");
  const panel = render(createElement(ActivityPanel, { document: "workflows/X.json", element: "bless", onEnter: () => undefined }));
  expect(panel).toContain("収納課長が3回お祓いをする");
  for (const words of ["神職", "回数", "お供え", "雨天中止", "品"]) expect(panel).toContain(words);
});
