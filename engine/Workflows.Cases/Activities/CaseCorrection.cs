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
/// <param name="Reasons">FEEL giving a list of <c>{ field, line, code, text }</c>; their fields are open when <paramref name="Open"/> names none.</param>
/// <param name="To">The role that corrects; null: the applicant. <paramref name="Person"/>: FEEL giving the one who shall.</param>
/// <param name="Limit">Rounds allowed; one more ends as LimitReached.</param>
/// <param name="ExtendBy">Once, when its time is over without an answer, it is given this much more.</param>
/// <param name="OnExpiry">What the end of its time is: Expired, or Withdrawn.</param>
internal sealed record CorrectionSpec(
    string Task, string Form, Feel Open, Feel? Reason, DueSpec? Due, string? Notice, Handlers Handlers, Feel? Reasons, string? To, Feel? Person, Feel? Limit, TextTemplate? ExtendBy, string OnExpiry,
    IReadOnlyList<TextTemplate> Remind, string? ReminderNotice, CorrectionClock? Clock) : IHandled;

/// <param name="Effect">FEEL or a word: <c>none</c>, <c>pause</c>, <c>restart</c>.</param>
internal sealed record CorrectionClock(string Deadline, Feel Effect);

/// <summary>
/// <c>Case.Correction</c> (差戻し・補正): the applicant is asked to correct the opened fields. An answer is judged, becomes case fields and
/// ends it; the due day passing ends it as Expired.
/// </summary>
internal sealed class CaseCorrection : HandledActivity<CorrectionSpec>
{
    private const string DueTimer = "due";
    private const string RemindTimer = "remind";

    public override ActivityDescriptor Descriptor { get; } = new("Case.Correction", "補正依頼", "Correction", "申請者に「{reason}」の理由で補正を求める", "人の仕事", "correction")
    {
        Inputs =
        [
            CaseInputs.Input("task", "String", "仕事の識別子", InputPicker.Text, otherwise: "correction"),
            CaseInputs.Input("form", "String", "様式", InputPicker.Form, required: true),
            CaseInputs.Input("open", "String[]", "開く項目", InputPicker.Fields, description: "項目キーの一覧、または一覧を返す式。なければ様式のすべて。"),
            CaseInputs.Input("reason", "String", "理由", InputPicker.Expression),
            CaseInputs.Input("reasons", "String", "理由の一覧", InputPicker.Expression, description: "field、line、code、text の一覧。開く項目を書かなければ、ここにある項目だけが開きます。"),
            CaseInputs.Input("to", "String", "直す役割", InputPicker.Role, description: "申請者でなく、前の工程の担当などに戻すとき。"),
            CaseInputs.Input("person", "String", "直す人", InputPicker.Expression, description: "to の役割のうちこの人に戻します。"),
            CaseInputs.Input("limit", "String", "回数の上限", InputPicker.Expression, description: "これを超えると LimitReached。"),
            CaseInputs.Input("extendBy", "String", "一度だけの延長", InputPicker.Text, description: "期限までに答えがないとき、一度だけこの期間をのばします。"),
            CaseInputs.Choice("onExpiry", "答えがないとき", "Expired", ("Expired", "職員が決める"), ("Withdrawn", "取り下げたことにする")),
            CaseInputs.Input("remind", "String[]", "催促", InputPicker.List, description: "始まりからの期間（7日）の一覧。reminder の通知を送ります。"),
            CaseInputs.Input("reminder", "String", "催促の通知", InputPicker.Notice),
            CaseInputs.Input("clock", "Object", "期限への影響", InputPicker.Json, description: "deadline と effect（none、pause、restart。式も可）。"),
            CaseInputs.Input("due", "Object", "期限", InputPicker.Deadline, description: "businessDays か days。最後の日の 23:59:59 までに答えがなければ Expired。"),
            CaseInputs.Input("notice", "String", "通知", InputPicker.Notice, description: "補正依頼の通知。data に reason、due、open、fields が渡ります。"),
            CaseInputs.Handlers,
        ],
        ChildPorts = [Handlers.Port],
        Outcomes = ["Corrected", "Expired", "Withdrawn", "LimitReached"],
        AllowsHandlers = true,
        Asks = ["find", "aggregate"],
        Affects = ["BookmarkSet", "TimerSet", "ProjectionSet", "OutboxAdd"],
    };

