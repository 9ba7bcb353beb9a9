using Workflows.Engine.Data;
using Workflows.Engine.Execution;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Execution;

/// <summary>What belongs to which container, round and instance: variables, paths, ends, incidents.</summary>
public class ScopeTests
{
    private static readonly Datum GoOn = Datum.Object(("incidentStrategyType", "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core"));
    private static readonly Datum Stop = Datum.Object(("incidentStrategyType", "Elsa.Workflows.IncidentStrategies.FaultStrategy, Elsa.Workflows.Core"));

    private static Datum Js(string id, string script) => Datum.Object(("id", id), ("type", "Elsa.RunJavaScript"), ("script", Input(script)));
    private static Datum Variable(string id, string name, string type, string? value = null) => Datum.Object(("id", id), ("name", name), ("typeName", type), ("value", value));
    private static Datum Assign(string id, string variable, string script) => Datum.Object(("id", id), ("type", "Elsa.SetVariable"), ("variable", Datum.Object(("id", variable))), ("value", Input(script, "JavaScript", "Object")));
    private static Datum For(string id, int end, Datum body) => Datum.Object(("id", id), ("type", "Elsa.For"), ("start", Input("1", type: "Int32")), ("end", Input($"{end}", type: "Int32")), ("body", body));

    [Fact]
    public void A_round_within_a_round_has_a_path_of_both()
    {
        var bench = new Bench(Workflow(For("outer", 2, For("inner", 2, Event("e", "go"))))).Start();
        var paths = new List<string>();
        while (bench.State.Bookmarks.SingleOrDefault() is { Frame: { } frame })
        {
            paths.Add(frame.ScopePath);
            bench.Event("go");
        }
        Assert.Equal(["outer[1]/inner[1]", "outer[1]/inner[2]", "outer[2]/inner[1]", "outer[2]/inner[2]"], paths);
        Assert.Equal(InstanceSubStatus.Finished, bench.Instance.SubStatus);
    }

    [Fact]
    public void A_variable_is_found_by_its_id_and_by_its_name_in_any_case_and_keeps_its_own_type()
    {
        var own = Datum.List(Variable("v1", "Count", "Int32", "1"), Variable("v2", "Name", "String", "a"));
        var inner = Sequence("in", Assign("a", "v1", "'7'"), Assign("b", "v2", "8"), Script("l", "typeof getCount() + getCount() + ' ' + typeof getName() + getName()"), Assign("c", "COUNT", "'9'"), Script("m", "getCount() + 1")).With("variables", own);
        Assert.Equal(["number7 string8", "10", "number5 string6 5"], new Bench(Workflow(
            Sequence("q", inner, Assign("d", "w1", "'5'"), Assign("e", "w2", "6"), Script("n", "typeof getCount() + getCount() + ' ' + typeof getLabel() + getLabel() + ' ' + getVariable('COUNT')")),
            Datum.List(Variable("w1", "Count", "Int32", "0"), Variable("w2", "Label", "String")))).Start().Lines);
    }

    [Fact]
    public void A_name_made_on_the_way_leaves_the_containers_variables_as_they_are_and_goes_to_the_nearest_list_of_activities()
    {
        var inner = Sequence("in", If("i", "true", Js("s", "setVariable('extra', 1)")), Script("l", "getN() + getVariable('extra')")).With("variables", Datum.List(Number("n", "10")));
        Assert.Equal(["11", "3", "none"], new Bench(Workflow(Sequence("q", inner, Script("o", "getN()"), Script("p", "getVariable('extra') == null ? 'none' : 'there'")), Datum.List(Number("n", "3")))).Start().Lines);
    }

