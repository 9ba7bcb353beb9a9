using System.Globalization;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Tests.Execution;

/// <summary>Random processes along random paths, replayed from their history and tape: every step gives the same hash.</summary>
public class ReplayPropertyTests
{
    [Fact]
    public async Task Any_process_along_any_path_replays_bit_for_bit()
    {
        var seed = Environment.GetEnvironmentVariable("SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Environment.TickCount;
        var runs = Environment.GetEnvironmentVariable("WORKFLOWS_TESTS") == "long" ? 5_000 : 400;
        TestContext.Current.SendDiagnosticMessage("seed {0}", seed);
        var steps = 0;
        for (var run = 0; run < runs; run++)
        {
            try { steps += await OneProcess(seed + run); }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException) { throw new InvalidOperationException($"SEED={seed + run}: {e.Message}", e); }
        }
        Assert.True(steps > runs, $"only {steps} steps ran");
    }

    private static async Task<int> OneProcess(int seed)
    {
        var random = new Random(seed);
        var plan = Compile(RandomDefinition.Make(random, wide: true));
        var world = new World();
        var history = new List<(string Stimulus, string Context, IReadOnlyList<string> Tape, string Hash)>();
        var state = CaseState.Empty;
        var now = new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.FromHours(9));
        for (var n = 0; n < 30; n++)
        {
            now += TimeSpan.FromMinutes(random.Next(1, 500));
            var stimulus = n == 0
                ? new Stimulus("s0", StimulusKinds.Start, now, "u", Payload: Datum.Object(("n", random.Next(5))))
                : NextStimulus(random, state, now, $"s{n}");
            // Two ways from a fork through one event and back double the waits at each event: stop before they fill the memory.
            if (stimulus is null || state.Frames.Skip(500).Any()) break;
            var context = new StepContext("14204", "c", now, $"{seed}/{n}", Datum.EmptyObject) { Limits = Limits };
            // Sometimes the state comes back from its stored bytes, as after a restart.
            if (n > 0 && random.Next(3) == 0) state = Bench.Reload(state);
            var (step, tape) = await Interpreter.Run(plan, state, stimulus, context, world);
            Assert.Null(step.Refusal);
            history.Add((stimulus.ToDatum().ToJson(), context.ToDatum().ToJson(), [.. tape.Select(t => Datum.Object(("q", t.Question.ToDatum()), ("r", t.Reply.ToDatum())).ToJson())], step.State.Hash));
            CheckInvariants(step.State, seed, n);
            state = step.State;
        }

