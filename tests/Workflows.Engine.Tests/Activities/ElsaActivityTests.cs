using Workflows.Engine.Data;
using Workflows.Engine.Running;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Activities;

/// <summary>Elsa's activities one by one.</summary>
public class ElsaActivityTests
{
    private static Datum Activity(string id, string type, params (string Key, Datum? Value)[] members) => Datum.Object([("id", id), ("type", $"Elsa.{type}"), .. members]);
    private static Datum Js(string script, string type = "Object") => Input(script, "JavaScript", type);
    private static Datum Text(string name, string value = "") => Datum.Object(("id", name), ("name", name), ("typeName", "String"), ("value", value));
    private static string[] Lines(Datum root, params Datum[] variables) => [.. new Bench(Workflow(root, Datum.List(variables))).Start().Lines];

    [Theory]
    [InlineData("1", "3", "1", true, "1|2|3")]
    [InlineData("1", "3", "1", false, "1|2")]
    [InlineData("5", "1", "-2", true, "5|3|1")]
    [InlineData("1", "0", "1", true, "")]
    public void For_counts_from_start_to_end(string start, string end, string step, bool inclusive, string lines)
    {
        var loop = Activity("for", "For", ("start", Input(start, type: "Int32")), ("end", Input(end, type: "Int32")), ("step", Input(step, type: "Int32")), ("outerBoundInclusive", Input(inclusive ? "true" : "false", type: "Boolean")), ("body", Script("l", "getCurrentValue()")));
        Assert.Equal(lines.Split('|', StringSplitOptions.RemoveEmptyEntries), Lines(loop));
    }

    [Fact]
    public void ForEach_gives_each_value_and_its_place_in_order() =>
        Assert.Equal(["0:x", "1:y"], Lines(Activity("each", "ForEach", ("items", Input("[\"x\",\"y\"]", "Object", "Object")), ("body", Script("l", "getCurrentIndex() + ':' + getCurrentValue()")))));

    [Fact]
    public void ParallelForEach_runs_bodies_side_by_side() =>
        Assert.Equal(["a1", "a2", "b1", "b2"], Lines(Activity("each", "ParallelForEach", ("items", Input("[1,2]", "Object", "Object")), ("body", Sequence("s", Script("l", "'a' + getCurrentValue()"), Script("m", "'b' + getCurrentValue()"))))));

    [Fact]
    public void While_asks_its_condition_before_each_round() =>
        Assert.Equal(["1", "2"], Lines(Activity("w", "While", ("condition", Js("getN() < 2", "Boolean")), ("body", Sequence("s", Set("n+", "n", "getN() + 1"), Script("l", "'' + getN()")))), Number("n")));

    [Fact]
    public void Break_leaves_the_nearest_loop_only()
    {
        var inner = Activity("in", "For", ("start", Input("1", type: "Int32")), ("end", Input("9", type: "Int32")), ("body", Sequence("s", Script("l", "'' + getCurrentValue()"), Activity("b", "Break"), Line("never"))));
        Assert.Equal(["1", "1", "end"], Lines(Sequence("q", Activity("out", "ForEach", ("items", Input("[1,2]", "Object", "Object")), ("body", inner)), Line("end"))));
    }

    [Fact]
    public void Break_in_a_parallel_branch_ends_that_branch_and_the_sequence_around()
    {
        var body = Sequence("s", If("i", "getCurrentValue() == 1", Activity("b", "Break")), Script("l", "'' + getCurrentValue()"));
        Assert.Equal(["2"], Lines(Sequence("q", Activity("each", "ParallelForEach", ("items", Input("[1,2]", "Object", "Object")), ("body", body)), Line("end"))));
    }

