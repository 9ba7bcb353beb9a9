import { objects, text, type Json, type JsonObject } from "../model/json";

interface Props {
  field: JsonObject; said: (value: Json | undefined) => string; required: boolean; error: string | null; value: Json | undefined; locked: boolean; options: { value: string; label: string }[]; onValue: (value: Json) => void;
}

const inputTypes: Record<string, string> = { date: "date", time: "time", datetime: "datetime-local", email: "email", phone: "tel" };
const digits = new Set(["number", "money", "postal", "account", "bank", "branch", "corporate"]);

/** One question in the portal's markup (engine/Workflows.Server/Pages/Parts/FieldInput.razor), under the portal's own stylesheet. */
export function Asked({ field, said, required, error, value, locked, options, onValue }: Props) {
  const type = text(field.type);
  const id = `f-${text(field.key)}`;
  const words = said(field.label) || text(field.key);
  const mark = required ? <span className="req">必須</span> : <span className="opt">任意</span>;
  const notes = <>{said(field.help) && <p className="help">{said(field.help)}</p>}{error && <p className="err">{error}</p>}</>;
  const shown = typeof value === "string" || typeof value === "number" ? String(value) : "";
  if (type === "heading") return <h3>{words}</h3>;
  if (type === "explanation") return <div className="box"><p>{words}</p>{said(field.help) && <p className="help">{said(field.help)}</p>}</div>;
  if (type === "calculated" || locked) return <div className="field"><p className="help"><strong>{words}</strong></p>{error && <p className="err">{error}</p>}<p className="locked"><span>{shown || "―"}</span></p></div>;
  if (type === "consent") return <div className="field">{notes}<label className="pick"><input type="checkbox" checked={value === true} onChange={(event) => onValue(event.target.checked)} /> <span>{words}{mark}</span></label></div>;
  if (type === "yesno") return (
    <fieldset className="field"><legend>{words}{mark}</legend>{notes}
      {[true, false].map((one) => <label key={String(one)} className="pick"><input type="radio" name={id} checked={value === one} onChange={() => onValue(one)} /> {one ? "はい" : "いいえ"}</label>)}
    </fieldset>
  );
  if (type === "multichoice" || (type === "choice" && options.length > 0 && options.length <= 4)) {
    const many = type === "multichoice";
    const chosen = Array.isArray(value) ? value : [];
    return (
      <fieldset className="field"><legend>{words}{mark}</legend>{notes}
        {options.map((option) => <label key={option.value} className="pick"><input type={many ? "checkbox" : "radio"} name={id} checked={many ? chosen.includes(option.value) : value === option.value} onChange={(event) => onValue(!many ? option.value : event.target.checked ? [...chosen, option.value] : chosen.filter((one) => one !== option.value))} /> {option.label}</label>)}
      </fieldset>
    );
  }
  if (type === "table") return (
    <fieldset className="rowbox"><legend>{words}（1件目）</legend>{notes}
      {objects(field.columns).map((column) => <Asked key={text(column.key)} field={column} said={said} required={column.required === true} error={null} value={undefined} locked={false} options={objects(column.options).map((one) => ({ value: text(one.value), label: said(one.label) }))} onValue={() => undefined} />)}
      {objects(field.columns).length === 0 && <p className="help">列はまだありません。</p>}
    </fieldset>
  );
  return (
    <div className="field">
      <label htmlFor={id}>{words}{mark}</label>
      {notes}
      {options.length > 0 || type === "choice" || type === "lookup"
        ? <select id={id} value={shown} onChange={(event) => onValue(event.target.value)}><option value="">選んでください</option>{options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}</select>
        : type === "file" || type === "photo" ? <input id={id} type="file" disabled />
        : type === "text" && Number(field.maxLength) >= 200 ? <textarea id={id} value={shown} onChange={(event) => onValue(event.target.value)} />
        : <input id={id} type={inputTypes[type] ?? "text"} inputMode={digits.has(type) ? "numeric" : undefined} value={shown} onChange={(event) => onValue(type === "number" || type === "money" ? (event.target.value === "" ? null : Number.isNaN(Number(event.target.value)) ? event.target.value : Number(event.target.value)) : event.target.value)} />}
    </div>
  );
}
