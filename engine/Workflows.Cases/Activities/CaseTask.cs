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

/// <param name="Requires">Form fields that must not be empty for this decision; <c>comment</c> is the task's comment.</param>
internal sealed record TaskDecision(string Key, string Label, IReadOnlyList<string> Requires);

internal sealed record TaskCompare(string Label, Feel Left, Feel Right);

internal sealed record TaskSpec(
    string Task, TextTemplate? Title, string Role, string? Form, IReadOnlyList<TaskDecision> Decisions, DueSpec? Due, IReadOnlyList<string> NotSameAs,
    IReadOnlyList<string> Show, IReadOnlyList<TaskCompare> Compare, string? Result, Handlers Handlers, TaskRules Rules, TimerSpec? Closes) : IHandled;

/// <summary>
/// <c>Case.Task</c>: a person's work. Its result is <c>{ outcome, values, comment, by, at }</c>; without a result path the values become case fields.
/// </summary>
internal sealed class CaseTask : HandledActivity<TaskSpec>
{
    private const string ClosesTimer = "closes";

    public override ActivityDescriptor Descriptor { get; } = new("Case.Task", "仕事", "Task", "{role}が「{title}」を行う", "人の仕事", "task")
    {
        Inputs =
        [
            CaseInputs.Input("task", "String", "仕事の識別子", InputPicker.Text, required: true),
            CaseInputs.Input("title", "String", "題名", InputPicker.Text, description: "{式} を差し込めます。なければアクティビティの名前。"),
            CaseInputs.Input("role", "String", "担当の役割", InputPicker.Role, required: true),
            CaseInputs.Input("form", "String", "様式", InputPicker.Form),
            CaseInputs.List("decisions", "結果の選択肢", "key、label、requires（その結果を選ぶのに要る項目）。",
                CaseInputs.Input("key", "String", "しるし", InputPicker.Text, required: true), CaseInputs.Input("label", "String", "ことば", InputPicker.Text, required: true), CaseInputs.Input("requires", "String[]", "選ぶときに要る項目", InputPicker.List)),
            CaseInputs.Input("due", "Object", "期限", InputPicker.Deadline, description: "businessDays（営業日）か days（日）か months（月）。初日は数えず、最後の日の 23:59:59 まで。"),
            CaseInputs.Input("notSameAs", "String[]", "同じ人ではいけない仕事", InputPicker.List, description: "これらの仕事を行った人は、この仕事を行えません。"),
            CaseInputs.Input("show", "String[]", "見せる項目", InputPicker.Fields),
            CaseInputs.List("compare", "見比べる項目", "label、left、right（式）。左右に並べ、同じかどうかを示します。",
                CaseInputs.Input("label", "String", "見出し", InputPicker.Text, required: true), CaseInputs.Input("left", "String", "左に出す値", InputPicker.Expression), CaseInputs.Input("right", "String", "右に出す値", InputPicker.Expression)),
            CaseInputs.Input("scope", "String", "担当の範囲", InputPicker.Text, description: "施設・課・学級など。役割を「役割@範囲」で持つ人だけが行えます。{式} を差し込めます。"),
            CaseInputs.List("assign", "割り当て", "same（前に行った人）、person（式。一覧に by: load なら仕事の少ない人）。上から最初に決まった人。",
                CaseInputs.Input("same", "String", "この仕事をした人", InputPicker.Text), CaseInputs.Input("person", "String", "人を決める計算", InputPicker.Expression)) with { OtherItems = ["by"] },
            CaseInputs.Input("persons", "Number", "行う人数", InputPicker.Number, otherwise: 1, description: "異なる人がこの人数だけ同じ結果で行うと終わります。"),
            CaseInputs.Input("sameMessage", "String", "同じ人を断る文", InputPicker.Text),
            CaseInputs.Input("acknowledge", "Boolean", "確認を別に記録する", InputPicker.Checkbox),
            CaseInputs.List("checklist", "確かめること", "id、label、required。",
                CaseInputs.Input("id", "String", "しるし", InputPicker.Text, required: true), CaseInputs.Input("label", "String", "ことば", InputPicker.Text, required: true), CaseInputs.Input("required", "Boolean", "必ず確かめる", InputPicker.Checkbox)),
            CaseInputs.List("escalate", "遅れたときの段階", "after、action（notify、add、reassign、finish）、to、person、channel、notice、until、repeat、outcome。",
                CaseInputs.Input("after", "String", "期限からの時間", InputPicker.Text, required: true), CaseInputs.Choice("action", "すること", null, ("notify", "知らせる"), ("add", "担当を加える"), ("reassign", "担当を替える"), ("finish", "終わりにする")), CaseInputs.Input("to", "String", "だれに", InputPicker.Role), CaseInputs.Input("notice", "String", "送る通知", InputPicker.Notice), CaseInputs.Input("outcome", "String", "終わりにするときの結果", InputPicker.Text)) with { OtherItems = ["person", "channel", "until", "repeat"] },
            CaseInputs.Input("outside", "Object", "外の人へのリンク", InputPicker.Mapping, description: "mail（宛先のメールアドレスの式）と expires（有効期間。P14D など）。利用者登録のない人が、届いたリンクでこの仕事だけを行います。見えるのは「見せる項目」と様式だけです。"),
            CaseInputs.Input("once", "String", "一度だけの鍵", InputPicker.Text, description: "この鍵では一度だけ行い、2度目からは Skipped になります。"),
            CaseInputs.Input("closes", "Object", "締切まで変更できる", InputPicker.Deadline, description: "この時刻までは何度でも出し直せます。最後に出したものが結果です。出さなければ TimedOut。"),
            CaseInputs.Lookups,
            CaseInputs.Result,
            CaseInputs.Handlers,
        ],
        ChildPorts = [Handlers.Port],
        Outcomes = ["Done"],
        OutcomesFrom = "decisions",
        AllowsHandlers = true,
        Asks = ["find", "aggregate", "claim"],
        Affects = ["BookmarkSet", "TimerSet", "ProjectionSet"],
    };

