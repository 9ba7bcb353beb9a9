using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using static Workflows.Engine.Tests.Define;

namespace Workflows.Engine.Tests.Activities;

/// <summary>The less common parts of Elsa's catalogue.</summary>
public class CatalogueTests
{
    private static Datum Activity(string type, params (string Key, Datum? Value)[] members) => Datum.Object([("id", "x"), ("type", $"Elsa.{type}"), .. members]);

    private static Bench Request(Datum endpoint, Datum request) =>
        new Bench(Workflow(Flowchart("f", [endpoint, Line("ok"), Line("large")], "x>ok", "x:Request too large>large", "x:Invalid file extension>large")))
            .Send(new Stimulus("", StimulusKinds.Start, new(2026, 6, 10, 9, 0, 0, TimeSpan.FromHours(9)), "http", ActivityId: "x", Payload: Datum.Object(("http", request))));

    private static Datum Endpoint(params (string Key, Datum? Value)[] members) =>
        Activity("HttpEndpoint", [("path", Input("up")), ("customProperties", Datum.Object(("canStartWorkflow", true))), .. members]);

    [Fact]
    public void A_workflow_and_a_container_run_what_is_inside()
    {
        Assert.Equal(["a"], new Bench(Workflow(Activity("Workflow", ("root", Line("a"))))).Start().Lines);
        Assert.Equal(["b"], new Bench(Workflow(Activity("FlowNode", ("body", Line("b"))))).Start().Lines);
    }

    [Fact]
    public void An_input_in_a_language_nobody_knows_takes_its_default_and_is_said_before()
    {
        var bench = new Bench(Workflow(Sequence("s", Activity("WriteLine", ("text", Input("x", "Klingon"))), Line("after")))).Start();
        Assert.Equal(["", "after"], bench.Lines);
        Assert.Contains(bench.Problems, p => p is { Code: "EXPRESSION_LANGUAGE_UNKNOWN", Severity: "warning" });
    }

    [Fact]
    public void An_input_in_elsas_csharp_is_an_incident_when_reached()
    {
        var bench = new Bench(Workflow(Activity("WriteLine", ("text", Input("1 + 1", "CSharp"))))).Start();
        Assert.Equal("EXPRESSION_FAILED", Assert.Single(bench.State.Incidents).Code);
    }

    [Theory]
    [InlineData("SubmitAlterationPlan")]
    [InlineData("AlterationPlanCompleted")]
    [InlineData("RunPython")]
    public void What_does_not_run_here_is_kept_flagged_and_an_incident(string type)
    {
        var bench = new Bench(Workflow(Activity(type))).Start();
        Assert.Contains(bench.Problems, p => p.Code == "ACTIVITY_REFUSED");
        Assert.Equal("ACTIVITY_REFUSED", Assert.Single(bench.State.Incidents).Code);
    }

    [Fact]
    public void Liquid_knows_elsas_own_filters()
    {
        var text = "{{ Variables.o | json }} {{ 'あ' | base64 }} {% assign k = Variables.o | keys %}{{ k[0] }}";
        var bench = new Bench(Workflow(Activity("WriteLine", ("text", Input(text, "Liquid"))), Datum.List(Datum.Object(("id", "o"), ("name", "o"), ("typeName", "JsonObject"), ("value", "{\"a\":[1,\"二\"]}"))))).Start();
        Assert.Equal(["{\"a\":[1,\"二\"]} 44GC a"], bench.Lines);
    }

    [Fact]
    public void A_request_too_large_takes_its_outcome_where_the_definition_has_it()
    {
        var request = Datum.Object(("method", "POST"), ("length", 11), ("body", "xxxxxxxxxxx"));
        Assert.Equal(["large"], Request(Endpoint(("requestSizeLimit", Input("10", type: "Int64")), ("exposeRequestTooLargeOutcome", true)), request).Lines);
        Assert.Equal(["ok"], Request(Endpoint(("requestSizeLimit", Input("11", type: "Int64"))), request).Lines);
    }

    [Fact]
    public void A_request_too_large_is_refused_where_it_has_not_and_nothing_is_kept()
    {
        var bench = Request(Endpoint(("requestSizeLimit", Input("10", type: "Int64"))), Datum.Object(("method", "POST"), ("length", 11)));
        Assert.Empty(bench.State.Frames);
        Assert.Empty(bench.Journal);
    }

    [Theory]
    [InlineData("a.exe", "large")]
    [InlineData("a.PDF", "ok")]
    public void Files_are_taken_by_their_extension(string name, string line)
    {
        var file = Datum.Object(("name", "f"), ("fileName", name), ("contentType", "application/pdf"), ("length", 3), ("content", "YWJj"));
        var endpoint = Endpoint(("allowedFileExtensions", Input("[\".pdf\"]", "Object", "String[]")), ("exposeInvalidFileExtensionOutcome", true));
        Assert.Equal([line], Request(endpoint, Datum.Object(("method", "POST"), ("length", 3), ("files", Datum.List(file)))).Lines);
    }

    [Fact]
    public void A_file_is_answered_with_its_name_and_bytes()
    {
        var bench = new Bench(Workflow(Activity("WriteFileHttpResponse", ("content", Input("こんにちは", type: "Object")), ("filename", Input("案内.txt")), ("contentType", Input("text/plain"))))).Start();
        var reply = Assert.Single(bench.Replies);
        Assert.Equal("こんにちは", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(reply.Body)));
        Assert.Equal("attachment; filename*=UTF-8''%E6%A1%88%E5%86%85.txt", reply.Headers["Content-Disposition"].AsText());
        Assert.True(reply.Headers[HttpReply.Base64].AsBoolean());
        Assert.Equal(InstanceStatus.Finished, bench.Instance.Status);
    }
}
