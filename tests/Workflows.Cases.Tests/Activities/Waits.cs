using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

/// <summary>Waiting: what came before, several at once, so often, late arrivals, dates that move.</summary>
public sealed class Waits
{
    private static string Flow(string wait) => $$"""
        { "id": "seq", "type": "Elsa.Sequence", "activities": [
          { "id": "t", "type": "Case.Task", "task": "t", "title": "前の仕事", "role": "staff" },
          { "id": "w", "type": "Case.Wait", {{wait}}, "result": "got" },
          { "id": "t2", "type": "Case.Task", "task": "t2", "title": "後の仕事", "role": "staff" } ] }
        """;

    private const string Paid = """ "on": [ {"id": "paid", "event": "paid", "key": "head.number"} ] """;

    [Fact]
    public void An_event_that_came_before_the_wait_is_kept_for_it()
    {
        var bench = new CaseBench(Flow(Paid)).Start("""{"form": "F-1", "values": {}}""").Event("paid", """{"amount": 5}""", "S-2026-0001").NoIncident();
        Assert.False(bench.Unheard);
        Assert.Single(bench.Head["inbox"].Items);
        bench.Task("t", "complete").NoIncident();
        Assert.Equal(5, bench.Fields["got"]["amount"].AsLong());
        Assert.True(bench.Head["inbox"].IsNull);
        Assert.Equal("t2", Assert.Single(bench.OpenTasks)["task"].AsText());
    }

    [Fact]
    public void What_no_wait_ever_takes_and_another_key_is_not_kept_for_it()
    {
        var bench = new CaseBench(Flow(Paid)).Start("""{"form": "F-1", "values": {}}""");
        Assert.True(bench.Event("other").Unheard);
        bench.Event("paid", """{"amount": 7}""", "S-2026-9999").Task("t", "complete").NoIncident();
        Assert.Empty(bench.OpenTasks);
        bench.Event("paid", """{"amount": 5}""", "S-2026-0001").NoIncident();
        Assert.Equal(5, bench.Fields["got"]["amount"].AsLong());
    }

    [Fact]
    public void A_wait_may_refuse_what_came_early()
    {
        var bench = new CaseBench(Flow(Paid + """ , "early": "ignore" """)).Start("""{"form": "F-1", "values": {}}""");
        Assert.True(bench.Event("paid", key: "S-2026-0001").Unheard);
    }

    [Fact]
    public void All_of_several_are_waited_for_in_any_order()
    {
        var bench = new CaseBench(Flow(""" "need": "all", "on": [ {"id": "a", "event": "a"}, {"id": "b", "event": "b"}, {"id": "c", "signal": "c"} ] """)).Start();
        bench.Event("b", """{"n": 2}""").Task("t", "complete").Signal("c", """{"n": 3}""").NoIncident();
        Assert.Empty(bench.OpenTasks);
        bench.Event("a", """{"n": 1}""").NoIncident();
        Assert.Single(bench.OpenTasks);
        Assert.Equal((1L, 2L, 3L), (bench.Fields["got"]["received"]["a"]["n"].AsLong(), bench.Fields["got"]["received"]["b"]["n"].AsLong(), bench.Fields["got"]["received"]["c"]["n"].AsLong()));
        Assert.Empty(bench.Fields["got"]["missing"].Items);
    }

    [Fact]
    public void N_of_m_or_the_time_is_over_with_what_is_missing()
    {
        const string wait = """ "need": 2, "on": [ {"id": "a", "event": "a"}, {"id": "b", "event": "b"}, {"id": "c", "event": "c"} ], "timeout": {"after": "PT1H"} """;
        var enough = new CaseBench(Flow(wait)).Start().Task("t", "complete").Event("a").Event("a");
        Assert.Empty(enough.OpenTasks);
        enough.Event("c").NoIncident();
        Assert.Equal("""["b"]""", enough.Fields["got"]["missing"].ToJson());
        var late = new CaseBench(Flow(wait)).Start().Task("t", "complete").Event("b").Advance(TimeSpan.FromHours(1)).NoIncident();
        Assert.Equal("""["a","c"]""", late.Fields["got"]["missing"].ToJson());
        Assert.Single(late.OpenTasks);
    }