    protected override TaskSpec Read(SpecReader reader)
    {
        var decisions = new List<TaskDecision>();
        foreach (var item in reader.Source["decisions"].Items)
        {
            var key = reader.NestedText(item, "key", $"decisions[{decisions.Count}]");
            decisions.Add(new(key, item["label"]["ja"].AsText() ?? item["label"].AsText() ?? key, SpecReader.Texts(item["requires"])));
        }
        var compare = new List<TaskCompare>();
        foreach (var item in reader.Source["compare"].Items)
        {
            var place = $"compare[{compare.Count}]";
            compare.Add(new(reader.NestedText(item, "label", place), reader.OptionalFeel(item["left"], $"{place}.left") ?? new Feel("null"), reader.OptionalFeel(item["right"], $"{place}.right") ?? new Feel("null")));
        }
        return new(reader.Text("task"), reader.OptionalTemplate("title"), reader.Text("role"), reader.OptionalText("form"), decisions,
            DueSpec.Read(reader.Source["due"], reader, "due"), SpecReader.Texts(reader.Source["notSameAs"]), SpecReader.Texts(reader.Source["show"]), compare,
            reader.OptionalText("result"), Handlers.Read(reader), TaskRules.Read(reader), reader.Source["closes"] is { Kind: DatumKind.Object } closes ? TimerSpec.Read(closes, reader, "closes") : null);
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        if (spec.Rules.Once is { } once && context.Render(once) is { Length: > 0 } key)
        {
            var claim = new ClaimKey($"task:{context.Head["program"].AsText()}/{spec.Task}", key);
            yield return claim;
            if (context.Reply(claim).Outcome == Reply.Taken) { context.Complete(TaskRules.Skipped); yield break; }
        }
        var chosen = new TaskRules.Chosen();
        foreach (var question in spec.Rules.Choose(context, chosen)) yield return question;
        var row = spec.Rules.Describe(Datum.Object(
            ("kind", "task"), ("task", spec.Task), ("title", Title(context, spec)), ("role", spec.Rules.RoleOf(context, spec.Role)), ("form", spec.Form), ("assignee", chosen.Person is { Length: > 0 } ? chosen.Person : null),
            ("due", spec.Due?.Date(context) is { } day ? Datum.Of(Jst.EndOf(day)) : Datum.Null),
            ("decisions", Datum.List(spec.Decisions.Select(d => Datum.Object(("key", d.Key), ("label", d.Label), ("requires", Datum.List(d.Requires.Select(Datum.Of))))))),
            ("notSameAs", Datum.List(spec.NotSameAs.Select(Datum.Of))), ("show", Datum.List(spec.Show.Select(Datum.Of))),
            ("compare", Datum.List(spec.Compare.Select(c => Compared(context, c))))));
        spec.Rules.Invite(context, TaskDesk.Open(context, row), row);
        spec.Rules.Escalation.Arm(context);
        if (spec.Closes?.Due(context) is { } end) context.SetTimer(end, ClosesTimer);
        spec.Handlers.Arm(context);
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        var spec = Spec(context);
        if (Handlers.Owns(bookmark))
        {
            spec.Handlers.Resume(context, bookmark, stimulus, () => TaskDesk.Withdraw(context));
            yield break;
        }
        if (Escalation.Owns(bookmark))
        {
            if (spec.Rules.Escalation.Climb(context, bookmark) is { } silence) Finish(context, spec, silence, "expired");
            yield break;
        }
        if (bookmark.Kind == StimulusKinds.Timer)
        {
            Heard.Mark(context);
            Finish(context, spec, TaskDesk.Row(context)["answer"]["outcome"].AsText() ?? (TaskDesk.Row(context).Has("answer") ? "Done" : "TimedOut"), TaskDesk.Row(context).Has("answer") ? "done" : "expired");
            yield break;
        }
        if (TaskDesk.Operate(context, stimulus, spec.NotSameAs)) yield break;
        var decision = TaskForm.Decide(context, spec.Decisions, stimulus);
        var values = stimulus.Data["values"] is { Kind: DatumKind.Object } given ? given : Datum.EmptyObject;
        TaskForm.Require(context, decision, values, spec.Form, stimulus);
        spec.Rules.Tick(context, stimulus);
        if (spec.Form is not null)
        {
            var judged = new Judged();
            foreach (var question in FormGate.Judge(context, spec.Form, values, null, judged)) yield return question;
            values = judged.Values;
            TaskForm.Submission(context, spec.Form, values, stimulus);
        }
        if (!spec.Rules.Enough(context, stimulus, decision?.Key)) yield break;
        if (spec.Result is not null)
            FieldPaths.Write(context, spec.Result, Datum.Object(
                ("outcome", decision?.Key), ("values", values), ("comment", stimulus.Data["comment"]), ("by", stimulus.Actor), ("at", Datum.Of(context.Step.Now))));
        else FieldPaths.Merge(context, values);
        if (spec.Closes is not null)
        {
            // It may be given again until it closes; the last word counts.
            Heard.Mark(context);
            TaskDesk.Update(context, TaskDesk.Row(context).Without("draft").With("status", "claimed").With("assignee", stimulus.Actor)
                .With("answer", Datum.Object(("outcome", decision?.Key), ("by", stimulus.Actor), ("at", Datum.Of(context.Step.Now)), ("comment", stimulus.Data["comment"]))));
            Timeline.Add(context, "answered", $"「{TaskDesk.Row(context)["title"].AsText()}」を出しました（締切まで変更できます）。", isPublic: false);
            yield break;
        }
        TaskDesk.Close(context, stimulus, decision?.Key, decision?.Label);
        Handlers.Complete(context, decision?.Key ?? "Done");
    }

