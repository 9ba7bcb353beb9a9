using Workflows.Cases.Activities.Desk;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Tasks;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Decisions.Functions.Dates;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <summary>
/// <c>Case.Approval</c> (決裁): the route's persons decide, one after another or all at once. One who returns or rejects ends it. Who wrote it may
/// not approve it. A deputy takes part after the time allowed (代決), and whoever was stood in for looks at it afterwards (後閲). What was approved is
/// kept as a numbered snapshot; an effect at a future date is waited for. As a vote (<see cref="VoteSpec"/>) everybody has one vote, unseen by the others until
/// the vote is over.
/// </summary>
internal sealed class CaseApproval : HandledActivity<ApprovalSpec>
{
    private const string Steps = "steps";
    private const string StepKey = "step";
    private const string EffectTimer = "effective";
    private const string LastVotes = "votes";

    private static readonly IReadOnlyList<TaskDecision> Decisions = [new("Approved", "承認", []), new("Returned", "差戻し", ["comment"]), new("Rejected", "却下", ["comment"])];

    private static readonly IReadOnlyList<TaskDecision> Votes = [new(VoteSpec.Approved, "賛成", []), new(VoteSpec.Rejected, "反対", ["comment"]), new(VoteSpec.Abstained, "棄権", [])];

    public override ActivityDescriptor Descriptor { get; } = new("Case.Approval", "決裁", "Approval", "「{title}」の決裁を受ける", "人の仕事", "approval")
    {
        Inputs =
        [
            CaseInputs.Input("task", "String", "仕事の識別子", InputPicker.Text, required: true),
            CaseInputs.Input("title", "String", "件名", InputPicker.Text, description: "{式} を差し込めます。"),
            CaseInputs.Choice("mode", "進め方", "order", ("order", "順に決裁する"), ("all", "全員が同時に決裁する"), (VoteSpec.Mode, "投票で決める")),
            CaseInputs.List("route", "決裁する人", "role、label、persons（投票する人数）、when（式）、scope、due、deputy（role と after）、final（式。真ならここで決まる専決）。",
                CaseInputs.Input("role", "String", "決裁する役割", InputPicker.Role, required: true), CaseInputs.Input("persons", "Int32", "投票する人数", InputPicker.Number, otherwise: Datum.Of(1)).While("mode", VoteSpec.Mode), CaseInputs.Input("label", "String", "決裁の名前", InputPicker.Text),
                CaseInputs.Input("when", "String", "この人が決裁する場合", InputPicker.Condition), CaseInputs.Input("due", "Object", "期限", InputPicker.Deadline).While("mode", "order", "all"), CaseInputs.Input("final", "String", "この人で決まる場合（専決）", InputPicker.Condition).While("mode", "order", "all")) with { OtherItems = ["scope", "deputy"] },
            CaseInputs.Choice("rule", "決まり方", "majority", ("majority", "過半数の賛成"), ("twoThirds", "3分の2以上の賛成"), ("unanimous", "全員一致"), ("count", "決めた人数以上の賛成")).While("mode", VoteSpec.Mode),
            CaseInputs.Input("needed", "Int32", "必要な賛成の人数", InputPicker.Number).While("mode", VoteSpec.Mode).While("rule", "count"),
            CaseInputs.Choice("of", "割合のもとにする人数", "all", ("all", "投票する人の全員"), ("cast", "賛成か反対を投じた人")).While("mode", VoteSpec.Mode).While("rule", "majority", "twoThirds", "unanimous"),
            CaseInputs.Input("quorum", "Int32", "最低の投票数（定足数）", InputPicker.Number, description: "これより少なければ、決まらなかったことになります。棄権も投票に数えます。").While("mode", VoteSpec.Mode),
            CaseInputs.Choice("tie", "可否同数のとき", VoteSpec.Rejected, (VoteSpec.Rejected, "否決とする"), (VoteSpec.Approved, "可決とする"), (VoteSpec.Returned, "決まらなかったとする"), (VoteSpec.ByChair, "議長が決める")).While("mode", VoteSpec.Mode).While("rule", "majority"),
            CaseInputs.Input("chair", "String", "議長の役割", InputPicker.Role).While("mode", VoteSpec.Mode).While("tie", VoteSpec.ByChair),
            CaseInputs.Input("waitAll", "Boolean", "結果が決まっても全員の投票を待つ", InputPicker.Checkbox).While("mode", VoteSpec.Mode),
            CaseInputs.Input("due", "Object", "投票の期限", InputPicker.Deadline, description: "この日までに投じられた票で決めます。なければ全員を待ちます。").While("mode", VoteSpec.Mode),
            CaseInputs.Input("routeFrom", "Object", "経路を決める表", InputPicker.Decision, description: "decision、input、output。表の結果が役割の一覧になります。"),
            CaseInputs.Input("author", "String", "起案者", InputPicker.Expression, description: "この人は決裁できません。"),
            CaseInputs.Input("notSameAs", "String[]", "同じ人ではいけない仕事", InputPicker.List),
            CaseInputs.Input("sameMessage", "String", "同じ人を断る文", InputPicker.Text),
            CaseInputs.Input("parts", "String", "部分ごとの承認", InputPicker.Expression, description: "id と label の一覧。承認する部分を選べます。").While("mode", "order", "all"),
            CaseInputs.Input("snapshot", "String[]", "確定する項目", InputPicker.Fields, description: "承認したときの値を番号をつけて残します。"),
            CaseInputs.Input("effective", "String", "効力の日", InputPicker.Expression, description: "先の日付なら、その日まで待ってから進みます。"),
            CaseInputs.Input("review", "Boolean", "後閲", InputPicker.Checkbox, description: "代決のとき、本来の決裁者に後閲の仕事を回します。"),
            CaseInputs.Input("show", "String[]", "見せる項目", InputPicker.Fields),
            CaseInputs.Lookups,
            CaseInputs.Result,
            CaseInputs.Handlers,
        ],
        ChildPorts = [Handlers.Port],
        Outcomes = ["Approved", "Returned", "Rejected"],
        OutcomeWords = new Dictionary<string, string> { ["Rejected"] = "却下" },
        KindBy = "mode",
        Kinds = [new("order"), new("all"), new(VoteSpec.Mode) { SentenceJa = "「{title}」を投票で決める", OutcomeWords = new Dictionary<string, string> { ["Approved"] = "可決", ["Rejected"] = "否決", ["Returned"] = "決まらなかった" } }],
        AllowsHandlers = true,
        Asks = ["find", "aggregate"],
        Affects = ["BookmarkSet", "TimerSet", "ProjectionSet"],
    };

