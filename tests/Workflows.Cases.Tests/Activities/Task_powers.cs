using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

/// <summary>Tasks at full strength: scope, assignment, several people, checklist, escalation, silence, once, changeable until closing.</summary>
public sealed class Task_powers
{
    private static CaseBench Bench(string more) => new CaseBench($$$"""
        { "id": "f", "type": "Elsa.Flowchart", "activities": [
            { "id": "first", "type": "Case.Task", "task": "first", "title": "受付", "role": "staff" },
            { "id": "t", "type": "Case.Task", "task": "t", "title": "確認", "role": "staff", {{{more}}} },
            { "id": "yes", "type": "Case.Close", "result": "済" }, { "id": "no", "type": "Case.Close", "result": "異議なし" }, { "id": "skip", "type": "Case.Close", "result": "省略" }, { "id": "over", "type": "Case.Close", "result": "未提出" } ],
          "connections": [ {"source": {"activity": "first", "port": "Done"}, "target": {"activity": "t"}}, {"source": {"activity": "t", "port": "Done"}, "target": {"activity": "yes"}},
            {"source": {"activity": "t", "port": "ok"}, "target": {"activity": "yes"}}, {"source": {"activity": "t", "port": "silent"}, "target": {"activity": "no"}},
            {"source": {"activity": "t", "port": "Skipped"}, "target": {"activity": "skip"}}, {"source": {"activity": "t", "port": "TimedOut"}, "target": {"activity": "over"}} ] }
        """).Start("""{"place": "hall-1"}""").Task("first", "complete", actor: "ichiro");

    private static Datum Row(CaseBench bench) => bench.Rows("tasks").Last(r => r["task"].AsText() == "t");

    [Fact]
    public void Only_holders_of_the_role_for_this_place_may()
    {
        var bench = Bench(""" "scope": "{place}" """).NoIncident();
        Assert.Equal("staff@hall-1", Row(bench)["role"].AsText());
        Assert.Equal("FORBIDDEN", bench.Task("t", "claim", actor: "a", roles: ["staff@hall-2"]).Refusal?.Code);
        Assert.Equal("済", bench.Task("t", "complete", actor: "a", roles: ["staff@hall-1"]).NoIncident().Head["result"].AsText());
    }

    [Fact]
    public void Whoever_holds_the_role_everywhere_may_at_every_place() =>
        Assert.Equal("済", Bench(""" "scope": "{place}" """).Task("t", "complete", actor: "a", roles: ["staff"]).NoIncident().Head["result"].AsText());

    [Fact]
    public void The_first_rule_that_names_somebody_assigns()
    {
        Assert.Equal("ichiro", Row(Bench(""" "assign": [ {"same": "never"}, {"same": "first"}, {"person": "\"b\""} ] """))["assignee"].AsText());
        Assert.Equal("b", Row(Bench(""" "assign": [ {"same": "never"}, {"person": "\"b\""} ] """))["assignee"].AsText());
        Assert.True(Row(Bench(""" "assign": [ {"same": "never"} ] """))["assignee"].IsNull);
        // Equal load: by id.
        Assert.Equal("a", Row(Bench(""" "assign": [ {"person": "[\"b\", \"a\", \"c\"]", "by": "load"} ] """))["assignee"].AsText());
    }

    [Fact]
    public void Two_different_people_must_agree()
    {
        var bench = Bench(""" "persons": 2, "sameMessage": "2名で確認してください。", "decisions": [ {"key": "ok", "label": "よい"}, {"key": "silent", "label": "わるい"} ] """);
        bench.Task("t", "complete", """{"outcome": "ok"}""", "a").NoIncident();
        Assert.Equal("open", Row(bench)["status"].AsText());
        Assert.Equal("2名で確認してください。", bench.Task("t", "complete", """{"outcome": "ok"}""", "a").Refusal?.Message);
        Assert.Equal("VALIDATION", bench.Task("t", "complete", """{"outcome": "silent"}""", "b").Refusal?.Code);
        Assert.Equal("済", bench.Task("t", "complete", """{"outcome": "ok"}""", "b").NoIncident().Head["result"].AsText());
    }

    [Fact]
    public void One_who_did_any_of_the_earlier_steps_is_refused_in_the_programmes_words() =>
        Assert.Equal("同一職員が兼ねることはできません。", Bench(""" "notSameAs": ["first"], "sameMessage": "同一職員が兼ねることはできません。" """).Task("t", "complete", actor: "ichiro").Refusal?.Message);

    [Fact]
    public void Everything_on_the_checklist_is_ticked()
    {
        var bench = Bench(""" "checklist": [ {"id": "a", "label": "本人確認"}, {"id": "b", "label": "手数料", "required": false} ] """);
        Assert.Equal("checked.a", bench.Task("t", "complete").Refusal?.Field);
        Assert.Equal("済", bench.Task("t", "complete", """{"checked": ["a"]}""").NoIncident().Head["result"].AsText());
    }