    protected override CorrectionSpec Read(SpecReader reader) => new(
        reader.OptionalText("task") ?? "correction", reader.Text("form"), reader.Feel("open"), reader.OptionalFeel("reason"),
        DueSpec.Read(reader.Source["due"], reader, "due"), reader.OptionalText("notice"), Handlers.Read(reader), reader.OptionalFeel("reasons"), reader.OptionalText("to"), reader.OptionalFeel("person"),
        reader.OptionalFeel("limit"), reader.OptionalTemplate("extendBy"), reader.OptionalText("onExpiry") == "Withdrawn" ? "Withdrawn" : "Expired",
        [.. SpecReader.Texts(reader.Source["remind"]).Select((t, i) => reader.OptionalTemplate(t, $"remind[{i}]")!)], reader.OptionalText("reminder"), ReadClock(reader));

    private static CorrectionClock? ReadClock(SpecReader reader)
    {
        var clock = reader.Source["clock"];
        if (clock.IsNull) return null;
        var effect = clock["effect"].AsText() ?? "pause";
        return new(reader.NestedText(clock, "deadline", "clock"), effect is "none" or "pause" or "restart" ? new Feel($"\"{effect}\"") : reader.OptionalFeel(clock["effect"], "clock.effect")!);
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var package = context.Package();
        var form = package?.Forms.Find(spec.Form);
        var reasons = spec.Reasons is null ? Datum.EmptyList : context.Eval(spec.Reasons);
        var open = Open(context, spec, form, reasons);
        var reason = spec.Reason is null ? Datum.Null : context.Eval(spec.Reason);
        var rounds = context.Head["rounds"];
        var round = (rounds[spec.Task].AsLong() ?? 0) + 1;
        if (spec.Limit is not null && context.Eval(spec.Limit).AsLong() is { } most && round > most)
        {
            context.Complete("LimitReached");
            return [];
        }
        context.Head = context.Head.With("rounds", rounds.With(spec.Task, round));
        var day = spec.Due?.Date(context);
        TaskDesk.Open(context, Datum.Object(
            ("kind", "correction"), ("task", spec.Task), ("title", context.Node.Name ?? "補正"), ("role", spec.To ?? TaskDesk.Applicant), ("assignee", spec.Person is null ? null : context.Eval(spec.Person).AsText()), ("form", spec.Form), ("reasons", reasons),
            ("open", Datum.List(open.Select(Datum.Of))), ("reason", reason), ("round", round), ("decisions", Datum.EmptyList), ("notSameAs", Datum.EmptyList),
            ("due", day is { } last ? Datum.Of(Jst.EndOf(last)) : Datum.Null)));
        // The last day counts whole: it is over with the first moment of the next.
        if (day is { } end) context.SetTimer(Jst.StartOf(end.AddDays(1)), DueTimer);
        for (var i = 0; i < spec.Remind.Count; i++)
            if (Reckoning.Of(context, Plain(spec.Remind[i])) is { } at) context.SetTimer(at.Fires, RemindTimer, Datum.Object((RemindTimer, i)));
        Stop(context, spec);
        spec.Handlers.Arm(context);
        Timeline.Add(context, "correction", spec.To is null ? "補正をお願いしています。" : "前の工程に差し戻しました。", isPublic: spec.To is null, Datum.Object(("reason", reason), ("due", day is { } d ? $"{d:yyyy-MM-dd}" : Datum.Null)));
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
        if (bookmark.Name == RemindTimer)
        {
            Remind(context, spec);
            yield break;
        }
        if (bookmark.Kind == StimulusKinds.Timer)
        {
            Heard.Mark(context);
            if (spec.ExtendBy is { } by && !context.Own("extended").AsBoolean() && Reckoning.Of(context, Plain(by) with { End = "day" }, Datum.Of($"{Jst.DateOf(TaskDesk.Row(context)["due"].AsInstant() ?? Jst.Base(context)):yyyy-MM-dd}")) is { } later)
            {
                context.SetOwn("extended", true);
                context.SetTimer(later.Fires, DueTimer);
                TaskDesk.Update(context, TaskDesk.Row(context).With("due", Datum.Of(later.Due)));
                Timeline.Add(context, "correctionExtended", $"補正の期限を {Reckoning.Show(later.Due)} まで一度だけのばしました。", isPublic: true);
                yield break;
            }
            TaskDesk.Withdraw(context, "expired");
            Timeline.Add(context, "correctionExpired", "補正の期限が過ぎました。", isPublic: true);
            Go(context, spec);
            context.ClearBookmarks(b => !Handlers.Owns(b));
            Handlers.Complete(context, spec.OnExpiry);
            yield break;
        }
        if (TaskDesk.Operate(context, stimulus, [])) yield break;
        if (stimulus.Data["outcome"].AsText() == "Withdrawn")
        {
            TaskDesk.Close(context, stimulus, "Withdrawn", "取下げ");
            Go(context, spec);
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
        TaskForm.Submission(context, spec.Form, judged.Values, stimulus, TaskDesk.Row(context)["round"].AsLong());
        FieldPaths.Merge(context, judged.Values);
        Go(context, spec);
        TaskDesk.Close(context, stimulus, "Corrected", null);
        Timeline.Add(context, "corrected", "補正を受け付けました。", isPublic: true);
        Handlers.Complete(context, "Corrected");
    }

    public override void Cancelled(ActivityContext context) => TaskDesk.Withdraw(context);

    public override void Moved(ActivityContext context, Moving moving) => TaskDesk.Moved(context);

    /// <summary>The clock the correction stops or sets back, as its class says.</summary>
    private static void Stop(ActivityContext context, CorrectionSpec spec)
    {
        if (spec.Clock is not { } clock || context.Package()?.Deadlines.Find(clock.Deadline) is not { } deadline) return;
        var effect = context.Eval(clock.Effect).AsText() ?? "none";
        context.SetOwn("clock", effect);
        if (effect is "pause" or "restart") Clocks.Pause(context, deadline, deadline.Id, "補正");
    }

    /// <summary>It goes on with what was left, or from the beginning.</summary>
    private static void Go(ActivityContext context, CorrectionSpec spec)
    {
        if (spec.Clock is not { } clock || context.Package()?.Deadlines.Find(clock.Deadline) is not { } deadline) return;
        switch (context.Own("clock").AsText())
        {
            case "pause": Clocks.Resume(context, deadline, deadline.Id); break;
            case "restart":
                var result = Clocks.Row(context, deadline.Id)["result"].AsText();
                Clocks.Stop(context, deadline.Id, "ended");
                Clocks.Start(context, deadline, deadline.Id, Datum.Of(Jst.Base(context)), result);
                break;
        }
    }

    private static void Remind(ActivityContext context, CorrectionSpec spec)
    {
        Heard.Mark(context);
        var row = TaskDesk.Row(context);
        Timeline.Add(context, "reminded", "補正がまだ済んでいないことを知らせました。", isPublic: spec.To is null);
        if (spec.ReminderNotice is { } notice)
            NoticeDesk.Send(context, notice, spec.To is null ? NoticeDesk.Applicant(context) : row["assignee"].AsText() is { } assignee ? [assignee] : [], Datum.Object(("reason", row["reason"]), ("due", row["due"]), ("open", row["open"])), null);
    }

    private static Packages.ClockSpec Plain(TextTemplate period) => new(null, period, null, null, false, Decisions.Functions.Dates.DeadlineRoll.None, "exact", false, null);

    private static List<string> Open(ActivityContext context, CorrectionSpec spec, Forms.FormSpec? form, Datum reasons)
    {
        var open = context.Eval(spec.Open);
        if (open.IsNull && reasons.Items.Length > 0)
            return [.. reasons.Items.Select(r => r["field"].AsText()).OfType<string>().Select(f => f.Split('.', '[')[0]).Distinct(StringComparer.Ordinal)];
        if (open.IsNull) return [.. (form?.Fields ?? []).Where(f => f.HoldsValue).Select(f => f.Key)];
        return [.. SpecReader.Texts(open)];
    }
}
