import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const files = (folder: string): string[] => readdirSync(folder).flatMap((name) => { const path = join(folder, name); return statSync(path).isDirectory() ? files(path) : [path]; });
const sources = files(join(import.meta.dirname, "../src")).filter((file) => /\.tsx?$/.test(file));

describe("The screens", () => {
  it("say no word of programmers: every Japanese text is free of them", () => {
    const wrong = sources.flatMap((file) => readFileSync(file, "utf8").split("\n").flatMap((line, index) => {
      if (/^\s*(\/\/|\/?\*)/.test(line)) return [];
      const said = line.match(/[\w ]*[\u3040-\u30ff\u4e00-\u9fff][\u3040-\u30ff\u4e00-\u9fff\u3000-\u303f\w（）・… ]*/g) ?? [];
      return said.filter((words) => /token|トークン|gateway|ゲートウェイ|boolean|ブール|null|ヌル|JSON|\bID\b|識別子|配列|オブジェクト|文字列|パラメータ|変数|デプロイ|コミット|スキーマ|FEEL|DMN|BPMN/i.test(words)).map((words) => `${file}:${index + 1}: ${words}`);
    }));
    expect(wrong).toEqual([]);
  });

  it("are made of files that can be read at a sitting", () => {
    expect(sources.filter((file) => readFileSync(file, "utf8").split("\n").length > 400)).toEqual([]);
  });

  it("carry no inline script, no evaluated code and no address outside", () => {
    const wrong = sources.filter((file) => /dangerouslySetInnerHTML|\beval\(|new Function\(|https?:\/\/(?!elsaworkflows\.io\/schemas|definitions\.example)/.test(readFileSync(file, "utf8")));
    expect(wrong).toEqual([]);
    expect(readFileSync(join(import.meta.dirname, "../index.html"), "utf8")).not.toMatch(/<script(?![^>]*src=)[^>]*>|style=|https?:/);
  });
});