    [Fact]
    public void Parallel_ends_with_its_last_branch_and_Fork_with_the_first_when_it_waits_for_any()
    {
        Assert.Equal(["a", "b", "end"], Lines(Sequence("q", Activity("p", "Parallel", ("activities", Datum.List(Line("a"), Line("b")))), Line("end"))));
        var fork = Sequence("q", Activity("p", "Fork", ("joinMode", "WaitAny"), ("branches", Datum.List(Event("a", "never"), Line("b")))), Line("end"));
        var bench = new Bench(Workflow(fork)).Start();
        Assert.Equal(["b", "end"], bench.Lines);
        Assert.Empty(bench.State.Bookmarks);
    }

    [Fact]
    public void FlowFork_without_branches_is_done() =>
        Assert.Equal(["a"], Lines(Flowchart("f", [Activity("k", "FlowFork"), Line("a")], "k>a")));

    [Fact]
    public void Switch_runs_the_activity_of_each_case_that_holds()
    {
        Datum Case(string label, string script, Datum activity) => Datum.Object(("label", label), ("condition", Datum.Object(("type", "JavaScript"), ("value", script))), ("activity", activity));
        Datum Make(string mode, string first) => Activity("s", "Switch", ("mode", Input(mode)), ("cases", Datum.List(Case("A", first, Line("a")), Case("B", "true", Line("b")))), ("default", Line("d")));
        Assert.Equal(["a"], Lines(Make("MatchFirst", "true")));
        Assert.Equal(["a", "b"], Lines(Make("MatchAny", "true")));
        Assert.Equal(["b"], Lines(Make("MatchFirst", "false")));
    }

    [Fact]
    public void Variables_have_scopes_and_the_inner_one_hides_the_outer()
    {
        var inner = Sequence("in", Set("set", "n", "getN() + 1"), Script("l", "'in ' + getN()")).With("variables", Datum.List(Number("n", "10")));
        Assert.Equal(["in 11", "out 1"], Lines(Sequence("q", inner, Script("m", "'out ' + getN()")), Number("n", "1")));
    }

    [Fact]
    public void Set_name_and_correlate_change_the_instance()
    {
        var bench = new Bench(Workflow(Sequence("q", Activity("n", "SetName", ("value", Input("名前"))), Activity("c", "Correlate", ("correlationId", Input("C-1")))))).Start();
        Assert.Equal(("名前", "C-1"), (bench.Instance.Name, bench.Instance.CorrelationId));
    }

    [Fact]
    public void An_event_with_a_correlation_id_reaches_only_its_instance()
    {
        var bench = new Bench(Workflow(Sequence("q", Event("e", "go"), Line("end")))).Start().Event("go", key: "other");
        Assert.Empty(bench.Lines);
        var correlated = new Bench(Workflow(Sequence("q", Activity("c", "Correlate", ("correlationId", Input("C-1"))), Event("e", "go"), Line("end")))).Start();
        Assert.Empty(correlated.Event("go", key: "C-2").Lines);
        Assert.Equal(["end"], correlated.Event("go", key: "C-1").Lines);
    }

    [Fact]
    public void A_published_event_wakes_what_waits_for_it()
    {
        var flow = Flowchart("f", [Fork("k", "A", "B"), Event("e", "go"), Script("l", "'got ' + getLastResult()"), Activity("p", "PublishEvent", ("eventName", Input("go")), ("payload", Input("hello")))], "k:A>e", "e>l", "k:B>p");
        var run = Scratch(Workflow(flow));
        run.Start(Datum.EmptyObject);
        Assert.Equal(["got hello"], run.Lines);
        Assert.Equal("Finished", run.Report()["subStatus"].AsText());
    }

    [Fact]
    public void RunTask_waits_for_its_own_id()
    {
        var task = Activity("t", "RunTask", ("taskName", Input("Approve")), ("payload", Input("{\"n\":1}", "Object", "Object")), ("result", Datum.Object(("typeName", "Object"), ("memoryReference", Datum.Object(("id", "r"))))));
        var bench = new Bench(Workflow(Sequence("q", task, Script("l", "getR()")), Datum.List(Text("r")))).Start();
        var wait = bench.State.Bookmarks.Single().Bookmark;
        bench.Event("Elsa.RunTask", Datum.Object(("result", "no")), "another");
        Assert.Empty(bench.Lines);
        bench.Event(wait.Name, Datum.Object(("result", "yes")), wait.Key);
        Assert.Equal(["yes"], bench.Lines);
    }

