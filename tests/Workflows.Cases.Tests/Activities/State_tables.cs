using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

public sealed class State_tables
{
    private const string Table = """
        { "id": "states", "type": "Case.States", "initial": "受付",
          "states": [ {"id": "受付"}, {"id": "審査中", "entry": {"id": "review", "type": "Case.Task", "task": "review", "title": "審査", "role": "staff", "decisions": [{"key": "ok", "label": "承認"}, {"key": "back", "label": "差戻し"}]}},
                      {"id": "差戻し"}, {"id": "保留"}, {"id": "決定", "final": true}, {"id": "取下げ", "final": true} ],
          "transitions": [
            {"id": "first", "from": "受付", "to": "審査中", "on": {"event": "result"}, "when": "event.code = \"00\""},
            {"id": "second", "from": ["受付"], "to": "保留", "on": {"event": "result"}, "when": "event.code = \"00\" or event.code = \"10\""},
            {"id": "approved", "from": ["審査中"], "to": "決定", "when": "outcome = \"ok\"", "body": {"id": "note", "type": "Case.Calculate", "set": [{"field": "result", "to": "\"承認\""}]}},
            {"id": "returned", "from": ["審査中"], "to": "差戻し", "when": "outcome = \"back\""},
            {"id": "late", "from": ["差戻し"], "to": "受付", "on": {"timer": {"after": "P14D"}}},
            {"id": "count", "from": "*", "on": {"signal": "tick"}, "body": {"id": "counted", "type": "Case.Calculate", "set": [{"field": "ticks", "to": "(if ticks = null then 0 else ticks) + 1"}]}},
            {"id": "withdraw", "from": "*", "to": "取下げ", "on": {"action": "withdraw"}} ] }
        """;

    [Fact]
    public void The_first_transition_in_table_order_whose_guard_holds_is_taken()
    {
        var bench = new CaseBench(Table).Start().Event("result", """{"code": "00"}""").NoIncident();
        Assert.Equal("審査中", bench.Status);
        bench = new CaseBench(Table).Start().Event("result", """{"code": "10"}""").NoIncident();
        Assert.Equal("保留", bench.Status);
    }

    [Fact]
    public void A_definition_without_faults_has_no_problems() => Assert.Empty(new CaseBench(Table).Problems);

    [Fact]
    public void What_no_guard_lets_through_is_unheard_and_changes_nothing()
    {
        var bench = new CaseBench(Table).Start();
        var before = bench.State.Hash;
        bench.Event("result", """{"code": "99"}""");
        Assert.True(bench.Unheard);
        Assert.Null(bench.Refusal);
        Assert.Equal(before, bench.State.Hash);
        Assert.True(bench.Signal("nothing").Unheard);
    }

    [Fact]
    public void An_action_nobody_takes_up_is_refused_with_the_programmes_sentence()
    {
        var bench = new CaseBench(Table).Start().Event("result", """{"code": "00"}""").Task("review", "complete", """{"outcome": "ok"}""");
        Assert.True(bench.IsOver);
        bench.Action("withdraw");
        Assert.Equal((RefusalCodes.StateConflict, "現在の状態ではこの操作はできません。"), (bench.Refusal!.Code, bench.Refusal.Message));
    }

    [Fact]
    public void The_entry_activity_belongs_to_the_state_and_its_outcome_decides_the_next()
    {
        var bench = new CaseBench(Table).Start().Event("result", """{"code": "00"}""");
        Assert.Single(bench.OpenTasks);
        bench.Task("review", "complete", """{"outcome": "ok"}""").NoIncident();
        Assert.Equal(("決定", "承認"), (bench.Status, bench.Fields["result"].AsText()));
        Assert.True(bench.IsOver);
    }

    [Fact]
    public void Leaving_a_state_ends_what_runs_in_it()
    {
        var bench = new CaseBench(Table).Start().Event("result", """{"code": "00"}""").Action("withdraw").NoIncident();
        Assert.Equal("取下げ", bench.Status);
        Assert.Empty(bench.OpenTasks);
        Assert.Equal("cancelled", bench.Rows(Projections.Tasks)[0]["status"].AsText());
        bench.Task("review", "complete", """{"outcome": "ok"}""");
        Assert.Equal(RefusalCodes.StateConflict, bench.Refusal?.Code);
    }

    [Fact]
    public void A_clock_starts_when_the_state_is_entered()
    {
        var bench = new CaseBench(Table).Start().Event("result", """{"code": "00"}""").Advance(TimeSpan.FromDays(3)).Task("review", "complete", """{"outcome": "back"}""");
        Assert.Equal("差戻し", bench.Status);
        bench.Advance(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(1));
        Assert.Equal("差戻し", bench.Status);
        bench.Advance(TimeSpan.FromSeconds(1)).NoIncident();
        Assert.Equal("受付", bench.Status);
    }

    [Fact]
    public void A_transition_without_a_target_leaves_the_state_and_its_task_alone()
    {
        var bench = new CaseBench(Table).Start().Event("result", """{"code": "00"}""").Signal("tick").Signal("tick").NoIncident();
        Assert.Equal(2, bench.Fields["ticks"].AsLong());
        Assert.Equal("審査中", bench.Status);
        Assert.Single(bench.OpenTasks);
        Assert.Single(bench.Rows(Projections.Tasks));
    }

