using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

/// <summary>Legal clocks: counted in days, open days, office hours and time; stopped, resumed, extended; warning and striking to the millisecond.</summary>
public sealed class Deadlines
{
    private const string Flow = """
        { "id": "scope", "type": "Case.Scope", "body": { "id": "w", "type": "Case.Wait", "on": [ {"id": "end", "event": "end"} ] }, "handlers": [
          {"id": "start", "on": {"event": "start"}, "body": {"id": "d1", "type": "Case.Deadline", "deadline": "D", "result": "clock"}},
          {"id": "pause", "on": {"event": "pause"}, "body": {"id": "d2", "type": "Case.Deadline", "deadline": "D", "operation": "pause", "reason": "補正"}},
          {"id": "resume", "on": {"event": "resume"}, "body": {"id": "d3", "type": "Case.Deadline", "deadline": "D", "operation": "resume"}},
          {"id": "restart", "on": {"event": "restart"}, "body": {"id": "d4", "type": "Case.Deadline", "deadline": "D", "operation": "restart"}},
          {"id": "meet", "on": {"event": "meet"}, "body": {"id": "d5", "type": "Case.Deadline", "deadline": "D", "operation": "meet"}},
          {"id": "extend", "on": {"event": "extend"}, "body": { "id": "f", "type": "Elsa.Flowchart", "activities": [
              {"id": "d6", "type": "Case.Deadline", "deadline": "D", "operation": "extend", "to": "event.to", "reason": "{event.why}"},
              {"id": "no", "type": "Case.Calculate", "set": [{"field": "refused", "to": "true"}]} ], "connections": [ {"source": {"activity": "d6", "port": "NotPossible"}, "target": {"activity": "no"}} ] }},
          {"id": "fix", "on": {"event": "fix"}, "body": {"id": "c", "type": "Case.Calculate", "set": [{"field": "born", "to": "event.day"}]}},
          {"id": "late", "on": {"deadline": "D"}, "body": {"id": "l", "type": "Case.Calculate", "set": [{"field": "lateAt", "to": "string(now)"}, {"field": "lates", "to": "(if lates = null then 0 else lates) + 1"}]}},
          {"id": "soon", "on": {"deadline": "D", "warning": "soon"}, "body": {"id": "s", "type": "Case.Calculate", "set": [{"field": "soonAt", "to": "string(now)"}]}} ] }
        """;

    private static CaseBench Bench(string deadline, string now = "2026-06-10T09:00:00+09:00")
    {
        var package = SamplePackage.With(deadline);
        return new CaseBench(Flow, package) { Now = DateTimeOffset.Parse(now, null) }.Start();
    }

    private static string Due(CaseBench bench) => bench.Head["deadlines"]["D"]["due"].AsInstant()!.Value.ToOffset(Japan.Offset).ToString("yyyy-MM-dd HH:mm:ss.FFF");

