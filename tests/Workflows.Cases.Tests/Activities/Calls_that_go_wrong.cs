using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

public sealed class Calls_that_go_wrong
{
    private static string Line(string id) => $$$"""{ "id": "{{{id}}}", "type": "Elsa.WriteLine", "text": {"typeName": "String", "expression": {"type": "Literal", "value": "{{{id}}}"}} }""";

    /// <summary>A call whose every named outcome writes a line.</summary>
    private static CaseBench Bench(string more, string[] arrows, string fields = """{"number": "7"}""", ProgramPackage? package = null)
    {
        var lines = string.Concat(arrows.Select(a => ", " + Line(a)));
        var ways = string.Join(", ", arrows.Select(a => $$$"""{"source": {"activity": "call", "port": "{{{a}}}"}, "target": {"activity": "{{{a}}}"}}"""));
        return new CaseBench($$$"""
            { "id": "flow", "type": "Elsa.Flowchart", "activities": [
                { "id": "call", "type": "Case.Call", "connector": "C-PAY", "operation": "start", "request": {"no": "number"}, "result": "paid", "key": "pay:{number}" {{{more}}} } {{{lines}}} ],
              "connections": [ {{{ways}}} ] }
            """, package).Start(fields).NoIncident();
    }

    private const string Inquiry = """, "inquiry": {"operation": "status", "request": {"key": "key"}, "happened": "if code = \"notFound\" then false else if answer.state = \"open\" then null else true", "value": "answer.receipt", "every": "PT1M", "giveUpAfter": "PT5M"}""";

    private static CaseBench Lost(CaseBench bench)
    {
        var message = bench.Outbox[^1];
        return bench.Send(StimulusKinds.Answer, null, Datum.Object(("key", message.Key), ("outcome", "Failed"), ("code", "UNKNOWN"), ("unknown", true), ("message", "応答が失われました")), key: message.ReplyTo, actor: "outbox");
    }

    [Fact]
    public void A_lost_answer_is_inquired_after_and_never_sent_twice()
    {
        var bench = Lost(Bench(Inquiry, ["Done"])).NoIncident();
        Assert.True(bench.Outbox[0].Policy["once"].AsBoolean());
        Assert.Equal(("pay:7:inquiry:1", """{"operation":"status","request":{"key":"pay:7"}}"""), (bench.Outbox[1].Key, bench.Outbox[1].Body.ToJson()));
        Assert.False(bench.Outbox[1].Policy.Has("once"));

        bench.Answer(value: """{"state": "open"}""").NoIncident();
        Assert.Equal(2, bench.Outbox.Count);
        bench.Advance(TimeSpan.FromMinutes(1)).NoIncident();
        Assert.Equal("pay:7:inquiry:2", bench.Outbox[2].Key);
        bench.Answer(value: """{"state": "done", "receipt": "R-9"}""").NoIncident();
        Assert.Equal(["Done"], bench.Lines);
        Assert.Equal("R-9", bench.Fields["paid"].AsText());
        Assert.Single(bench.Outbox, o => o.Body["operation"].AsText() == "start");
    }

    [Fact]
    public void Only_when_the_far_side_says_that_nothing_happened_is_it_sent_again_under_its_own_key()
    {
        var bench = Lost(Bench(Inquiry, ["Done"])).Answer("notFound").NoIncident();
        Assert.Equal(["pay:7", "pay:7:inquiry:1", "pay:7"], bench.Outbox.Select(o => o.Key));
        bench.Answer(value: "{}").NoIncident();
        Assert.Equal(["Done"], bench.Lines);
    }

    [Fact]
    public void What_no_inquiry_can_tell_becomes_an_incident_and_its_retry_inquires_again()
    {
        var bench = Lost(Bench(Inquiry, ["Done"]));
        for (var minute = 0; minute < 10 && bench.State.Incidents.Count == 0; minute++) bench.Answer("Failed").Advance(TimeSpan.FromMinutes(1));
        var incident = Assert.Single(bench.State.Incidents);
        Assert.Contains("照会", incident.Message, StringComparison.Ordinal);
        var before = bench.Outbox.Count;
        bench.Send(StimulusKinds.Retry, null, Datum.Null, incident.Id, "operator", incident.ActivityId, incident.ScopePath).NoIncident();
        Assert.Equal(before + 1, bench.Outbox.Count);
        Assert.Equal("status", bench.Outbox[^1].Body["operation"].AsText());
    }

    [Fact]
    public void Without_an_inquiry_an_unknown_end_follows_its_arrow_or_is_an_incident()
    {
        Assert.Equal(["Unknown"], Lost(Bench("", ["Done", "Unknown"])).NoIncident().Lines);
        Assert.Equal("CALL_FAILED", Assert.Single(Lost(Bench("", ["Done"])).State.Incidents).Code);
    }

