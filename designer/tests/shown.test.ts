import { expect, it } from "vitest";
import { plainly } from "../src/app/places";
import { collect, lay } from "../src/forms/page";
import { drawSteps, keep } from "../src/canvas/drawn";
import { pasted } from "../src/model/cells";
import { inFlowOrder, makeConnection, walk } from "../src/model/flow";
import type { Node } from "../src/model/graph";
import { programme } from "./kit";

it("A new drawing of the form keeps what is being typed and where", () => {
  const host = document.body.appendChild(document.createElement("div"));
  const shadow = host.attachShadow({ mode: "open" });
  const page = shadow.appendChild(document.createElement("form"));
  lay(page, '<input name="applicantName"><input name="count" value="1">');
  const name = page.elements.namedItem("applicantName") as HTMLInputElement;
  name.focus();
  name.value = "山田 花";
  expect(collect(page)).toEqual({ applicantName: ["山田 花"], count: ["1"] });
  lay(page, '<p class="err">個数は2までです。</p><input name="applicantName"><input name="count" value="3">');
  expect((shadow.activeElement as HTMLInputElement).name).toBe("applicantName");
  expect(collect(page)).toEqual({ applicantName: ["山田 花"], count: ["3"] });
});

it("A finding is told without the names files use", () => {
  const files = { "program.json": { roles: [{ id: "chief", label: "係長" }] }, "workflows/main.json": { root: { id: "flow", type: "Elsa.Flowchart", activities: [{ id: "approval1", type: "Case.Approval", name: "課長の決裁" }], connections: [] } } };
  const plain = (sentence: unknown) => plainly(sentence, programme(files), "workflows/main.json");
  expect(plain("「操作」（operation）を指定してください。")).toBe("「操作」を指定してください。");
  expect(plain({ ja: "当てはまる規則がない入力があります（例 品目 = \"\"）" })).toBe("当てはまる規則がない入力があります");
  expect(plain("様式（申請書）がありません。")).toBe("様式（申請書）がありません。");
  expect(plain("「approval1」へ進む矢印がありません。役割「chief」（係長）、「nobody」")).toBe("「課長の決裁」へ進む矢印がありません。役割「係長」、「nobody」");
});

it("A block from a sheet comes in without its heading and its blank lines", () => {
  expect(pasted("会議室\t円\n\n第一\t1200\n\t\n第二\t800\n", ["会議室", "使用料"])).toEqual([["第一", "1200"], ["第二", "800"]]);
  expect(pasted("第一\t1200", ["第一", "使用料"])).toEqual([["第一", "1200"]]);
});

it("A step that looks as before is not drawn anew, and one that moved is", () => {
  const node = (id: string, x: number): Node => ({ id, kind: "step", spot: { x, y: 0 }, title: id, meta: "", foldable: false, open: false, outcomes: [], width: 200, height: 60 });
  const look = { descriptors: new Map(), editable: true, problems: [], hands: () => undefined, marks: undefined, onFold: () => undefined };
  const before = drawSteps([node("a", 0), node("b", 300)], look);
  const [a, b] = keep(before, drawSteps([node("a", 0), node("b", 310)], look));
  expect(a).toBe(before[0]);
  expect(b).not.toBe(before[1]);
  expect(b!.position).toEqual({ x: 310, y: 0 });
});

it("What a package describes itself of an outside system stands in the pickers like what the product knows", () => {
  const core = { id: "C-CORE", kind: "http-system", label: "住民の台帳", operations: [{ id: "find", label: "住民を探す", request: { properties: { personNo: { title: "住民番号" } } }, faults: [{ code: "notFound", label: "いない", means: "business" }, { code: "busy", means: "retry" }] }] };
  const known = programme({ "program.json": { connectors: [{ id: "C-CORE", label: "住民の台帳", kind: "http-system" }] }, "connectors/C-CORE.json": core, "connectors/C-GIS.json": { ...core, id: "C-GIS", label: "地図" } });
  expect(known.operations("C-CORE")).toEqual([{ value: "find", label: "住民を探す" }]);
  expect(known.request("C-CORE", "find")).toEqual([{ value: "personNo", label: "住民番号" }]);
  expect(known.faults("C-CORE", "find").map((fault) => fault.label)).toEqual(["いない", "受け付けられない"]);
  expect(known.describedConnectors.map((one) => one.id)).toEqual(["C-GIS"]);
});

it("The table tells steps in the order they come, whatever order they were added in", () => {
  const step = (id: string) => ({ id, type: "Case.Task", name: id });
  const flow = { root: { id: "flow", type: "Elsa.Flowchart", start: "受付", activities: [step("受付"), step("審査"), step("終わり"), step("判定"), step("ひとりぼっち")], connections: [makeConnection("受付", "Done", "判定"), makeConnection("判定", "Done", "審査"), makeConnection("審査", "Done", "終わり"), makeConnection("審査", "補正", "判定")] } };
  expect(inFlowOrder(walk(flow)).map((placed) => placed.activity.id)).toEqual(["flow", "受付", "判定", "審査", "終わり", "ひとりぼっち"]);
});
