using Workflows.Cases.Activities.Time;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

/// <summary>Scope, Wait, Notify, Register, Signal, Calculate, Decide, Status, Close.</summary>
public sealed class Other_blocks
{
    private const string Scope = """
        { "id": "flow", "type": "Elsa.Flowchart", "activities": [
            { "id": "scope", "type": "Case.Scope", "body": { "id": "wait", "type": "Case.Wait", "on": [ {"id": "paid", "event": "paid", "key": "head.number"} ], "result": "payment" },
              "handlers": [
                {"id": "note", "on": {"event": "moved"}, "when": "event.city != \"鎌倉市\"", "body": {"id": "n", "type": "Case.Calculate", "set": [{"field": "moves", "to": "append(if moves = null then [] else moves, event.city)"}]}},
                {"id": "stop", "on": {"action": "withdraw"}, "interrupting": true, "body": {"id": "s", "type": "Case.Calculate", "set": [{"field": "stoppedBy", "to": "event.by"}]}} ] },
            { "id": "done", "type": "Case.Close", "result": "納付済" }, { "id": "stopped", "type": "Case.Close", "result": "取下げ" } ],
          "connections": [ {"source": {"activity": "scope", "port": "Done"}, "target": {"activity": "done"}}, {"source": {"activity": "scope", "port": "stop"}, "target": {"activity": "stopped"}} ] }
        """;

    [Fact]
    public void While_the_body_runs_a_handler_runs_beside_it_as_often_as_it_is_called()
    {
        var bench = new CaseBench(Scope).Start("""{"form": "F-1", "values": {}}""").Event("moved", """{"city": "逗子市"}""").Event("moved", """{"city": "葉山町"}""").NoIncident();
        Assert.Equal("""["逗子市","葉山町"]""", bench.Fields["moves"].ToJson());
        Assert.True(bench.Event("moved", """{"city": "鎌倉市"}""").Unheard);
        Assert.False(bench.Event("paid", key: "S-2026-0002").IsOver);
        bench.Event("paid", """{"amount": 5}""", "S-2026-0001").NoIncident();
        Assert.Equal(("納付済", 5L), (bench.Head["result"].AsText(), bench.Fields["payment"]["amount"].AsLong()));
        Assert.True(bench.IsOver);
    }

    [Fact]
    public void An_interrupting_handler_ends_the_body()
    {
        var bench = new CaseBench(Scope).Start("""{"form": "F-1", "values": {}}""").Action("withdraw").NoIncident();
        Assert.Equal(("取下げ", "hanako"), (bench.Head["result"].AsText(), bench.Fields["stoppedBy"].AsText()));
        Assert.True(bench.Event("paid", key: "S-2026-0001").Unheard);
    }

    [Fact]
    public void The_scope_waits_for_the_bodies_of_its_handlers()
    {
        var bench = new CaseBench("""
            { "id": "seq", "type": "Elsa.Sequence", "activities": [
              { "id": "scope", "type": "Case.Scope", "body": {"id": "w", "type": "Case.Wait", "on": [{"id": "x", "event": "x"}]},
                "handlers": [ {"id": "h", "on": {"event": "h"}, "body": {"id": "t", "type": "Case.Task", "task": "t", "title": "t", "role": "staff"}} ] },
              { "id": "after", "type": "Case.Calculate", "set": [{"field": "after", "to": true}] } ] }
            """).Start().Event("h").Event("x").NoIncident();
        Assert.False(bench.Fields.Has("after"));
        bench.Task("t", "complete").NoIncident();
        Assert.True(bench.Fields["after"].AsBoolean());
    }

    [Fact]
    public void A_condition_that_goes_on_counts_again_only_after_it_has_been_false()
    {
        var bench = new CaseBench("""
            { "id": "scope", "type": "Case.Scope", "body": { "id": "s", "type": "Case.States", "initial": "受付", "states": [{"id": "受付"}],
                "transitions": [ {"id": "set", "from": "受付", "on": {"event": "set"}, "body": {"id": "c", "type": "Case.Calculate", "set": [{"field": "level", "to": "event.level"}]}} ] },
              "handlers": [ {"id": "alarm", "on": {"condition": "level > 5"}, "body": {"id": "a", "type": "Case.Calculate", "set": [{"field": "alarms", "to": "(if alarms = null then 0 else alarms) + 1"}]}} ] }
            """).Start();
        foreach (var level in (int[])[1, 6, 7, 9, 2, 8, 8]) bench.Event("set", $$"""{"level": {{level}}}""").NoIncident();
        Assert.Equal(2, bench.Fields["alarms"].AsLong());
    }

