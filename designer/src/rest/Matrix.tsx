import { useEditor } from "../app/context";
import { spot } from "../app/spot";
import { isObject, label, list, objects, sub, text, type JsonObject } from "../model/json";
import { put, type Op } from "../model/ops";
import { everywhere, keyFrom, roleKinds, whoOf } from "../model/programme";
import { pathOf } from "../model/flow";
import { Choose } from "../parts/Choose";
import { TextInput } from "../parts/Text";

/** Who is there, what each may see, and which step shows which field: roles × fields and steps × fields. */
export function Matrix() {
  const editor = useEditor();
  const { programme, files } = editor;
  const roles = objects(programme.program.roles);
  const fields = programme.fields.filter((field) => !["heading", "explanation"].includes(field.type));
  const privacy = isObject(programme.program.privacy) ? programme.program.privacy : {};
  const steps = everywhere(files).filter(({ activity }) => programme.descriptor(activity.type)?.inputs.some((input) => input.name === "show"));
  const holder = (key: string, own: JsonObject | undefined): JsonObject | undefined => (isObject(privacy[key]) ? privacy[key] : own);
  const sight = (key: string, own: JsonObject | undefined, role: string): string => {
    const rule = holder(key, own);
    if (!rule || !Array.isArray(rule.readers)) return "see";
    if (list(rule.readers).includes(role)) return "see";
    return rule.mask && (rule.masked === undefined || list(rule.masked).includes(role)) ? "mask" : "hide";
  };
  const setSight = (key: string, own: JsonObject | undefined, role: string, next: string) => {
    const rule = holder(key, own) ?? {};
    const every = roles.map((one) => text(one.id));
    const state = Object.fromEntries(every.map((one) => [one, one === role ? next : sight(key, own, one)]));
    const readers = every.filter((one) => state[one] === "see");
    const masked = every.filter((one) => state[one] === "mask");
    editor.do("見える範囲の変更", put(files, "program.json", sub("/privacy", key), { ...rule, readers, masked, ...(masked.length > 0 ? { mask: text(rule.mask) || "last3" } : {}) }));
  };
  return (
    <>
      <table><caption>役割</caption><thead><tr><th scope="col">名前</th><th scope="col">どんな人か</th><th scope="col"><span className="vh">操作</span></th></tr></thead><tbody>{spot(editor, "program.json", "/roles", "役割").items().map((role) => { const value = isObject(role.value) ? role.value : {}; return <tr key={text(value.id)}><td><TextInput aria-label="役割の名前" value={label(value.label)} onValue={(next) => role.child("label").set(next)} /></td><td><Choose aria-label="どんな人か" optional={false} value={text(value.kind)} choices={Object.entries(roleKinds).map(([kind, words]) => ({ value: kind, label: words }))} onValue={(kind) => role.child("kind").set(kind)} /></td><td><button type="button" className="small plain" aria-label={`${label(value.label)}を削除`} onClick={() => role.drop()}>✕</button></td></tr>; })}</tbody></table>
      <p><button type="button" onClick={() => { const id = keyFrom("担当", roles.map((one) => text(one.id))); spot(editor, "program.json", "/roles", "役割").add({ id, label: id, kind: "staff" }); }}>役割を加える</button></p>
      <h3>だれに何が見えるか</h3>
      <div className="scroll" tabIndex={0} role="region" aria-label="役割と項目の表"><table className="matrix"><thead><tr><th scope="col">項目</th>{roles.map((role) => <th scope="col" key={text(role.id)}>{label(role.label)}</th>)}</tr></thead>
        <tbody>{fields.map((field) => <tr key={field.key}><th scope="row">{field.label}</th>{roles.map((role) => <td key={text(role.id)}><select aria-label={`${label(role.label)}に「${field.label}」が`} value={sight(field.key, field.privacy, text(role.id))} onChange={(event) => setSight(field.key, field.privacy, text(role.id), event.target.value)}><option value="see">見える</option><option value="mask">一部を伏せる</option><option value="hide">見えない</option></select></td>)}</tr>)}</tbody></table></div>
      <h3>どの仕事でどの項目を見せるか</h3>
      <p className="help">一つも選んでいない仕事では、その役割に見える項目をすべて見せます。</p>
      {steps.length === 0 ? <p className="soft">人の仕事はまだありません。</p> : <div className="scroll" tabIndex={0} role="region" aria-label="仕事と項目の表"><table className="matrix"><thead><tr><th scope="col">項目</th>{steps.map(({ activity }) => <th scope="col" key={activity.id}>{label(activity.name) || label(activity.title)}<br /><span className="tiny soft">{whoOf(activity, programme)}</span></th>)}</tr></thead>
        <tbody>{fields.map((field) => <tr key={field.key}><th scope="row">{field.label}</th>{steps.map(({ document, activity }) => {
          const show = list(activity.show).map(text);
          const asked = programme.formFields(text(activity.form)).some((one) => one.key === field.key);
          return <td key={activity.id}>{asked ? <span className="tag now">記入</span> : <input type="checkbox" aria-label={`「${label(activity.name)}」で「${field.label}」を見せる`} checked={show.includes(field.key)} onChange={(event) => editor.do("見せる項目の変更", put(files, document, sub(pathOf(activity), "show"), event.target.checked ? [...show, field.key] : show.filter((one) => one !== field.key)) as Op[])} />}</td>;
        })}</tr>)}</tbody></table></div>}
    </>
  );
}