    [Fact]
    public void A_fallback_runs_while_the_message_is_still_tried()
    {
        var bench = Bench($$$""", "fallbackAfter": 2, "fallback": {{{Line("by hand")}}}""", ["Done"]);
        var tell = bench.Outbox[0].Policy["tell"];
        Assert.Equal(2, tell["after"].AsLong());
        bench.Send(StimulusKinds.Answer, null, Datum.Parse("""{"outcome": "Trying", "attempts": 2, "message": "503"}"""), key: tell["to"].AsText(), actor: "outbox").NoIncident();
        Assert.Equal(["by hand"], bench.Lines);
        Assert.DoesNotContain(bench.Effects, e => e is OutboxCancelled);
        bench.Answer(value: "{}").NoIncident();
        Assert.Equal(["by hand", "Done"], bench.Lines);
    }

    [Fact]
    public void With_go_on_the_case_leaves_by_the_fallback_and_the_message_stays()
    {
        var bench = Bench($$$""", "fallbackGoOn": true, "fallback": {{{Line("by hand")}}}""", ["Done", "Fallback"]);
        bench.Send(StimulusKinds.Answer, null, Datum.Parse("""{"outcome": "Trying", "attempts": 1}"""), key: bench.Outbox[0].Policy["tell"]["to"].AsText(), actor: "outbox").NoIncident();
        Assert.Equal(["by hand", "Fallback"], bench.Lines);
        Assert.DoesNotContain(bench.Effects, e => e is OutboxCancelled);
    }

    [Fact]
    public void A_long_list_leaves_in_parts_with_keys_of_their_own_and_only_failed_parts_are_sent_again()
    {
        var bench = Bench(""", "chunk": {"items": "all", "size": 2}, "request": {"people": "chunk", "part": "chunkNo"}, "onFailure": {"task": "staff"}""", ["Done"], """{"number": "7", "all": ["a", "b", "c", "d", "e"]}""");
        Assert.Equal(["pay:7:1", "pay:7:2", "pay:7:3"], bench.Outbox.Select(o => o.Key));
        Assert.Equal("""{"people":["c","d"],"part":2}""", bench.Outbox[1].Body["request"].ToJson());
        var (first, second, third) = (bench.Outbox[0], bench.Outbox[1], bench.Outbox[2]);
        bench.Answer(message: third, value: "3").Answer("Failed", message: second, text: "止まっています").Answer(message: first, value: "1");
        Assert.Empty(bench.Lines);
        Assert.Contains("3 回に分けて送ったうち 1 回", Assert.Single(bench.OpenTasks)["message"].AsText(), StringComparison.Ordinal);
        bench.Task("call.failed", "complete", """{"outcome": "retry"}""");
        Assert.Equal("pay:7:2", Assert.Single(bench.Outbox.Skip(3)).Key);
        bench.Answer(value: "2");
        Assert.Equal(["Done"], bench.Lines);
        Assert.Equal(["1", "2", "3"], bench.Fields["paid"].Items.Select(c => c["value"].AsText()));
        Assert.Equal(["Done"], Bench(""", "chunk": {"items": "[]", "size": 2}""", ["Done"]).Lines);
    }

    [Fact]
    public void An_answer_by_event_is_waited_for_under_the_key_the_first_answer_gave()
    {
        const string Later = """, "answer": {"event": "result", "key": "answer.job", "outcome": "event.verdict"}, "waitFor": "PT2H" """;
        var bench = Bench(Later, ["ok", "TimedOut"]).Answer(value: """{"job": "J-1"}""").NoIncident();
        Assert.Empty(bench.Lines);
        Assert.True(bench.Send(StimulusKinds.Event, "result", Datum.Parse("""{"verdict": "ok"}"""), key: "J-2", actor: "C-PAY", channel: "connector").Unheard);
        bench.Send(StimulusKinds.Event, "result", Datum.Parse("""{"verdict": "ok", "sum": 3}"""), key: "J-1", actor: "C-PAY", channel: "connector").NoIncident();
        Assert.Equal(["ok"], bench.Lines);
        Assert.Equal(3, bench.Fields["paid"]["sum"].AsLong());
        Assert.Equal(["TimedOut"], Bench(Later, ["ok", "TimedOut"]).Answer(value: """{"job": "J-1"}""").Advance(TimeSpan.FromHours(2)).NoIncident().Lines);
    }

    [Fact]
    public void An_event_that_overtakes_the_first_answer_counts()
    {
        var bench = Bench(""", "answer": {"event": "result", "key": "number"}""", ["Done"]);
        bench.Send(StimulusKinds.Event, "result", Datum.Parse("""{"sum": 3}"""), key: "7", actor: "C-PAY", channel: "connector").NoIncident();
        Assert.Equal(["Done"], bench.Lines);
    }

