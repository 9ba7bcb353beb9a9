import { objects, text } from "../model/json";
import type { Op } from "../model/ops";
import { nextId, type Choice, type Programme } from "../model/programme";

export type PartKind = "workflow" | "form" | "decision" | "notice" | "register";

/** A name no other part of the kind has: what people choose by must tell things apart. */
function ownName(said: string, others: readonly Choice[]): string {
  const taken = new Set(others.map((one) => one.label));
  for (let n = 1; ; n++) if (!taken.has(n === 1 ? said : `${said}${n}`)) return n === 1 ? said : `${said}${n}`;
}

/** A new, empty part of a programme, under the next id of its series. */
export function newPart(kind: PartKind, said: string, programme: Programme): { document: string; ops: Op[] } {
  const name = ownName(said, { workflow: programme.workflows, form: programme.forms, decision: programme.decisions, notice: programme.notices, register: programme.registers }[kind]);
  switch (kind) {
    case "workflow": {
      const id = nextId("P", programme.workflows.map((one) => one.value));
      const document = `workflows/${id}.json`;
      return { document, ops: [{ op: "create", document, value: {
        $schema: "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json", id: `${id}-v1`, definitionId: id, name: id, description: name, version: 1, toolVersion: "3.7.1.0",
        variables: [], inputs: [], outputs: [], outcomes: [], customProperties: {}, isLatest: true, isPublished: true, options: {},
        root: { id: "main", type: "Elsa.Flowchart", name, version: 1, activities: [], connections: [] },
      } }] };
    }
    case "form": {
      const id = nextId("F-", programme.forms.map((one) => one.value));
      const document = `forms/${id}.json`;
      return { document, ops: [{ op: "create", document, value: { $schema: "/schemas/form.json", id, title: name, version: 1, pages: [{ id: "page1", title: name, fields: [] }] } }] };
    }
    case "decision": {
      const id = nextId("D", programme.decisions.map((one) => one.value));
      const document = `decisions/${id}.dmn`;
      return { document, ops: [
        { op: "create", document, value: { id: `${id}_definitions`, name: id, namespace: `https://definitions.example/${id}`, description: name, inputs: [], decisions: [{ id, name: id, description: name, type: null, requires: [], table: { id: `${id}_t`, hitPolicy: "FIRST", aggregation: null, inputs: [], outputs: [{ id: `${id}_o1`, name: "結果", label: "結果", type: "string", values: null, default: null }], rules: [] } }], rest: [] } },
        { op: "create", document: `decisions/${id}.json`, value: { $schema: "/schemas/decision.json", id, label: name, inputs: [], lookups: [] } },
      ] };
    }
    case "notice": {
      const id = nextId("N-", programme.notices.map((one) => one.value));
      const document = `documents/${id}.scriban`;
      return { document, ops: [{ op: "create", document, value: { id, title: name, kind: "notice", channels: ["portal", "mail"], aliases: [], body: "" } }] };
    }
    case "register": {
      const id = nextId("R-", programme.registers.map((one) => one.value));
      const document = `registers/${id}.json`;
      const staff = objects(programme.program.roles).filter((role) => role.kind === "staff").map((role) => text(role.id));
      return { document, ops: [{ op: "create", document, value: { $schema: "/schemas/register.json", id, label: name, kind: "record", key: ["番号"], editors: staff, readers: staff, fields: [{ key: "番号", label: "番号", type: "text", indexed: true }] } }] };
    }
  }
}
