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
        var plan = Compile(RandomDefinition.Make(random));
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
        var again = Compile(RandomDefinition.Make(new Random(seed)));
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
        return compiler.Compile("random", definition, [], null, null, out _);
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
            : new Stimulus(id, bookmark.Kind, now, "u", Name: random.Next(10) == 0 ? "nobody" : bookmark.Name, Payload: Datum.Object(("x", random.Next(100))));
    }

    /// <summary>What must hold after any step.</summary>
    private static void CheckInvariants(CaseState state, int seed, int step)
    {
        var frames = state.Frames.ToDictionary(f => f.Id);
        foreach (var frame in frames.Values)
        {
            Assert.True(frame.Parent == 0 || frames.ContainsKey(frame.Parent), $"SEED={seed} step {step}: frame {frame.Id} has no parent");
            Assert.Equal(frames.Values.Count(f => f.Parent == frame.Id), frame.Children);
            var alive = frame.Children > 0 || frame.Bookmarks.Length > 0 || frame.Status == FrameStatus.Faulted || state.Instances[frame.Instance - 1].SubStatus == InstanceSubStatus.Faulted;
            Assert.True(alive, $"SEED={seed} step {step}: frame {frame.Id} ({frame.NodeId}) waits for nothing");
        }
        foreach (var instance in state.Instances)
            if (instance.SubStatus == InstanceSubStatus.Finished) Assert.DoesNotContain(frames.Values, f => f.Instance == instance.No);
    }

    /// <summary>Answers claims as a small shared table would.</summary>
    private sealed class World : IAnswers
    {
        private readonly HashSet<string> _taken = [];

        public ValueTask<Reply> Answer(Question question, CancellationToken cancellationToken) => ValueTask.FromResult(question switch
        {
            ClaimKey claim => new Reply(0, _taken.Add(claim.Key) ? Reply.Done : Reply.Taken, Datum.Object(("count", _taken.Count))),
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

/// <summary>Random definitions: nested sequences, ifs and flowcharts with forks, joins, loops, waits and faults.</summary>
internal static class RandomDefinition
{
    public static Datum Make(Random random)
    {
        var next = 0;
        var root = Container(random, 3, ref next);
        var options = random.Next(3) == 0 ? Datum.EmptyObject : Datum.Object(("incidentStrategyType", "ContinueWithIncidentsStrategy"));
        return Define.Workflow(root, Datum.List(Define.Number("n"), Define.Number("m")), options, mode: random.Next(2) == 0 ? "TokenBased" : "CounterBased");
    }

    private static Datum Container(Random random, int depth, ref int next)
    {
        switch (random.Next(9))
        {
            case 3: return Body("For", random, depth, ref next, ("start", Define.Input("1", type: "Int32")), ("end", Define.Input($"{random.Next(4)}", type: "Int32")));
            case 4: return Body("ForEach", random, depth, ref next, ("items", Define.Input("[1,\"二\",{\"三\":3}]", "Object", "Object")));
            case 5: return Body("ParallelForEach", random, depth, ref next, ("items", Define.Input("[1,2,3]", "Object", "Object")));
            case 6: return Body("While", random, depth, ref next, ("condition", Define.Input("Math.random() < 0.6", "JavaScript", "Boolean")));
            case 7:
                var branches = new Datum[random.Next(1, 4)];
                for (var i = 0; i < branches.Length; i++) branches[i] = Any(random, depth - 1, ref next);
                return random.Next(2) == 0
                    ? Datum.Object(("id", $"par{next++}"), ("type", "Elsa.Parallel"), ("activities", Datum.List(branches)))
                    : Datum.Object(("id", $"frk{next++}"), ("type", "Elsa.Fork"), ("joinMode", random.Next(2) == 0 ? "WaitAny" : "WaitAll"), ("branches", Datum.List(branches)));
            case 8:
                Datum Case(string script, Datum activity) => Datum.Object(("label", script), ("condition", Datum.Object(("type", "JavaScript"), ("value", script))), ("activity", activity));
                var (one, two) = (Any(random, depth - 1, ref next), Any(random, depth - 1, ref next));
                return Datum.Object(("id", $"sw{next++}"), ("type", "Elsa.Switch"), ("mode", Define.Input(random.Next(2) == 0 ? "MatchAny" : "MatchFirst")), ("cases", Datum.List(Case("getN() > 0", one), Case("getM() < 2", two))), ("default", Define.Line($"line{next++}")));
            case 0:
                var sequence = new Datum[random.Next(1, 5)];
                for (var i = 0; i < sequence.Length; i++) sequence[i] = Any(random, depth - 1, ref next);
                return Define.Sequence($"seq{next++}", sequence);
            case 1:
                return Define.If($"if{next++}", random.Next(2) == 0 ? "getN() % 2 == 0" : "getM() > 1", Any(random, depth - 1, ref next), random.Next(2) == 0 ? Any(random, depth - 1, ref next) : null);
            default:
                return Flow(random, depth, ref next);
        }
    }

    private static Datum Body(string type, Random random, int depth, ref int next, params (string Key, Datum? Value)[] inputs)
    {
        var body = Any(random, depth - 1, ref next);
        if (random.Next(4) == 0) body = Define.Sequence($"seq{next++}", body, Define.If($"if{next++}", "Math.random() < 0.3", Datum.Object(("id", $"brk{next++}"), ("type", "Elsa.Break"))), Define.Line($"line{next++}"));
        return Datum.Object([("id", $"{type.ToLowerInvariant()}{next++}"), ("type", $"Elsa.{type}"), .. inputs, ("body", body)]);
    }

    private static Datum Flow(Random random, int depth, ref int next)
    {
        var id = $"flow{next++}";
        var count = random.Next(2, 7);
        var nodes = new List<Datum>();
        for (var i = 0; i < count; i++)
            nodes.Add(random.Next(5) switch
            {
                0 => Define.Decision($"dec{next++}", "getN() > getM()"),
                1 => Define.Fork($"fork{next++}", "A", "B"),
                2 => Define.Join($"join{next++}", new[] { "WaitAny", "WaitAll", "WaitAllActive" }[random.Next(3)]),
                _ => Any(random, depth - 1, ref next),
            });
        for (var i = 0; i < count; i++)
            if (random.Next(4) == 0) nodes[i] = nodes[i].With("customProperties", Datum.Object(("mergeMode", new[] { "Stream", "Merge", "Converge", "Cascade", "Race" }[random.Next(5)])));
        var connections = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var type = nodes[i]["type"].AsText();
            string[] ports = type switch { "Elsa.FlowDecision" => ["True", "False"], "Elsa.FlowFork" => ["A", "B"], "Test.Ask" => ["Done", "Taken"], _ => ["Done"] };
            foreach (var port in ports)
            {
                if (i + 1 < count && random.Next(5) > 0) connections.Add($"{nodes[i]["id"].AsText()}:{port}>{nodes[random.Next(i + 1, count)]["id"].AsText()}");
                // A loop back through a wait, so that it ends with the walk.
                if (i > 0 && type == "Elsa.Event" && random.Next(4) == 0) connections.Add($"{nodes[i]["id"].AsText()}:{port}>{nodes[random.Next(0, i)]["id"].AsText()}");
            }
        }
        return Define.Flowchart(id, [.. nodes], [.. connections]);
    }

    private static Datum Simple(string type, ref int next, params (string Key, Datum? Value)[] inputs) =>
        Datum.Object([("id", $"{type.ToLowerInvariant()}{next++}"), ("type", $"Elsa.{type}"), .. inputs]);

    private static Datum Any(Random random, int depth, ref int next)
    {
        if (depth > 0 && random.Next(3) == 0) return Container(random, depth, ref next);
        return random.Next(14) switch
        {
            8 => Simple("Correlate", ref next, ("correlationId", Define.Input("getCorrelationId() ? null : 'k' + getN()", "JavaScript"))),
            9 => Simple("SetName", ref next, ("value", Define.Input($"名前{random.Next(9)}"))),
            10 => Simple("PublishEvent", ref next, ("eventName", Define.Input($"e{random.Next(3)}")), ("payload", Define.Input("({n: getN(), id: newGuid()})", "JavaScript", "Object"))),
            11 => random.Next(2) == 0 ? Simple("RunTask", ref next, ("taskName", Define.Input("仕事"))) : Simple("Timer", ref next, ("interval", Define.Input("PT90M", type: "TimeSpan"))),
            12 => random.Next(3) > 0 ? Simple("SetOutput", ref next, ("outputName", Define.Input($"o{random.Next(2)}")), ("outputValue", Define.Input("getLastResult()", "JavaScript", "Object")))
                : Simple(random.Next(3) switch { 0 => "End", 1 => "Complete", _ => "Finish" }, ref next),
            13 => Simple("RunJavaScript", ref next, ("script", Define.Input("setN(getN() + Math.floor(Math.random() * 3)); ({ n: getN(), at: new Date().toISOString() })"))),
            0 => Define.Line($"line{next++}"),
            1 => Define.Set($"set{next++}", "n", "getN() + 1"),
            2 => Define.Set($"set{next++}", "m", "Math.floor(Math.random() * 4)"),
            3 => Define.Event($"event{next++}", $"e{random.Next(3)}"),
            4 => Define.Delay($"delay{next++}", "01:00:00"),
            5 => random.Next(4) == 0 ? Define.Fault($"fault{next++}", "だめ") : Define.Script($"line{next++}", "newGuid() + Date.now()"),
            6 => Datum.Object(("id", $"ask{next++}"), ("type", "Test.Ask"), ("key", Define.Input($"k{random.Next(3)}"))),
            _ => Define.Event($"event{next++}", $"e{random.Next(3)}"),
        };
    }
}
