using BenchmarkDotNet.Attributes;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Running;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Benchmarks;

/// <summary>
/// A thousand no-op activities in one step, journal on, as a sequence and as a flowchart in both modes. To reach: 1 000 000 a second
/// and 200 bytes each. Time and bytes are shown an activity. Floor: a loop that only writes the journal's entries.
/// </summary>
[MemoryDiagnoser]
public class ActivityBenchmarks
{
    private const int Count = 1_000;
    private readonly Plan _sequence = Definitions.Compile(Definitions.Sequence(Enumerable.Range(0, Count).Select(Definitions.NoOp)));
    private readonly Plan _counter = Definitions.Compile(Definitions.Line(Count), "CounterBased");
    private readonly Plan _token = Definitions.Compile(Definitions.Line(Count), "TokenBased");
    private readonly Plan _loop = Definitions.Compile(Datum.Object(("id", "for"), ("type", "Elsa.For"), ("start", Definitions.Input("1", "Int32")), ("end", Definitions.Input($"{Count}", "Int32")), ("body", Definitions.NoOp(0))));

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    public int LoopOnly()
    {
        var journal = new List<JournalEntry>();
        for (var i = 0; i < Count; i++) { journal.Add(new("Started", "a", "", "t", null)); journal.Add(new("Completed", "a", "", "t", null)); }
        return journal.Count;
    }

    [Benchmark(OperationsPerInvoke = Count)] public object Sequence() => Definitions.Start(_sequence);
    [Benchmark(OperationsPerInvoke = Count)] public object FlowchartByCounter() => Definitions.Start(_counter);
    [Benchmark(OperationsPerInvoke = Count)] public object FlowchartByToken() => Definitions.Start(_token);
    [Benchmark(OperationsPerInvoke = Count)] public object ForLoop() => Definitions.Start(_loop);
}

/// <summary>A flowchart of a hundred decisions in one step, by the language of their condition; shown a decision.</summary>
[MemoryDiagnoser]
public class DecisionBenchmarks
{
    private const int Count = 100;
    private readonly Plan _literal = Definitions.Compile(Definitions.Decisions(Count, "Literal", "true"));
    private readonly Plan _feel = Definitions.Compile(Definitions.Decisions(Count, "Feel", "n >= 18 and n < 65"));
    private readonly Plan _loop = Definitions.Compile(Definitions.Decisions(Count, "JavaScript", "[getN()].every(n => n >= 18 && n < 65)"));
    private readonly Plan _script = Definitions.Compile(Definitions.Decisions(Count, "JavaScript", "getN() >= 18 && getN() < 65"));

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)] public object Literal() => Definitions.Start(_literal);
    [Benchmark(OperationsPerInvoke = Count)] public object Feel() => Definitions.Start(_feel);
    [Benchmark(OperationsPerInvoke = Count)] public object JavaScript() => Definitions.Start(_script);
    /// <summary>A script with a function runs on a wide stack of its own.</summary>
    [Benchmark(OperationsPerInvoke = Count)] public object JavaScriptWithFunction() => Definitions.Start(_loop);
}

/// <summary>Small steps, state hashed: a start that waits, and a resume that ends, beside hashing the state alone.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private readonly Plan _wait = Definitions.Compile(Definitions.Sequence([Definitions.NoOp(0), Definitions.Wait("e"), Definitions.NoOp(1)]));
    private CaseState _waiting = null!;

    [GlobalSetup]
    public void Setup() => _waiting = Definitions.Start(_wait).State;

    [Benchmark(Baseline = true)] public object HashOnly() => StateCodec.Read(_waiting.Parts.Values.Select(p => (p.No, p.Bytes))).Hash;
    [Benchmark] public object StartThatWaits() => Definitions.Start(_wait).State.Hash;
    [Benchmark] public object ResumeThatEnds() => Interpreter.Begin(_wait, _waiting, Definitions.Stimulus(StimulusKinds.Event, "go"), Definitions.Context).Settled!.State.Hash;
}

internal static class Definitions
{
    public static readonly StepContext Context = new("14204", "c", DateTimeOffset.UnixEpoch, "seed", Datum.EmptyObject);
    private static readonly PlanCompiler Compiler = new(ScratchRun.EngineCatalog, [.. BasicLanguages.All, new FeelLanguage(FieldTypes.None)]);

    public static Plan Compile(Datum root, string? mode = null)
    {
        var variables = Datum.List(Datum.Object(("id", "n"), ("name", "n"), ("typeName", "Int32"), ("value", "42")));
        var plan = Compiler.Compile("b", Datum.Object(("definitionId", "d"), ("root", root), ("variables", variables), ("customProperties", Datum.Object(("Flowchart:ExecutionMode", mode)))), [], null, null, out _);
        var step = Start(plan);
        if (step.State.Incidents.Count > 0) throw new InvalidOperationException(step.State.Incidents[0].Message);
        return plan;
    }

    public static Stimulus Stimulus(string kind, string? name = null) => new("1", kind, DateTimeOffset.UnixEpoch, "u", Name: name);
    public static Step Start(Plan plan) => Interpreter.Begin(plan, CaseState.Empty, Stimulus(StimulusKinds.Start), Context).Settled!;

    public static Datum Input(string value, string type = "String", string language = "Literal") => Datum.Object(("typeName", type), ("expression", Datum.Object(("type", language), ("value", value))));
    public static Datum NoOp(int i) => Datum.Object(("id", $"a{i}"), ("type", "Elsa.Start"));
    public static Datum Wait(string id) => Datum.Object(("id", id), ("type", "Elsa.Event"), ("eventName", Input("go")));
    public static Datum Sequence(IEnumerable<Datum> all) => Datum.Object(("id", "s"), ("type", "Elsa.Sequence"), ("activities", Datum.List(all)));
    public static Datum Line(int count) => Flowchart(Enumerable.Range(0, count).Select(NoOp), count, "Done");
    public static Datum Decisions(int count, string language, string condition) =>
        Flowchart(Enumerable.Range(0, count).Select(i => Datum.Object(("id", $"a{i}"), ("type", "Elsa.FlowDecision"), ("condition", Input(condition, "Boolean", language)))), count, "True");

    private static Datum Flowchart(IEnumerable<Datum> activities, int count, string port) => Datum.Object(("id", "f"), ("type", "Elsa.Flowchart"), ("activities", Datum.List(activities)),
        ("connections", Datum.List(Enumerable.Range(1, count - 1).Select(i => Datum.Object(("source", Datum.Object(("activity", $"a{i - 1}"), ("port", port))), ("target", Datum.Object(("activity", $"a{i}"), ("port", "In"))))))));
}
