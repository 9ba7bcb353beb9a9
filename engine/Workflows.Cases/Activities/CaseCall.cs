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

/// <param name="OnFailure">The role that decides when the call was given up; null: an incident.</param>
internal sealed record CallSpec(
    string Connector, string Operation, IReadOnlyList<NamedFeel> Request, TextTemplate? Key, Datum Policy, string? Result, string? OnFailure, Handlers Handlers);

/// <summary>
/// <c>Case.Call</c>: a connector operation, carried by the outbox with a key that never changes. When it is given up: the outcome Failed where
/// the definition draws an arrow from it, a task for a role where <c>onFailure</c> names one, else an incident whose retry sends it again.
/// </summary>
internal sealed class CaseCall : CaseActivity<CallSpec>
{
    private const string KeyName = "key";
    private const string BodyName = "body";
    private const string SendAgain = "retry";
    private const string GiveUp = "giveUp";
    private static readonly IReadOnlyList<TaskDecision> FailureDecisions = [new(SendAgain, "もう一度送る", []), new(GiveUp, "あきらめる", [])];

    public override ActivityDescriptor Descriptor { get; } = new("Case.Call", "外部への依頼", "Call", "{connector} に「{operation}」を依頼する", "外とのやりとり", "call")
    {
        Inputs =
        [
            CaseInputs.Input("connector", "String", "コネクタ", InputPicker.Connector, required: true),
            CaseInputs.Input("operation", "String", "操作", InputPicker.Operation, required: true),
            CaseInputs.Input("request", "Object", "渡す値", InputPicker.Mapping),
            CaseInputs.Input("key", "String", "二重に行わないための鍵", InputPicker.Text, description: "{式} を差し込めます。なければ {案件}:{アクティビティ}:{場所}:{回数}。"),
            CaseInputs.Input("retry", "Int64[]", "再試行の間隔（秒）", InputPicker.List, otherwise: Datum.List(Policies.Retry.Select(Datum.Of))),
            CaseInputs.Input("giveUpAfter", "String", "あきらめるまで", InputPicker.Deadline, otherwise: "P1D", description: "期間（PT1H、P1D）。"),
            CaseInputs.Input("timeout", "String", "1回の待ち時間", InputPicker.Deadline, otherwise: "PT30S"),
            CaseInputs.Result,
            CaseInputs.Input("onFailure", "Object", "失敗したときの仕事", InputPicker.Role, description: "task に役割を書くと、あきらめたときにその役割の仕事になります。"),
            CaseInputs.Handlers,
        ],
        ChildPorts = [Handlers.Port],
        Outcomes = ["Done", "Failed"],
        OutcomesFrom = "operation",
        AllowsHandlers = true,
        Affects = ["OutboxAdd", "BookmarkSet", "ProjectionSet"],
    };

