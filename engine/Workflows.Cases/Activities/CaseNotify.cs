using Workflows.Cases.Activities.Notices;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Tasks;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="Preferred">By the first channel of the person's preference that reaches them; else by every channel of the notice.</param>
/// <param name="Important">Preferred: by all channels that reach them.</param>
/// <param name="Urgent">Quiet hours do not hold it back.</param>
/// <param name="OnUndelivered">The role that calls those whom nothing reached.</param>
internal sealed record NotifySpec(
    string Notice, Feel? To, IReadOnlyList<NamedFeel> Data, TextTemplate? Once, bool Preferred, bool Important, bool Urgent, IReadOnlyList<string> Channels, Feel? At, TextTemplate? Cancels,
    IReadOnlyList<NoticeButton> Buttons, IReadOnlyList<string> Omit, Feel? OmitWhen, bool Wait, string? OnUndelivered, string? Result);

/// <summary>A case action the reader takes from the notice.</summary>
internal sealed record NoticeButton(string Action, string Label, IReadOnlyList<NamedFeel> Values);

/// <summary><c>Case.Notify</c>: a notice to a person, by default the applicant.</summary>
internal sealed class CaseNotify : CaseActivity<NotifySpec>
{
    private const string Undelivered = "Undelivered";
    private static readonly IReadOnlyList<TaskDecision> CallDecisions = [new("reached", "連絡できた", []), new("unreached", "連絡できなかった", ["comment"])];

    public override ActivityDescriptor Descriptor { get; } = new("Case.Notify", "通知", "Notify", "「{notice}」を送る", "知らせる", "notify")
    {
        Inputs =
        [
            CaseInputs.Input("notice", "String", "通知", InputPicker.Notice),
            CaseInputs.Input("to", "String", "宛先", InputPicker.Expression, description: "利用者の識別子、またはその一覧を返す式。なければ申請者。"),
            CaseInputs.Input("data", "Object", "差し込むデータ", InputPicker.Mapping, description: "名前ごとの式。文面では data.名前 で使います。"),
            CaseInputs.Input("once", "String", "一度だけの鍵", InputPicker.Text, description: "同じ鍵では案件の中で一度だけ送ります。{式} を差し込めます。"),
            CaseInputs.Choice("delivery", "届け方", "each", ("each", "通知のすべての経路で"), ("preferred", "本人の希望する順に、届くまで")),
            CaseInputs.Input("channels", "String[]", "経路", InputPicker.List, description: "portal、mail、sms、line、push、post、phone。なければ通知の文面の見出しのとおり。"),
            CaseInputs.Input("important", "Boolean", "重要（届くすべての経路）", InputPicker.Checkbox),
            CaseInputs.Input("urgent", "Boolean", "夜間でも送る", InputPicker.Checkbox, description: "設定 quietHours（from、to）の時間にも送ります。"),
            CaseInputs.Input("at", "String", "送る日時", InputPicker.Expression, description: "日付か日時を返す式。それまでは見えません。"),
            CaseInputs.Input("cancels", "String", "取りやめる予定の鍵", InputPicker.Text, description: "その鍵（once）で予定した通知を、まだ送っていなければ取りやめます。"),
            CaseInputs.List("buttons", "ボタン", "action（案件の操作）、label、values（項目ごとの式）。",
                CaseInputs.Input("action", "String", "行う操作", InputPicker.Text, required: true), CaseInputs.Input("label", "String", "ことば", InputPicker.Text, required: true), CaseInputs.Input("values", "Object", "入れる値", InputPicker.Mapping)),
            CaseInputs.Input("omit", "String[]", "省く項目", InputPicker.Fields, description: "omitWhen が真のとき、文面に入れない項目（支援措置の対象者など）。"),
            CaseInputs.Input("omitWhen", "String", "省く条件", InputPicker.Condition),
            CaseInputs.Input("wait", "Boolean", "届いたかを待つ", InputPicker.Checkbox, description: "結果は Done か Undelivered。"),
            CaseInputs.Input("onUndelivered", "Object", "届かなかったときの仕事", InputPicker.Role, description: "task に役割を書くと、その役割の電話連絡の仕事になります。"),
            CaseInputs.Result,
        ],
        Outcomes = ["Done", Undelivered],
        Affects = ["ProjectionSet", "OutboxAdd", "OutboxCancelled", "BookmarkSet"],
    };