    [Fact]
    public void Variables_are_set_by_hand_where_the_place_says()
    {
        var body = Sequence("b", Event("e", "go"), Script("l", "getN()")).With("variables", Datum.List(Number("n", "1")));
        var bench = new Bench(Workflow(Sequence("q", Datum.Object(("id", "each"), ("type", "Elsa.ParallelForEach"), ("items", Input("[1,2]", "Object", "Object")), ("body", body)), Script("m", "'out ' + getN()")), Datum.List(Number("n", "5")))).Start();
        bench.Send(Set(Datum.Object(("name", "n"), ("value", 20), ("activityId", "b"), ("scopePath", "each[2]"))));
        Assert.Equal([1, 20], bench.State.Frames.Where(f => f.NodeId == "b").Select(f => (int)f.Variables!["n"].AsLong()!.Value));
        bench.Send(Set(Datum.Object(("name", "n"), ("value", 6))));
        bench.Send(Set(Datum.Object(("name", "n"), ("value", 10), ("activityId", "b"))));
        Assert.Equal([10, 20], bench.State.Frames.Where(f => f.NodeId == "b").Select(f => (int)f.Variables!["n"].AsLong()!.Value));
        var refusal = Interpreter.Begin(bench.Plan, bench.State, Set(Datum.Object(("name", "n"), ("value", 1), ("scopePath", "each[3]"))), new StepContext("14204", "case-1", bench.Now, "r", Datum.EmptyObject)).Settled!.Refusal!;
        Assert.Equal(("VARIABLE_INVALID", "variables[1].id"), (refusal.Code, refusal.Field));
        bench.Event("go").Event("go");
        Assert.Equal(["10", "20", "out 6"], bench.Lines);

        static Stimulus Set(Datum change) => new("r", StimulusKinds.Alter, DateTimeOffset.UnixEpoch, "op", Payload: Datum.Object(("variables", Datum.List(change))));
    }

    [Fact]
    public void As_many_containers_as_the_limit_says_may_lie_in_each_other_and_one_more_is_an_incident()
    {
        var three = Sequence("a", Sequence("b", Line("c")));
        Assert.Equal(["c"], new Bench(Workflow(three)) { Limits = StepLimits.Default with { Depth = 2 } }.Start().Lines);
        var bench = new Bench(Workflow(three)) { Limits = StepLimits.Default with { Depth = 1 } }.Start();
        Assert.Empty(bench.Lines);
        var incident = Assert.Single(bench.State.Incidents);
        Assert.Equal(("DEPTH_EXCEEDED", "b"), (incident.Code, incident.ActivityId));
        Assert.Contains("1 段", incident.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_cancelled_is_told_youngest_first()
    {
        var flow = Flowchart("f", [Fork("fork", "A", "B"), Sequence("a", Sequence("a1", Event("w", "never"))), Event("b", "go"), Join("join", "WaitAny"), Line("end")], "fork:A>a", "fork:B>b", "a>join", "b>join", "join>end");
        var bench = new Bench(Workflow(flow)).Start().Event("go");
        Assert.Equal(["w", "a1", "a"], bench.Journal.Where(j => j.Event == "Canceled").Select(j => j.ActivityId));
        Assert.Equal(["end"], bench.Lines);
    }

    [Fact]
    public void An_incident_is_shown_with_its_place_its_words_and_that_it_is_open()
    {
        var bench = new Bench(Workflow(Sequence("q", Event("e", "go"), Script("x", "getLastResult().deep.value")), options: GoOn)).Start();
        bench.Event("go", Datum.Object(("other", 1)));
        var incident = Assert.Single(bench.State.Incidents);
        var shown = Assert.Single(bench.Effects.OfType<ProjectionSet>(), p => p.Table == "incidents");
        Assert.Equal(incident.Id, shown.Key);
        Assert.Equal(("x", "", "Elsa.WriteLine", incident.Code, incident.Message, bench.Now, true), (shown.Row!["activityId"].AsText(), shown.Row!["scopePath"].AsText(), shown.Row!["activityType"].AsText(),
            shown.Row!["code"].AsText(), shown.Row!["message"].AsText(), DateTimeOffset.Parse(shown.Row!["at"].AsText()!, System.Globalization.CultureInfo.InvariantCulture), shown.Row!["open"].AsBoolean()));
        var faulted = Assert.Single(bench.Journal, j => j.Event == "Faulted");
        Assert.Equal((incident.Code, incident.Message), (faulted.Data!["code"].AsText(), faulted.Data["message"].AsText()));
    }

    [Fact]
    public void A_starved_join_is_shown_as_a_warning()
    {
        var flow = Flowchart("f", [Decision("d", "true"), Line("a"), Line("b"), Merge(Line("m"), "Merge"), Line("end")], "d:True>a", "d:False>b", "a>m", "b>m", "m>end");
        var bench = new Bench(Workflow(flow, mode: "TokenBased")).Start();
        var warning = bench.State.Incidents.SingleOrDefault(i => i.Severity == "warning");
        Assert.NotNull(warning);
        var shown = Assert.Single(bench.Effects.OfType<ProjectionSet>(), p => p.Table == "incidents" && p.Key == warning.Id);
        Assert.Equal(("warning", true, "f"), (shown.Row!["severity"].AsText(), shown.Row["open"].AsBoolean(), shown.Row["activityId"].AsText()));
    }

    [Fact]
    public void A_faulted_workflow_stays_so_until_somebody_cancels_it()
    {
        var both = Datum.Object(("id", "p"), ("type", "Elsa.Parallel"), ("activities", Datum.List(Fault("x", "だめ"), Event("e", "go"))));
        var bench = new Bench(Workflow(both, options: Stop)).Start();
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Faulted), (bench.Instance.Status, bench.Instance.SubStatus));
        bench.Event("go");
        Assert.Equal(InstanceSubStatus.Faulted, bench.Instance.SubStatus);
        bench.Send(new Stimulus("", StimulusKinds.Cancel, bench.Now, "op"));
        Assert.Equal((InstanceStatus.Finished, InstanceSubStatus.Cancelled), (bench.Instance.Status, bench.Instance.SubStatus));
        Assert.Empty(bench.State.Frames);
    }