    protected override ApprovalSpec Read(SpecReader reader) => ApprovalSpec.Read(reader);

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var steps = new List<Datum>();
        foreach (var question in spec.Resolve(context, steps)) yield return question;
        context.SetOwn(Steps, Datum.List(steps));
        context.SetOwn("authors", Datum.List((spec.Author is null ? [] : SpecReader.Texts(context.Eval(spec.Author))).Select(Datum.Of)));
        TaskDesk.Many(context);
        spec.Handlers.Arm(context);
        if (steps.Count == 0) { Approved(context, spec, null); yield break; }
        for (var i = 0; i < (spec.All ? steps.Count : 1); i++) Open(context, spec, i);
        if (spec.Vote?.Due?.Date(context) is { } last) context.SetTimer(Jst.StartOf(last.AddDays(1)), LastVotes);
    }

    private static void Open(ActivityContext context, ApprovalSpec spec, int index)
    {
        var step = context.Own(Steps)[index];
        var label = step["label"].AsText()!;
        var parts = spec.Parts is null ? Datum.EmptyList : context.Eval(spec.Parts);
        var vote = spec.Vote is not null && !step[VoteSpec.ByChair].AsBoolean();
        var due = spec.Vote is null || vote ? spec.DueOf(context, step["role"].AsText()!) : Datum.Null;
        var row = Datum.Object(
            ("kind", "approval"), ("task", spec.Task), ("title", $"{Title(context, spec)}（{label}）"), ("role", step["role"]), ("form", Datum.Null), ("due", due), ("step", index), ("of", context.Own(Steps).Items.Length),
            ("decisions", Datum.List((vote ? Votes : Decisions).Select(d => Datum.Object(("key", d.Key), ("label", d.Label), ("requires", Datum.List(d.Requires.Select(Datum.Of))))))),
            ("notSameAs", Datum.List(spec.NotSameAs.Select(Datum.Of))), ("show", Datum.List(spec.Show.Select(Datum.Of))), ("authors", context.Own("authors")), ("parts", parts), ("route", vote ? Datum.EmptyList : context.Own(Steps)));
        if (spec.SameMessage is not null) row = row.With("sameMessage", spec.SameMessage);
        var id = TaskDesk.Open(context, row);
        SetStep(context, index, step.With("state", "open").With("row", id));
        if (step["deputy"].AsText() is not null && step["deputyAfter"].AsText() is { Length: > 0 } after)
        {
            if (!Time.Span.TryParse(after, out _)) throw context.Fault("APPROVAL_DEPUTY", $"代決までの期間「{after}」を読めません。 (Not a period.)");
            var clock = new ClockSpec(null, new TextTemplate(after), null, null, false, DeadlineRoll.None, "exact", false, null);
            if (Reckoning.Of(context, clock) is { } at) context.SetTimer(at.Fires, "deputy", Datum.Object((StepKey, index)));
        }
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        var spec = Spec(context);
        if (Handlers.Owns(bookmark)) { spec.Handlers.Resume(context, bookmark, stimulus, () => TaskDesk.WithdrawAll(context)); return []; }
        if (bookmark.Kind == StimulusKinds.Timer && bookmark.Name == EffectTimer) { Heard.Mark(context); Handlers.Complete(context, "Approved"); return []; }
        if (bookmark.Kind == StimulusKinds.Timer && bookmark.Name == LastVotes) { Heard.Mark(context); Ended(context, spec, spec.Vote!.Outcome(VoteSpec.Count(context.Own(Steps))), null); return []; }
        if (bookmark.Kind == StimulusKinds.Timer) { Deputise(context, (int)bookmark.Data[StepKey].AsLong()!.Value); return []; }
        TaskDesk.Select(context, bookmark.Id);
        if (spec.Vote is not null) OneVote(context, stimulus);
        if (!TaskDesk.Operate(context, stimulus, spec.NotSameAs)) Decide(context, spec, stimulus);
        return [];
    }

    private static void Decide(ActivityContext context, ApprovalSpec spec, Stimulus stimulus)
    {
        var row = TaskDesk.Row(context);
        if (row["authors"].Items.Any(a => a.AsText() == stimulus.Actor))
            throw context.Refuse(new Refusal(RefusalCodes.FourEyes, spec.SameMessage ?? "起案した人は、自分の起案を決裁できません。"));
        var vote = spec.Vote is not null && row["route"].Items.Length == 0;
        var decision = TaskForm.Decide(context, vote ? Votes : Decisions, stimulus)!;
        TaskForm.Require(context, decision, Datum.EmptyObject, null, stimulus);
        var index = (int)row["step"].AsLong()!.Value;
        var step = context.Own(Steps)[index];
        var roles = stimulus.Data["actorRoles"].Items.Select(r => r.AsText()).ToList();
        var standsIn = step["deputy"].AsText() is { } deputy && !roles.Contains(step["role"].AsText()) && roles.Contains(deputy);
        var parts = Parts(context, row, decision, stimulus);
        SetStep(context, index, step.With("state", decision.Key).With("by", stimulus.Actor).With("at", Datum.Of(context.Step.Now)).With("comment", stimulus.Data["comment"]).With("parts", parts).With("standsIn", standsIn));
        if (vote)
        {
            // What was voted is told when the vote is over.
            TaskDesk.Close(context, stimulus, null, null, open: false);
            context.ClearBookmarks(b => b.Id == row["id"].AsText() || b.Data[StepKey].AsLong() == index);
            if (spec.Vote!.Settled(VoteSpec.Count(context.Own(Steps))) is { } settled) Ended(context, spec, settled, stimulus);
            return;
        }
        TaskDesk.Close(context, stimulus, decision.Key, (standsIn ? "代決・" : step["final"].AsBoolean() ? "専決・" : "") + decision.Label);
        context.ClearBookmarks(b => b.Id == row["id"].AsText() || b.Data[StepKey].AsLong() == index);
        if (decision.Key != "Approved")
        {
            TaskDesk.WithdrawAll(context);
            Write(context, spec, decision.Key, stimulus, null);
            Handlers.Complete(context, decision.Key);
            return;
        }
        if (standsIn && spec.Review)
            AdHoc.Open(context, new AdHocTask($"後閲: {Title(context, spec)}", step["role"].AsText()!, null, null, $"{stimulus.Actor}が代決しました。{stimulus.Data["comment"].AsText()}", Outlives: true));
        if (step["final"].AsBoolean()) { TaskDesk.WithdrawAll(context); Approved(context, spec, stimulus); return; }
        if (spec.Vote is not null) Approved(context, spec, stimulus);
        else if (spec.All)
        {
            if (context.Own(Steps).Items.All(s => s["state"].AsText() == "Approved")) Approved(context, spec, stimulus);
        }
        else if (index + 1 < context.Own(Steps).Items.Length) Open(context, spec, index + 1);
        else Approved(context, spec, stimulus);
    }

    /// <summary>Who has voted, or has another vote in hand, takes none.</summary>
    private static void OneVote(ActivityContext context, Stimulus stimulus)
    {
        if (stimulus.Name is not ("claim" or "complete" or "assign")) return;
        var who = stimulus.Name == "assign" ? stimulus.Data["assignee"].AsText() : stimulus.Actor;
        var here = TaskDesk.Row(context);
        if (here["route"].Items.Length > 0) return;
        foreach (var (id, other) in context.Own("rows").Members)
            if (id != here["id"].AsText() && other["assignee"].AsText() == who && other["status"].AsText() is "claimed" or "done")
                throw context.Refuse(new Refusal(RefusalCodes.FourEyes, other["status"].AsText() == "done" ? "一人一票です。この投票にはもう投じています。" : "一人一票です。この投票の票をもう一つ引き受けています。"));
    }

    /// <summary>The vote is over: what each voted is told, the chair is asked on a tie, or the outcome stands.</summary>
    private static void Ended(ActivityContext context, ApprovalSpec spec, string outcome, Stimulus? stimulus)
    {
        var steps = context.Own(Steps);
        TaskDesk.WithdrawAll(context);
        context.ClearBookmarks(b => !Handlers.Owns(b));
        foreach (var (id, row) in context.Own("rows").Members.ToArray())
        {
            if (row["status"].AsText() != "done") continue;
            TaskDesk.Select(context, id);
            var step = steps[(int)row["step"].AsLong()!.Value];
            TaskDesk.Update(context, row.With("outcome", step["state"]).With("comment", step["comment"]));
        }
        var tally = VoteSpec.Count(steps);
        var words = outcome switch { VoteSpec.Approved => "可決されました", VoteSpec.Rejected => "否決されました", VoteSpec.ByChair => "可否同数なので、議長が決めます", _ => "決まりませんでした" };
        Timeline.Add(context, "voted", $"「{Title(context, spec)}」の投票は、賛成{tally.Yes}、反対{tally.No}、棄権{tally.Abstained}{(tally.Open > 0 ? $"、投票なし{tally.Open}" : "")}で{words}。", isPublic: false, VoteSpec.Of(tally));
        switch (outcome)
        {
            case VoteSpec.ByChair:
                context.SetOwn(Steps, steps.Append(Datum.Object(("role", spec.Vote!.Chair), ("label", "議長の決定"), ("state", "waiting"), (VoteSpec.ByChair, true))));
                Open(context, spec, steps.Items.Length);
                break;
            case VoteSpec.Approved: Approved(context, spec, stimulus); break;
            default:
                Write(context, spec, outcome, stimulus, null);
                Handlers.Complete(context, outcome);
                break;
        }
    }

    private static void Approved(ActivityContext context, ApprovalSpec spec, Stimulus? stimulus)
    {
        long? no = null;
        if (spec.Snapshot.Count > 0)
        {
            var kept = context.Head["snapshots"].IsNull ? Datum.EmptyList : context.Head["snapshots"];
            no = kept.Items.Length + 1;
            context.Head = context.Head.With("snapshots", kept.Append(Datum.Object(("no", no.Value), ("task", spec.Task), ("at", Datum.Of(context.Step.Now)), ("by", stimulus?.Actor),
                ("fields", Datum.Object(spec.Snapshot.Select(f => KeyValuePair.Create(f, FieldPaths.Read(context, f))))))));
        }
        Write(context, spec, "Approved", stimulus, no);
        Timeline.Add(context, "approved", $"「{Title(context, spec)}」が承認されました{(no is null ? "" : $"（確定 第{no}号）")}。", isPublic: false);
        var effective = spec.Effective is null ? Datum.Null : context.Eval(spec.Effective);
        if (!effective.IsNull && Reckoning.Instant(context, effective) is var at && at > context.Step.Now)
        {
            context.ClearBookmarks(b => !Handlers.Owns(b));
            context.SetTimer(at, EffectTimer);
            Timeline.Add(context, "effective", $"効力は {Reckoning.Show(at)} からです。", isPublic: false);
            return;
        }
        Handlers.Complete(context, "Approved");
    }

    /// <summary>The time for the step's own person is over: the deputy may decide, too.</summary>
    private static void Deputise(ActivityContext context, int index)
    {
        Heard.Mark(context);
        var step = context.Own(Steps)[index];
        if (step["state"].AsText() != "open") return;
        TaskDesk.Select(context, step["row"].AsText()!);
        var row = TaskDesk.Row(context);
        TaskDesk.Update(context, row.With("also", Datum.List(step["deputy"])));
        SetStep(context, index, step.With("deputised", true));
        Timeline.Add(context, "deputised", $"「{row["title"].AsText()}」を{context.Package()?.Roles.Find(step["deputy"].AsText())?.Label.Ja ?? step["deputy"].AsText()}にも回しました。", isPublic: false);
    }

    private static Datum Parts(ActivityContext context, Datum row, TaskDecision decision, Stimulus stimulus)
    {
        if (row["parts"].Items.Length == 0 || decision.Key != "Approved") return Datum.Null;
        var given = stimulus.Data["parts"];
        var known = row["parts"].Items.Select(p => p["id"].AsText() ?? p.AsText()!).ToList();
        if (given.IsNull) return Datum.List(known.Select(Datum.Of));
        var chosen = SpecReader.Texts(given);
        if (chosen.FirstOrDefault(c => !known.Contains(c)) is { } unknown) throw TaskForm.Invalid(context, "parts", $"部分「{unknown}」はありません。{string.Join("、", known)}から選んでください。");
        if (chosen.Count == 0) throw TaskForm.Invalid(context, "parts", "承認する部分を1つ以上選んでください。1つもなければ「却下」にしてください。");
        return Datum.List(known.Where(chosen.Contains).Select(Datum.Of));
    }

    private static void Write(ActivityContext context, ApprovalSpec spec, string outcome, Stimulus? stimulus, long? snapshot)
    {
        if (spec.Result is not { } path) return;
        var steps = context.Own(Steps);
        // What every step let through.
        var parts = steps.Items.Where(s => s["parts"].Kind == DatumKind.List).Select(s => s["parts"].Items.Select(p => p.AsText()!).ToList()).ToList();
        FieldPaths.Write(context, path, Datum.Object(
            ("outcome", outcome), ("by", stimulus?.Actor), ("at", Datum.Of(context.Step.Now)), ("comment", stimulus?.Data["comment"] ?? Datum.Null), ("votes", spec.Vote is null ? Datum.Null : VoteSpec.Of(VoteSpec.Count(steps))), ("snapshot", snapshot is { } no ? no : Datum.Null),
            ("parts", parts.Count == 0 ? Datum.Null : Datum.List(parts.Aggregate((a, b) => [.. a.Where(b.Contains)]).Select(Datum.Of))),
            ("steps", Datum.List(steps.Items.Select(s => s.Without("row").Without("deputyAfter"))))));
    }

    private static void SetStep(ActivityContext context, int index, Datum step) => context.SetOwn(Steps, context.Own(Steps).WithItem(index, step));

    private static string Title(ActivityContext context, ApprovalSpec spec) => spec.Title is null ? context.Node.Name ?? "決裁" : context.Render(spec.Title);

    public override void Cancelled(ActivityContext context) => TaskDesk.WithdrawAll(context);

    public override void Moved(ActivityContext context, Moving moving) => TaskDesk.Moved(context);
}
