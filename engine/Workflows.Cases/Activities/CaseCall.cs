using Workflows.Cases.Activities.Calls;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Activities.Tasks;
using Workflows.Cases.Activities.Triggers;
using Workflows.Cases.Ports;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities;

/// <summary>
/// <c>Case.Call</c>: a connector operation, carried by the outbox with a key that never changes. An answer that was lost is inquired after and never
/// guessed; while attempts fail a fallback may run. When it is given up: the outcome Failed where the definition draws an arrow from it,
/// a task for a role where <c>onFailure</c> names one, else an incident whose retry sends it again.
/// </summary>
internal sealed class CaseCall : HandledActivity<CallSpec>
{
    private const string AnsweredKey = "answered";
    private const string FallbackOutcome = "Fallback";
    private const string UnknownOutcome = "Unknown";
    private const string TimedOut = "TimedOut";

    public override ActivityDescriptor Descriptor { get; } = new("Case.Call", "外部への依頼", "Call", "{connector} に「{operation}」を依頼する", "外とのやりとり", "call")
    {
        Inputs = CallInputs.All,
        ChildPorts = [Handlers.Port, FallbackSpec.Port],
        Outcomes = ["Done", "Failed", TimedOut, UnknownOutcome, FallbackOutcome],
        OutcomesFrom = "operation",
        AllowsHandlers = true,
        Affects = ["OutboxAdd", "BookmarkSet", "TimerSet", "ProjectionSet"],
    };