    [Fact]
    public void Each_change_leaves_a_line_a_fact_and_the_header()
    {
        var bench = new CaseBench(Table).Start().Event("result", """{"code": "00"}""").Action("withdraw");
        Assert.Contains("状態が「審査中」になりました。", bench.Timeline);
        Assert.Equal(["受付", "審査中", "取下げ"], bench.Rows(Projections.Facts).Select(f => f["data"]["state"].AsText()!));
        var header = bench.Rows(Projections.Header)[0];
        Assert.Equal(("取下げ", "取下げです", "ended"), (header["status"].AsText(), header["publicStatus"].AsText(), header["lifecycle"].AsText()));
        Assert.False(bench.Head["closedAt"].IsNull);
    }

    [Fact]
    public void A_condition_takes_its_transition_once_the_step_has_made_it_true()
    {
        var bench = new CaseBench("""
            { "id": "s", "type": "Case.States", "initial": "受付", "states": [ {"id": "受付"}, {"id": "決定", "final": true} ],
              "transitions": [
                {"id": "set", "from": "受付", "on": {"event": "paid"}, "body": {"id": "c", "type": "Case.Calculate", "set": [{"field": "total", "to": "(if total = null then 0 else total) + event.amount"}]}},
                {"id": "enough", "from": "受付", "to": "決定", "on": {"condition": "total >= 100"}} ] }
            """).Start().Event("paid", """{"amount": 60}""").NoIncident();
        Assert.Equal("受付", bench.Status);
        bench.Event("paid", """{"amount": 40}""").NoIncident();
        Assert.Equal("決定", bench.Status);
    }

    [Fact]
    public void A_body_runs_before_entering_unless_it_says_after()
    {
        static string Of(string after) => $$$"""
            { "id": "s", "type": "Case.States", "initial": "受付", "states": [ {"id": "受付"}, {"id": "審査中", "entry": {"id": "entry", "type": "Case.Calculate", "set": [{"field": "order", "to": "append(order, \"entry\")"}]}}, {"id": "保留"} ],
              "transitions": [ {"id": "go", "from": "受付", "to": "審査中", "on": {"event": "go"}, {{{after}}} "body": {"id": "b", "type": "Case.Calculate", "set": [{"field": "order", "to": "[head.status]"}]}} ] }
            """;
        Assert.Equal("""["受付","entry"]""", new CaseBench(Of("")).Start().Event("go").NoIncident().Fields["order"].ToJson());
        Assert.Equal("""["審査中","entry"]""", new CaseBench(Of("\"after\": true,")).Start().Event("go").NoIncident().Fields["order"].ToJson());
    }

    [Fact]
    public void An_event_of_another_connector_is_not_the_one_waited_for()
    {
        const string flow = """
            { "id": "s", "type": "Case.States", "initial": "受付", "states": [ {"id": "受付"}, {"id": "決定", "final": true} ],
              "transitions": [ {"id": "t", "from": "受付", "to": "決定", "on": {"event": "return", "connector": "C-SVC"}} ] }
            """;
        var bench = new CaseBench(flow).Start();
        Assert.True(bench.Send("event", "return", Datum.EmptyObject, actor: "C-BANK", channel: "connector").Unheard);
        Assert.Equal("決定", bench.Send("event", "return", Datum.EmptyObject, actor: "C-SVC", channel: "connector").NoIncident().Status);
    }

    [Fact]
    public void A_guard_that_fails_is_an_incident_and_the_action_is_kept()
    {
        var bench = new CaseBench("""
            { "id": "s", "type": "Case.States", "initial": "受付", "states": [ {"id": "受付"}, {"id": "取下げ", "final": true} ],
              "transitions": [ {"id": "t", "from": "受付", "to": "取下げ", "on": {"action": "withdraw"}, "body": {"id": "n", "type": "Case.Notify", "notice": "N-9"}} ] }
            """).Start().Action("withdraw");
        Assert.Null(bench.Refusal);
        Assert.Equal(("NOTICE", "n"), (Assert.Single(bench.State.Incidents).Code, bench.State.Incidents[0].ActivityId));
        Assert.Equal("受付", bench.Status);
    }

    [Fact]
    public void Transitions_that_never_wait_end_in_an_incident_not_in_an_endless_step()
    {
        var bench = new CaseBench("""
            { "id": "s", "type": "Case.States", "initial": "受付", "states": [ {"id": "受付"}, {"id": "保留"} ],
              "transitions": [ {"id": "a", "from": "受付", "to": "保留"}, {"id": "b", "from": "保留", "to": "受付"} ] }
            """).Start();
        Assert.Equal("STATE_LOOP", Assert.Single(bench.State.Incidents).Code);
    }

    [Theory]
    [InlineData("""{"id": "x", "from": ["受付"], "to": "なし", "on": {"event": "e"}}""", "PROPERTY_INVALID")]
    [InlineData("""{"id": "x", "from": ["受付"], "to": "保留", "on": {"sometimes": "e"}}""", "PROPERTY_INVALID")]
    [InlineData("""{"id": "x", "from": ["受付"]}""", "PROPERTY_INVALID")]
    [InlineData("""{"from": ["受付"], "to": "保留"}""", "PROPERTY_MISSING")]
    [InlineData("""{"id": "x", "from": ["受付"], "to": "保留", "when": "1 +"}""", "EXPRESSION_INVALID")]
    public void A_wrong_table_is_told_with_its_place(string transition, string code)
    {
        var bench = new CaseBench($$"""{ "id": "s", "type": "Case.States", "initial": "受付", "states": [ {"id": "受付"}, {"id": "保留"} ], "transitions": [ {{transition}} ] }""");
        var problem = Assert.Single(bench.Problems);
        Assert.Equal(code, problem.Code);
        Assert.Contains("s.transitions[0]", problem.Place, StringComparison.Ordinal);
        Assert.NotEmpty(problem.MessageEn);
    }
}