    [Fact]
    public void The_ladder_is_climbed_until_somebody_acts()
    {
        var bench = Bench(""" "acknowledge": true, "escalate": [ {"after": "15分", "action": "add", "to": "manager", "channel": "phone", "until": "acknowledged"}, {"after": "30分", "action": "reassign", "to": "manager", "until": "claimed"} ] """);
        Assert.Equal("FORBIDDEN", bench.Task("t", "complete", actor: "boss", roles: ["manager"]).Refusal?.Code);
        bench.Advance(TimeSpan.FromMinutes(15)).NoIncident();
        Assert.Equal("phone", Assert.Single(Row(bench)["escalations"].Items)["channel"].AsText());
        bench.Task("t", "claim", actor: "boss", roles: ["manager"]).NoIncident();
        bench.Advance(TimeSpan.FromMinutes(30)).NoIncident();
        Assert.Single(Row(bench)["escalations"].Items);

        var seen = Bench(""" "acknowledge": true, "escalate": [ {"after": "15分", "action": "add", "to": "manager", "until": "acknowledged"} ] """).Task("t", "acknowledge", actor: "a").Advance(TimeSpan.FromHours(1)).NoIncident();
        Assert.Equal("a", Row(seen)["acknowledgedBy"].AsText());
        Assert.True(Row(seen)["escalations"].IsNull);
    }

    [Fact]
    public void People_a_rung_adds_may_take_the_task_and_others_still_may_not()
    {
        var bench = Bench(""" "escalate": [ {"after": "15分", "action": "add", "person": "[\"boss\", \"deputy\"]"} ] """);
        Assert.Equal("FORBIDDEN", bench.Task("t", "claim", actor: "deputy", roles: ["other"]).Refusal?.Code);
        bench.Advance(TimeSpan.FromMinutes(15)).NoIncident();
        Assert.Equal(["boss", "deputy"], Row(bench)["alsoPeople"].Items.Select(p => p.AsText()));
        Assert.Equal("FORBIDDEN", bench.Task("t", "claim", actor: "stranger", roles: ["other"]).Refusal?.Code);
        Assert.Equal("済", bench.Task("t", "complete", actor: "deputy", roles: ["other"]).NoIncident().Head["result"].AsText());
    }

    [Fact]
    public void A_rung_may_repeat_every_day_while_nothing_is_done()
    {
        var bench = Bench(""" "escalate": [ {"after": "1日", "repeat": true} ] """).Advance(TimeSpan.FromDays(3.5)).NoIncident();
        Assert.Equal(3, Row(bench)["escalations"].Items.Length);
        Assert.Equal("済", bench.Task("t", "complete").NoIncident().Head["result"].AsText());
    }

    [Fact]
    public void Silence_has_a_result()
    {
        var bench = Bench(""" "result": "opinion", "decisions": [ {"key": "ok", "label": "支障あり"}, {"key": "silent", "label": "支障なし"} ], "escalate": [ {"after": "7日", "outcome": "silent"} ] """).Advance(TimeSpan.FromDays(7)).NoIncident();
        Assert.Equal(("異議なし", "silent", "expired"), (bench.Head["result"].AsText(), bench.Fields["opinion"]["outcome"].AsText(), Row(bench)["status"].AsText()));
    }

    [Fact]
    public void With_a_key_it_is_done_once()
    {
        const string once = """ "once": "licence-1" """;
        var bench = Bench(once);
        Assert.Equal("済", bench.Task("t", "complete").NoIncident().Head["result"].AsText());
        var again = new CaseBench("""{ "id": "t", "type": "Case.Task", "task": "t", "title": "確認", "role": "staff", "once": "licence-1" }""");
        again.Shared.Claimed.Add("task:sample/t|licence-1");
        Assert.True(again.Start().NoIncident().IsOver);
        Assert.Empty(again.Rows("tasks"));
    }

    [Fact]
    public void It_can_be_changed_until_it_closes()
    {
        const string closes = """ "form": "F-2", "result": "vote", "closes": {"after": "PT48H"} """;
        var bench = Bench(closes).Task("t", "complete", """{"values": {"reason": "よい"}}""", "a").NoIncident();
        Assert.Equal("TASK_TAKEN", bench.Task("t", "complete", """{"values": {"reason": "だめ"}}""", "b").Refusal?.Code);
        bench.Task("t", "complete", """{"values": {"reason": "わるい"}}""", "a").NoIncident();
        Assert.Null(bench.Head["result"].AsText());
        bench.Advance(TimeSpan.FromHours(48)).NoIncident();
        Assert.Equal(("済", "わるい"), (bench.Head["result"].AsText(), bench.Fields["vote"]["values"]["reason"].AsText()));
        Assert.Equal("未提出", Bench(closes).Advance(TimeSpan.FromHours(48)).NoIncident().Head["result"].AsText());
    }
}
