using BenchmarkDotNet.Attributes;
using Workflows.Engine;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.Running;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Benchmarks;

/// <summary>Steps without storage: a sequence of 100 activities, a start that waits, a resume that ends. Floor: a loop that writes a journal entry.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private Plan _hundred = null!;
    private Plan _wait = null!;
    private CaseState _waiting = null!;
    private static readonly StepContext Context = new("14204", "c", DateTimeOffset.UnixEpoch, "seed", Datum.EmptyObject);

    [GlobalSetup]
    public void Setup()
    {
        var compiler = new PlanCompiler(ScratchRun.EngineCatalog, BasicLanguages.All);
        Datum Start(string id) => Datum.Object(("id", id), ("type", "Elsa.Start"));
        Datum Sequence(IEnumerable<Datum> all) => Datum.Object(("definitionId", "d"), ("root", Datum.Object(("id", "s"), ("type", "Elsa.Sequence"), ("activities", Datum.List(all)))));
        _hundred = compiler.Compile("a", Sequence(Enumerable.Range(0, 100).Select(i => Start($"a{i}"))), [], null, null, out _);
        var wait = Datum.Object(("id", "e"), ("type", "Elsa.Event"), ("eventName", Datum.Object(("typeName", "String"), ("expression", Datum.Object(("type", "Literal"), ("value", "go"))))));
        _wait = compiler.Compile("b", Sequence([Start("x"), wait, Start("y")]), [], null, null, out _);
        _waiting = Interpreter.Begin(_wait, CaseState.Empty, Stimulus(StimulusKinds.Start), Context).Settled!.State;
    }

    private static Stimulus Stimulus(string kind, string? name = null) => new("1", kind, DateTimeOffset.UnixEpoch, "u", Name: name);

    [Benchmark(Baseline = true)]
    public int LoopOfAHundred()
    {
        var journal = new List<JournalEntry>();
        for (var i = 0; i < 100; i++) { journal.Add(new("Started", "a", "", "t", null)); journal.Add(new("Completed", "a", "", "t", null)); }
        return journal.Count;
    }

    [Benchmark]
    public object SequenceOfAHundred() => Interpreter.Begin(_hundred, CaseState.Empty, Stimulus(StimulusKinds.Start), Context).Settled!;

    [Benchmark]
    public object StartThatWaits() => Interpreter.Begin(_wait, CaseState.Empty, Stimulus(StimulusKinds.Start), Context).Settled!.State.Hash;

    [Benchmark]
    public object ResumeThatEnds() => Interpreter.Begin(_wait, _waiting, Stimulus(StimulusKinds.Event, "go"), Context).Settled!.State.Hash;
}
