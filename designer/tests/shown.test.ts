import { expect, it } from "vitest";
import { plainly } from "../src/app/places";
import { collect, lay } from "../src/forms/page";
import { inFlowOrder, makeConnection, walk } from "../src/model/flow";

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
  expect(plainly("「操作」（operation）を指定してください。")).toBe("「操作」を指定してください。");
  expect(plainly({ ja: "当てはまる規則がない入力があります（例 品目 = \"\"）" })).toBe("当てはまる規則がない入力があります");
  expect(plainly("様式（申請書）がありません。")).toBe("様式（申請書）がありません。");
});

it("The table tells steps in the order they come, whatever order they were added in", () => {
  const step = (id: string) => ({ id, type: "Case.Task", name: id });
  const flow = { root: { id: "flow", type: "Elsa.Flowchart", start: "受付", activities: [step("受付"), step("審査"), step("終わり"), step("判定"), step("ひとりぼっち")], connections: [makeConnection("受付", "Done", "判定"), makeConnection("判定", "Done", "審査"), makeConnection("審査", "Done", "終わり"), makeConnection("審査", "補正", "判定")] } };
  expect(inFlowOrder(walk(flow)).map((placed) => placed.activity.id)).toEqual(["flow", "受付", "判定", "審査", "終わり", "ひとりぼっち"]);
});