    [Fact]
    public void Over_the_waiting_budget_the_message_is_withdrawn()
    {
        var bench = Bench(""", "waitFor": "PT90S" """, ["Done", "TimedOut"]).Advance(TimeSpan.FromSeconds(89));
        Assert.Empty(bench.Lines);
        bench.Advance(TimeSpan.FromSeconds(1)).NoIncident();
        Assert.Equal(["TimedOut"], bench.Lines);
        Assert.Equal("pay:7", Assert.Single(bench.Effects.OfType<OutboxCancelled>()).Key);
        Assert.True(bench.Answer(message: bench.Outbox[0]).Unheard);
    }

    [Fact]
    public void An_event_tells_that_success_did_not_come_in_time_and_the_call_goes_on()
    {
        var bench = Bench($$$""", "handlers": [ {"id": "late", "on": {"timer": {"after": "PT30S"}}, "body": {{{Line("late")}}}} ]""", ["Done"]).Advance(TimeSpan.FromMinutes(1)).NoIncident();
        Assert.Equal(["late"], bench.Lines);
        Assert.Equal(["late", "Done"], bench.Answer(value: "{}").NoIncident().Lines);
    }

    [Fact]
    public void Interrupted_it_is_withdrawn_and_what_may_have_left_is_undone()
    {
        var bench = Bench(""", "compensate": {"operation": "void", "request": {"key": "key", "no": "request.no"}}, "handlers": [ {"id": "stop", "on": {"action": "withdraw"}, "interrupting": true} ]""", ["Done"]).Action("withdraw").NoIncident();
        Assert.Equal("pay:7", Assert.Single(bench.Effects.OfType<OutboxCancelled>()).Key);
        var undo = bench.Outbox[^1];
        Assert.Equal(("pay:7:undo", "pay:7", """{"operation":"void","request":{"key":"pay:7","no":"7"}}"""), (undo.Key, undo.Policy["undoes"].AsText(), undo.Body.ToJson()));
    }

    [Fact]
    public void An_operation_is_carried_as_the_package_says_unless_the_activity_says_otherwise()
    {
        var declared = CallPolicySpec.Read(Datum.Parse("""{"retry": [1, 5, "PT1M", "nightly"], "timeout": "PT5S", "cache": "P7D", "window": {"from": "08:30", "to": "17:15", "calendar": "jp-municipal"}}"""), (_, ja, _) => Assert.Fail(ja));
        var package = CaseBench.Sample() with { Connectors = new([new ConnectorSpec("C-PAY", "決済", "payment", []) { Policies = new Dictionary<string, CallPolicySpec> { ["start"] = declared } }]) };
        Assert.Equal("""{"retry":[1,5,60,"02:00"],"attemptTimeout":5,"giveUpAfter":604800,"cache":604800,"window":{"from":"08:30","to":"17:15","calendar":"jp-municipal"}}""", Bench("", ["Done"], package: package).Outbox[0].Policy.ToJson());
        var own = Bench(""", "retry": "none", "concurrency": "robot-{number}", "instance": "\"north\"" """, ["Done"], package: package).Outbox[0];
        Assert.Equal(("[]", "14204|C-PAY|robot-7", "north"), (own.Policy["retry"].ToJson(), own.Policy["line"].AsText(), own.Body["instance"].AsText()));
    }

    [Theory]
    [InlineData("\"retry\": [\"soon\"]", "retry", "soon")]
    [InlineData("\"timeout\": \"5\"", "timeout", "PT30S")]
    [InlineData("\"window\": {\"from\": \"17:15\", \"to\": \"08:30\"}", "window", "from が先")]
    [InlineData("\"window\": {\"from\": \"08:30\", \"to\": \"17:15\", \"calendar\": \"no\"}", "window", "暦「no」")]
    [InlineData("\"chunk\": {\"items\": \"a\", \"size\": 0}", "chunk.size", "1以上")]
    [InlineData("\"inquiry\": {\"request\": {}}", "inquiry.operation", "inquiry.operation")]
    [InlineData("\"inquiry\": {\"operation\": \"o\"}, \"chunk\": {\"items\": \"a\", \"size\": 1}", "chunk", "一緒には使えません")]
    public void What_is_written_wrongly_is_told_with_its_place(string property, string place, string says)
    {
        var problems = new CaseBench($$$"""{ "id": "call", "type": "Case.Call", "connector": "C", "operation": "o", {{{property}}} }""").Problems;
        Assert.Contains(problems, p => p.Place.EndsWith($"call.{place}", StringComparison.Ordinal) && p.MessageJa.Contains(says, StringComparison.Ordinal));
    }
}
