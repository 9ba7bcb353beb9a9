import { createElement } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { expect, it } from "vitest";
import type { Draft, RawDescriptor, Session } from "../src/api/types";
import { EditorContext } from "../src/app/context";
import { Editor } from "../src/app/editor";
import { Palette } from "../src/canvas/Palette";
import type { JsonObject } from "../src/model/json";
import { ActivityPanel } from "../src/panel/ActivityPanel";
import { accountTransfer, descriptor, vocabulary } from "./kit";

const who = { id: "u", name: "企画 花子" };
const session: Session = { user: who, municipality: { code: "14204", name: "鎌倉市" }, roles: [], csrf: "", now: "2026-12-01T09:00:00+09:00" };

/** Draws a piece of the designer over a draft with one step of a type made up here. */
function renderer(type: RawDescriptor, activity: JsonObject) {
  const files = { ...accountTransfer(), "workflows/X.json": { definitionId: "X", root: { id: "main", type: "Elsa.Flowchart", name: "祭り", connections: [], activities: [activity] } } };
  const draft: Draft = { id: "d", program: "p", title: "p", state: "open", revision: 1, baseVersion: null, createdBy: who, createdAt: "", changedBy: who, changedAt: "", people: [], comments: [], documents: files };
  const editor = new Editor(session, vocabulary([type, descriptor("Elsa.Flowchart")]), draft);
  return (element: React.ReactNode): string => {
    const place = document.createElement("div");
    const root = createRoot(place);
    flushSync(() => root.render(createElement(EditorContext, { value: editor }, element)));
    const shown = place.innerHTML;
    root.unmount();
    return shown;
  };
}

it("A block nobody knew shows in the palette and asks for its inputs by its descriptor alone", () => {
  const unknown = descriptor("Case.Blessing", {
    label: { ja: "お祓い" }, sentence: { ja: "{priest}が{times}回お祓いをする" }, category: "祭事", outcomes: ["Done", { key: "rain", label: { ja: "雨天中止" } }],
    inputs: [
      { name: "priest", type: "String", label: "神職", picker: "role", wrapped: false, required: true, default: null, description: null },
      { name: "times", type: "Int32", label: "回数", picker: "number", wrapped: false, required: false, default: null, description: null },
      { name: "gifts", type: "Object[]", label: "お供え", picker: "list", wrapped: false, required: false, default: null, description: null, items: [{ name: "what", type: "String", label: "品", picker: "text", wrapped: false, required: true, default: null, description: null }] },
    ],
  });
  const render = renderer(unknown, { id: "bless", type: "Case.Blessing", name: "地鎮", priest: "manager", times: 3, gifts: [{ what: "酒" }] });
  expect(render(createElement(Palette, { onAdd: () => undefined, onDrag: () => undefined }))).toContain("お祓い");
  const panel = render(createElement(ActivityPanel, { document: "workflows/X.json", element: "bless", onEnter: () => undefined }));
  expect(panel).toContain("収納課長が3回お祓いをする");
  for (const words of ["神職", "回数", "お供え", "雨天中止", "品"]) expect(panel).toContain(words);
});

it("A block of several kinds asks only for what its kind needs, and tells only what can come of it", () => {
  const input = (name: string, label: string, more: object = {}) => ({ name, type: "String", label, picker: "text", wrapped: false, required: false, default: null, description: null, ...more });
  const oracle = descriptor("Case.Oracle", {
    sentence: { ja: "占う" }, outcomes: ["Found", "NotFound", "Done"], kindBy: "way",
    kinds: [{ value: "ask", outcomes: ["Found", "NotFound"], outcomeWords: { Found: "吉" }, sentence: "占いで尋ねる" }, { value: "pay", outcomes: ["Done"], outcomeWords: {}, sentence: null }],
    inputs: [input("way", "やり方", { picker: "choice", default: "ask", options: [{ value: "ask", label: "尋ねる" }, { value: "pay", label: "納める" }] }), input("question", "尋ねること", { when: [{ input: "way", values: ["ask"] }] }), input("coins", "納める額", { when: [{ input: "way", values: ["pay"] }] }), input("who", "だれが")],
  });
  const panel = (activity: JsonObject) => renderer(oracle, { id: "o", type: "Case.Oracle", name: "占い", ...activity })(createElement(ActivityPanel, { document: "workflows/X.json", element: "o", onEnter: () => undefined }));
  const [ask, pay] = [panel({}), panel({ way: "pay" })];
  for (const words of ["占いで尋ねる", "尋ねること", "だれが", "吉", "見つからない"]) expect(ask).toContain(words);
  expect(ask).not.toContain("納める額");
  for (const words of ["占う", "納める額", "だれが"]) expect(pay).toContain(words);
  for (const words of ["尋ねること", "吉"]) expect(pay).not.toContain(words);
});