    [Fact]
    public void A_wait_takes_the_first_that_comes_or_its_time_is_over()
    {
        const string flow = """
            { "id": "w", "type": "Case.Wait", "on": [ {"id": "a", "event": "a"}, {"id": "b", "signal": "b"}, {"id": "c", "condition": "ready = true"} ], "timeout": {"after": "PT1H"}, "result": "got" }
            """;
        Assert.Equal(7, new CaseBench(flow).Start().Signal("b", """{"n": 7}""").NoIncident().Fields["got"]["n"].AsLong());
        Assert.True(new CaseBench(flow).Start("""{"ready": true}""").NoIncident().IsOver);
        var bench = new CaseBench(flow).Start().Advance(TimeSpan.FromMinutes(59));
        Assert.False(bench.IsOver);
        bench.Advance(TimeSpan.FromMinutes(1)).NoIncident();
        Assert.Equal("TimedOut", bench.Journal.Last(j => j.Event == "Completed").Data![0].AsText());
    }

    [Fact]
    public void A_notice_is_written_kept_and_sent_once_a_key()
    {
        var bench = new CaseBench("""
            { "id": "seq", "type": "Elsa.Sequence", "activities": [
              { "id": "n1", "type": "Case.Notify", "notice": "N-1", "data": {"what": "upper case(\"ok\")"}, "once": "N-1:{name}" },
              { "id": "n2", "type": "Case.Notify", "notice": "N-1", "data": {"what": "1"}, "once": "N-1:{name}" },
              { "id": "n3", "type": "Case.Notify", "notice": "N-1", "to": "[\"a\", \"b\"]", "data": {"what": "2"} } ] }
            """).Start("""{"form": "F-1", "values": {"name": "山田"}}""").NoIncident();
        var rows = bench.Rows(Projections.Notices);
        Assert.Equal(["hanako", "a", "b"], rows.Select(r => r["to"].AsText()!));
        Assert.Equal(("お知らせ S-2026-0001", "山田 様\nOK\n"), (rows[0]["title"].AsText(), rows[0]["body"].AsText()));
        Assert.True(bench.Head["once"]["N-1:山田"].AsBoolean());
        Assert.Equal(["mail", "mail", "mail"], bench.Outbox.Select(o => o.Target));
        Assert.Equal(3, bench.Outbox.Select(o => o.Key).Distinct().Count());
    }

    [Fact]
    public void A_notice_that_cannot_be_written_is_an_incident()
    {
        var package = SamplePackage.Make() with { Notices = new([new("N-1", "お知らせ", [], "notice", ["portal"], "{{ nothing.deeper }}", 1, "n1.scriban")]) };
        var bench = new CaseBench("""{ "id": "n", "type": "Case.Notify", "notice": "N-1" }""", package).Start();
        Assert.Equal("NOTICE", Assert.Single(bench.State.Incidents).Code);
        Assert.Empty(bench.Rows(Projections.Notices));
    }

    [Fact]
    public void Register_records_are_found_added_changed_ended_and_put()
    {
        var bench = new CaseBench("""
            { "id": "seq", "type": "Elsa.Sequence", "activities": [
              { "id": "a", "type": "Case.Register", "register": "R", "operation": "add", "values": {"id": "\"m1\"", "status": "\"有効\"", "n": 1}, "result": "added" },
              { "id": "b", "type": "Case.Register", "register": "R", "operation": "find", "where": {"status": "[\"有効\", \"停止\"]"}, "result": "one" },
              { "id": "c", "type": "Case.Register", "register": "R", "operation": "change", "where": {"status": "\"有効\""}, "values": {"status": "\"置換\""}, "result": "changed" },
              { "id": "d", "type": "Case.Register", "register": "R", "operation": "upsert", "where": {"id": "\"m1\""}, "values": {"n": "one.n + 1"} },
              { "id": "e", "type": "Case.Register", "register": "R", "operation": "find", "take": 5, "result": "all" },
              { "id": "f", "type": "Case.Register", "register": "R", "operation": "end", "where": {"id": "\"m1\""} } ] }
            """);
        bench.Shared.UniqueField["R"] = "id";
        bench.Start().NoIncident();
        Assert.Equal(("m1", 1L, "置換"), (bench.Fields["added"]["id"].AsText(), bench.Fields["one"]["n"].AsLong(), bench.Fields["changed"]["status"].AsText()));
        Assert.Equal(2, bench.Fields["all"][0]["n"].AsLong());
        Assert.True(Assert.Single(bench.Shared.Rows("R"))["ended"].AsBoolean());
    }