    [Fact]
    public void Two_files_without_it_end_the_wait()
    {
        const string wait = """ "on": [ {"id": "found", "signal": "row", "key": "head.number"}, {"id": "absent", "signal": "file", "times": 2} ] """;
        var bench = new CaseBench(Flow(wait)).Start("""{"form": "F-1", "values": {}}""").Task("t", "complete").Signal("file", """{"name": "1"}""").NoIncident();
        Assert.Empty(bench.OpenTasks);
        bench.Signal("file", """{"name": "2"}""").NoIncident();
        Assert.Equal("2", bench.Fields["got"]["name"].AsText());
    }

    [Theory]
    [InlineData("ignore")]
    [InlineData("attach")]
    [InlineData("task")]
    [InlineData("start")]
    [InlineData("refuse")]
    public void An_event_that_comes_too_late_meets_the_declared_policy(string late)
    {
        var package = SamplePackage.Make() with { Events = new([new EventSpec { Id = "paid", Label = "入金", Late = late, Role = "manager", Start = "apply" }]) };
        var bench = new CaseBench(Flow(Paid), package).Start("""{"form": "F-1", "values": {}}""").Task("t", "complete").Event("paid", key: "S-2026-0001").NoIncident();
        bench.Event("paid", """{"amount": 9}""", "S-2026-0001");
        Assert.Equal(late == "ignore", bench.Unheard);
        Assert.Equal(late == "refuse" ? "STATE_CONFLICT" : null, bench.Refusal?.Code);
        Assert.Equal(late is "attach" or "task" or "start" ? 1 : 0, bench.Rows("received").Count);
        Assert.Equal(late == "task", bench.OpenTasks.Any(t => t["role"].AsText() == "manager"));
        Assert.Equal(late == "start", bench.Outbox.Any(o => o.Kind == "begin"));
        if (late == "task") Assert.Empty(bench.Task("adhoc", "complete", actor: "boss", roles: ["manager"]).NoIncident().Head["tasks"].Members);
    }

    [Fact]
    public void A_date_that_is_corrected_moves_the_wait()
    {
        var bench = new CaseBench("""
            { "id": "s", "type": "Case.Scope", "body": { "id": "w", "type": "Case.Wait", "on": [ {"id": "day", "timer": {"at": "born", "moves": true}} ] },
              "handlers": [ {"id": "fix", "on": {"event": "fix"}, "body": {"id": "c", "type": "Case.Calculate", "set": [{"field": "born", "to": "event.day"}]}} ] }
            """).Start().Event("fix", """{"day": "2026-06-20"}""").NoIncident();
        bench.Event("fix", """{"day": "2026-06-25"}""").AdvanceTo(new(2026, 6, 24, 23, 59, 59, TimeSpan.FromHours(9))).NoIncident();
        Assert.False(bench.IsOver);
        bench.AdvanceTo(new(2026, 6, 25, 0, 0, 0, TimeSpan.FromHours(9))).NoIncident();
        Assert.True(bench.IsOver);
    }

    [Fact]
    public void A_record_of_a_register_ends_the_wait_at_once_or_when_it_comes()
    {
        const string wait = """ "on": [ {"id": "there", "register": "R-X", "where": {"no": "head.number"}, "when": "record.state = \"済\""} ] """;
        var there = new CaseBench(Flow(wait));
        there.Shared.Add("R-X", Datum.Parse("""{"no": "S-2026-0001", "state": "済"}"""));
        Assert.Equal("t2", there.Start("""{"form": "F-1", "values": {}}""").Task("t", "complete").NoIncident().OpenTasks.Single()["task"].AsText());

        var later = new CaseBench(Flow(wait)).Start("""{"form": "F-1", "values": {}}""").Task("t", "complete").NoIncident();
        Assert.Empty(later.OpenTasks);
        later.Send("register", "R-X", Datum.Null);
        Assert.Empty(later.OpenTasks);
        later.Shared.Add("R-X", Datum.Parse("""{"no": "S-2026-0001", "state": "済"}"""));
        later.Send("register", "R-X", Datum.Null).NoIncident();
        Assert.Equal("済", later.Fields["got"]["record"]["state"].AsText());
    }
}
