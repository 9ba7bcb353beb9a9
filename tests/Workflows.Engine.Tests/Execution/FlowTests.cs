using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Execution;

public class FlowTests
{
    [Fact]
    public void A_sequence_runs_its_activities_in_order_and_finishes()
    {
        var bench = new Bench(Workflow(Sequence("s", Line("a"), Line("b"), Line("c")))).Start();
        Assert.Equal(["a", "b", "c"], bench.Lines);
        Assert.Equal(InstanceSubStatus.Finished, bench.Instance.SubStatus);
        Assert.Empty(bench.State.Frames);
    }

    [Theory]
    [InlineData("true", "yes")]
    [InlineData("1 > 2", "no")]
    public void If_takes_the_branch_its_condition_says(string condition, string line) =>
        Assert.Equal([line], new Bench(Workflow(If("i", condition, Line("yes"), Line("no")))).Start().Lines);

    [Fact]
    public void A_fork_and_a_join_of_all_run_every_branch_once_before_what_follows()
    {
        var flow = Flowchart("f", [Fork("fork", "A", "B"), Line("a"), Line("b"), Join("join", "WaitAll"), Line("end")], "fork:A>a", "fork:B>b", "a>join", "b>join", "join>end");
        Assert.Equal(["a", "b", "end"], new Bench(Workflow(flow)).Start().Lines);
    }

    [Fact]
    public void A_join_of_any_goes_on_with_the_first_and_cancels_the_waiting_branch()
    {
        var flow = Flowchart("f", [Fork("fork", "A", "B"), Event("a", "go-a"), Event("b", "go-b"), Join("join", "WaitAny"), Line("end")], "fork:A>a", "fork:B>b", "a>join", "b>join", "join>end");
        var bench = new Bench(Workflow(flow)).Start();
        Assert.Equal(2, bench.State.Bookmarks.Count());
        bench.Event("go-b");
        Assert.Equal(["end"], bench.Lines);
        Assert.Equal(InstanceStatus.Finished, bench.Instance.Status);
        Assert.Contains(bench.Effects, e => e is BookmarkCleared);
    }

    [Fact]
    public void An_implicit_join_waits_for_active_branches_and_not_for_dead_ones()
    {
        var flow = Flowchart("f", [Line("start"), Decision("d", "false"), Line("yes"), Line("other"), Line("end")], "start>d", "start>other", "d:True>yes", "yes>end", "other>end", "d:False>end");
        Assert.Equal(["start", "other", "end"], new Bench(Workflow(flow)).Start().Lines);
    }

    [Fact]
    public void A_backward_connection_loops_until_its_condition_holds()
    {
        var flow = Flowchart("f", [Line("work"), Set("count", "n", "getN() + 1"), Decision("enough", "getN() >= 3"), Line("done")], "work>count", "count>enough", "enough:False>work", "enough:True>done");
        Assert.Equal(["work", "work", "work", "done"], new Bench(Workflow(flow, Datum.List(Number("n")))).Start().Lines);
    }

    [Fact]
    public void A_switch_takes_the_first_case_that_holds_or_the_default()
    {
        Datum Case(string label, string script) => Datum.Object(("label", label), ("condition", Datum.Object(("type", "JavaScript"), ("value", script))));
        Datum Switch(string mode) => Datum.Object(("id", "s"), ("type", "Elsa.FlowSwitch"), ("mode", Input(mode)), ("cases", Datum.List(Case("A", "getN() > 0"), Case("B", "getN() > 1"))));
        Datum Flow(string mode) => Flowchart("f", [Switch(mode), Line("a"), Line("b"), Line("d")], "s:A>a", "s:B>b", "s:Default>d");
        Assert.Equal(["a"], new Bench(Workflow(Flow("MatchFirst"), Datum.List(Number("n", "2")))).Start().Lines);
        Assert.Equal(["a", "b"], new Bench(Workflow(Flow("MatchAny"), Datum.List(Number("n", "2")))).Start().Lines);
        Assert.Equal(["d"], new Bench(Workflow(Flow("MatchFirst"), Datum.List(Number("n", "0")))).Start().Lines);
    }

    [Fact]
    public void An_event_waits_for_its_name_and_gives_its_payload()
    {
        var bench = new Bench(Workflow(Sequence("s", Event("e", "paid"), Script("l", "getLastResult().amount + '円'")))).Start();
        Assert.Equal(InstanceSubStatus.Suspended, bench.Instance.SubStatus);
        bench.Event("other").Event("paid", Datum.Object(("amount", 500)));
        Assert.Equal(["500円"], bench.Lines);
    }

    [Fact]
    public void A_delay_fires_at_its_due_time_and_not_before()
    {
        var bench = new Bench(Workflow(Sequence("s", Delay("d", "00:30:00"), Line("later")))).Start().Advance(TimeSpan.FromMinutes(29));
        Assert.Empty(bench.Lines);
        bench.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(["later"], bench.Lines);
    }

    [Fact]
    public void Finish_ends_the_whole_workflow_and_clears_every_wait()
    {
        var flow = Flowchart("f", [Fork("fork", "A", "B"), Event("a", "never"), Datum.Object(("id", "fin"), ("type", "Elsa.Finish")), Line("after")], "fork:A>a", "fork:B>fin", "fin>after");
        var bench = new Bench(Workflow(flow)).Start();
        Assert.Equal(InstanceStatus.Finished, bench.Instance.Status);
        Assert.Empty(bench.State.Frames);
        Assert.Empty(bench.Lines);
    }

    [Fact]
    public void An_unknown_activity_is_kept_reported_and_an_incident_when_reached()
    {
        var bench = new Bench(Workflow(Sequence("s", Line("a"), Datum.Object(("id", "x"), ("type", "Vendor.Thing"), ("secret", 7))))).Start();
        Assert.Contains(bench.Problems, p => p.Code == "ACTIVITY_UNKNOWN" && p.MessageJa.Contains("Vendor.Thing", StringComparison.Ordinal));
        Assert.Equal("ACTIVITY_UNKNOWN", Assert.Single(bench.State.Incidents).Code);
        Assert.Equal(7, bench.Plan.Root.NodesById["x"].Source["secret"].AsLong());
    }
}