    [Theory]
    [InlineData("""{ "period": "30日" }""", "2026-06-10T09:00", "2026-07-10 23:59:59")]
    [InlineData("""{ "period": "30日", "countFirstDay": true }""", "2026-06-10T09:00", "2026-07-09 23:59:59")]
    [InlineData("""{ "period": "30日", "roll": "previous", "end": "17:15" }""", "2026-10-01T09:00", "2026-10-30 17:15:00")]
    [InlineData("""{ "period": "30日", "roll": "next", "calendar": "jp-municipal" }""", "2026-10-01T09:00", "2026-11-02 23:59:59")]
    [InlineData("""{ "period": "3営業日", "end": "closing", "calendar": "jp-municipal" }""", "2026-06-12T10:00", "2026-06-17 17:15:00")]
    [InlineData("""{ "period": "2か月" }""", "2026-12-31T10:00", "2027-02-28 23:59:59")]
    [InlineData("""{ "period": "1年", "end": "exact" }""", "2026-06-10T09:00", "2027-06-10 09:00:00")]
    [InlineData("""{ "period": "6業務時間", "calendar": "jp-municipal" }""", "2025-06-03T11:16", "2025-06-04 08:31:00")]
    [InlineData("""{ "period": "6業務時間", "calendar": "jp-municipal" }""", "2025-06-06T16:00", "2025-06-09 13:15:00")]
    [InlineData("""{ "period": "90秒" }""", "2026-06-10T09:00", "2026-06-10 09:01:30")]
    [InlineData("""{ "period": "1500ミリ秒" }""", "2026-06-10T09:00", "2026-06-10 09:00:01.5")]
    [InlineData("""{ "period": "{10 * 2}日" }""", "2026-06-10T09:00", "2026-06-30 23:59:59")]
    [InlineData("""{ "at": "date(\"2026-09-01\")", "end": "17:15" }""", "2026-06-10T09:00", "2026-09-01 17:15:00")]
    [InlineData("""{ "several": { "min": [ { "period": "10日" }, { "at": "date(\"2026-06-15\")" } ] } }""", "2026-06-10T09:00", "2026-06-15 23:59:59")]
    [InlineData("""{ "several": { "max": [ { "period": "10日" }, { "at": "date(\"2026-06-15\")" } ] } }""", "2026-06-10T09:00", "2026-06-20 23:59:59")]
    public void A_deadline_is_counted_as_declared(string deadline, string from, string due)
    {
        var bench = Bench(deadline, from + ":00+09:00").Event("start").NoIncident();
        Assert.Equal(due, Due(bench));
        Assert.NotEmpty(bench.Head["deadlines"]["D"]["derivation"].Items);
    }

    [Fact]
    public void It_strikes_with_the_first_moment_that_is_too_late_and_the_breach_stays()
    {
        var bench = Bench("""{ "period": "90秒", "law": "規則第1条" }""").Event("start").NoIncident();
        bench.AdvanceTo(bench.Now.AddSeconds(90).AddMilliseconds(-1));
        Assert.False(bench.Head["deadlines"]["D"]["overdue"].AsBoolean());
        bench.AdvanceTo(bench.Now.AddMilliseconds(1)).NoIncident();
        Assert.Equal(1, bench.Fields["lates"].AsLong());
        Assert.StartsWith("2026-06-10T09:01:30", bench.Fields["lateAt"].AsText()!);
        Assert.Contains("根拠 規則第1条", bench.Head["deadlines"]["D"]["derivation"].ToJson());
        bench.Event("extend", """{"to": "2026-06-20", "why": "遅れ"}""").NoIncident();
        Assert.True(bench.Fields["refused"].AsBoolean());
        bench.Event("restart").NoIncident();
        Assert.True(bench.Head["deadlines"]["D"]["breached"].AsBoolean());
        Assert.False(bench.Head["deadlines"]["D"]["overdue"].AsBoolean());
        bench.AdvanceTo(bench.Now.AddSeconds(90)).NoIncident();
        Assert.Equal(2, bench.Fields["lates"].AsLong());
    }

    [Fact]
    public void An_inclusive_deadline_is_kept_at_its_very_moment()
    {
        var bench = Bench("""{ "period": "60分", "inclusive": true }""").Event("start");
        bench.AdvanceTo(bench.Now.AddMinutes(60));
        Assert.False(bench.Head["deadlines"]["D"]["overdue"].AsBoolean());
        bench.AdvanceTo(bench.Now.AddTicks(1)).NoIncident();
        Assert.True(bench.Head["deadlines"]["D"]["overdue"].AsBoolean());
    }

    [Fact]
    public void Days_that_remain_are_kept_while_it_is_stopped()
    {
        // 支払遅延防止法: 30 days from 5/20, returned 5/25, corrected 5/31: six days are not counted.
        var bench = Bench("""{ "period": "30日", "roll": "previous" }""", "2026-05-20T10:00:00+09:00").Event("start").AdvanceTo(At("2026-05-25T09:00")).Event("pause").NoIncident();
        Assert.Equal(("paused", 25L), (bench.Head["deadlines"]["D"]["state"].AsText(), bench.Head["deadlines"]["D"]["left"].AsLong()));
        bench.AdvanceTo(At("2026-05-31T15:00")).Event("resume").NoIncident();
        Assert.Equal("2026-06-25 23:59:59", Due(bench));
        Assert.Single(bench.Head["deadlines"]["D"]["pauses"].Items);
        bench.AdvanceTo(At("2026-06-25T23:59"));
        Assert.False(bench.Head["deadlines"]["D"]["overdue"].AsBoolean());
        bench.AdvanceTo(At("2026-06-26T00:00")).NoIncident();
        Assert.Equal(1, bench.Fields["lates"].AsLong());
    }