    [Theory]
    [InlineData("00:00:30")]
    [InlineData("PT30S")]
    public void Timer_and_delay_wait_their_time(string span)
    {
        foreach (var waiting in new[] { Delay("d", span), Activity("t", "Timer", ("interval", Input(span, type: "TimeSpan"))) })
        {
            var bench = new Bench(Workflow(Sequence("q", waiting, Line("end")))).Start().Advance(TimeSpan.FromSeconds(29));
            Assert.Empty(bench.Lines);
            Assert.Equal(["end"], bench.Advance(TimeSpan.FromSeconds(1)).Lines);
        }
    }

    [Fact]
    public void Cron_waits_for_its_next_time_in_Tokyo()
    {
        var bench = new Bench(Workflow(Sequence("q", Activity("c", "Cron", ("cronExpression", Input("0 8 * * *"))), Line("end")))).Start();
        Assert.Equal(new DateTimeOffset(2026, 6, 11, 8, 0, 0, TimeSpan.FromHours(9)), bench.State.Bookmarks.Single().Bookmark.Due);
    }

    [Fact]
    public void StartAt_goes_on_at_once_when_its_time_is_past()
    {
        Assert.Equal(["end"], Lines(Sequence("q", Activity("s", "StartAt", ("dateTime", Input("2020-01-01T00:00:00Z", type: "DateTimeOffset"))), Line("end"))));
        Assert.Empty(Lines(Sequence("q", Activity("s", "StartAt", ("dateTime", Input("2030-01-01T00:00:00Z", type: "DateTimeOffset"))), Line("end"))));
    }

    [Fact]
    public void A_trigger_runs_through_once_and_waits_when_the_loop_comes_back()
    {
        var trigger = Event("e", "go").With("customProperties", Datum.Object(("canStartWorkflow", true)));
        var bench = new Bench(Workflow(Flowchart("f", [trigger, Line("l")], "e>l", "l>e")));
        bench.Send(new Stimulus("", StimulusKinds.Start, bench.Now, "u", ActivityId: "e", Payload: Datum.EmptyObject));
        Assert.Equal(["l"], bench.Lines);
        Assert.Equal(["l", "l"], bench.Event("go").Lines);
    }

    [Fact]
    public void A_second_trigger_starts_the_flow_at_itself()
    {
        Datum Trigger(string id) => Event(id, id).With("customProperties", Datum.Object(("canStartWorkflow", true)));
        var bench = new Bench(Workflow(Flowchart("f", [Trigger("a"), Trigger("b"), Line("la"), Line("lb"), Line("end")], "a>la", "b>lb", "la>end", "lb>end")));
        bench.Send(new Stimulus("", StimulusKinds.Start, bench.Now, "u", ActivityId: "b", Payload: Datum.EmptyObject));
        Assert.Equal(["lb", "end"], bench.Lines);
        Assert.Equal(InstanceStatus.Finished, bench.Instance.Status);
    }

    [Fact]
    public void A_state_machine_runs_action_then_exit_then_entry()
    {
        Datum State(string name) => Datum.Object(("name", name), ("entry", Line($"enter {name}")), ("exit", Line($"exit {name}")));
        var machine = Activity("m", "StateMachine", ("initialState", "open"), ("states", Datum.List(State("open"), State("closed"))),
            ("transitions", Datum.List(
                Datum.Object(("name", "no"), ("from", "open"), ("to", "closed"), ("trigger", Event("t0", "close")), ("condition", Js("false", "Boolean"))),
                Datum.Object(("name", "yes"), ("from", "open"), ("to", "closed"), ("trigger", Event("t1", "close")), ("action", Line("act"))))));
        var bench = new Bench(Workflow(Sequence("q", machine, Line("end")))).Start().Event("close");
        Assert.Equal(["enter open", "act", "exit open", "enter closed", "end"], bench.Lines);
        Assert.Empty(bench.State.Bookmarks);
    }

