using Workflows.Engine.Data;
using Workflows.Engine.State;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Activities;

/// <summary>Flowcharts as Elsa runs them: breadth first, and each merge mode by its rule.</summary>
public class JoinTests
{
    private static string[] Run(string mode, Datum[] activities, params string[] connections) =>
        [.. new Bench(Workflow(Flowchart("f", activities, connections), mode: mode)).Start().Lines];

    [Theory]
    [InlineData("TokenBased")]
    [InlineData("CounterBased")]
    public void Braided_branches_run_breadth_first_and_each_activity_once(string mode)
    {
        var lines = Enumerable.Range(1, 7).Select(i => Line($"{i}")).ToArray();
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], Run(mode, lines, "1>2", "1>3", "2>4", "2>5", "3>5", "3>6", "4>7", "5>7", "6>7"));
    }

    [Theory]
    [InlineData("Stream", "A|C")]
    [InlineData("None", "A|C")]
    [InlineData("Merge", "A")]
    [InlineData("Converge", "A")]
    [InlineData("Cascade", "A|C")]
    [InlineData("Race", "A|C")]
    public void A_dead_branch_holds_back_only_the_strict_modes(string merge, string lines)
    {
        var bench = new Bench(Workflow(Flowchart("f", [Datum.Object(("id", "start"), ("type", "Elsa.Start")), Line("A"), Decision("d", "false"), Line("B"), Merge(Line("C"), merge)], "A>C", "B>C", "start>A", "start>d", "d:True>B"), mode: "TokenBased")).Start();
        Assert.Equal(lines.Split('|'), bench.Lines);
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Finished), (bench.Instance.Status, bench.Instance.SubStatus));
        var strict = merge is "Merge" or "Converge";
        Assert.Equal(strict, bench.State.Incidents.Any(i => i is { Code: "JOIN_NEVER_FIRED", Severity: "warning" }));
        Assert.Equal(strict, bench.Problems.Any(p => p.Code == "JOIN_MAY_STARVE"));
    }

    [Fact]
    public void A_join_that_waits_for_all_blocks_before_a_fault()
    {
        var fault = Fault("x", "that went south");
        var lines = Run("TokenBased", [Line("A"), Line("B"), Line("C"), Line("D"), Line("E"), Line("F"), Decision("d", "false"), Join("j", "WaitAll"), fault],
            "A>C", "A>B", "A>D", "d:True>E", "D>d", "d:False>x", "B>j", "j>F", "C>j", "E>j");
        Assert.Equal(["A", "C", "B", "D"], lines);
    }

    [Theory]
    [InlineData("TokenBased")]
    [InlineData("CounterBased")]
    public void A_join_of_any_runs_once_and_what_was_scheduled_still_runs(string mode)
    {
        var bench = new Bench(Workflow(Flowchart("f", [Line("s"), Line("a"), Line("b"), Join("j", "WaitAny"), Line("end")], "s>a", "s>b", "a>j", "b>j", "j>end"), mode: mode)).Start();
        Assert.Equal(["s", "a", "b", "end"], bench.Lines);
        Assert.Single(bench.Journal, j => j is { Event: "Completed", ActivityId: "j" });
        Assert.Equal(InstanceSubStatus.Finished, bench.Instance.SubStatus);
    }

    [Theory]
    [InlineData("TokenBased")]
    [InlineData("CounterBased")]
    public void A_join_of_any_cancels_a_branch_that_waits(string mode)
    {
        var bench = new Bench(Workflow(Flowchart("f", [Fork("s", "A", "B"), Event("a", "go"), Event("b", "never"), Join("j", "WaitAny"), Line("end")], "s:A>a", "s:B>b", "a>j", "b>j", "j>end"), mode: mode)).Start().Event("go");
        Assert.Equal(["end"], bench.Lines);
        Assert.Contains(bench.Journal, j => j is { Event: "Canceled", ActivityId: "b" });
        Assert.Equal(InstanceSubStatus.Finished, bench.Instance.SubStatus);
    }

    [Theory]
    [InlineData("TokenBased")]
    [InlineData("CounterBased")]
    public void A_branch_that_waits_for_nothing_yet_scheduled_is_cancelled_when_the_join_runs(string mode)
    {
        var bench = new Bench(Workflow(Flowchart("f", [Fork("s", "A", "B"), Line("a"), Event("b", "never"), Join("j", "WaitAny"), Line("end")], "s:A>a", "s:B>b", "a>j", "b>j", "j>end"), mode: mode)).Start();
        Assert.Equal(["a", "end"], bench.Lines);
        Assert.Equal(InstanceSubStatus.Finished, bench.Instance.SubStatus);
    }

    [Fact]
    public void Cascade_runs_once_a_token() =>
        Assert.Equal(["a", "b", "c", "c"], Run("TokenBased", [Fork("s", "A", "B"), Line("a"), Line("b"), Merge(Line("c"), "Cascade")], "s:A>a", "s:B>b", "a>c", "b>c"));

    [Fact]
    public void Race_runs_once_for_the_first_token() =>
        Assert.Equal(["a", "b", "c"], Run("TokenBased", [Fork("s", "A", "B"), Line("a"), Line("b"), Merge(Line("c"), "Race")], "s:A>a", "s:B>b", "a>c", "b>c"));

    [Fact]
    public void Merge_lets_a_loop_through_where_one_forward_way_leads()
    {
        var lines = new Bench(Workflow(Flowchart("f", [Line("start"), Merge(Line("work"), "Merge"), Set("n+", "n", "getN() + 1"), Decision("d", "getN() >= 2"), Line("end")], "start>work", "work>n+", "n+>d", "d:False>work", "d:True>end"),
            Datum.List(Number("n")), mode: "TokenBased")).Start().Lines;
        Assert.Equal(["start", "work", "work", "end"], lines);
    }

    [Fact]
    public void Converge_waits_for_the_backward_way_too()
    {
        var bench = new Bench(Workflow(Flowchart("f", [Line("start"), Merge(Line("work"), "Converge"), Decision("d", "true"), Line("end")], "start>work", "work>d", "d:False>work", "d:True>end"), mode: "TokenBased")).Start();
        Assert.Equal(["start"], bench.Lines);
        Assert.Contains(bench.State.Incidents, i => i.Code == "JOIN_NEVER_FIRED");
    }

    [Theory]
    [InlineData("WaitAll", "a")]
    [InlineData("WaitAllActive", "a|end")]
    public void A_counting_join_skips_or_goes_on_over_a_dead_branch(string join, string lines) =>
        Assert.Equal(lines.Split('|'), Run("CounterBased", [Fork("s", "A", "B"), Line("a"), Decision("d", "false"), Line("b"), Join("j", join), Line("end")], "s:A>a", "s:B>d", "d:True>b", "a>j", "b>j", "j>end"));

    [Fact]
    public void A_loop_runs_its_joins_again_and_again()
    {
        var flow = Flowchart("f", [Line("w"), Line("a"), Line("b"), Join("j", "WaitAll"), Set("n+", "n", "getN() + 1"), Decision("d", "getN() >= 3"), Line("end")], "w>a", "w>b", "a>j", "b>j", "j>n+", "n+>d", "d:False>w", "d:True>end");
        var bench = new Bench(Workflow(flow, Datum.List(Number("n")))).Start();
        Assert.Equal(["w", "a", "b", "w", "a", "b", "w", "a", "b", "end"], bench.Lines);
        Assert.Empty(bench.State.Incidents);
    }

    [Fact]
    public void A_loop_back_past_its_start_is_refused_and_said_before_publishing()
    {
        var flow = Flowchart("f", [Line("s"), Line("a"), Line("b"), Line("c")], "s>a", "s>b", "a>c", "b>c", "c>a");
        var bench = new Bench(Workflow(flow)).Start();
        Assert.Contains(bench.Problems, p => p.Code == "BACKWARD_INVALID");
        Assert.Contains(bench.State.Incidents, i => i.Code == "BACKWARD_INVALID");
        Assert.DoesNotContain(new Bench(Workflow(Flowchart("f", [Line("s"), Line("a"), Line("b")], "s>a", "a>b", "b>a"))).Problems, p => p.Code == "BACKWARD_INVALID");
    }

    [Fact]
    public void A_join_of_both_ways_of_a_choice_is_found_before_publishing()
    {
        var bench = new Bench(Workflow(Flowchart("f", [Decision("d", "true"), Line("a"), Line("b"), Join("j", "WaitAll"), Line("end")], "d:True>a", "d:False>b", "a>j", "b>j", "j>end")));
        var problem = Assert.Single(bench.Problems);
        Assert.Equal(("JOIN_NEVER_FIRES", "test#j"), (problem.Code, problem.Place));
        Assert.Equal(["a"], bench.Start().Lines);
    }

    [Fact]
    public void Unreachable_activities_and_impossible_outcomes_are_found_before_publishing()
    {
        var bench = new Bench(Workflow(Flowchart("f", [Decision("d", "true"), Line("a"), Line("lost")], "d:Maybe>a")));
        Assert.Equal(["ACTIVITY_UNREACHABLE", "OUTCOME_UNKNOWN"], bench.Problems.Select(p => p.Code).Order());
    }

    [Theory]
    [InlineData("TokenBased")]
    [InlineData("CounterBased")]
    public void A_flowchart_may_begin_with_a_join(string mode)
    {
        foreach (var wait in new[] { "WaitAny", "WaitAll", "WaitAllActive" })
        {
            var bench = new Bench(Workflow(Flowchart("f", [Join("j", wait), Line("a"), Line("b")], "j>a", "a>b"), mode: mode)).Start();
            Assert.Equal((2, InstanceSubStatus.Finished), (bench.Lines.Count, bench.Instance.SubStatus));
        }
    }

    [Fact]
    public void What_a_dead_path_sets_free_runs_in_its_place() =>
        Assert.Equal(["s", "w", "j", "z"], Run("CounterBased", [Fork("k", "A", "B"), Line("s"), Decision("d", "false"), Line("x"), Line("w"), Line("j"), Line("z")], "k:A>s", "k:B>w", "w>d", "s>j", "d:True>x", "x>j", "d:False>z"));

    [Fact]
    public void A_terminal_activity_ends_its_flowchart_and_what_waits_in_it()
    {
        var inner = Flowchart("in", [Fork("s", "A", "B"), Event("e", "never"), Datum.Object(("id", "end"), ("type", "Elsa.End"))], "s:A>e", "s:B>end");
        var bench = new Bench(Workflow(Sequence("q", inner, Line("after")))).Start();
        Assert.Equal(["after"], bench.Lines);
        Assert.Empty(bench.State.Frames);
    }

    [Fact]
    public void After_a_fault_what_was_scheduled_still_runs_and_the_instance_stays_faulted()
    {
        var bench = new Bench(Workflow(Flowchart("f", [Fork("s", "A", "B"), Fault("x", "だめ"), Line("b"), Line("c")], "s:A>x", "s:B>b", "b>c"))).Start();
        Assert.Equal(["b", "c"], bench.Lines);
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Faulted), (bench.Instance.Status, bench.Instance.SubStatus));
        Assert.Single(bench.State.Incidents);
    }
}