    [Theory]
    [InlineData("add", "Conflict")]
    [InlineData("find", "Found")]
    [InlineData("change", "Done")]
    [InlineData("none", "NotFound")]
    public void A_registers_answer_is_the_outcome(string operation, string outcome)
    {
        var none = operation == "none";
        var bench = new CaseBench($$"""
            { "id": "r", "type": "Case.Register", "register": "R", "operation": "{{(none ? "change" : operation)}}", "where": {"id": "\"{{(none ? "x" : "m1")}}\""}, "values": {"id": "\"m1\""} }
            """);
        bench.Shared.UniqueField["R"] = "id";
        bench.Shared.Add("R", Datum.Object(("id", "m1")));
        bench.Start().NoIncident();
        Assert.Equal(outcome, bench.Journal.Single(j => j.Event == "Completed").Data![0].AsText());
    }

    [Fact]
    public void A_signal_goes_to_a_case_or_to_all_that_are_open()
    {
        var one = new CaseBench("""{ "id": "g", "type": "Case.Signal", "signal": "replaced", "to": {"case": "other"}, "payload": {"by": "head.number"}, "signalId": "r:{head.channel}" }""").Start("""{"other": "S-2026-0007"}""").NoIncident();
        var message = Assert.Single(one.Outbox);
        Assert.Equal(("signal", "S-2026-0007", "case-1:r:web:S-2026-0007"), (message.Kind, message.Target, message.Key));
        Assert.Equal("""{"signal":"replaced","key":null,"payload":{"by":null},"id":"r:web"}""", message.Body.ToJson());

        var all = new CaseBench("""{ "id": "g", "type": "Case.Signal", "signal": "daily", "to": {"open": "P1", "where": {"status": "[\"A\"]"}}, "payload": {"rows": "[1]"} }""");
        foreach (var (id, status) in (ReadOnlySpan<(string, string)>)[("c1", "A"), ("c2", "B"), ("c3", "A"), ("case-1", "A")]) all.Shared.Cases.Add(Datum.Object(("caseId", id), ("workflow", "P1"), ("status", status)));
        Assert.Equal(["c1", "c3"], all.Start().NoIncident().Outbox.Select(o => o.Target));
        Assert.Equal(2, all.Outbox.Select(o => o.Key).Distinct().Count());

        var nobody = new CaseBench("""{ "id": "g", "type": "Case.Signal", "signal": "daily", "to": {"open": "P1"} }""").Start().NoIncident();
        Assert.Equal("Nobody", nobody.Journal.Single(j => j.Event == "Completed").Data![0].AsText());
    }

    [Fact]
    public void Later_lines_of_a_calculation_see_the_earlier_ones_and_look_ups()
    {
        var bench = new CaseBench("""
            { "id": "c", "type": "Case.Calculate", "lookups": [ {"as": "rate", "register": "R", "where": {"code": "code"}, "take": 1}, {"as": "n", "register": "R", "count": true}, {"as": "s", "register": "R", "sum": "rate"} ],
              "set": [ {"field": "tax", "to": "amount * rate.rate"}, {"field": "totals.gross", "to": "amount + tax"}, {"field": "counted", "to": "[n, s]"}, {"field": "due", "to": "today + duration(\"P1D\")"} ] }
            """);
        bench.Shared.Add("R", Datum.Parse("""{"code": "x", "rate": 0.10}"""));
        bench.Shared.Add("R", Datum.Parse("""{"code": "y", "rate": 0.05}"""));
        bench.Start("""{"code": "x", "amount": 1000}""").NoIncident();
        Assert.Equal((100m, 1100m, "2026-06-11"), (bench.Fields["tax"].AsDecimal(), bench.Fields["totals"]["gross"].AsDecimal(), bench.Fields["due"].AsText()));
        Assert.Equal((2m, 0.15m), (bench.Fields["counted"][0].AsDecimal(), bench.Fields["counted"][1].AsDecimal()));
    }

    [Fact]
    public void A_status_must_be_one_the_programme_knows()
    {
        Assert.Equal("決定", new CaseBench("""{ "id": "s", "type": "Case.Status", "stateFeel": "\"決\" + \"定\"" }""").Start().NoIncident().Status);
        Assert.Equal("STATE", Assert.Single(new CaseBench("""{ "id": "s", "type": "Case.Status", "state": "なし" }""").Start().State.Incidents).Code);
    }

