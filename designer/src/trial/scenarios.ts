import { get, post } from "../api/client";

export interface RunSet {
  run: string; state: "running" | "done"; passed: number; failed: number;
  scenarios: { document: string; name: string; line: number; ok: boolean; failure: { step: string; message: string; expected: string | null; actual: string | null } | null }[];
  coverage: { activities: Part<{ document: string; element: string }>; arrows: Part<{ document: string; element: string; outcome: string }>; rules: Part<{ document: string; element: string }> } | null;
}
interface Part<T> { total: number; hit: number; missed: T[] }

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs all scenarios of a draft, telling how far it has come. */
export async function runScenarios(draft: string, tell: (set: RunSet) => void): Promise<RunSet> {
  const { run } = await post<{ run: string }>(`/drafts/${draft}/scenarios/run`);
  for (let wait = 200; ; wait = Math.min(wait * 1.5, 2000)) {
    const set = await get<RunSet>(`/scenario-runs/${run}`);
    tell(set);
    if (set.state === "done") return set;
    await pause(wait);
  }
}