        // Another build of the plan, only what was stored.
        var again = Compile(RandomDefinition.Make(new Random(seed), wide: true));
        var replayed = CaseState.Empty;
        for (var n = 0; n < history.Count; n++)
        {
            var (stimulus, context, tape, hash) = history[n];
            var (step, _) = await Interpreter.Run(again, replayed, Stimulus.From(Datum.Parse(stimulus)), StepContext.From(Datum.Parse(context)) with { Limits = Limits }, new Tape(tape));
            Assert.True(hash == step.State.Hash, $"SEED={seed} step {n}: hash differs on replay");
            replayed = step.State;
        }
        return history.Count;
    }

    /// <summary>Small, so that an endless loop costs little.</summary>
    private static readonly StepLimits Limits = StepLimits.Default with { Activities = 2_000 };

    private static Plan Compile(Datum definition)
    {
        var compiler = new PlanCompiler(new ActivityCatalog([.. ElsaActivities.All, new AskActivity()]), BasicLanguages.All);
        return compiler.Compile("random", definition, RandomDefinition.Library, null, null, out _);
    }

    internal static Stimulus? NextStimulus(Random random, CaseState state, DateTimeOffset now, string id)
    {
        var errors = state.Incidents.Where(i => i.Severity == "error").ToArray();
        if (errors.Length > 0 && random.Next(2) == 0)
        {
            var incident = errors[random.Next(errors.Length)];
            return new Stimulus(id, random.Next(2) == 0 ? StimulusKinds.Retry : StimulusKinds.Skip, now, "op", Key: incident.Id, Payload: Datum.Object(("outcome", "Done")));
        }
        var waits = state.Bookmarks.ToArray();
        if (waits.Length == 0) return null;
        if (random.Next(60) == 0) return new Stimulus(id, StimulusKinds.Cancel, now, "op");
        var (frame, bookmark) = waits[random.Next(waits.Length)];
        return bookmark.Due is { } due
            ? new Stimulus(id, StimulusKinds.Timer, now, "timer", ActivityId: frame.NodeId, ScopePath: frame.ScopePath, Key: bookmark.Id, Due: due)
            : bookmark.Kind == StimulusKinds.Answer
            ? new Stimulus(id, StimulusKinds.Answer, now, "outbox", Key: bookmark.Id, Payload: random.Next(3) == 0 ? Datum.Object(("code", random.Next(2) == 0 ? "TIMEOUT" : "CONNECTION")) : Datum.Object(("value", Datum.Object(("status", random.Next(2) == 0 ? 200 : 404), ("body", "ok")))))
            : new Stimulus(id, bookmark.Kind, now, "u", Name: random.Next(10) == 0 ? "nobody" : bookmark.Name, Payload: bookmark.Kind == HttpEndpoint.Kind ? Datum.Object(("http", Datum.Object(("method", "GET"), ("body", random.Next(9))))) : Datum.Object(("x", random.Next(100))));
    }

    /// <summary>What must hold after any step.</summary>
    private static void CheckInvariants(CaseState state, int seed, int step)
    {
        var frames = state.Frames.ToDictionary(f => f.Id);
        // Who waits for a workflow it began is told when that ends.
        var awaiting = state.Instances.Where(i => i.Status == InstanceStatus.Running || i.SubStatus == InstanceSubStatus.Faulted).Select(i => (int)(i.Properties["parent"].AsLong() ?? 0)).ToHashSet();
        foreach (var frame in frames.Values)
        {
            Assert.True(frame.Parent == 0 || frames.ContainsKey(frame.Parent), $"SEED={seed} step {step}: frame {frame.Id} has no parent");
            Assert.Equal(frames.Values.Count(f => f.Parent == frame.Id), frame.Children);
            var alive = frame.Children > 0 || awaiting.Contains(frame.Id) || frame.Bookmarks.Length > 0 || frame.Status == FrameStatus.Faulted || state.Instances[frame.Instance - 1].SubStatus == InstanceSubStatus.Faulted;
            Assert.True(alive, $"SEED={seed} step {step}: frame {frame.Id} ({frame.NodeId}) waits for nothing");
        }
        foreach (var instance in state.Instances)
            if (instance.SubStatus == InstanceSubStatus.Finished) Assert.DoesNotContain(frames.Values, f => f.Instance == instance.No);
    }

    /// <summary>Answers claims as a small shared table would.</summary>
    private sealed class World : IAnswers
    {
        private readonly HashSet<string> _taken = [];

        private string Given(string key)
        {
            _taken.Remove(key);
            return Reply.Done;
        }

        public ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken) => ValueTask.FromResult(question switch
        {
            ClaimKey claim => new Reply(0, _taken.Add(claim.Key) ? Reply.Done : Reply.Taken, Datum.Object(("count", _taken.Count))),
            UnclaimKey claim => new Reply(0, Given(claim.Key), Datum.EmptyObject),
            _ => throw new NotSupportedException(question.GetType().Name),
        });
    }

    private sealed class Tape(IReadOnlyList<string> entries) : IAnswers
    {
        private int _next;

        public ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken)
        {
            var entry = Datum.Parse(entries[_next++]);
            Assert.Equal(entry["q"].ToJson(), question.ToDatum().ToJson());
            return ValueTask.FromResult(Reply.From(entry["r"]));
        }
    }
}

/// <summary>Asks twice and completes by the answers.</summary>
internal sealed class AskActivity : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Test.Ask", "問う", "Ask", "問う", "試験", "question") { Inputs = [new("key", "String", "鍵")], Outcomes = ["Done", "Taken"] };

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var first = new ClaimKey("test", context.Input("key").AsText() ?? "");
        yield return first;
        context.Fields = context.Fields.With("asked", context.Reply(first).Value["count"]);
        var second = new ClaimKey("test", context.NewId("k"));
        yield return second;
        if (context.Step.Now.Minute % 7 == 0) throw context.Fault("ASKED", "七の倍数の分です。");
        context.Complete(context.Reply(first).Outcome);
    }
}