    protected override CallSpec Read(SpecReader reader)
    {
        var retry = reader.Source["retry"].Items.Select(s => s.AsLong() ?? -1).ToArray();
        if (retry.Any(s => s < 0)) reader.Invalid("retry", "再試行の間隔は秒数（整数）の一覧で書いてください。", "The retry schedule is a list of whole seconds.");
        return new(reader.Text("connector"), reader.Text("operation"), reader.Named("request"), reader.OptionalTemplate("key"),
            Policies.Of(reader.Source["retry"].Kind == DatumKind.List ? retry : Policies.Retry,
                reader.OptionalDuration("timeout")?.Seconds ?? Policies.AttemptTimeout, reader.OptionalDuration("giveUpAfter")?.Seconds ?? Policies.GiveUpAfter),
            reader.OptionalText("result"), reader.Source["onFailure"]["task"].AsText(), Handlers.Read(reader));
    }

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        var run = NextRun(context);
        var key = spec.Key is null ? $"{context.Step.CaseId}:{context.Node.Id}:{context.ScopePath}:{run}" : context.Render(spec.Key);
        context.Data = Datum.Object((KeyName, key), (BodyName, Datum.Object(("operation", spec.Operation), ("request", context.EvalAll(spec.Request)))));
        Send(context, spec);
        spec.Handlers.Arm(context);
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        var spec = Spec(context);
        if (Handlers.Owns(bookmark)) spec.Handlers.Resume(context, bookmark, stimulus, () => Stop(context));
        else if (bookmark.Kind == StimulusKinds.Task) Decide(context, spec, stimulus);
        else Answer(context, spec, stimulus);
        return [];
    }

    public override bool Holds(ActivityContext context, Bookmark bookmark) => Spec(context).Handlers.Holds(context, bookmark);

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        Handlers.ChildEnded(context, child);
        return [];
    }

    public override void Moved(ActivityContext context, Moving moving) => TaskDesk.Moved(context);

    public override void Cancelled(ActivityContext context) => Stop(context);

    private static void Answer(ActivityContext context, CallSpec spec, Stimulus stimulus)
    {
        Heard.Mark(context);
        // The operator retries the incident: the same message starts over.
        if (context.Stimulus.Kind == StimulusKinds.Retry) { Send(context, spec); return; }
        var outcome = stimulus.Data["outcome"].AsText() ?? OutboxBodies.Failed;
        if (outcome == OutboxBodies.Failed) { Fail(context, spec, stimulus.Data); return; }
        if (spec.Result is not null)
            FieldPaths.Write(context, spec.Result, outcome == OutboxBodies.Done ? stimulus.Data["value"]
                : Datum.Object(("code", outcome), ("message", stimulus.Data["message"]), ("value", stimulus.Data["value"])));
        context.SetOwn("answered", true);
        Handlers.Complete(context, outcome);
    }

    private static void Fail(ActivityContext context, CallSpec spec, Datum answer)
    {
        var message = $"{spec.Connector} の「{spec.Operation}」が失敗しました: {answer["message"].AsText() ?? answer["code"].AsText() ?? "理由は不明です。"}";
        var detail = Datum.Object(("connector", spec.Connector), ("operation", spec.Operation), ("code", answer["code"]), ("message", answer["message"]));
        if (spec.OnFailure is { } role)
        {
            context.Warn("CALL_FAILED", message, detail);
            TaskDesk.Open(context, Datum.Object(
                ("kind", "callFailed"), ("task", $"{context.Node.Id}.failed"), ("title", $"外部への依頼の失敗（{context.Node.Name ?? spec.Operation}）"), ("role", role),
                ("form", Datum.Null), ("due", Datum.Null), ("notSameAs", Datum.EmptyList), ("message", message),
                ("decisions", Datum.List(FailureDecisions.Select(d => Datum.Object(("key", d.Key), ("label", d.Label), ("requires", Datum.EmptyList)))))));
            return;
        }
        if (!HasFailedArrow(context)) throw context.Fault("CALL_FAILED", message, detail);
        if (spec.Result is not null) FieldPaths.Write(context, spec.Result, Datum.Object(("code", answer["code"]), ("message", answer["message"])));
        context.SetOwn("answered", true);
        Handlers.Complete(context, OutboxBodies.Failed);
    }

    private static void Decide(ActivityContext context, CallSpec spec, Stimulus stimulus)
    {
        if (TaskDesk.Operate(context, stimulus, [])) return;
        var decision = TaskForm.Decide(context, FailureDecisions, stimulus)!;
        TaskDesk.Close(context, stimulus, decision.Key, decision.Label);
        context.ClearBookmarks(b => b.Kind == StimulusKinds.Task);
        if (decision.Key == SendAgain) Send(context, spec);
        else Handlers.Complete(context, OutboxBodies.Failed);
    }

    private static void Send(ActivityContext context, CallSpec spec)
    {
        var bookmark = context.SetBookmark(StimulusKinds.Answer, spec.Operation);
        context.Send(context.Own(KeyName).AsText()!, OutboxBodies.Call, spec.Connector, context.Own(BodyName), bookmark.Id, spec.Policy);
    }

    private static void Stop(ActivityContext context)
    {
        TaskDesk.Withdraw(context);
        if (!context.Own("answered").AsBoolean() && context.Own(KeyName).AsText() is { } key) context.Emit(new OutboxCancelled(key));
    }

    /// <summary>How often this place has run in the case, from 1: part of the default key, so that a loop's second call is not taken for the first.</summary>
    private static long NextRun(ActivityContext context)
    {
        var place = $"{context.Node.Id}@{context.ScopePath}";
        var runs = context.Instance.Properties["runs"];
        var run = (runs[place].AsLong() ?? 0) + 1;
        context.ChangeInstance(i => i with { Properties = i.Properties.With("runs", runs.With(place, run)) });
        return run;
    }

    private static bool HasFailedArrow(ActivityContext context) =>
        context.Node.Parent?.Source["connections"].Items.Any(c =>
            c["source"]["activity"].AsText() == context.Node.LocalId && c["source"]["port"].AsText() == OutboxBodies.Failed) ?? false;
}