    [Fact]
    public void A_closed_case_is_over_for_everything_that_still_ran()
    {
        var bench = new CaseBench("""
            { "id": "each", "type": "Case.ForEach", "items": "[1, 2]", "as": "n", "parallel": true, "body": {"id": "f", "type": "Elsa.Flowchart", "activities": [
                {"id": "t", "type": "Case.Task", "task": "t", "title": "t", "role": "staff"}, {"id": "x", "type": "Case.Close", "result": "{n}番目で終了"} ],
                "connections": [ {"source": {"activity": "t"}, "target": {"activity": "x"}} ]} }
            """).Start().Task("t", "complete").NoIncident();
        Assert.Equal("2番目で終了", bench.Head["result"].AsText());
        Assert.True(bench.IsOver);
        Assert.Empty(bench.OpenTasks);
        Assert.Equal(("ended", "2番目で終了"), (bench.Rows(Projections.Header)[0]["lifecycle"].AsText(), bench.Rows(Projections.Header)[0]["result"].AsText()));
    }

    [Theory]
    [InlineData("P14D", "2026-06-24T09:00:00+09:00")]
    [InlineData("PT30M", "2026-06-10T09:30:00+09:00")]
    [InlineData("P1M", "2026-07-10T09:00:00+09:00")]
    [InlineData("P1Y2M3DT4H5M6S", "2027-08-13T13:05:06+09:00")]
    [InlineData("P2W", "2026-06-24T09:00:00+09:00")]
    [InlineData("PT0.5S", "2026-06-10T09:00:00.5+09:00")]
    public void Durations_count_on_Japans_calendar(string text, string expected)
    {
        Assert.True(IsoDuration.TryParse(text, out var duration));
        Assert.Equal(DateTimeOffset.Parse(expected), duration.After(new(2026, 6, 10, 0, 0, 0, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("14D")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1H")]
    [InlineData("P1.5D")]
    [InlineData("P1D ")]
    [InlineData("-P1D")]
    public void What_is_no_duration_is_not_taken_for_one(string text) => Assert.False(IsoDuration.TryParse(text, out _));

    [Theory]
    [InlineData("""{"at": "\"2026-06-30\""}""", "2026-06-30T00:00:00+09:00")]
    [InlineData("""{"at": "date(\"2026-06-30\")"}""", "2026-06-30T00:00:00+09:00")]
    [InlineData("""{"at": "date and time(date(\"2026-06-30\"), time(\"00:00:00@Asia/Tokyo\"))"}""", "2026-06-30T00:00:00+09:00")]
    [InlineData("""{"at": "\"2026-06-30T08:15:00\""}""", "2026-06-30T08:15:00+09:00")]
    [InlineData("""{"businessDays": 3, "calendar": "jp-bank"}""", "2026-06-16T00:00:00+09:00")]
    [InlineData("""{"after": "if true then \"P2D\" else \"P3D\""}""", "2026-06-12T09:00:00+09:00")]
    [InlineData("""{"after": "duration(\"P2D\")"}""", "2026-06-12T09:00:00+09:00")]
    public void A_timer_may_be_written_in_several_ways(string timer, string due)
    {
        var bench = new CaseBench($$"""{ "id": "w", "type": "Case.Wait", "on": [ {"id": "t", "timer": {{timer}}} ] }""").Start().NoIncident();
        Assert.Equal(DateTimeOffset.Parse(due), Assert.Single(bench.State.Bookmarks).Bookmark.Due);
    }

    [Fact]
    public void A_late_timer_counts_the_next_period_from_when_it_was_due()
    {
        var bench = new CaseBench("""
            { "id": "s", "type": "Case.States", "initial": "受付", "states": [{"id": "受付"}, {"id": "保留"}],
              "transitions": [ {"id": "a", "from": "受付", "to": "保留", "on": {"timer": {"after": "P1D"}}}, {"id": "b", "from": "保留", "to": "受付", "on": {"timer": {"after": "P1D"}}} ] }
            """).Start();
        var (frame, timer) = bench.State.Bookmarks.Single(b => b.Bookmark.Due is not null);
        bench.Now += TimeSpan.FromHours(30);
        bench.Send("timer", null, Datum.Null, timer.Id, "timer", frame.NodeId, frame.ScopePath, timer.Due).NoIncident();
        Assert.Equal(timer.Due + TimeSpan.FromDays(1), bench.State.Bookmarks.Single(b => b.Bookmark.Due is not null).Bookmark.Due);
    }
}
