import type { Json, JsonObject } from "../model/json";
import type { Files, Op } from "../model/ops";

/** Shapes of docs/designer-api.md. */
export interface Who { id: string; name: string }
export type Label = string | { ja: string; en?: string; easy?: string };
export interface Session { user: Who; municipality: { code: string; name: string }; roles: string[]; csrf: string; now: string }
export interface Version {
  version: number; state: "review" | "approved" | "published" | "retired" | "returned"; effectiveOn: string | null; current: boolean;
  submittedBy: Who | null; submittedAt: string | null; approvedBy: Who | null; approvedAt: string | null; note: string | null; runningCases: number; source: string;
}
/** The end of new applications to a procedure. */
export interface Retirement { state: "asked" | "approved" | "over" | "lifting"; from: string; note: string; askedBy: Who; askedAt: string; approvedBy: Who | null; approvedAt: string | null; liftAskedBy: Who | null; liftNote: string | null }
export interface ProgramSummary {
  id: string; family: string | null; title: Label; summary: Label | null; state: "notBuilt" | "draft" | "published" | "retired";
  current: Version | null; upcoming: Version | null; runningCases: number; seed: number[];
}
export interface Presence { client: string; user: Who; color: number; focus: { document: string; path: string } | null }
export interface DraftSummary {
  id: string; program: string; title: Label; state: "open" | "review" | "published"; revision: number; baseVersion: number | null;
  createdBy: Who; createdAt: string; changedBy: Who | null; changedAt: string; people: Presence[]; leftSettings?: { key: string; label: Label; value: Json }[];
}
export interface Comment {
  id: string; document: string; path: string; element: string | null; text: string; by: Who; at: string; resolved: boolean; resolvedBy: Who | null; replyTo: string | null; deleted: boolean;
}
export interface Draft extends DraftSummary { documents: Files; comments: Comment[] }
export interface Done { revision: number; client: string; id: string; by: Who; at: string; operations: Op[] }
export interface Feed { revision: number; operations: Done[]; people: Presence[]; comments: Comment[]; state: string }
export interface Conflict { index: number; document: string; path: string; yours: Json; theirs: Json; before: Json; by: Who; at: string; revision: number }
export interface Problem {
  code: string; severity: "error" | "warning"; document: string; path: string; pointer: string; element: string | null;
  sentence: Label; advice: Label | null; fix: { label: Label; operations: Op[] } | null;
}
export interface Change { kind: string; part: string; document: string; element: string | null; label: Label; sentence: Label; before: Json; after: Json }
export interface Sentences { title: Label; workflows: { id: string; title: Label; sections: { heading: Label; element: string | null; level: number; lines: { text: string; level: number; document: string | null; element: string | null }[] }[] }[] }
export interface NameEntry { name: string; label: Label; type: string; source: string; members?: NameEntry[] }
export interface FunctionEntry { name: string; label: Label; signature: string; example: string }
export interface Names { names: NameEntry[]; functions: FunctionEntry[] }
export interface FeelResult { ok: boolean; type: string | null; value: Json; text: string | null; problem: { ja: string; position: number; length: number } | null; unknown: { name: string; near: string[] }[]; hidden: number }
export interface FormPreview { html: string; values: JsonObject; errors: number }
export interface NoticePreview { title: string; body: string; channels: string[]; problem: string | null }
export interface Derived { date: string; derivation: ({ date: string; words: string } | string)[] }
export interface Finding { code: string; kind: string; rules: string[]; cell: string | null; sentence: Label; example: JsonObject | null; fix: { label: Label; operations: Op[] } | null }
export interface RawInput { name: string; type: string; label: Label; picker: string; wrapped: boolean; required: boolean; default: Json; description: Label | null; options?: { value: Json; label: Label }[] | null; items?: RawInput[] | null; when?: { input: string; values: string[] }[] }
export interface RawDescriptor {
  type: string; label: Label; sentence: Label; category: string; icon: string;
  inputs: RawInput[];
  outcomes: (string | { key: string; label: Label })[]; outcomesFrom: string | null; childPorts: string[]; isTrigger: boolean; isTerminal: boolean; allowsHandlers: boolean;
  outcomeWords: Record<string, string>; kindBy: string | null; kinds: { value: string; outcomes: string[] | null; outcomeWords: Record<string, string>; sentence: string | null }[];
}
export interface Operation { id: string; label: Label; request: JsonObject | { name: string; type: string; label: Label }[]; response: Json; faults: (string | { code: string; label: Label })[] }
export interface Vocabulary {
  activities: RawDescriptor[]; categories: { id: string; label: Label }[]; triggers: JsonObject[]; fieldTypes: { type: string; label: Label; icon?: string; options?: Json }[];
  connectorKinds: { kind: string; label: Label; operations: Operation[] }[]; calendars: { id: string; label: Label }[]; hitPolicies: Json[];
}
