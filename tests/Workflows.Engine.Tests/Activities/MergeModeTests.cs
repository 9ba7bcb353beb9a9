using Workflows.Engine.Data;
using Workflows.Engine.State;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Activities;

/// <summary>What lies on the connections of a token based flowchart while a branch waits: kept from step to step, by name and by Elsa's number of the mode.</summary>
public class MergeModeTests
{
    private static Bench Start(Datum[] activities, params string[] connections) =>
        new Bench(Workflow(Flowchart("f", activities, connections), Datum.List(Number("n")), mode: "TokenBased")).Start();

    [Theory]
    [InlineData("Stream", "a", "a|c")]
    [InlineData("1", "a", "a|c")]
    [InlineData("Merge", "a", "a|c")]
    [InlineData("2", "a", "a|c")]
    [InlineData("Converge", "a", "a|c")]
    [InlineData("3", "a", "a|c")]
    [InlineData("Cascade", "a|c", "a|c|c")]
    [InlineData("4", "a|c", "a|c|c")]
    [InlineData("Race", "a|c", "a|c")]
    [InlineData("race", "a|c", "a|c")]
    [InlineData("5", "a|c", "a|c")]
    public void A_branch_that_waits_holds_back_all_but_cascade_and_race(string mode, string atOnce, string later)
    {
        var bench = Start([Fork("s", "A", "B"), Event("e", "go"), Line("a"), Merge(Line("c"), mode)], "s:A>e", "s:B>a", "a>c", "e>c");
        Assert.Equal(atOnce.Split('|'), bench.Lines);
        Assert.Equal(mode is "Race" or "race" or "5", bench.Instance.Status == InstanceStatus.Finished);
        Assert.Equal(later.Split('|'), bench.Event("go").Lines);
        Assert.Equal(InstanceStatus.Finished, bench.Instance.Status);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    public void A_number_starves_as_its_name_does(string mode) =>
        Assert.Contains(Start([Fork("s", "A", "B"), Line("a"), Decision("d", "false"), Line("b"), Merge(Line("c"), mode)], "s:A>a", "s:B>d", "d:True>b", "a>c", "b>c").State.Incidents, i => i.Code == "JOIN_NEVER_FIRED");

    [Fact]
    public void What_comes_late_on_a_blocked_way_does_not_win_the_race_again()
    {
        var bench = Start([Line("a"), Event("e", "go"), Merge(Line("c"), "Race"), Line("after")], "a>c", "a>e", "e>c", "c>after");
        Assert.Equal(["a", "c", "after"], bench.Lines);
        Assert.Equal(["a", "c", "after"], bench.Event("go").Lines);
        Assert.Equal(InstanceStatus.Finished, bench.Instance.Status);
    }

    [Fact]
    public void A_way_blocked_twice_bars_twice()
    {
        // Two rounds of the race are won while the late way waits each time; both of its tokens are lost, the third wins.
        var bench = Start([Line("a"), Event("again", "again"), Event("e", "go"), Merge(Line("c"), "Race")], "a>c", "a>e", "a>again", "again>a", "e>c");
        Assert.Equal(["a", "c"], bench.Lines);
        Assert.Equal(["a", "c", "a", "c"], bench.Event("again").Lines);
        Assert.Equal(["a", "c", "a", "c"], bench.Event("go").Lines);
    }

    [Fact]
    public void A_backward_token_counts_for_no_forward_way()
    {
        // After the first round a backward token and one of two forward ones lie before c; it waits for the other.
        var bench = Start([Line("a"), Event("e", "go"), Merge(Line("c"), "Merge"), Decision("d", "getN() > 0"), Set("n+", "n", "getN() + 1"), Line("end")],
            "a>c", "a>e", "e>c", "c>d", "d:True>end", "d:False>n+", "n+>c", "n+>a");
        Assert.Equal(["a"], bench.Lines);
        Assert.Equal(["a", "c", "a"], bench.Event("go").Lines);
        Assert.Equal(["a", "c", "a", "c", "end"], bench.Event("go").Lines);
        Assert.Empty(bench.State.Incidents);
    }

    [Fact]
    public void Converge_counts_the_backward_token()
    {
        var bench = Start([Line("start"), Merge(Script("work", "setN(getN() + 1); 'work'"), "Converge"), Merge(Decision("d", "getN() > 0"), "Cascade"), Line("end")],
            "start>work", "start>d", "work>d", "d:False>work", "d:True>end");
        Assert.Equal(["start", "work", "end"], bench.Lines);
    }

    [Fact]
    public void A_join_that_has_run_forgets_the_tokens_that_made_it_run()
    {
        var bench = Start([Fork("s", "A", "B"), Line("a"), Line("b"), Join("j", "WaitAll"), Event("e", "go"), Decision("d", "getN() > 0"), Set("n+", "n", "getN() + 1"), Line("end")],
            "s:A>a", "s:B>b", "a>j", "b>j", "j>e", "e>d", "d:True>end", "d:False>n+", "n+>a");
        Assert.Equal(["a", "b"], bench.Lines);
        // One way in alone does not do the second time.
        Assert.Equal(["a", "b", "a"], bench.Event("go").Lines);
        Assert.Contains(bench.State.Incidents, i => i.Code == "JOIN_NEVER_FIRED");
    }
}
