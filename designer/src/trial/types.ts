import type { Json, JsonObject } from "../model/json";

/** Shapes of docs/designer-api.md §6. */
export interface TaskNow { task: string; title: string; role: string; form: string | null; decisions: { key: string; label: string }[]; assignee: string | null; due: string | null; case: string }
export interface CaseView {
  number: string; workflow: string; status: string; ended: boolean; result: string | null; fields: JsonObject; changed: string[]; timeline: { at: string; text: string; actor: string | null }[];
  path: { activities: { document: string; element: string; times: number; state: "done" | "waiting" | "failed" | "cancelled"; last: boolean }[]; arrows: { document: string; source: string; outcome: string; target?: string; times: number }[]; decisions: { element: string; decision: string; rules: string[] }[] };
  incidents: { element: string; ja: string }[];
}
export interface Trial {
  id: string; revision: number; now: string; acts: { n: number; act: JsonObject; sentence: string; at: string; refused: string | null }[]; people: { name: string; roles: string[] }[]; case: CaseView | null;
  cases: { number: string; status: string; ended: boolean }[];
  can: { starts: { start: string; form: string; label: Json }[]; tasks: TaskNow[]; actions: { action: string; label: Json; form: string | null; by: string[] }[]; corrections: { form?: string; task?: string; fields?: string[]; open?: string[] }[]; events: { connector: string; event: string }[]; nextDue: string | null };
  connectors: { connector: string; operation?: string; calls: number; mode?: string; acts?: { act: string; label: string }[] }[]; notices: { notice: string; title: string; to: string; body: string; at: string }[];
  refused?: { ja: string; errors: { field: string | null; ja: string }[] };
}
export type Act = JsonObject & { kind: string };
