import { label, objects, text, type Json, type JsonObject } from "../model/json";
import { everywhere, nameOfTrigger, type Programme } from "../model/programme";

/** Ways a pretend outside system can be made to fail. */
export const failures = [{ value: "down", label: "つながらない" }, { value: "timeout", label: "返事が来ない" }];

/** What was done in a trial, told with the names people gave instead of those files use. */
export function actWords(act: JsonObject, programme: Programme, otherwise: string): string {
  const who = text(act.who);
  const connector = programme.wordFor("connector", act.connector);
  const task = () => {
    const found = everywhere(programme.files).find(({ activity }) => activity.task === act.task)?.activity;
    return { name: label(found?.name) || label(found?.title) || text(act.task), decisions: objects(found?.decisions) };
  };
  switch (act.kind) {
    case "submit": return `${who}が「${programme.wordFor("form", act.form)}」を出した`;
    case "claim": return `${who}が「${task().name}」を引き受けた`;
    case "complete": {
      const { name, decisions } = task();
      const outcome = decisions.find((one) => one.key === act.outcome);
      return `${who}が「${name}」を${act.outcome ? `「${label(outcome?.label, text(act.outcome))}」として` : ""}終えた`;
    }
    case "correct": return `${who}が補正に答えた`;
    case "action": return `${who}が「${programme.actions.find((one) => one.value === act.action)?.label ?? text(act.action)}」を行った`;
    case "event": return `「${connector}」から「${nameOfTrigger(text(act.event))}」が届いた`;
    case "clock": return typeof act.days === "number" ? `${act.days}日進めた` : typeof act.businessDays === "number" ? `${act.businessDays}開庁日進めた` : `${text(act.to).slice(0, 16).replace("T", " ")} まで進めた`;
    case "connector": return `「${connector}」の「${programme.operations(text(act.connector)).find((one) => one.value === act.operation)?.label ?? text(act.operation)}」を${failures.find((one) => one.value === act.fail)?.label ?? "決めた返事をする"}ことにした`;
    case "person": return `${who}は「${[act.role, ...objects(act.roles as Json)].map((role) => programme.wordFor("role", role)).filter(Boolean).join("・")}」として加わった`;
    case "simulator": return `「${connector}」の側で動きがあった`;
    default: return otherwise;
  }
}

/** What went wrong in a pretend case, with people's names for connectors, operations and what was sent. */
export function incidentWords(sentence: string, programme: Programme): string {
  let words = sentence.replace(/\s*\([\x20-\x7e]*\)\s*$/, "").replace(/(。)[\x20-\x7e]+$/, "$1");
  for (const connector of programme.connectors) {
    if (!words.includes(connector.value)) continue;
    words = words.replaceAll(connector.value, connector.label);
    for (const operation of programme.operations(connector.value)) words = words.replaceAll(`「${operation.value}」`, `「${operation.label}」`);
    words = words.replace(/\$\.(\w+)/g, (_, name: string) => `「${programme.memberOf(connector.value, name)}」`);
  }
  return words;
}
