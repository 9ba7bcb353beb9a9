// @vitest-environment node
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { build, type Rollup } from "vite";

/** What the designer may weigh when it is first opened, compressed (bytes). */
const firstLoad = 500_000;

it("The first load stays light, and the layout engine comes only when it is asked for", async () => {
  const result = await build({ root: join(import.meta.dirname, ".."), logLevel: "silent", build: { write: false } }) as Rollup.RollupOutput;
  const chunks = result.output.filter((one): one is Rollup.OutputChunk => one.type === "chunk");
  const entry = chunks.find((one) => one.isEntry)!;
  const first = new Set<string>();
  const take = (name: string) => { if (first.has(name)) return; first.add(name); chunks.find((one) => one.fileName === name)?.imports.forEach(take); };
  take(entry.fileName);
  const code = chunks.filter((one) => first.has(one.fileName)).map((one) => one.code);
  const styles = result.output.filter((one): one is Rollup.OutputAsset => one.type === "asset" && one.fileName.endsWith(".css")).map((one) => String(one.source));
  const weight = [...code, ...styles].reduce((sum, text) => sum + gzipSync(text).length, 0);
  expect(weight).toBeLessThan(firstLoad);
  const engine = chunks.filter((one) => Object.keys(one.modules).some((module) => module.includes("elkjs")));
  expect(engine.length).toBeGreaterThan(0);
  expect(engine.every((one) => !first.has(one.fileName))).toBe(true);
}, 60_000);