    [Fact]
    public void Http_endpoint_receives_and_the_response_is_written_once()
    {
        var endpoint = Activity("h", "HttpEndpoint", ("path", Input("orders/{id}")), ("supportedMethods", Input("[\"POST\"]", "Object", "String[]")), ("routeData", Datum.Object(("typeName", "Object"), ("memoryReference", Datum.Object(("id", "r"))))));
        var write = Activity("w", "WriteHttpResponse", ("statusCode", Input("Created", type: "System.Net.HttpStatusCode, System.Net.Primitives")), ("content", Js("'order ' + getR().id")));
        var bench = new Bench(Workflow(Sequence("q", endpoint, write), Datum.List(Text("r")))).Start();
        var wait = bench.State.Bookmarks.Single().Bookmark;
        Assert.Equal("POST orders/{id}", wait.Name);
        var turn = Interpreter.Begin(bench.Plan, bench.State, new Stimulus("x", "http", bench.Now, "u", Name: wait.Name, Payload: Datum.Object(("http", Datum.Object(("route", Datum.Object(("id", "7"))))))), new StepContext("1", "c", bench.Now, "x", Datum.EmptyObject));
        var reply = Assert.Single(turn.Settled!.Replies);
        Assert.Equal((201, "order 7"), (reply.Status, reply.Body));
    }

    [Theory]
    [InlineData(200, "200|done")]
    [InlineData(404, "other|done")]
    [InlineData(null, "failed")]
    public void A_request_in_a_flow_goes_on_by_the_status_that_came(int? status, string lines)
    {
        var send = Activity("h", "FlowSendHttpRequest", ("url", Input("https://example.org")), ("expectedStatusCodes", Input("[200]", "Object", "Int32[]")));
        var bench = new Bench(Workflow(Flowchart("f", [send, Line("200"), Line("other"), Line("failed"), Line("done")], "h:200>200", "h:Unmatched status code>other", "h:Failed to connect>failed", "h:Done>done"))).Start();
        var sent = Assert.IsType<OutboxAdd>(bench.Effects.Single(e => e is OutboxAdd));
        bench.Send(new Stimulus("", StimulusKinds.Answer, bench.Now, "outbox", Key: sent.ReplyTo, Payload: Datum.Object(("value", status is { } s ? Datum.Object(("status", s)) : Datum.Null))));
        Assert.Equal(lines.Split('|'), bench.Lines);
    }

    [Theory]
    [InlineData(true, "before|child|after")]
    [InlineData(false, "before|child|after")]
    public void ExecuteWorkflow_runs_the_child_inline(bool wait, string lines)
    {
        var child = Workflow(Line("child"), id: "child");
        var parent = Workflow(Sequence("q", Line("before"), Activity("x", "ExecuteWorkflow", ("workflowDefinitionId", Input("child")), ("waitForCompletion", Input(wait ? "true" : "false", type: "Boolean"))), Line("after")));
        Assert.Equal(lines.Split('|'), new Bench(parent, child).Start().Lines);
    }

    [Theory]
    [InlineData(true, "before|child|go|after")]
    [InlineData(false, "before|child|after|go")]
    public void ExecuteWorkflow_waits_for_a_suspended_child_only_when_told(bool wait, string lines)
    {
        var child = Workflow(Sequence("c", Line("child"), Event("e", "go"), Line("go")), id: "child");
        var parent = Workflow(Sequence("q", Line("before"), Activity("x", "ExecuteWorkflow", ("workflowDefinitionId", Input("child")), ("waitForCompletion", Input(wait ? "true" : "false", type: "Boolean"))), Line("after")));
        Assert.Equal(lines.Split('|'), new Bench(parent, child).Start().Event("go").Lines);
    }

