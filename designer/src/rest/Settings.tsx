import { useEditor } from "../app/context";
import { spot } from "../app/spot";
import { isObject, label, sub, text, type Json, type JsonObject } from "../model/json";
import { put } from "../model/ops";
import { keyFrom } from "../model/programme";
import { Choose } from "../parts/Choose";
import { TextInput } from "../parts/Text";

const kinds = [{ value: "text", label: "ことば" }, { value: "number", label: "数" }, { value: "boolean", label: "はい・いいえ" }, { value: "date", label: "日付" }, { value: "list", label: "一覧" }, { value: "object", label: "まとまり" }];

/** What a municipality may set for itself: the common value, and this municipality's own where it differs. */
export function Settings() {
  const editor = useEditor();
  const here = spot(editor, "program.json", "/settings", "設定");
  const own = editor.files["municipality.json"];
  const local = isObject(own) && isObject(own.settings) ? own.settings : {};
  const setOwn = (key: string, value: Json | undefined) => editor.do("この市町村の値の変更", own === undefined ? [{ op: "create", document: "municipality.json", value: { settings: { [key]: value ?? null } } }] : put(editor.files, "municipality.json", sub("/settings", key), value));
  return (
    <>
      <table><thead><tr><th scope="col">設定</th><th scope="col">種類</th><th scope="col">共通の値</th><th scope="col">{editor.session.municipality.name}の値</th><th scope="col"><span className="vh">操作</span></th></tr></thead>
        <tbody>{here.items().map((item) => {
          const value: JsonObject = isObject(item.value) ? item.value : {};
          const key = text(value.key);
          const type = text(value.type);
          const differs = local[key] !== undefined;
          return (
            <tr key={key}><td><TextInput aria-label="設定の名前" value={label(value.label, key)} onValue={(next) => item.child("label").set(next)} /></td>
              <td><Choose aria-label="種類" optional={false} value={type} choices={kinds} onValue={(next) => item.child("type").set(next)} /></td>
              <td><OneValue label={`${label(value.label)}の共通の値`} type={type} value={value.default} onValue={(next) => item.child("default").set(next ?? null)} /></td>
              <td><OneValue label={`${label(value.label)}のこの市町村の値`} type={type} value={local[key]} placeholder="共通の値" onValue={(next) => setOwn(key, next)} />{differs && <button type="button" className="small plain" onClick={() => setOwn(key, undefined)}>共通の値に戻す</button>}</td>
              <td><button type="button" className="small plain" aria-label={`${label(value.label)}を削除`} onClick={() => item.drop()}>✕</button></td></tr>
          );
        })}</tbody></table>
      <p><button type="button" onClick={() => { const key = keyFrom("設定", here.items().map((item) => text(isObject(item.value) ? item.value.key : undefined))); here.add({ key, label: key, type: "number", required: false, default: 0 }); }}>設定を加える</button></p>
    </>
  );
}

function OneValue({ label: words, type, value, placeholder, onValue }: { label: string; type: string; value: Json | undefined; placeholder?: string; onValue: (value: Json | undefined) => void }) {
  if (type === "boolean") return <Choose aria-label={words} value={value === true ? "1" : value === false ? "0" : ""} none={placeholder ?? "なし"} choices={[{ value: "1", label: "はい" }, { value: "0", label: "いいえ" }]} onValue={(next) => onValue(next === "" ? undefined : next === "1")} />;
  if (isObject(value)) return <details><summary className="tiny">くわしい値</summary><div className="stack">{Object.entries(value).map(([name, inner]) => <label key={name} className="rowset tight"><span className="tiny">{name}</span><OneValue label={`${words}の${name}`} type={isObject(inner) ? "object" : typeof inner === "number" ? "number" : "text"} value={inner} onValue={(next) => onValue({ ...value, [name]: next ?? null })} /></label>)}</div></details>;
  if (Array.isArray(value) || type === "list") return <TextInput aria-label={words} lines={2} placeholder={placeholder} value={(Array.isArray(value) ? value : []).map((one) => (isObject(one) ? label(one) : String(one))).join("\n")} onValue={(next) => onValue(next.trim() === "" ? undefined : next.split("\n").map((one) => one.trim()).filter(Boolean))} />;
  return <TextInput aria-label={words} type={type === "number" ? "number" : type === "date" ? "date" : "text"} placeholder={placeholder} value={value === undefined || value === null ? "" : String(value)} onValue={(next) => onValue(next === "" ? undefined : type === "number" ? Number(next) : next)} />;
}
