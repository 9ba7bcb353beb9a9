using System.Globalization;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Migration;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Tests.Execution;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Tests.Migration;

/// <summary>
/// A definition in which every activity has another name means the same. A case moved to it mid-way goes on exactly as it would have
/// gone on unmoved, and a move taken back leaves no trace.
/// </summary>
public class MovingPropertyTests
{
    [Fact]
    public async Task A_case_moved_to_the_same_flow_under_other_names_goes_on_as_if_it_had_not_been_moved()
    {
        var seed = Environment.GetEnvironmentVariable("SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;
        var runs = Environment.GetEnvironmentVariable("WORKFLOWS_TESTS") == "long" ? 3_000 : 400;
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        var moves = 0;
        for (var run = 0; run < runs; run++)
        {
            try { moves += await OneCase(seed + run) ? 1 : 0; }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException) { throw new InvalidOperationException($"SEED={seed + run}: {e.Message}", e); }
        }
        Assert.True(moves > runs / 5, $"only {moves} of {runs} cases were moved");
    }

    private static async Task<bool> OneCase(int seed)
    {
        var random = new Random(seed);
        var definition = RandomDefinition.Make(random);
        var old = Compile("old", definition);
        var next = Compile("new", Renamed(definition));
        var map = MapProposer.Propose(old, next);
        Assert.All(map.Entries, e => Assert.True(e.To is not null, $"SEED={seed}: {e.From} has no counterpart"));

        var now = new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.FromHours(9));
        var state = CaseState.Empty;
        var answers = new World();
        var steps = random.Next(1, 8);
        for (var n = 0; n < steps; n++)
        {
            now += TimeSpan.FromMinutes(random.Next(1, 500));
            var stimulus = n == 0 ? new Stimulus("s0", StimulusKinds.Start, now, "u", Payload: Datum.Object(("n", random.Next(5)))) : ReplayPropertyTests.NextStimulus(random, state, now, $"s{n}");
            if (stimulus is null || state.Frames.Skip(200).Any()) break;
            var after = (await Run(old, state, stimulus, $"{seed}/{n}", answers)).State;
            // Moved before it ends.
            if (!after.Frames.Any()) break;
            state = after;
        }
        if (!state.Frames.Any()) return false;

        var move = new Stimulus("move", StimulusKinds.Migrate, now, "op", Payload: Datum.Object(("from", "old"), ("to", "new"), ("map", map.ToDatum())));
        var step = await Run(next, state, move, "move", answers);
        Assert.True(step.Refusal is null, $"SEED={seed}: {step.Refusal?.Message}");
        var moved = Bench.Reload(step.State);
        Assert.Equal(state.Bookmarks.Select(b => (b.Bookmark.Id, b.Bookmark.Kind, b.Bookmark.Name, b.Bookmark.Due)), moved.Bookmarks.Select(b => (b.Bookmark.Id, b.Bookmark.Kind, b.Bookmark.Name, b.Bookmark.Due)));
        var back = await Run(old, moved, new Stimulus("undo", StimulusKinds.UndoMigration, now.AddMinutes(3), "op", Payload: Datum.Object(("to", "old"))), "undo", answers);
        Assert.True(state.Hash == back.State.Hash, $"SEED={seed}: a move taken back left a trace");

        // The same happenings to both: what they do must be the same but for the names.
        for (var n = 0; n < 6; n++)
        {
            now += TimeSpan.FromMinutes(random.Next(1, 500));
            if (ReplayPropertyTests.NextStimulus(random, state, now, $"t{n}") is not { } stimulus || state.Frames.Skip(200).Any()) break;
            var twin = stimulus with { ActivityId = stimulus.ActivityId is { } id ? map.To("test", id) : null, ScopePath = stimulus.ScopePath is { } path ? map.Path("test", path) : null };
            var (one, two) = (await Run(old, state, stimulus, $"{seed}/t{n}", new World()), await Run(next, moved, twin, $"{seed}/t{n}", new World()));
            Assert.Equal(one.Refusal?.Code, two.Refusal?.Code);
            Assert.True(Told(one, id => map.To("test", id) ?? id, path => map.Path("test", path)) == Told(two, id => id, path => path), $"SEED={seed}: after the move the flow went on otherwise");
            (state, moved) = (one.State, two.State);
        }
        return true;
    }

    private static string Told(Step step, Func<string, string> id, Func<string, string> path) =>
        string.Join('\n', step.Journal.Select(j => $"{j.Event} {id(j.ActivityId)} {path(j.ScopePath)} {(j.Event is "WriteLine" or "Completed" ? j.Data?.ToJson() : "")}"));

    private static async Task<Step> Run(Plan plan, CaseState state, Stimulus stimulus, string seed, IAnswers answers) =>
        (await Interpreter.Run(plan, state, stimulus, new StepContext("14204", "c", stimulus.At, seed, Datum.EmptyObject) { Limits = StepLimits.Default with { Activities = 2_000 } }, answers)).Step;

    /// <summary>Every activity and connection under another id; the old id stands in <c>formerIds</c>.</summary>
    private static Datum Renamed(Datum value)
    {
        switch (value.Kind)
        {
            case DatumKind.List: return Datum.List(value.Items.Select(Renamed));
            case DatumKind.Object:
                var result = Datum.Object(value.Members.Select(m => KeyValuePair.Create(m.Key, Renamed(m.Value))));
                if (value["type"].AsText() is { } type && type.Contains('.', StringComparison.Ordinal) && value["id"].AsText() is { } id)
                    return result.With("id", $"{id}-2").With("customProperties", (result["customProperties"].IsNull ? Datum.EmptyObject : result["customProperties"]).With("case", Datum.Object(("formerIds", Datum.List(id)))));
                if (value["activity"].Kind == DatumKind.Text) return result.With("activity", $"{value["activity"].AsText()}-2");
                return result;
            default: return value;
        }
    }

    private static Plan Compile(string id, Datum definition) =>
        new PlanCompiler(new ActivityCatalog([.. ElsaActivities.All, new AskActivity()]), BasicLanguages.All).Compile(id, definition, [], null, null, out _);

    private sealed class World : IAnswers
    {
        private readonly HashSet<string> _taken = [];

        public ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken) => ValueTask.FromResult(question is ClaimKey claim
            ? new Reply(0, _taken.Add(claim.Key) ? Reply.Done : Reply.Taken, Datum.Object(("count", _taken.Count))) : throw new NotSupportedException(question.GetType().Name));
    }
}