    [Fact]
    public void Inputs_are_computed_before_the_activity_begins_even_when_it_would_not_read_them()
    {
        var bulk = Datum.Object(("id", "b"), ("type", "Elsa.BulkDispatchWorkflows"), ("workflowDefinitionId", Input("child")), ("items", Input("[]", "Object", "Object")), ("input", Input("nobody.knows", "JavaScript", "ObjectDictionary")));
        var bench = new Bench(Workflow(Sequence("q", bulk, Line("after"))), Workflow(Line("c"), id: "child")).Start();
        Assert.Equal(("b", "EXPRESSION_FAILED"), (Assert.Single(bench.State.Incidents).ActivityId, bench.State.Incidents[0].Code));
        Assert.Empty(bench.Lines);
    }

    [Fact]
    public void Guids_of_scripts_are_of_version_4()
    {
        var lines = new Bench(Workflow(Sequence("q", [.. Enumerable.Range(0, 20).Select(i => Script($"g{i}", "newGuidString()"))]))).Start().Lines;
        Assert.Equal(20, lines.Distinct().Count());
        Assert.All(lines, l => Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", l));
        Assert.All(Enumerable.Range(0, 36).Where(i => i is not (8 or 13 or 14 or 18 or 19 or 23)), i => Assert.True(lines.Select(l => l[i]).Distinct().Count() > 3, $"place {i}"));
    }

    [Fact]
    public void A_workflow_used_as_activity_gets_the_default_of_an_input_that_is_not_given()
    {
        var inputs = Datum.List(Datum.Object(("name", "Greeting"), ("type", "String"), ("defaultValue", "hello")), Datum.Object(("name", "Name"), ("type", "String"), ("defaultValue", "nobody")));
        var inner = Workflow(Script("l", "getInput('Greeting') + ' ' + getInput('Name')"), id: "inner").With("name", "Inner").With("inputs", inputs);
        var use = Datum.Object(("id", "x"), ("type", "Inner"), ("workflowDefinitionId", "inner"), ("name", Input("you")));
        Assert.Equal(["hello you", "out"], new Bench(Workflow(Sequence("q", use, Script("o", "getInput('Name') == null ? 'out' : 'in'"))), inner).Start().Lines);
    }

    [Fact]
    public void A_child_has_an_id_of_its_own()
    {
        var child = Workflow(Script("l", "getWorkflowInstanceId()"), id: "child");
        var run = Datum.Object(("id", "x"), ("type", "Elsa.ExecuteWorkflow"), ("workflowDefinitionId", Input("child")), ("waitForCompletion", Input("true", type: "Boolean")));
        Assert.Equal(["case-1", "case-1/2"], new Bench(Workflow(Sequence("q", Script("p", "getWorkflowInstanceId()"), run)), child).Start().Lines);
    }
}
