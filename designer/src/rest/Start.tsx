import { useEditor } from "../app/context";
import { spot } from "../app/spot";
import { isObject, label, list, objects, text } from "../model/json";
import { keyFrom } from "../model/programme";
import { numberExample, toFormat, toWords } from "../model/numbers";
import { checks, itemsOf } from "../model/shapes";
import { ListInput } from "../panel/ListInput";
import { Choose, ChooseMany } from "../parts/Choose";
import { Field, Group } from "../parts/Field";
import { TextInput } from "../parts/Text";

const kinds = [{ value: "form", label: "申請書を出したとき" }, { value: "schedule", label: "決まった日時" }, { value: "file", label: "ファイルが届いたとき" }, { value: "event", label: "外からの知らせ" }];


/** How cases begin, and what people may do while they run. */
export function Start() {
  const editor = useEditor();
  const { programme } = editor;
  const program = programme.program;
  const starts = spot(editor, "program.json", "/starts", "はじまり");
  const actions = spot(editor, "program.json", "/actions", "操作");
  const ids = (value: unknown) => objects(value as never).map((one) => text(one.id));
  return (
    <>
      <h3>はじまり</h3>
      <div className="items">{starts.items().map((start, index) => {
        const value = isObject(start.value) ? start.value : {};
        return (
          <div className="item" key={text(value.id) || index}>
            <div className="head"><strong>{label(value.label) || kinds.find((kind) => kind.value === value.kind)?.label || "はじまり"}</strong><button type="button" className="small plain right" aria-label="はじまりを削除" onClick={() => start.drop()}>✕</button></div>
            <div className="rowset">
              <Field label="きっかけ">{(props) => <Choose {...props} optional={false} value={text(value.kind)} choices={kinds} onValue={(kind) => start.child("kind").set(kind)} />}</Field>
              {value.kind === "form" && <Field label="様式">{(props) => <Choose {...props} value={text(value.form)} choices={programme.forms} onValue={(form) => start.child("form").set(form || undefined)} />}</Field>}
              <Field label="流れ">{(props) => <Choose {...props} value={text(value.workflow)} choices={programme.workflows} onValue={(workflow) => start.child("workflow").set(workflow || undefined)} />}</Field>
              {value.kind === "schedule" && <><Field label="時刻">{(props) => <input {...props} type="time" value={text(value.at)} onChange={(event) => start.child("at").set(event.target.value)} />}</Field><Field label="いつ">{(props) => <Choose {...props} value={text(value.on)} choices={[{ value: "businessDay", label: "開庁日ごと" }, { value: "day", label: "毎日" }]} onValue={(on) => start.child("on").set(on)} />}</Field></>}
              {(value.kind === "file" || value.kind === "event") && <Field label="どこから">{(props) => <Choose {...props} value={text(value.connector)} choices={programme.connectors} onValue={(connector) => start.child("connector").set(connector)} />}</Field>}
              <Field label="番号の付け方">{(props) => <Choose {...props} value={text(value.number)} choices={objects(program.numbers).map((one) => ({ value: text(one.id), label: numberExample(text(one.format)) }))} onValue={(number) => start.child("number").set(number || undefined)} />}</Field>
              <Field label="はじめの状態">{(props) => <Choose {...props} value={text(value.state)} choices={programme.states} onValue={(state) => start.child("state").set(state || undefined)} />}</Field>
            </div>
            {value.kind === "form" && <Field label="利用者登録のない人">{(props) => <Choose {...props} optional={false} value={text(value.signIn) || "account"} choices={[{ value: "account", label: "申し込めない（登録が要る）" }, { value: "code", label: "メールの確認コードで申し込める" }]} onValue={(next) => start.child("signIn").set(next === "account" ? undefined : next)} />}</Field>}
            {value.kind === "form" && <Group label="出せる人"><ChooseMany label="出せる人" values={list(value.by).map(text)} choices={programme.roles} onValues={(by) => start.child("by").set(by)} /></Group>}
          </div>
        );
      })}<div><button type="button" onClick={() => starts.add({ id: keyFrom("apply", ids(program.starts)), kind: "form", form: programme.forms[0]?.value ?? "", workflow: programme.workflows[0]?.value ?? "", by: objects(program.roles).filter((role) => role.kind === "citizen").map((role) => text(role.id)) })}>はじまりを加える</button></div></div>
      <h3>番号</h3>
      <p className="help soft">〔年度〕や〔通し番号6桁〕のところに、申請ごとの数が入ります。ほかの文字はそのまま出ます。〔月〕〔日〕〔和暦の年〕〔課所〕も使えます。</p>
      <div className="items">{spot(editor, "program.json", "/numbers", "番号").items().map((number) => { const value = isObject(number.value) ? number.value : {}; return <div className="item rowset tight" key={text(value.id)}><TextInput className="grow" aria-label="番号の形" value={toWords(text(value.format))} onValue={(format) => number.child("format").set(toFormat(format))} /><span className="tiny soft">例：{numberExample(text(value.format))}</span><Choose aria-label="通し番号の区切り" optional={false} value={text(value.year)} choices={[{ value: "fiscal", label: "年度ごと" }, { value: "calendar", label: "年ごと" }, { value: "none", label: "区切らない" }]} onValue={(year) => number.child("year").set(year)} /></div>; })}
        <div><button type="button" className="small" onClick={() => { const id = keyFrom("N", ids(program.numbers)); spot(editor, "program.json", "/numbers", "番号").add({ id, format: `${id}-{year}-{seq:6}`, year: "fiscal" }); }}>番号を加える</button></div></div>
      <h3>途中でできる操作</h3>
      <div className="items">{actions.items().map((action, index) => {
        const value = isObject(action.value) ? action.value : {};
        return (
          <div className="item" key={text(value.id) || index}>
            <div className="rowset"><Field label="操作の名前">{(props) => <TextInput {...props} value={label(value.label)} onValue={(next) => action.child("label").set(next)} />}</Field>
              <Field label="書いてもらう様式">{(props) => <Choose {...props} none="なし" value={text(value.form)} choices={programme.forms} onValue={(form) => action.child("form").set(form || undefined)} />}</Field>
              <button type="button" className="small danger" onClick={() => action.drop()}>削除</button></div>
            <Group label="できる人"><ChooseMany label="できる人" values={list(value.by).map(text)} choices={programme.roles} onValues={(by) => action.child("by").set(by)} /></Group>
            <Group label="できるとき" help="選ばないときは、案件が終わるまでいつでもできます。"><ChooseMany label="できるとき" values={list(value.states).map(text)} choices={programme.states} onValues={(states) => action.child("states").set(states.length > 0 ? states : undefined)} /></Group>
            <Field label="たしかめることば">{(props) => <TextInput {...props} value={label(value.confirm)} onValue={(next) => action.child("confirm").set(next || undefined)} />}</Field>
            <details open={objects(value.checks).length > 0}><summary>{checks.label}</summary><ListInput spot={action.child("checks")} items={itemsOf(checks, undefined) ?? []} label="確かめること" owner={{}} name={checks.name} /></details>
          </div>
        );
      })}<div><button type="button" onClick={() => actions.add({ id: keyFrom("操作", ids(program.actions)), label: "新しい操作", by: [] })}>操作を加える</button></div></div>
    </>
  );
}
