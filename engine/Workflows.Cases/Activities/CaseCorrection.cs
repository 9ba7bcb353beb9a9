using Workflows.Cases.Activities.Notices;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Tasks;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Expressions;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <param name="Open">FEEL giving the keys of the fields the applicant may change.</param>
internal sealed record CorrectionSpec(string Task, string Form, Feel Open, Feel? Reason, DueSpec? Due, string? Notice, Handlers Handlers);

/// <summary>
/// <c>Case.Correction</c> (差戻し・補正): the applicant is asked to correct the opened fields. An answer is judged, becomes case fields and
/// ends it; the due day passing ends it as Expired.
/// </summary>
internal sealed class CaseCorrection : CaseActivity<CorrectionSpec>
{
    private const string DueTimer = "due";

    public override ActivityDescriptor Descriptor { get; } = new("Case.Correction", "補正依頼", "Correction", "申請者に「{reason}」の理由で補正を求める", "人の仕事", "correction")
    {
        Inputs =
        [
            CaseInputs.Input("task", "String", "仕事の識別子", InputPicker.Text, otherwise: "correction"),
            CaseInputs.Input("form", "String", "様式", InputPicker.Form, required: true),
            CaseInputs.Input("open", "String", "開く項目", InputPicker.Fields, description: "項目キーの一覧、または一覧を返す式。なければ様式のすべて。"),
            CaseInputs.Input("reason", "String", "理由", InputPicker.Expression),
            CaseInputs.Input("due", "Object", "期限", InputPicker.Deadline, description: "businessDays か days。最後の日の 23:59:59 までに答えがなければ Expired。"),
            CaseInputs.Input("notice", "String", "通知", InputPicker.Notice, description: "補正依頼の通知。data に reason、due、open、fields が渡ります。"),
            CaseInputs.Handlers,
        ],
        ChildPorts = [Handlers.Port],
        Outcomes = ["Corrected", "Expired", "Withdrawn"],
        AllowsHandlers = true,
        Asks = ["find", "aggregate"],
        Affects = ["BookmarkSet", "TimerSet", "ProjectionSet", "OutboxAdd"],
    };

    protected override CorrectionSpec Read(SpecReader reader) => new(
        reader.OptionalText("task") ?? "correction", reader.Text("form"), reader.Feel("open"), reader.OptionalFeel("reason"),
        DueSpec.Read(reader.Source["due"], reader, "due"), reader.OptionalText("notice"), Handlers.Read(reader));

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var package = context.Package();
        var form = package?.Forms.Find(spec.Form);
        var open = Open(context, spec, form);
        var reason = spec.Reason is null ? Datum.Null : context.Eval(spec.Reason);
        var rounds = context.Head["rounds"];
        var round = (rounds[spec.Task].AsLong() ?? 0) + 1;
        context.Head = context.Head.With("rounds", rounds.With(spec.Task, round));
        var day = spec.Due?.Date(context);
        TaskDesk.Open(context, Datum.Object(
            ("kind", "correction"), ("task", spec.Task), ("title", context.Node.Name ?? "補正"), ("role", TaskDesk.Applicant), ("form", spec.Form),
            ("open", Datum.List(open.Select(Datum.Of))), ("reason", reason), ("round", round), ("decisions", Datum.EmptyList), ("notSameAs", Datum.EmptyList),
            ("due", day is { } last ? Datum.Of(Jst.EndOf(last)) : Datum.Null)));
        // The last day counts whole: it is over with the first moment of the next.
        if (day is { } end) context.SetTimer(Jst.StartOf(end.AddDays(1)), DueTimer);
        spec.Handlers.Arm(context);
        Timeline.Add(context, "correction", "補正をお願いしています。", isPublic: true, Datum.Object(("reason", reason), ("due", day is { } d ? $"{d:yyyy-MM-dd}" : Datum.Null)));
        if (spec.Notice is { } notice)
            NoticeDesk.Send(context, notice, NoticeDesk.Applicant(context), Datum.Object(
                ("reason", reason), ("due", day is { } due ? $"{due:yyyy-MM-dd}" : Datum.Null), ("open", Datum.List(open.Select(Datum.Of))),
                ("fields", Datum.List(open.Select(key => Datum.Of(form?.Field(key)?.Label.Ja ?? key))))), null);
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        var spec = Spec(context);
        if (Handlers.Owns(bookmark))
        {
            spec.Handlers.Resume(context, bookmark, stimulus, () => TaskDesk.Withdraw(context));
            yield break;
        }
        if (bookmark.Kind == StimulusKinds.Timer)
        {
            Heard.Mark(context);
            TaskDesk.Withdraw(context, "expired");
            Timeline.Add(context, "correctionExpired", "補正の期限が過ぎました。", isPublic: true);
            Handlers.Complete(context, "Expired");
            yield break;
        }
        if (TaskDesk.Operate(context, stimulus, [])) yield break;
        if (stimulus.Data["outcome"].AsText() == "Withdrawn")
        {
            TaskDesk.Close(context, stimulus, "Withdrawn", "取下げ");
            Handlers.Complete(context, "Withdrawn");
            yield break;
        }
        var open = TaskDesk.Row(context)["open"].Items.Select(k => k.AsText()!).ToArray();
        var values = stimulus.Data["values"] is { Kind: DatumKind.Object } given ? given : Datum.EmptyObject;
        var closed = values.Members.FirstOrDefault(m => !open.Contains(m.Key) && !TaskForm.IsEmpty(m.Value) && !m.Value.Equals(context.Fields[m.Key])).Key;
        if (closed is not null)
            throw TaskForm.Invalid(context, closed, $"「{context.Package()?.Forms.Find(spec.Form)?.Field(closed)?.Label.Ja ?? closed}」は補正の対象ではありません。");
        values = Datum.Object(values.Members.Where(m => open.Contains(m.Key)));
        var judged = new Judged();
        foreach (var question in FormGate.Judge(context, spec.Form, values, open, judged)) yield return question;
        TaskForm.Submission(context, spec.Form, judged.Values, stimulus);
        FieldPaths.Merge(context, judged.Values);
        TaskDesk.Close(context, stimulus, "Corrected", null);
        Timeline.Add(context, "corrected", "補正を受け付けました。", isPublic: true);
        Handlers.Complete(context, "Corrected");
    }

    public override bool Holds(ActivityContext context, Bookmark bookmark) => Spec(context).Handlers.Holds(context, bookmark);

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        Handlers.ChildEnded(context, child);
        return [];
    }

    public override void Cancelled(ActivityContext context) => TaskDesk.Withdraw(context);

    public override void Moved(ActivityContext context, Moving moving) => TaskDesk.Moved(context);

    private static List<string> Open(ActivityContext context, CorrectionSpec spec, Forms.FormSpec? form)
    {
        var open = context.Eval(spec.Open);
        if (open.IsNull) return [.. (form?.Fields ?? []).Where(f => f.HoldsValue).Select(f => f.Key)];
        return [.. SpecReader.Texts(open)];
    }
}
