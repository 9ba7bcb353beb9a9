import { isObject, label, objects, text, type Json, type JsonObject } from "./json";
import { dueWords, durationWords, nameOfTrigger, type Programme } from "./programme";

/** What sets off a handler, a wait or a transition, in words. */
export function triggerWords(trigger: Json | undefined, programme: Programme): string {
  if (Array.isArray(trigger)) return trigger.map((one) => triggerWords(one, programme)).join("、または");
  if (!isObject(trigger)) return "すぐに";
  if (typeof trigger.action === "string") return `「${programme.actions.find((one) => one.value === trigger.action)?.label ?? trigger.action}」の操作`;
  if (typeof trigger.event === "string") return `${programme.wordFor("connector", trigger.connector)}からの「${nameOfTrigger(trigger.event)}」`;
  if (typeof trigger.signal === "string") return `合図「${trigger.signal}」`;
  if (isObject(trigger.timer)) return timerWords(trigger.timer, programme);
  if (typeof trigger.condition === "string") return "条件が満たされたとき";
  return label(trigger.label) || text(trigger.id) || "すぐに";
}

export function timerWords(timer: JsonObject, programme: Programme): string {
  if (typeof timer.after === "string") return timer.after.startsWith("P") ? `${durationWords(timer.after)}後` : "定めた時間の後";
  if (timer.businessDays !== undefined) return dueWords({ businessDays: timer.businessDays }, programme).replace("以内", "が過ぎたとき");
  if (typeof timer.at === "string") return "定めた日時";
  return "時間が来たとき";
}

/** The heading of a body inside an activity, from where it stands. */
export function bodyWords(activity: JsonObject, slot: readonly string[], programme: Programme): string {
  const [head, item] = slot;
  const id = item?.startsWith("@") ? item.slice(1) : "";
  if (head === "body") return "中で行うこと";
  if (head === "then") return "「はい」のとき";
  if (head === "else") return "「いいえ」のとき";
  if (head === "handlers") {
    const handler = objects(activity.handlers).find((one) => one.id === id);
    return `いつでも：${label(handler?.label) || triggerWords(handler?.on, programme)}${handler?.interrupting === true ? "（ここで打ち切る）" : ""}`;
  }
  if (head === "states") return `「${label(objects(activity.states).find((one) => one.id === id)?.label, id)}」の間に行うこと`;
  if (head === "transitions") {
    const transition = objects(activity.transitions).find((one) => one.id === id);
    return `${triggerWords(transition?.on, programme)}のときに行うこと`;
  }
  return slot.map((segment) => segment.replace("@", "")).join("・");
}