    [Fact]
    public void A_child_gets_input_correlation_and_its_parents_id_and_gives_its_output()
    {
        var child = Workflow(Sequence("c", Script("l", "getInput('Message') + ' ' + getCorrelationId() + ' ' + getInput('ParentInstanceId')"), Activity("o", "SetOutput", ("outputName", Input("Answer")), ("outputValue", Js("42")))), id: "child");
        var run = Activity("x", "ExecuteWorkflow", ("workflowDefinitionId", Input("child")), ("waitForCompletion", Input("true", type: "Boolean")), ("correlationId", Input("C-9")), ("input", Input("{\"Message\":\"hi\"}", "Object", "ObjectDictionary")));
        var bench = new Bench(Workflow(Sequence("q", run, Script("l2", "getLastResult().Output.Answer + ' ' + getLastResult().SubStatus"))), child).Start();
        Assert.Equal(["hi C-9 case-1", "42 Finished"], bench.Lines);
        Assert.Equal("case-1", bench.State.Instances[1].Properties["ParentInstanceId"].AsText());
    }

    [Fact]
    public void Dispatched_children_run_after_and_a_bulk_counts_them_in()
    {
        var child = Workflow(Script("l", "'child ' + getInput('Item')"), id: "child");
        var bulk = Activity("b", "BulkDispatchWorkflows", ("workflowDefinitionId", Input("child")), ("items", Input("[1,2]", "Object", "Object")), ("childCompleted", Line("one")));
        var flow = Flowchart("f", [bulk, Line("completed"), Line("done")], "b:Completed>completed", "b:Done>done");
        Assert.Equal(["child 1", "one", "child 2", "one", "completed", "done"], new Bench(Workflow(flow), child).Start().Lines);
        var dispatch = Sequence("q", Activity("d", "DispatchWorkflow", ("workflowDefinitionId", Input("child")), ("input", Input("{\"Item\":7}", "Object", "ObjectDictionary"))), Line("after"));
        Assert.Equal(["after", "child 7"], new Bench(Workflow(dispatch), child).Start().Lines);
    }

    [Fact]
    public void A_singleton_runs_once_at_a_time()
    {
        var child = Workflow(Event("e", "go"), id: "child", options: Datum.Object(("activationStrategyType", "Elsa.Workflows.Runtime.ActivationValidators.SingletonStrategy, Elsa.Workflows.Runtime")));
        var dispatch = Activity("d", "DispatchWorkflow", ("workflowDefinitionId", Input("child")));
        var run = Scratch(Workflow(Sequence("q", dispatch, dispatch.With("id", "d2"), Line("end"))), child);
        run.Start(Datum.EmptyObject);
        Assert.Equal(2, run.State.Instances.Count);
    }

    [Fact]
    public void Complete_ends_the_workflow_used_as_activity_with_its_outcomes_and_not_the_outer_one()
    {
        var inner = Workflow(Sequence("s", Activity("c", "Complete", ("outcomes", Input("[\"Left\"]", "Object", "Object"))), Line("never")), id: "inner").With("name", "Inner");
        var flow = Flowchart("f", [Datum.Object(("id", "x"), ("type", "Inner"), ("workflowDefinitionId", "inner")), Line("left"), Line("right")], "x:Left>left", "x:Right>right");
        Assert.Equal(["left"], new Bench(Workflow(flow), inner).Start().Lines);
    }

