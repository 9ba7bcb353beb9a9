using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Running;

/// <summary>
/// Runs definitions in memory with a clock that is moved by hand: for trying a definition out. Events it publishes reach its own
/// waits, claims are kept for the run, HTTP requests are answered «failed to connect» since nothing outside is there.
/// </summary>
public sealed class ScratchRun
{
    private readonly Claims _claims = new();
    private readonly List<string> _lines = [];
    private readonly Queue<Stimulus> _inside = new();
    private CaseState _state = CaseState.Empty;
    private int _count;

    /// <param name="mode">CounterBased or TokenBased, in place of what the definitions name; null leaves them as they are.</param>
    /// <exception cref="DefinitionException">The first definition is no workflow.</exception>
    public ScratchRun(Datum definition, IEnumerable<Datum> others, ActivityCatalog catalog, IEnumerable<IExpressionLanguage> languages, DateTimeOffset now, string? mode = null)
    {
        if (mode is not null)
        {
            definition = In(definition, mode);
            others = others.Select(o => In(o, mode));
        }
        Plan = new PlanCompiler(catalog, languages).Compile("scratch", definition, others, null, null, out var problems);
        Problems = problems;
        Now = now;
    }

    private static Datum In(Datum definition, string mode)
    {
        var key = definition.Members.FirstOrDefault(m => string.Equals(m.Key, "customProperties", StringComparison.OrdinalIgnoreCase)).Key ?? "customProperties";
        return definition.With(key, (definition[key].Kind == DatumKind.Object ? definition[key] : Datum.EmptyObject).With("Flowchart:ExecutionMode", mode));
    }

    public Plan Plan { get; }
    public IReadOnlyList<PlanProblem> Problems { get; }
    public DateTimeOffset Now { get; private set; }
    /// <summary>What WriteLine wrote, in order.</summary>
    public IReadOnlyList<string> Lines => _lines;
    public CaseState State => _state;

    public void Start(Datum input, string? correlationId = null) =>
        Serve(new Stimulus("", StimulusKinds.Start, Now, "run", Key: correlationId, Payload: input.IsNull ? Datum.EmptyObject : input));

    public void Event(string name, Datum payload, string? key = null) =>
        Serve(new Stimulus("", StimulusKinds.Event, Now, "run", Name: name, Key: key, Payload: payload));

    /// <summary>Moves the clock; due timers fire at their own time, oldest first.</summary>
    public void Advance(TimeSpan by)
    {
        var until = Now + by;
        for (var fired = 0; fired < 100_000; fired++)
        {
            var (frame, timer) = _state.Bookmarks.Where(b => b.Bookmark.Due <= until).OrderBy(b => b.Bookmark.Due).ThenBy(b => b.Frame.Id).FirstOrDefault();
            if (timer is null) break;
            if (timer.Due > Now) Now = timer.Due.Value;
            Serve(new Stimulus("", StimulusKinds.Timer, Now, "run", ActivityId: frame.NodeId, ScopePath: frame.ScopePath, Name: timer.Name, Key: timer.Id, Due: timer.Due));
        }
        Now = until;
    }

    /// <summary><c>{status, subStatus, lines, outputs, incidents}</c> of the first instance. Incidents of workflows it began are theirs, unless they keep it from its end or the run hit its bound.</summary>
    public Datum Report()
    {
        var instance = _state.Instances.Count > 0 ? _state.Instances[0] : null;
        return Datum.Object(
            ("status", instance?.Status ?? "Pending"), ("subStatus", instance?.SubStatus ?? "Pending"),
            ("lines", Datum.List(_lines.Select(Datum.Of))), ("outputs", instance?.Outputs ?? Datum.EmptyObject),
            ("incidents", Datum.List(_state.Incidents.Where(i => instance is not { SubStatus: InstanceSubStatus.Finished } || i.Code == "BUDGET_EXCEEDED" || _state.FindFrame(i.Frame) is not { Instance: > 1 }).Select(i => Datum.Object(("activityId", i.ActivityId), ("activityType", i.ActivityType), ("severity", i.Severity), ("code", i.Code), ("message", i.Message))))));
    }

    private void Serve(Stimulus first)
    {
        _inside.Enqueue(first);
        for (var turns = 0; turns < 10_000 && _inside.TryDequeue(out var stimulus); turns++) Step(stimulus);
    }

    private void Step(Stimulus stimulus)
    {
        stimulus = stimulus with { Id = $"run-{++_count}" };
        var turn = Interpreter.Begin(Plan, _state, stimulus, new StepContext("00000", "run", Now, stimulus.Id, Datum.EmptyObject));
        while (turn.Settled is null) turn = Interpreter.Resume(turn, [.. turn.Open.Select(_claims.Answer)]);
        var step = turn.Settled;
        if (step.Refusal is { } refusal) { _lines.Add($"! {refusal.Message}"); return; }
        _state = step.State;
        foreach (var entry in step.Journal)
            if (entry.Event == "WriteLine") _lines.Add(entry.Data?.AsText() ?? "");
        foreach (var effect in step.Effects)
        {
            switch (effect)
            {
                case OutboxAdd { Kind: "event" } sent:
                    var key = sent.Body["correlationId"].AsText();
                    _inside.Enqueue(new Stimulus("", StimulusKinds.Event, Now, "run", Name: sent.Target, Key: string.IsNullOrEmpty(key) ? null : key, Payload: sent.Body["payload"]));
                    break;
                case OutboxAdd { ReplyTo: { } waiting } sent:
                    _inside.Enqueue(new Stimulus("", StimulusKinds.Answer, Now, "run", Key: waiting, Payload: Datum.Object(("outcome", "Failed"), ("code", "CONNECTION"), ("message", $"{sent.Target}: ここでは外に出られません。"))));
                    break;
                case ContinueSoon:
                    _inside.Enqueue(new Stimulus("", StimulusKinds.Continue, Now, "run"));
                    break;
            }
        }
    }

    private sealed class Claims
    {
        private readonly SortedSet<string> _held = new(StringComparer.Ordinal);

        public Reply Answer(Question question) => question switch
        {
            ClaimKey claim => new Reply(question.No, _held.Add($"{claim.Namespace}:{claim.Key}") ? Reply.Done : Reply.Taken, Datum.EmptyObject),
            UnclaimKey claim => Give(question.No, $"{claim.Namespace}:{claim.Key}"),
            _ => new Reply(question.No, Reply.NotFound, Datum.Null),
        };

        private Reply Give(int no, string key)
        {
            _held.Remove(key);
            return new Reply(no, Reply.Done, Datum.EmptyObject);
        }
    }

    /// <summary>Everything the engine itself brings.</summary>
    public static ActivityCatalog EngineCatalog { get; } = new(ElsaActivities.All);
}