    protected override NotifySpec Read(SpecReader reader)
    {
        var source = reader.Source;
        if (reader.OptionalText("notice") is null && source["cancels"].IsNull) reader.Missing("notice");
        if (source["delivery"].AsText() is { } delivery && delivery is not ("each" or "preferred"))
            reader.Invalid("delivery", $"届け方「{delivery}」はありません。each か preferred です。", "The delivery is each or preferred.");
        var channels = SpecReader.Texts(source["channels"]);
        foreach (var channel in channels.Where(c => c != NoticeDesk.Portal && !Cases.Notices.NoticeSpec.Outside.Contains(c)))
            reader.Invalid("channels", $"経路「{channel}」はありません。portal、{string.Join("、", Cases.Notices.NoticeSpec.Outside)} のどれかです。", $"There is no channel '{channel}'.");
        var role = source["onUndelivered"]["task"].AsText();
        return new(reader.Text("notice"), reader.OptionalFeel("to"), reader.Named("data"), reader.OptionalTemplate("once"), source["delivery"].AsText() == "preferred", reader.Flag("important"), reader.Flag("urgent"),
            channels, reader.OptionalFeel("at"), reader.OptionalTemplate("cancels"),
            [.. source["buttons"].Items.Select((b, i) => new NoticeButton(reader.NestedText(b, "action", $"buttons[{i}]"), reader.NestedText(b, "label", $"buttons[{i}]"), reader.Named(b["values"], $"buttons[{i}].values")))],
            SpecReader.Texts(source["omit"]), reader.OptionalFeel("omitWhen"), reader.Flag("wait") || role is not null, role, reader.OptionalText("result"));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        if (spec.Cancels is not null) NoticeDesk.Cancel(context, context.Render(spec.Cancels));
        if (spec.Notice.Length == 0) { context.Complete(); return []; }
        var receivers = spec.To is null ? NoticeDesk.Applicant(context) : SpecReader.Texts(context.Eval(spec.To));
        var omit = spec.Omit.Count > 0 && (spec.OmitWhen is null || context.Holds(spec.OmitWhen)) ? spec.Omit : [];
        var way = new NoticeWay(spec.Preferred || spec.Wait, spec.Important, spec.Urgent, spec.Channels, spec.At is null ? Datum.Null : context.Eval(spec.At), omit,
            Datum.List(spec.Buttons.Select(b => Datum.Object(("action", b.Action), ("label", b.Label), ("values", context.EvalAll(b.Values))))), spec.Wait);
        var waiting = NoticeDesk.Send(context, spec.Notice, receivers, context.EvalAll(spec.Data), spec.Once is null ? null : context.Render(spec.Once), way);
        if (!spec.Wait || waiting == 0) context.Complete();
        else context.Data = Datum.Object(("open", waiting), ("delivered", Datum.EmptyList), ("undelivered", Datum.EmptyList));
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        var spec = Spec(context);
        if (bookmark.Kind == StimulusKinds.Task) { Called(context, stimulus); return []; }
        Heard.Mark(context);
        var reached = stimulus.Data["outcome"].AsText() == OutboxBodies.Done;
        var to = bookmark.Data["to"];
        var list = reached ? "delivered" : "undelivered";
        context.SetOwn(list, Datum.List(context.Own(list).Items.Append(reached ? Datum.Object(("to", to), ("channels", stimulus.Data["value"]["channels"])) : Datum.Object(("to", to), ("message", stimulus.Data["message"])))));
        var open = context.Own("open").AsLong()!.Value - 1;
        context.SetOwn("open", open);
        if (open > 0) return [];
        var missed = context.Own("undelivered");
        if (spec.Result is not null) FieldPaths.Write(context, spec.Result, Datum.Object(("delivered", context.Own("delivered")), ("undelivered", missed)));
        if (missed.Items.Length == 0) { context.Complete(); return []; }
        Timeline.Add(context, "noticeUndelivered", $"通知が {missed.Items.Length} 人に届きませんでした。", isPublic: false, Datum.Object(("notice", spec.Notice), ("to", Datum.List(missed.Items.Select(m => m["to"])))));
        if (spec.OnUndelivered is not { } role) { context.Complete(Undelivered); return []; }
        TaskDesk.Open(context, Datum.Object(
            ("kind", "call"), ("task", $"{context.Node.Id}.call"), ("title", $"電話連絡（{context.Node.Name ?? spec.Notice}）"), ("role", role), ("form", Datum.Null), ("due", Datum.Null), ("notSameAs", Datum.EmptyList),
            ("message", $"次の人に通知が届きませんでした: {string.Join("、", missed.Items.Select(m => m["to"].AsText()))}"),
            ("decisions", Datum.List(CallDecisions.Select(d => Datum.Object(("key", d.Key), ("label", d.Label), ("requires", Datum.List(d.Requires.Select(Datum.Of)))))))));
        return [];
    }

    public override void Moved(ActivityContext context, Moving moving) => TaskDesk.Moved(context);

    public override void Cancelled(ActivityContext context) => TaskDesk.Withdraw(context);

    /// <summary>The record of the call: who called, when, with which result, stands in the timeline.</summary>
    private static void Called(ActivityContext context, Stimulus stimulus)
    {
        if (TaskDesk.Operate(context, stimulus, [])) return;
        var decision = TaskForm.Decide(context, CallDecisions, stimulus)!;
        TaskDesk.Close(context, stimulus, decision.Key, decision.Label);
        context.ClearBookmarks();
        context.Complete(decision.Key == "reached" ? OutboxBodies.Done : Undelivered);
    }
}