    [Fact]
    public void Office_time_that_remains_is_kept_while_it_is_stopped()
    {
        var bench = Bench("""{ "period": "6業務時間", "calendar": "jp-municipal" }""", "2025-06-03T10:00:00+09:00").Event("start").AdvanceTo(At("2025-06-03T12:00")).Event("pause").NoIncident();
        Assert.Equal("4時間0分", bench.Head["deadlines"]["D"]["leftText"].AsText());
        bench.AdvanceTo(At("2025-06-05T16:15")).Event("resume").NoIncident();
        Assert.Equal("2025-06-06 11:30:00", Due(bench));
    }

    [Fact]
    public void It_is_extended_only_before_it_has_passed()
    {
        var bench = Bench("""{ "period": "10日" }""").Event("start").Event("extend", """{"to": "2026-07-31", "why": "調査の遅れ"}""").NoIncident();
        Assert.Equal("2026-07-31 23:59:59", Due(bench));
        Assert.Equal("調査の遅れ", bench.Head["deadlines"]["D"]["extensions"][0]["reason"].AsText());
        Assert.False(bench.Fields.Has("refused"));
    }

    [Theory]
    [InlineData("""{ "id": "soon", "before": "1日", "at": "17:00" }""", "2026-06-19T17:00:00")]
    [InlineData("""{ "id": "soon", "after": "3日", "at": "10:00" }""", "2026-06-13T10:00:00")]
    [InlineData("""{ "id": "soon", "before": "3営業日" }""", "2026-06-17T00:00:00")]
    public void It_warns_at_its_time(string warning, string at)
    {
        var bench = Bench($$"""{ "period": "10日", "calendar": "jp-municipal", "warnings": [ {{warning}} ] }""").Event("start").AdvanceTo(At("2026-06-20T12:00")).NoIncident();
        Assert.StartsWith(at, bench.Fields["soonAt"].AsText()!);
        Assert.False(bench.Head["deadlines"]["D"]["overdue"].AsBoolean());
    }

    [Fact]
    public void A_corrected_input_counts_it_anew()
    {
        var bench = Bench("""{ "from": "born", "period": "14日" }""").Event("fix", """{"day": "2026-06-01"}""").Event("start").NoIncident();
        Assert.Equal("2026-06-15 23:59:59", Due(bench));
        bench.Event("fix", """{"day": "2026-06-05"}""").NoIncident();
        Assert.Equal("2026-06-19 23:59:59", Due(bench));
        bench.AdvanceTo(At("2026-06-19T12:00"));
        Assert.False(bench.Head["deadlines"]["D"]["overdue"].AsBoolean());
        bench.AdvanceTo(At("2026-06-20T00:00"));
        Assert.True(bench.Head["deadlines"]["D"]["overdue"].AsBoolean());
    }

    [Fact]
    public void A_kept_deadline_and_an_ended_case_strike_no_more()
    {
        var met = Bench("""{ "period": "10日" }""").Event("start").Event("meet").AdvanceTo(At("2026-07-31T00:00")).NoIncident();
        Assert.Equal(("met", false), (met.Head["deadlines"]["D"]["state"].AsText(), met.Head["deadlines"]["D"]["breached"].AsBoolean()));
        var over = Bench("""{ "period": "10日" }""").Event("start").Event("end").AdvanceTo(At("2026-07-31T00:00")).NoIncident();
        Assert.Equal(("ended", false), (over.Head["deadlines"]["D"]["state"].AsText(), over.Head["deadlines"]["D"]["breached"].AsBoolean()));
    }

    [Fact]
    public void A_case_field_shows_the_clock()
    {
        var bench = Bench("""{ "period": "30日" }""").Event("start");
        Assert.Equal(("2026-06-10", "2026-07-10", "running"), (bench.Fields["clock"]["start"].AsText(), bench.Fields["clock"]["due"].AsText(), bench.Fields["clock"]["state"].AsText()));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text + ":00+09:00", null);
}
