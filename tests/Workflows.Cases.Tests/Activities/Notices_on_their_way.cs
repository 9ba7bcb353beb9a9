using Workflows.Cases.Notices;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

public sealed class Notices_on_their_way
{
    private static CaseBench Bench(string more, NoticeSpec? notice = null, string settings = "{}", string fields = """{"name": "花子", "address": "鎌倉市御成町"}""")
    {
        notice ??= CaseBench.Sample().Notices.Get("N-1");
        var bench = new CaseBench($$$"""
            { "id": "flow", "type": "Elsa.Flowchart", "activities": [
                { "id": "tell", "type": "Case.Notify", "notice": "N-1" {{{more}}} },
                { "id": "no", "type": "Elsa.WriteLine", "text": {"typeName": "String", "expression": {"type": "Literal", "value": "undelivered"}} } ],
              "connections": [ {"source": {"activity": "tell", "port": "Undelivered"}, "target": {"activity": "no"}} ] }
            """, CaseBench.Sample() with { Notices = new([notice]) }) { Settings = Datum.Parse(settings) };
        return bench.Start(fields).NoIncident();
    }

    [Fact]
    public void One_message_looks_for_the_channel_that_reaches_and_brings_every_variant()
    {
        var own = CaseBench.Sample().Notices.Get("N-1");
        var notice = own with { Variants = [new("en", null, own with { Title = "Notice", Body = "Dear {{ fields.name }}" }), new(null, "sms", own with { Body = "短い文" })], NeutralOutside = true };
        var message = Assert.Single(Bench(""", "delivery": "preferred", "important": true, "channels": ["portal", "mail", "sms"] """, notice).Outbox);
        Assert.Equal("preferred", message.Target);
        Assert.Equal("""[{"language":"en","channel":null,"title":"Notice","body":"Dear 花子\n"},{"language":null,"channel":"sms","title":"お知らせ","body":"短い文\n"}]""", message.Body["texts"].ToJson());
        Assert.True(message.Body["important"].AsBoolean() && message.Body["neutral"].AsBoolean());
        Assert.Equal(["portal", "mail", "sms"], message.Body["channels"].Items.Select(c => c.AsText()));
    }

    [Fact]
    public void Quiet_hours_hold_back_what_is_not_urgent()
    {
        const string Quiet = """{"quietHours": {"from": "21:00", "to": "08:00"}}""";
        Assert.Equal("""{"from":"08:00","to":"21:00"}""", Bench("", settings: Quiet).Outbox[0].Policy["window"].ToJson());
        Assert.True(Bench(""", "urgent": true""", settings: Quiet).Outbox[0].Policy["window"].IsNull);
    }

    [Fact]
    public void What_is_planned_waits_unseen_and_is_taken_back_when_it_has_become_moot()
    {
        var flow = """
            { "id": "seq", "type": "Elsa.Sequence", "activities": [
                { "id": "plan", "type": "Case.Notify", "notice": "N-1", "at": "\"2026-06-20T09:00:00\"", "once": "reminder" },
                { "id": "wait", "type": "Case.Wait", "on": [ { "event": "paid" } ] },
                { "id": "moot", "type": "Case.Notify", "cancels": "reminder" } ] }
            """;
        var bench = new CaseBench(flow).Start().NoIncident();
        Assert.Equal("2026-06-20T09:00:00.0000000+09:00", Assert.Single(bench.Rows(Projections.Notices))["showFrom"].AsText());
        Assert.Equal("2026-06-20T09:00:00.0000000+09:00", Assert.Single(bench.Outbox).Policy["notBefore"].AsText());
        bench.Event("paid").NoIncident();
        Assert.Equal(bench.Outbox[0].Key, Assert.Single(bench.Effects.OfType<OutboxCancelled>()).Key);
        Assert.Empty(bench.Rows(Projections.Notices));

        bench = new CaseBench(flow).Start().Advance(TimeSpan.FromDays(20)).Event("paid").NoIncident();
        Assert.Empty(bench.Effects.OfType<OutboxCancelled>());
        Assert.Single(bench.Rows(Projections.Notices));
    }

    [Fact]
    public void Somebody_nobody_reached_is_called_and_the_call_is_on_record()
    {
        const string Wait = """, "to": "[\"a\", \"b\"]", "onUndelivered": {"task": "staff"}, "result": "sent" """;
        var bench = Bench(Wait);
        Assert.Equal(2, bench.Outbox.Count);
        bench.Answer(message: bench.Outbox[0], value: """{"channels": ["mail"]}""");
        Assert.Empty(bench.OpenTasks);
        bench.Answer("Failed", message: bench.Outbox[1], text: "どの経路でも届きませんでした");
        Assert.Equal("call", Assert.Single(bench.OpenTasks)["kind"].AsText());
        Assert.Equal(("a", "b"), (bench.Fields["sent"]["delivered"][0]["to"].AsText(), bench.Fields["sent"]["undelivered"][0]["to"].AsText()));
        bench.Task("tell.call", "complete", """{"outcome": "reached"}""").NoIncident();
        Assert.Empty(bench.Lines);
        Assert.Contains(bench.Timeline, l => l.Contains("電話連絡", StringComparison.Ordinal) && l.Contains("連絡できた", StringComparison.Ordinal));

        bench = Bench(""", "wait": true""").Answer("Failed").NoIncident();
        Assert.Equal(["undelivered"], bench.Lines);
        Assert.Empty(Bench(""", "wait": true""").Answer(value: """{"channels": ["mail"]}""").NoIncident().Lines);
    }

    [Fact]
    public void Buttons_are_actions_with_values_and_protected_fields_are_left_out()
    {
        var own = CaseBench.Sample().Notices.Get("N-1") with { Body = "{{ fields.name }} {{ fields.address }}" };
        var row = Assert.Single(Bench(""", "buttons": [{"action": "withdraw", "label": "欠席です", "values": {"reason": "name + \"欠席\""}}], "omit": ["address"], "omitWhen": "name = \"花子\"" """, own).Rows(Projections.Notices));
        Assert.Equal("""[{"action":"withdraw","label":"欠席です","values":{"reason":"花子欠席"}}]""", row["buttons"].ToJson());
        Assert.Equal("花子 \n".Trim(), row["body"].AsText()!.Trim());
        Assert.Contains("御成町", Assert.Single(Bench(""", "omit": ["address"], "omitWhen": "name = \"太郎\"" """, own).Rows(Projections.Notices))["body"].AsText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"notice\": \"N-1\", \"delivery\": \"pigeon\"", "tell.delivery", "pigeon")]
    [InlineData("\"notice\": \"N-1\", \"channels\": [\"fax\"]", "tell.channels", "fax")]
    [InlineData("\"once\": \"a\"", "tell.notice", "「通知」")]
    [InlineData("\"notice\": \"N-1\", \"buttons\": [{\"label\": \"はい\"}]", "tell.buttons[0].action", "「ボタン（1番目）の行う操作」")]
    public void What_is_written_wrongly_is_told_with_its_place(string properties, string place, string says) =>
        Assert.Contains(new CaseBench($$$"""{ "id": "tell", "type": "Case.Notify", {{{properties}}} }""").Problems, p => p.Place.EndsWith(place, StringComparison.Ordinal) && p.MessageJa.Contains(says, StringComparison.Ordinal));
}