    [Fact]
    public void Scripts_see_elsas_helpers()
    {
        string[] scripts =
        [
            "variables.n = 5; getVariable('n') + getN()", "setVariable('n', 2); setN(getN() + 1); getN()", "getWorkflowDefinitionId() + getWorkflowDefinitionVersion()", "getWorkflowInstanceId()",
            "isNullOrEmpty('') && isNullOrWhiteSpace('  ') && !isNullOrEmpty('x')", "toJson({a:[1]})", "stringFromBase64(stringToBase64('漢字'))", "bytesToString(bytesFromString('abc'))",
            "parseGuid(newGuidString()) !== null && getShortGuid().length > 10 && getGuid() !== getGuid()", "setWorkflowInstanceName('N'); getWorkflowInstanceName()", "setCorrelationId('C'); getCorrelationId()",
            "typeof System === 'undefined' && typeof require === 'undefined' && typeof Intl === 'undefined'", "new Date().toISOString()",
        ];
        var bench = new Bench(Workflow(Sequence("q", [.. scripts.Select((s, i) => Script($"s{i}", s))]), Datum.List(Number("n", "1")))).Start();
        Assert.Empty(bench.State.Incidents);
        Assert.Equal(["10", "3", "test1", "case-1", "True", "{\"a\":[1]}", "漢字", "abc", "True", "N", "C", "True", "2026-06-10T00:00:00.000Z"], bench.Lines);
    }

    [Fact]
    public void RunJavaScript_sets_outcomes_and_outputs_are_read_by_name()
    {
        var script = Activity("j", "RunJavaScript", ("name", "Calc"), ("script", Input("setOutcome('Big'); 21 * 2")), ("possibleOutcomes", Input("[\"Big\",\"Small\"]", "Object", "String[]")));
        var flow = Flowchart("f", [script, Script("big", "getOutputFrom('Calc') + ' ' + getResultFromCalc() + ' ' + getOutputFrom('j', 'Result')"), Line("small")], "j:Big>big", "j:Small>small");
        Assert.Equal(["42 42 42"], Lines(flow));
    }

    [Fact]
    public void Liquid_sees_variables_and_input()
    {
        var line = Datum.Object(("id", "l"), ("type", "Elsa.WriteLine"), ("text", Input("Hello {{ Variables.who }} {{ Input.n }}{% for i in (1..3) %}{{ i }}{% endfor %}", "Liquid")));
        Assert.Equal(["Hello World 5123"], new Bench(Workflow(line, Datum.List(Text("who", "World")))).Start(Datum.Object(("n", 5))).Lines);
    }

    [Fact]
    public void Input_without_a_type_name_is_ignored_and_a_bare_value_is_taken_as_literal()
    {
        Assert.Equal([""], Lines(Activity("l", "WriteLine", ("text", Datum.Object(("expression", Datum.Object(("type", "Literal"), ("value", "x"))))))));
        Assert.Equal(["x"], Lines(Activity("l", "WriteLine", ("text", "x"))));
    }

    [Fact]
    public void An_unknown_variable_type_is_an_error_before_publishing()
    {
        var bench = new Bench(Workflow(Line("a"), Datum.List(Datum.Object(("id", "v"), ("name", "v"), ("typeName", "Vendor.Order, Vendor")))));
        Assert.Contains(bench.Problems, p => p is { Code: "VARIABLE_TYPE_UNKNOWN", Severity: "error" });
    }

    [Fact]
    public void A_variable_that_is_a_list_starts_from_its_text()
    {
        var list = Datum.Object(("id", "v"), ("name", "v"), ("typeName", "Int32"), ("isArray", true), ("value", "[1,2,3]"), ("storageDriverTypeName", "Elsa.Workflows.Services.WorkflowStorageDriver, Elsa.Workflows.Core"));
        Assert.Equal(["6"], Lines(Script("l", "'' + getV().reduce((a, b) => a + b, 0)"), list));
    }

    [Fact]
    public void Two_triggers_on_one_http_route_are_an_error_before_publishing()
    {
        Datum Route(string id) => Workflow(Activity("h", "HttpEndpoint", ("path", Input("/a/b")), ("customProperties", Datum.Object(("canStartWorkflow", true)))), id: id);
        Assert.Contains(new Bench(Route("one"), Route("two")).Problems, p => p is { Code: "HTTP_PATH_TWICE", Severity: "error" });
    }

    private static ScratchRun Scratch(Datum definition, params Datum[] others) =>
        new(definition, others, ScratchRun.EngineCatalog, Workflows.Engine.Expressions.BasicLanguages.All, new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.FromHours(9)));
}