    protected override CallSpec Read(SpecReader reader) => CallSpec.Read(reader);

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var spec = Spec(context);
        CallDesk.Begin(context, spec);
        if (spec.Chunk is not null && CallDesk.Chunks(context).Items.Length == 0)
        {
            if (spec.Result is not null) FieldPaths.Write(context, spec.Result, Datum.EmptyList);
            context.Complete(OutboxBodies.Done);
            return [];
        }
        CallDesk.Send(context, spec);
        if (spec.WaitFor is { } budget) context.SetTimer(budget.After(Time.Jst.Base(context)), CallDesk.Budget);
        spec.Handlers.Arm(context);
        return [];
    }

    public override IEnumerable<Question> Resume(ActivityContext context, Bookmark bookmark, Stimulus stimulus)
    {
        var spec = Spec(context);
        if (Handlers.Owns(bookmark)) spec.Handlers.Resume(context, bookmark, stimulus, () => Stop(context, spec));
        else if (bookmark.Kind == StimulusKinds.Task) Decide(context, spec, stimulus);
        else if (bookmark.Kind == StimulusKinds.Event) LateAnswer(context, spec, stimulus);
        else if (bookmark.Name == CallDesk.Budget) OverBudget(context, spec);
        else if (bookmark.Name == CallDesk.AskAgain) CallInquiry.Send(context, spec);
        else if (bookmark.Name == CallDesk.AttemptName && bookmark.Data[CallDesk.AttemptName].AsBoolean()) Meanwhile(context, spec, stimulus);
        else if (bookmark.Data[CallInquiry.Mark].AsBoolean()) Inquired(context, spec, stimulus);
        else Answer(context, spec, bookmark, stimulus);
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        if (child.Tag[FallbackSpec.Port].AsBoolean() && !child.Cancelled && Spec(context).Fallback is { GoOn: true } && context.Own("outcomes").IsNull && !context.Own(AnsweredKey).AsBoolean())
        {
            // The message stays in the outbox and is still tried: what it is for must happen.
            context.SetOwn(AnsweredKey, true);
            Handlers.Complete(context, FallbackOutcome);
            return [];
        }
        if (child.Tag[FallbackSpec.Port].AsBoolean() && context.Own("outcomes") is { Kind: DatumKind.List } outcomes && !context.ChildFrames.Any())
            context.Complete([.. outcomes.Items.Select(o => o.AsText()!)]);
        return base.ChildEnded(context, child);
    }

    public override void Moved(ActivityContext context, Moving moving) => TaskDesk.Moved(context);

    public override void Cancelled(ActivityContext context) => Stop(context, Spec(context));

    private static void Answer(ActivityContext context, CallSpec spec, Bookmark bookmark, Stimulus stimulus)
    {
        Heard.Mark(context);
        // The operator retries the incident: an unknown end is inquired after, everything else sent again.
        if (context.Stimulus.Kind == StimulusKinds.Retry) { Again(context, spec); return; }
        if (spec.Chunk is not null) { ChunkAnswered(context, spec, bookmark, stimulus.Data); return; }
        var outcome = stimulus.Data["outcome"].AsText() ?? OutboxBodies.Failed;
        if (stimulus.Data["unknown"].AsBoolean()) { Unknown(context, spec, stimulus.Data); return; }
        if (outcome == OutboxBodies.Failed) { Fail(context, spec, stimulus.Data, OutboxBodies.Failed); return; }
        if (outcome == OutboxBodies.Done && spec.Answer is not null)
        {
            CallDesk.AwaitAnswer(context, spec, stimulus.Data["value"]);
            return;
        }
        Finish(context, spec, outcome, stimulus.Data);
    }

    private static void Finish(ActivityContext context, CallSpec spec, string outcome, Datum answer)
    {
        if (spec.Result is not null)
            FieldPaths.Write(context, spec.Result, outcome == OutboxBodies.Done ? answer["value"]
                : Datum.Object(("code", outcome), ("message", answer["message"]), ("value", answer["value"])));
        End(context, outcome);
    }

    /// <summary>Ends with the outcome; what ran as fallback has lost its reason, handlers' bodies are waited for.</summary>
    private static void End(ActivityContext context, string outcome)
    {
        context.SetOwn(AnsweredKey, true);
        context.CancelChildren(f => f.Tag[FallbackSpec.Port].AsBoolean());
        TaskDesk.Withdraw(context);
        context.ClearBookmarks(b => !Handlers.Owns(b));
        Handlers.Complete(context, outcome);
    }

    private static void ChunkAnswered(ActivityContext context, CallSpec spec, Bookmark bookmark, Datum answer)
    {
        var chunks = CallDesk.Answered(context, (int)(bookmark.Data["chunk"].AsLong() ?? 0), answer);
        if (chunks.Any(c => c["state"].AsText() == CallDesk.Sent)) return;
        var failed = chunks.Where(c => c["state"].AsText() != OutboxBodies.Done).ToList();
        if (failed.Count == 0) { Finish(context, spec, OutboxBodies.Done, Datum.Object(("value", CallDesk.ChunkResults(context)))); return; }
        var first = failed[0];
        Fail(context, spec, Datum.Object(("code", first["state"]), ("message", $"{chunks.Count} 回に分けて送ったうち {failed.Count} 回が失敗しました。{first["message"].AsText()}")), OutboxBodies.Failed);
    }

    private static void Unknown(ActivityContext context, CallSpec spec, Datum answer)
    {
        if (spec.Inquiry is not null) CallInquiry.Begin(context, spec);
        else if (HasArrow(context, UnknownOutcome))
        {
            if (spec.Result is not null) FieldPaths.Write(context, spec.Result, Datum.Object(("code", UnknownOutcome), ("message", answer["message"])));
            End(context, UnknownOutcome);
        }
        else Fail(context, spec, answer.With("code", "UNKNOWN"), OutboxBodies.Failed);
    }

    private static void Inquired(ActivityContext context, CallSpec spec, Stimulus stimulus)
    {
        Heard.Mark(context);
        if (context.Stimulus.Kind == StimulusKinds.Retry) { Again(context, spec); return; }
        var (happened, value) = CallInquiry.Judge(context, spec, stimulus.Data);
        if (happened == true) { CallInquiry.Settle(context); Finish(context, spec, OutboxBodies.Done, Datum.Object(("value", value))); }
        else if (happened == false && CallInquiry.MaySendAgain(context)) { CallInquiry.Settle(context); CallDesk.Send(context, spec); }
        else if (happened is null && CallInquiry.Later(context, spec)) { }
        else Fail(context, spec, Datum.Object(("code", "UNKNOWN"), ("message", "結果を照会しましたが分かりません。相手に確かめてください。 (An inquiry could not tell what happened.)")), OutboxBodies.Failed);
    }

    /// <summary>The far side's answer by event. It may come before what it said at once.</summary>
    private static void LateAnswer(ActivityContext context, CallSpec spec, Stimulus stimulus)
    {
        if (stimulus.Channel == "connector" && stimulus.Actor != spec.Connector) return;
        Heard.Mark(context);
        var payload = Trigger.EventOf(context, stimulus);
        var outcome = spec.Answer!.Outcome is { } feel ? context.Eval(feel, Datum.Object(("event", payload))).AsText() ?? OutboxBodies.Done : OutboxBodies.Done;
        if (spec.Result is not null) FieldPaths.Write(context, spec.Result, payload);
        End(context, outcome);
    }

    private static void OverBudget(ActivityContext context, CallSpec spec)
    {
        Heard.Mark(context);
        // The operator lets it wait once more.
        if (context.Stimulus.Kind == StimulusKinds.Retry) { context.SetTimer(spec.WaitFor!.Value.After(context.Step.Now), CallDesk.Budget); return; }
        foreach (var key in CallDesk.Keys(context)) context.Emit(new OutboxCancelled(key));
        context.ClearBookmarks(b => b.Kind is StimulusKinds.Answer or StimulusKinds.Event && !Handlers.Owns(b));
        Fail(context, spec, Datum.Object(("code", "WAITED"), ("message", "待つ限度までに答えがありませんでした。 (No answer within the waiting budget.)")), TimedOut);
    }

    private static void Meanwhile(ActivityContext context, CallSpec spec, Stimulus stimulus)
    {
        Heard.Mark(context);
        var heard = Datum.Object(("attempts", stimulus.Data["attempts"]), ("message", stimulus.Data["message"]), ("nextAt", stimulus.Data["nextAt"]));
        context.Schedule(spec.Fallback!.Body, Datum.Object((FallbackSpec.Port, true)), variables: CaseContext.EventVariable(heard));
    }

    private static void Fail(ActivityContext context, CallSpec spec, Datum answer, string outcome)
    {
        var message = $"{spec.Connector} の「{spec.Operation}」が失敗しました: {answer["message"].AsText() ?? answer["code"].AsText() ?? "理由は不明です。"}";
        var detail = Datum.Object(("connector", spec.Connector), ("operation", spec.Operation), ("code", answer["code"]), ("message", answer["message"]));
        if (HasArrow(context, outcome) && (spec.OnFailure is null || outcome == TimedOut))
        {
            if (spec.Result is not null) FieldPaths.Write(context, spec.Result, Datum.Object(("code", answer["code"]), ("message", answer["message"])));
            End(context, outcome);
        }
        else if (spec.OnFailure is { } role)
        {
            context.Warn("CALL_FAILED", message, detail);
            CallDesk.OpenTask(context, spec, role, message);
        }
        else throw context.Fault("CALL_FAILED", message, detail);
    }

    private static void Decide(ActivityContext context, CallSpec spec, Stimulus stimulus)
    {
        if (TaskDesk.Operate(context, stimulus, [])) return;
        var decision = TaskForm.Decide(context, CallDesk.FailureDecisions, stimulus)!;
        TaskDesk.Close(context, stimulus, decision.Key, decision.Label);
        context.ClearBookmarks(b => b.Kind == StimulusKinds.Task);
        if (decision.Key == CallDesk.SendAgain) Again(context, spec);
        else Handlers.Complete(context, OutboxBodies.Failed);
    }

    private static void Again(ActivityContext context, CallSpec spec)
    {
        if (CallInquiry.IsOpen(context)) CallInquiry.Begin(context, spec);
        else CallDesk.Send(context, spec);
    }

    private static void Stop(ActivityContext context, CallSpec spec)
    {
        TaskDesk.Withdraw(context);
        if (context.Own(AnsweredKey).AsBoolean()) return;
        foreach (var key in CallDesk.Keys(context)) context.Emit(new OutboxCancelled(key));
        if (spec.Compensate is not null) CallDesk.Compensate(context, spec);
    }

    private static bool HasArrow(ActivityContext context, string outcome) =>
        context.Node.Parent?.Source["connections"].Items.Any(c =>
            c["source"]["activity"].AsText() == context.Node.LocalId && c["source"]["port"].AsText() == outcome) ?? false;
}
