using System.Diagnostics;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Execution;

public class BoundsTests
{
    [Fact]
    public void A_thousand_nested_containers_run()
    {
        var inner = Line("deep");
        for (var i = 0; i < 1_000; i++) inner = Sequence($"s{i}", inner);
        Assert.Equal(["deep"], new Bench(Workflow(inner)).Start().Lines);
    }

    [Fact]
    public void A_hundred_thousand_activities_run_in_one_step()
    {
        var loop = Datum.Object(("id", "for"), ("type", "Elsa.For"), ("start", Input("1", type: "Int32")), ("end", Input("100000", type: "Int32")), ("body", Datum.Object(("id", "b"), ("type", "Elsa.Start"))));
        var bench = new Bench(Workflow(loop)).Start();
        Assert.Equal(InstanceStatus.Finished, bench.Instance.Status);
        Assert.Empty(bench.State.Incidents);
    }

    [Fact]
    public void Fifty_thousand_branches_wait_and_a_resume_writes_no_more_than_with_ten()
    {
        static (CaseState State, long Bytes) Resume(int branches)
        {
            var definition = Workflow(Datum.Object(("id", "all"), ("type", "Elsa.ParallelForEach"), ("items", Input(Datum.List(Enumerable.Range(0, branches).Select(i => Datum.Of((long)i))).ToJson(), "Object", "Object")),
                ("body", Sequence("s", Event("e", "go"), Event("f", "again")))));
            var plan = new PlanCompiler(new ActivityCatalog(ElsaActivities.All), BasicLanguages.All).Compile("p", definition, [], null, null, out _);
            StepContext At(string id) => new("14204", "c", DateTimeOffset.UnixEpoch, id, Datum.EmptyObject);
            var state = Interpreter.Begin(plan, CaseState.Empty, new Stimulus("1", StimulusKinds.Start, DateTimeOffset.UnixEpoch, "u"), At("1")).Settled!.State;
            Assert.Equal(branches, state.Bookmarks.Count());
            var one = state.Bookmarks.ElementAt(branches / 2);
            var step = Interpreter.Begin(plan, state, new Stimulus("2", StimulusKinds.Event, DateTimeOffset.UnixEpoch, "u", ActivityId: "e", ScopePath: one.Frame.ScopePath, Name: "go"), At("2")).Settled!;
            return (step.State, step.DirtyParts.Sum(no => step.State.Parts.TryGetValue(no, out var part) ? part.Bytes.Length : 0));
        }
        var (_, few) = Resume(40);
        var watch = Stopwatch.StartNew();
        var (state, many) = Resume(50_000);
        TestContext.Current.SendDiagnosticMessage("40 branches {0} bytes, 50 000 branches {1} bytes, {2} ms", few, many, watch.ElapsedMilliseconds);
        Assert.True(many < 3 * few, $"{few} bytes with 40 branches, {many} with 50 000");
        Assert.Equal(50_000, state.Bookmarks.Count());
    }

    [Fact]
    public void A_ten_megabyte_variable_passes()
    {
        var bench = new Bench(Workflow(Sequence("s", Datum.Object(("id", "v"), ("type", "Elsa.SetVariable"), ("variable", Datum.Object(("id", "t"), ("name", "t"), ("typeName", "String"))), ("value", Input("'x'.repeat(10 * 1024 * 1024)", "JavaScript", "Object"))), Script("l", "getT().length")),
            Datum.List(Datum.Object(("id", "t"), ("name", "t"), ("typeName", "String"))))).Start();
        Assert.Equal(["10485760"], bench.Lines);
    }

    [Fact]
    public void A_workflow_that_contains_itself_is_found_before_publishing()
    {
        var a = Workflow(Sequence("s", Datum.Object(("id", "x"), ("type", "B"), ("workflowDefinitionId", "b"))), id: "a").With("name", "A");
        var b = Workflow(Sequence("s", Datum.Object(("id", "y"), ("type", "A"), ("workflowDefinitionId", "a"))), id: "b").With("name", "B");
        Assert.Contains(new Bench(a, b).Problems, p => p.Code == "WORKFLOW_CYCLE");
    }
}