    /// <summary>The task ends without anybody's act: silence has a result, or its time is over.</summary>
    private static void Finish(ActivityContext context, TaskSpec spec, string outcome, string status)
    {
        var row = TaskDesk.Row(context);
        TaskDesk.Update(context, row.With("outcome", outcome));
        TaskDesk.Withdraw(context, status);
        if (status == "expired" && spec.Result is not null)
            FieldPaths.Write(context, spec.Result, Datum.Object(("outcome", outcome), ("values", Datum.EmptyObject), ("comment", Datum.Null), ("by", Datum.Null), ("at", Datum.Of(context.Step.Now))));
        context.ClearBookmarks(b => !Handlers.Owns(b));
        Handlers.Complete(context, outcome);
    }

    public override void Cancelled(ActivityContext context) => TaskDesk.Withdraw(context);

    public override void Moved(ActivityContext context, Moving moving) => TaskDesk.Moved(context);

    private static string Title(ActivityContext context, TaskSpec spec) =>
        spec.Title is null ? context.Node.Name ?? spec.Task : context.Render(spec.Title);

    private static Datum Compared(ActivityContext context, TaskCompare compare)
    {
        var (left, right) = (context.Eval(compare.Left), context.Eval(compare.Right));
        return Datum.Object(("label", compare.Label), ("left", left), ("right", right), ("same", !left.IsNull && left.Equals(right)));
    }
}
