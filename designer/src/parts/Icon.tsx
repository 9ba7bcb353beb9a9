const shapes: Record<string, string> = {
  task: "M9 5h10M9 12h10M9 19h10M4 5l1 1 2-2M4 12l1 1 2-2M4 19l1 1 2-2", correction: "M4 12a8 8 0 1 0 3-6M4 4v4h4M12 8v4l3 2", call: "M4 8h12l-3-3M20 16H8l3 3",
  wait: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16M12 8v4l3 2", decide: "M4 5h16v14H4zM4 10h16M10 10v9", calculate: "M6 3h12v18H6zM9 7h6M9 12h1M14 12h1M9 16h1M14 16h1",
  notify: "M4 6h16v12H4zM4 7l8 6 8-6", register: "M5 4h11l3 3v13H5zM8 10h8M8 14h8", status: "M6 21V4h10l-2 4 2 4H6", close: "M5 12l5 5 9-10", scope: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M9 9h6v6H9z",
  states: "M4 6a2 2 0 1 0 4 0 2 2 0 0 0-4 0M16 18a2 2 0 1 0 4 0 2 2 0 0 0-4 0M8 7l8 10", repeat: "M5 9a7 7 0 0 1 13-1M19 4v4h-4M19 15a7 7 0 0 1-13 1M5 20v-4h4", signal: "M12 12h.01M8 8a6 6 0 0 0 0 8M16 8a6 6 0 0 1 0 8M5 5a10 10 0 0 0 0 14M19 5a10 10 0 0 1 0 14",
  batch: "M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3", branch: "M4 12h6l4-6h6M10 12l4 6h6", decision: "M12 3l9 9-9 9-9-9zM12 8v5M12 16h.01", switch: "M4 12h5M9 12l6-7h5M9 12h11M9 12l6 7h5", fork: "M4 12h5M9 5v14M9 5h11M9 19h11", join: "M4 5h10M4 19h10M14 5v14M14 12h6",
  approval: "M7 3h10v8H7zM9 11v4h6v-4M4 15h16v3H4zM4 21h16", collect: "M4 13v7h16v-7M8 4h8v5h-8zM12 9v7M9 13l3 3 3-3", deadline: "M5 5h14v15H5zM5 9h14M9 3v4M15 3v4M9 15l2 2 4-4", grant: "M8 11a4 4 0 1 1 3 4l-2 2H7v2H5v2H3v-3l5-5z",
  list: "M5 6h14M5 12h14M5 18h14", flowchart: "M4 4h6v5H4zM14 15h6v5h-6zM10 6h7v9", document: "M6 3h9l4 4v14H6zM9 11h6M9 15h6", publish: "M12 15V4M8 8l4-4 4 4M5 15v5h14v-5", box: "M4 7l8-4 8 4v10l-8 4-8-4zM4 7l8 4 8-4M12 11v10", person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M5 21a7 7 0 0 1 14 0",
};

/** A plain sign; the words beside it say what it is. */
export const Icon = ({ name }: { name: string }) => (
  <svg viewBox="0 0 24 24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" focusable="false"><path d={shapes[name] ?? shapes.box!} /></svg>
);

const kinds: [RegExp, string][] = [[/人の仕事/, "person"], [/決める|計算/, "decide"], [/分岐/, "branch"], [/知らせる|書類/, "tell"], [/外と/, "outside"], [/台帳|データ/, "data"]];
/** The colour family of a category; a new category gets the plain one. */
export const kindClass = (category: string, terminal = false): string => `kind-${terminal ? "end" : kinds.find(([words]) => words.test(category))?.[1] ?? "flow"}`;
