using Workflows.Cases.Activities;
using Workflows.Cases.Activities.Policy;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

/// <summary>One case of a small package: stimuli in, state and effects out; a clock that moves; every step is replayed from its tape.</summary>
internal sealed class CaseBench
{
    private int _count;
    private readonly Dictionary<string, DateTimeOffset> _clocks = new(StringComparer.Ordinal);

    /// <param name="root">The root activity's JSON.</param>
    public CaseBench(string root, ProgramPackage? package = null)
    {
        Package = package ?? Sample();
        var definition = Datum.Object(("id", "W-v1"), ("definitionId", "W"), ("name", "W"), ("version", 1), ("root", Datum.Parse(root)));
        var compiler = new PlanCompiler(new ActivityCatalog([.. ElsaActivities.All, .. CaseActivities.All]), [.. BasicLanguages.All, new FeelLanguage(Package.FieldTypes)]);
        Plan = compiler.Compile("test", definition, [], Package, new ProgramPolicy(Package), out var problems);
        Problems = problems;
    }

    /// <param name="workflow">A workflow of the package.</param>
    public CaseBench(ProgramPackage package, string workflow)
    {
        Package = package;
        Plan = new PlanFactory(new ActivityCatalog([.. ElsaActivities.All, .. CaseActivities.All]), p => new ProgramPolicy(p)).Make(package, workflow, out var problems);
        Problems = problems;
    }

    public ProgramPackage Package { get; }
    public Plan Plan { get; }
    public IReadOnlyList<PlanProblem> Problems { get; }
    public FakeAnswers Shared { get; } = new();
    public CaseState State { get; private set; } = CaseState.Empty;
    public DateTimeOffset Now { get; set; } = new(2026, 6, 10, 9, 0, 0, TimeSpan.FromHours(9));
    public Datum Settings { get; set; } = Datum.EmptyObject;
    public Step? Last { get; private set; }
    public List<Effect> Effects { get; } = [];
    public List<JournalEntry> Journal { get; } = [];

    public Datum Fields => State.Fields;
    public Datum Head => State.Head;
    public string? Status => Head["status"].AsText();
    public Refusal? Refusal => Last?.Refusal;
    public bool Unheard => Last is { Heard: false };
    public bool IsOver => State.Instances.All(i => i.Status == InstanceStatus.Finished);
    public IReadOnlyList<string> Lines => [.. Journal.Where(j => j.Event == "WriteLine").Select(j => j.Data!.AsText()!)];

    /// <summary>The latest row of each key of a projection, in the order first written.</summary>
    public IReadOnlyList<Datum> Rows(string table)
    {
        var keys = new List<string>();
        var rows = new Dictionary<string, Datum?>();
        foreach (var set in Effects.OfType<ProjectionSet>().Where(p => p.Table == table))
        {
            if (!rows.ContainsKey(set.Key)) keys.Add(set.Key);
            rows[set.Key] = set.Row;
        }
        return [.. keys.Select(k => rows[k]).OfType<Datum>()];
    }

    public IReadOnlyList<Datum> OpenTasks => [.. Rows(Projections.Tasks).Where(r => r["status"].AsText() is "open" or "claimed")];
    public IReadOnlyList<OutboxAdd> Outbox => [.. Effects.OfType<OutboxAdd>()];
    public IReadOnlyList<string> Timeline => [.. Rows(Projections.Timeline).Select(r => r["textJa"].AsText()!)];

    public CaseBench Start(Datum? payload = null, string actor = "hanako", string? name = null) => Send(StimulusKinds.Start, name, (payload ?? Datum.EmptyObject) is var given && given.Has("form") ? given : given.With("applicant", actor), actor: actor);
    public CaseBench Start(string json) => Start(Datum.Parse(json));
    public CaseBench Event(string name, string json = "{}", string? key = null) => Send(StimulusKinds.Event, name, Datum.Parse(json), key: key, actor: "C-X");
    public CaseBench Signal(string name, string json = "{}") => Send(StimulusKinds.Signal, name, Datum.Parse(json), actor: "other");
    public CaseBench Action(string name, string values = "{}", string actor = "hanako", string[]? roles = null) =>
        Send(StimulusKinds.Action, name, Datum.Object(("values", Datum.Parse(values)), ("actorRoles", Datum.List((roles ?? ["citizen"]).Select(Datum.Of)))), actor: actor);
    public CaseBench Alter(string json) => Send(StimulusKinds.Alter, null, Datum.Parse(json), actor: "operator");

