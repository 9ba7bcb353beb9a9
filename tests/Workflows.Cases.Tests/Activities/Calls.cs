using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

public sealed class Calls
{
    private static string Flow(string more = "", string failed = "") => $$$"""
        { "id": "flow", "type": "Elsa.Flowchart", "activities": [
            { "id": "call", "type": "Case.Call", "connector": "C-TAX", "operation": "find", "request": {"no": "number", "day": "today"}, "result": "found", "retry": [10, 60], "timeout": "PT5S", "giveUpAfter": "PT2H" {{{more}}} },
            {{{Line("done")}}}, {{{Line("busy")}}}, {{{Line("failed")}}} ],
          "connections": [ {{{Arrow("Done", "done")}}}, {{{Arrow("E409", "busy")}}} {{{failed}}} ] }
        """;

    private static string Line(string id) => $$$"""{ "id": "{{{id}}}", "type": "Elsa.WriteLine", "text": {"typeName": "String", "expression": {"type": "Literal", "value": "{{{id}}}"}} }""";
    private static string Arrow(string port, string to) => $$$"""{"source": {"activity": "call", "port": "{{{port}}}"}, "target": {"activity": "{{{to}}}"}}""";

    private static CaseBench Bench(string more = "", string failed = "") => new CaseBench(Flow(more, failed)).Start("""{"number": "7"}""").NoIncident();

    [Fact]
    public void A_call_leaves_by_the_outbox_with_its_key_and_schedule()
    {
        var message = Assert.Single(Bench().Outbox);
        Assert.Equal(("case-1:call::1", "call", "C-TAX"), (message.Key, message.Kind, message.Target));
        Assert.Equal("""{"operation":"find","request":{"no":"7","day":"2026-06-10"}}""", message.Body.ToJson());
        Assert.Equal("""{"retry":[10,60],"attemptTimeout":5,"giveUpAfter":7200}""", message.Policy.ToJson());
    }

    [Fact]
    public void Its_answer_is_stored_and_gives_the_outcome()
    {
        var bench = Bench().Answer(value: """{"a": 1}""").NoIncident();
        Assert.Equal(["done"], bench.Lines);
        Assert.Equal(1, bench.Fields["found"]["a"].AsLong());
        Assert.DoesNotContain(bench.Effects, e => e is OutboxCancelled);
    }

    [Fact]
    public void A_fault_of_the_business_is_an_outcome_of_its_own()
    {
        var bench = Bench().Answer("E409", text: "重複").NoIncident();
        Assert.Equal(["busy"], bench.Lines);
        Assert.Equal(("E409", "重複"), (bench.Fields["found"]["code"].AsText(), bench.Fields["found"]["message"].AsText()));
    }

    [Fact]
    public void Given_up_it_is_an_incident_and_a_retry_sends_the_same_message_again()
    {
        var bench = Bench().Answer("Failed", text: "応答がありません");
        var incident = Assert.Single(bench.State.Incidents);
        Assert.Equal(("CALL_FAILED", "call"), (incident.Code, incident.ActivityId));
        Assert.Contains("応答がありません", incident.Message, StringComparison.Ordinal);
        bench.Send(StimulusKinds.Retry, null, Datum.Null, incident.Id, "operator", incident.ActivityId, incident.ScopePath).NoIncident();
        Assert.Equal(2, bench.Outbox.Count);
        Assert.Equal(bench.Outbox[0].Key, bench.Outbox[1].Key);
        Assert.NotEqual(bench.Outbox[0].ReplyTo, bench.Outbox[1].ReplyTo);
        bench.Answer().NoIncident();
        Assert.Equal(["done"], bench.Lines);
    }

    [Fact]
    public void Given_up_it_follows_the_arrow_drawn_for_it()
    {
        var bench = Bench(failed: ", " + Arrow("Failed", "failed")).Answer("Failed").NoIncident();
        Assert.Equal(["failed"], bench.Lines);
    }

    [Fact]
    public void Given_up_it_becomes_a_task_where_the_definition_names_a_role()
    {
        var bench = Bench(""", "onFailure": {"task": "staff"}""").Answer("Failed", text: "止まっています");
        Assert.Equal("warning", Assert.Single(bench.State.Incidents).Severity);
        var row = Assert.Single(bench.OpenTasks);
        Assert.Equal(("callFailed", "staff"), (row["kind"].AsText(), row["role"].AsText()));
        bench.Task("call.failed", "complete", """{"outcome": "retry"}""");
        Assert.Null(bench.Refusal);
        Assert.Equal(2, bench.Outbox.Count);
        bench.Answer();
        Assert.Equal(["done"], bench.Lines);
    }

    [Fact]
    public void An_interrupted_call_is_withdrawn_from_the_outbox()
    {
        var bench = Bench(""", "handlers": [ {"id": "stop", "on": {"action": "withdraw"}, "interrupting": true} ]""").Action("withdraw").NoIncident();
        Assert.Equal("case-1:call::1", Assert.Single(bench.Effects.OfType<OutboxCancelled>()).Key);
    }

    [Fact]
    public void Each_turn_of_a_loop_has_a_key_of_its_own()
    {
        var bench = new CaseBench("""
            { "id": "s", "type": "Case.States", "initial": "受付", "states": [ {"id": "受付", "entry": {"id": "call", "type": "Case.Call", "connector": "C", "operation": "o"}} ],
              "transitions": [ {"id": "again", "from": "受付", "to": "受付", "on": {"action": "withdraw"}} ] }
            """).Start().Answer().Action("withdraw").NoIncident();
        Assert.Equal(["case-1:call::1", "case-1:call::2"], bench.Outbox.Select(o => o.Key));
        bench = new CaseBench("""
            { "id": "each", "type": "Case.ForEach", "items": "[1, 2]", "as": "n", "parallel": true, "body": {"id": "call", "type": "Case.Call", "connector": "C", "operation": "o", "request": {"n": "n"}} }
            """).Start().NoIncident();
        Assert.Equal(["case-1:call:each[1]:1", "case-1:call:each[2]:1"], bench.Outbox.Select(o => o.Key));
        bench.Answer(message: bench.Outbox[1]).NoIncident().Answer(message: bench.Outbox[0]).NoIncident();
        Assert.True(bench.IsOver);
    }
}
