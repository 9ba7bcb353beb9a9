using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Tests;

/// <summary>A bench for one case: definition in, stimuli in, state and lines out; a clock that moves; every step replayed.</summary>
internal sealed class Bench
{
    private int _count;

    public Bench(string definition, params string[] others) : this(Datum.Parse(definition), [.. others.Select(Datum.Parse)]) { }

    public Bench(Datum definition, params Datum[] others)
    {
        var compiler = new PlanCompiler(new ActivityCatalog(ElsaActivities.All), BasicLanguages.All);
        Plan = compiler.Compile("test", definition, others.Where(o => o["root"].Kind == DatumKind.Object), null, null, out var problems);
        Problems = problems;
    }

    public Plan Plan { get; }
    public IReadOnlyList<PlanProblem> Problems { get; }
    public CaseState State { get; private set; } = CaseState.Empty;
    public DateTimeOffset Now { get; set; } = new(2026, 6, 10, 9, 0, 0, TimeSpan.FromHours(9));
    public StepLimits Limits { get; init; } = StepLimits.Default;
    public List<JournalEntry> Journal { get; } = [];
    public List<Effect> Effects { get; } = [];
    public List<HttpReply> Replies { get; } = [];
    public IReadOnlyList<string> Lines => [.. Journal.Where(j => j.Event == "WriteLine").Select(j => j.Data!.AsText()!)];
    public InstanceState Instance => State.Instances[0];

    public Bench Start(Datum? input = null) => Send(new Stimulus("", StimulusKinds.Start, Now, "test", Payload: input ?? Datum.EmptyObject));
    public Bench Event(string name, Datum? payload = null, string? key = null) => Send(new Stimulus("", StimulusKinds.Event, Now, "test", Name: name, Key: key, Payload: payload));

    public Bench Send(Stimulus stimulus)
    {
        stimulus = stimulus with { Id = $"s{++_count}" };
        var context = new StepContext("14204", "case-1", Now, stimulus.Id, Datum.EmptyObject) { Limits = Limits };
        var turn = Interpreter.Begin(Plan, State, stimulus, context);
        var step = turn.Settled ?? throw new InvalidOperationException("A question is open.");
        // Purity: the same step again gives the same bytes, also from stored state.
        var again = Interpreter.Begin(Plan, State.Parts.Count == 0 ? State : Reload(State), stimulus, context).Settled!;
        Assert.Equal(step.State.Hash, again.State.Hash);
        State = step.State;
        Journal.AddRange(step.Journal);
        Effects.AddRange(step.Effects);
        Replies.AddRange(step.Replies);
        return this;
    }

    /// <summary>Moves the clock and fires due timers, oldest first, until none is due.</summary>
    public Bench Advance(TimeSpan by)
    {
        var until = Now + by;
        while (true)
        {
            var due = State.Bookmarks.Where(b => b.Bookmark.Due <= until).OrderBy(b => b.Bookmark.Due).ThenBy(b => b.Frame.Id).FirstOrDefault();
            if (due.Bookmark is null) break;
            if (due.Bookmark.Due > Now) Now = due.Bookmark.Due!.Value;
            Send(new Stimulus("", StimulusKinds.Timer, Now, "timer", ActivityId: due.Frame.NodeId, ScopePath: due.Frame.ScopePath, Key: due.Bookmark.Id, Due: due.Bookmark.Due));
        }
        Now = until;
        return this;
    }

    public static CaseState Reload(CaseState state) => StateCodec.Read(state.Parts.Values.Select(p => (p.No, p.Bytes)));
}
