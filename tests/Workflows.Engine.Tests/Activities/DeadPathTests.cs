using Workflows.Engine.Data;
using Workflows.Engine.State;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Activities;

/// <summary>Counter based joins whose ways in are dead, late or never visited.</summary>
public class DeadPathTests
{
    private static Bench Start(Datum[] activities, params string[] connections) => new Bench(Workflow(Flowchart("f", activities, connections), mode: "CounterBased")).Start();

    [Theory]
    [InlineData("WaitAny")]
    [InlineData("WaitAll")]
    [InlineData("WaitAllActive")]
    public void A_join_with_dead_ways_alone_is_skipped_and_what_follows_it_does_not_wait(string mode)
    {
        var bench = Start([Line("s"), Decision("d1", "false"), Decision("d2", "false"), Join("j", mode), Line("l"), Line("k"), Line("m")],
            "s>d1", "s>d2", "s>k", "d1:True>j", "d2:True>j", "j>l", "l>m", "k>m");
        Assert.Equal(["s", "k", "m"], bench.Lines);
        Assert.Equal((InstanceStatus.Finished, 0), (bench.Instance.Status, bench.State.Incidents.Count));
    }

    [Theory]
    [InlineData("WaitAny", "end")]
    [InlineData("WaitAllActive", "end")]
    [InlineData("WaitAll", "")]
    public void A_dead_way_that_comes_first_runs_no_join_and_the_late_one_decides(string mode, string lines)
    {
        var bench = Start([Fork("s", "A", "B"), Decision("d", "false"), Event("e", "go"), Join("j", mode), Line("end")], "s:A>d", "s:B>e", "d:True>j", "e>j", "j>end");
        Assert.Empty(bench.Lines);
        Assert.Equal(lines, string.Join('|', bench.Event("go").Lines));
        Assert.Equal(InstanceStatus.Finished, bench.Instance.Status);
    }

    [Fact]
    public void A_way_from_where_nothing_leads_to_is_not_waited_for()
    {
        var bench = Start([Line("s"), Line("a"), Line("unreached"), Join("j", "WaitAll"), Line("end")], "s>a", "a>j", "unreached>j", "j>end");
        Assert.Equal(["s", "a", "end"], bench.Lines);
        Assert.Empty(bench.State.Incidents);
    }
}
