using Workflows.Engine.Data;
using Workflows.Engine.State;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Activities;

/// <summary>Break as Elsa has it: a signal up to the nearest loop that stops what would begin next and cancels nothing.</summary>
public class BreakTests
{
    private static Datum Break(string id) => Datum.Object(("id", id), ("type", "Elsa.Break"));
    private static Datum For(string id, int end, Datum body) => Datum.Object(("id", id), ("type", "Elsa.For"), ("start", Input("1", type: "Int32")), ("end", Input($"{end}", type: "Int32")), ("body", body));
    private static Datum Parallel(string id, params Datum[] all) => Datum.Object(("id", id), ("type", "Elsa.Parallel"), ("activities", Datum.List(all)));

    [Fact]
    public void It_leaves_every_sequence_up_to_the_loop()
    {
        var body = Sequence("outer", Line("a"), Sequence("inner", Break("b"), Line("never")), Line("never either"));
        Assert.Equal(["a", "after"], new Bench(Workflow(Sequence("s", For("for", 3, body), Line("after")))).Start().Lines);
    }

    [Fact]
    public void It_leaves_only_the_nearest_loop()
    {
        var inner = For("inner", 3, Sequence("si", Script("l", "variables.CurrentValue"), Break("b")));
        Assert.Equal(["1", "1", "end"], new Bench(Workflow(Sequence("s", For("outer", 2, Sequence("so", inner)), Line("end")))).Start().Lines);
    }

    [Fact]
    public void What_waits_beside_it_in_the_loop_is_waited_for()
    {
        var bench = new Bench(Workflow(Sequence("s", For("for", 3, Parallel("p", Event("e", "go"), Break("b"))), Line("after")))).Start();
        Assert.Empty(bench.Lines);
        Assert.Single(bench.State.Bookmarks);
        bench.Event("go");
        Assert.Equal(["after"], bench.Lines);
        Assert.Equal(InstanceSubStatus.Finished, bench.Instance.SubStatus);
    }

    [Fact]
    public void A_fork_that_hears_it_ends_with_its_next_branch()
    {
        var fork = Datum.Object(("id", "fork"), ("type", "Elsa.Fork"), ("branches", Datum.List(Event("never", "never"), Break("b"))));
        Assert.Equal(["after"], new Bench(Workflow(Sequence("s", For("for", 3, fork), Line("after")))).Start().Lines);
    }

    [Fact]
    public void A_parallel_loop_lets_it_pass_to_the_loop_around_it()
    {
        var each = Datum.Object(("id", "each"), ("type", "Elsa.ParallelForEach"), ("items", Input("[1,2]", "Object", "Object")), ("body", Sequence("sb", Line("x"), Break("b"), Line("never"))));
        Assert.Equal(["x", "x", "after"], new Bench(Workflow(Sequence("s", For("for", 3, each), Line("after")))).Start().Lines);
    }

    [Fact]
    public void A_flowchart_ends_with_it_and_one_around_that_goes_on()
    {
        var inner = Flowchart("inner", [Break("b"), Line("never")], "b>never");
        var outer = Flowchart("outer", [inner, Line("x")], "inner>x");
        Assert.Equal(["x", "after"], new Bench(Workflow(Sequence("s", For("for", 3, outer), Line("after")))).Start().Lines);
    }

    [Fact]
    public void The_bounds_of_a_loop_are_taken_when_it_begins()
    {
        var loop = Datum.Object(("id", "for"), ("type", "Elsa.For"), ("start", Input("1", type: "Int32")), ("end", Input("getN()", "JavaScript", "Int32")), ("body", Sequence("b", Set("set", "n", "getN() + 1"), Line("round"))));
        var bench = new Bench(Workflow(loop, Datum.List(Number("n", "2")))).Start();
        Assert.Equal(["round", "round"], bench.Lines);
    }
}
