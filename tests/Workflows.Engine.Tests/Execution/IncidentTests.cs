using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Execution;

public class IncidentTests
{
    private static readonly Datum GoOn = Datum.Object(("incidentStrategyType", "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core"));

    [Fact]
    public void A_fault_ends_the_instance_as_faulted_by_default_as_elsa_does()
    {
        var bench = new Bench(Workflow(Sequence("s", Line("a"), Fault("x", "だめ"), Line("b")))).Start();
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Faulted), (bench.Instance.Status, bench.Instance.SubStatus));
        var incident = Assert.Single(bench.State.Incidents);
        Assert.Equal(("E1", "だめ", "x"), (incident.Code, incident.Message, incident.ActivityId));
        Assert.Equal(["a"], bench.Lines);
    }

    [Fact]
    public void With_the_other_strategy_the_rest_goes_on()
    {
        var flow = Flowchart("f", [Fork("fork", "A", "B"), Fault("a", "だめ"), Line("b"), Event("wait", "go")], "fork:A>a", "fork:B>b", "b>wait");
        var bench = new Bench(Workflow(flow, options: GoOn)).Start();
        Assert.Equal(["b"], bench.Lines);
        Assert.Equal(InstanceSubStatus.Suspended, bench.Instance.SubStatus);
    }

    [Fact]
    public void A_failed_expression_undoes_what_its_activity_wrote_and_retry_is_exact()
    {
        // The script sets the variable and then fails while the flag is off.
        var set = Script("x", "setN(getN() + 1); if (!getReady()) throw new Error('まだ'); 'ok ' + getN()");
        var ready = Datum.Object(("id", "ready"), ("name", "ready"), ("typeName", "Boolean"), ("value", "false"));
        var flow = Flowchart("f", [Fork("fork", "A", "B"), set, Event("e", "go"), Datum.Object(("id", "flag"), ("type", "Elsa.SetVariable"), ("variable", Datum.Object(("id", "ready"), ("name", "ready"), ("typeName", "Boolean"))), ("value", Input("true", "JavaScript", "Object")))], "fork:A>x", "fork:B>e", "e>flag");
        var bench = new Bench(Workflow(flow, Datum.List(Number("n"), ready), GoOn)).Start();
        Assert.Equal("EXPRESSION_FAILED", Assert.Single(bench.State.Incidents).Code);
        bench.Send(new Stimulus("", StimulusKinds.Retry, bench.Now, "op", ActivityId: "x"));
        Assert.Single(bench.State.Incidents);
        bench.Event("go").Send(new Stimulus("", StimulusKinds.Retry, bench.Now, "op", ActivityId: "x"));
        Assert.Empty(bench.State.Incidents);
        Assert.Equal(["ok 1"], bench.Lines);
        Assert.Equal(InstanceStatus.Finished, bench.Instance.Status);
    }

    [Fact]
    public void Skip_goes_on_with_the_outcome_given()
    {
        var flow = Flowchart("f", [Decision("d", "throw new Error('x')"), Line("yes"), Line("no")], "d:True>yes", "d:False>no");
        var bench = new Bench(Workflow(flow, options: GoOn)).Start();
        bench.Send(new Stimulus("", StimulusKinds.Skip, bench.Now, "op", ActivityId: "d", Payload: Datum.Object(("outcome", "False"))));
        Assert.Equal(["no"], bench.Lines);
    }

    [Fact]
    public void Cancel_ends_everything_and_says_cancelled()
    {
        var bench = new Bench(Workflow(Sequence("s", Event("e", "go")))).Start();
        bench.Send(new Stimulus("", StimulusKinds.Cancel, bench.Now, "op"));
        Assert.Equal(InstanceSubStatus.Cancelled, bench.Instance.SubStatus);
        Assert.Empty(bench.State.Frames);
    }

    [Fact]
    public void An_endless_loop_becomes_an_incident_not_a_stuck_process()
    {
        var flow = Flowchart("f", [Line("a"), Line("b")], "a>b", "b>a");
        var bench = new Bench(Workflow(flow)) { Limits = StepLimits.Default with { Activities = 5_000 } }.Start();
        Assert.Equal("BUDGET_EXCEEDED", Assert.Single(bench.State.Incidents).Code);
    }

    [Theory]
    [InlineData("while (true) {}")]
    [InlineData("function f() { return f(); } f()")]
    [InlineData("let s = 'x'; for (let i = 0; i < 40; i++) s += s; s")]
    [InlineData("System.IO.File.ReadAllText('/etc/passwd')")]
    [InlineData("new Array(1e9).fill(1)")]
    public void A_hostile_script_becomes_an_incident(string script)
    {
        var bench = new Bench(Workflow(Script("x", script), options: GoOn)).Start();
        Assert.Equal("EXPRESSION_FAILED", Assert.Single(bench.State.Incidents).Code);
    }

    [Fact]
    public void A_late_answer_to_a_cleared_wait_meets_nothing()
    {
        var flow = Flowchart("f", [Event("a", "go"), Event("b", "go"), Line("end")], "a>b", "b>end");
        var bench = new Bench(Workflow(flow)).Start();
        var first = bench.State.Bookmarks.Single().Bookmark.Id;
        bench.Event("go");
        var hash = bench.State.Hash;
        bench.Send(new Stimulus("", StimulusKinds.Answer, bench.Now, "outbox", Key: first));
        Assert.Equal(hash, bench.State.Hash);
        Assert.Empty(bench.Lines);
    }

    [Fact]
    public void Variables_are_set_by_hand_in_the_type_they_are_declared_with_all_or_none()
    {
        var bench = new Bench(Workflow(Sequence("s", Event("e", "go"), Script("x", "'n ' + (getN() + 1)")), Datum.List(Number("n")))).Start();
        var before = bench.State.Hash;
        Assert.Equal("variables[2].id", Refused(("n", 4), ("other", 1)).Field);
        Assert.Equal("variables[1].value", Refused(("n", "four")).Field);
        Assert.Equal(before, bench.State.Hash);
        bench.Send(Set(("N", "41"))).Event("go");
        Assert.Equal(["n 42"], bench.Lines);

        Refusal Refused(params (string Id, Datum Value)[] changes) =>
            Interpreter.Begin(bench.Plan, bench.State, Set(changes), new StepContext("14204", "case-1", bench.Now, "r", Datum.EmptyObject)).Settled!.Refusal!;
        Stimulus Set(params (string Id, Datum Value)[] changes) =>
            new("r", StimulusKinds.Alter, bench.Now, "op", Payload: Datum.Object(("variables", Datum.List(changes.Select(c => Datum.Object(("id", c.Id), ("value", c.Value)))))));
    }
}