    /// <summary>Works on the newest open task of that id.</summary>
    public CaseBench Task(string task, string operation, string payload = "{}", string actor = "staff1", string[]? roles = null)
    {
        var row = Rows(Projections.Tasks).Last(r => r["task"].AsText() == task);
        return Send(StimulusKinds.Task, operation, Datum.Parse(payload).With("actorRoles", Datum.List((roles ?? ["staff"]).Select(Datum.Of))), key: row["id"].AsText(), actor: actor,
            activityId: row["activityId"].AsText(), scopePath: row["scopePath"].AsText());
    }

    /// <summary>Answers the newest outbox message (or the one given).</summary>
    public CaseBench Answer(string outcome = "Done", string value = "null", OutboxAdd? message = null, string? text = null)
    {
        message ??= Outbox[^1];
        return Send(StimulusKinds.Answer, null, Datum.Object(("key", message.Key), ("outcome", outcome), ("value", Datum.Parse(value)), ("message", text)), key: message.ReplyTo, actor: "outbox");
    }

    public CaseBench Send(string kind, string? name, Datum payload, string? key = null, string actor = "hanako", string? activityId = null, string? scopePath = null, DateTimeOffset? due = null, string channel = "web")
    {
        var stimulus = new Stimulus($"s{++_count}", kind, Now, actor, null, channel, activityId, scopePath, name, key, due, payload);
        var context = new StepContext("14204", "case-1", Now, stimulus.Id, Datum.Object(("settings", Settings), ("municipality", Datum.Object(("code", "14204"), ("name", "鎌倉市")))));
        Shared.Begin();
        var (step, tape) = Interpreter.Run(Plan, State, stimulus, context, Shared).AsTask().GetAwaiter().GetResult();
        // The same step told again from its tape, on the state as stored, gives the same bytes.
        var again = Interpreter.Run(Plan, State.Parts.Count == 0 ? State : Reload(State), stimulus, context, new Tape(tape)).AsTask().GetAwaiter().GetResult().Step;
        Assert.Equal((step.Refusal?.Code, step.Refusal?.Message, step.Refusal?.Field), (again.Refusal?.Code, again.Refusal?.Message, again.Refusal?.Field));
        if (step.Refusal is null) Assert.Equal(step.State.Hash, again.State.Hash);
        Last = step;
        Assert.Equal(step.Heard, again.Heard);
        if (step.Refusal is not null || !step.Heard) { Shared.Undo(); return this; }
        State = step.State;
        Effects.AddRange(step.Effects);
        foreach (var effect in step.Effects)
        {
            // Timers of the case itself stand in no frame.
            if (effect is TimerSet { ActivityId: "" } set) _clocks[set.BookmarkId] = set.Due;
            else if (effect is TimerCleared cleared) _clocks.Remove(cleared.BookmarkId);
        }
        Journal.AddRange(step.Journal);
        return this;
    }

    /// <summary>Moves the clock and fires due timers, oldest first, until none is due.</summary>
    public CaseBench Advance(TimeSpan by) => AdvanceTo(Now + by);

    public CaseBench AdvanceTo(DateTimeOffset until)
    {
        while (true)
        {
            var due = State.Bookmarks.Where(b => b.Bookmark.Due <= until).OrderBy(b => b.Bookmark.Due).ThenBy(b => b.Frame.Id).FirstOrDefault();
            var clock = _clocks.Where(c => c.Value <= until).OrderBy(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).FirstOrDefault();
            if (clock.Key is not null && (due.Bookmark is null || clock.Value < due.Bookmark.Due))
            {
                if (clock.Value > Now) Now = clock.Value;
                _clocks.Remove(clock.Key);
                Send(StimulusKinds.Timer, null, Datum.Null, clock.Key, "timer", "", "", clock.Value);
                continue;
            }
            if (due.Bookmark is null) break;
            if (due.Bookmark.Due > Now) Now = due.Bookmark.Due!.Value;
            Send(StimulusKinds.Timer, null, Datum.Null, due.Bookmark.Id, "timer", due.Frame.NodeId, due.Frame.ScopePath, due.Bookmark.Due);
        }
        Now = until;
        return this;
    }

    public CaseBench NoIncident()
    {
        Assert.Empty(State.Incidents.Select(i => $"{i.ActivityId}: {i.Message}"));
        Assert.Null(Refusal);
        return this;
    }

    public static CaseState Reload(CaseState state) => StateCodec.Read(state.Parts.Values.Select(p => (p.No, p.Bytes)));

    private sealed class Tape(IReadOnlyList<(Question Question, Reply Reply)> tape) : IAnswers
    {
        private int _next;

        public ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken)
        {
            Assert.Equal(tape[_next].Question.ToDatum(), question.ToDatum());
            return ValueTask.FromResult(tape[_next++].Reply);
        }
    }

    public static ProgramPackage Sample() => SamplePackage.Make();
}
