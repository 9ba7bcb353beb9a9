using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

public sealed class Tasks
{
    private const string Two = """
        { "id": "seq", "type": "Elsa.Sequence", "activities": [
          { "id": "first", "name": "照合", "type": "Case.Task", "task": "matching", "title": "照合（{name}）", "role": "staff", "form": "F-2", "result": "match",
            "decisions": [ {"key": "register", "label": "登録"}, {"key": "back", "label": "差戻し", "requires": ["reason", "comment"]} ],
            "due": {"businessDays": "settings.days", "calendar": "jp-bank"}, "show": ["name"],
            "compare": [ {"label": "氏名", "left": "name", "right": "\"山田\""} ] },
          { "id": "second", "type": "Case.Task", "task": "release", "title": "承認", "role": "manager", "notSameAs": ["matching"] } ] }
        """;

    private static CaseBench Bench() => new CaseBench(Two) { Settings = Datum.Object(("days", 3)) }.Start("""{"name": "山田"}""").NoIncident();

    [Fact]
    public void A_task_stands_in_the_inbox_with_all_a_page_needs()
    {
        var row = Assert.Single(Bench().OpenTasks);
        Assert.Equal(("matching", "照合（山田）", "staff", "F-2", "open"), (row["task"].AsText(), row["title"].AsText(), row["role"].AsText(), row["form"].AsText(), row["status"].AsText()));
        // 2026-06-10 is a Wednesday: three business days later is Monday the 15th.
        Assert.Equal("2026-06-15T23:59:59.0000000+09:00", row["due"].AsText());
        Assert.Equal("""[{"label":"氏名","left":"山田","right":"山田","same":true}]""", row["compare"].ToJson());
        Assert.Equal("first", row["activityId"].AsText());
    }

    [Fact]
    public void Completing_stores_outcome_values_and_who()
    {
        var bench = Bench().Task("matching", "complete", """{"outcome": "register", "values": {"amount": 5}, "comment": "よし"}""").NoIncident();
        Assert.Equal("""{"outcome":"register","values":{"amount":5},"comment":"よし","by":"staff1"}""", bench.Fields["match"].Without("at").ToJson());
        Assert.Equal("2026-06-10T09:00:00.0000000+09:00", bench.Fields["match"]["at"].AsText());
        var row = bench.Rows(Projections.Tasks)[0];
        Assert.Equal(("done", "staff1", "register"), (row["status"].AsText(), row["completedBy"].AsText(), row["outcome"].AsText()));
        Assert.Equal("staff1", bench.Head["doneBy"]["matching"].AsText());
        Assert.Single(bench.Rows(Projections.Submissions));
    }

    [Fact]
    public void Who_did_an_earlier_task_may_not_do_one_that_forbids_it()
    {
        var bench = Bench().Task("matching", "complete", """{"outcome": "登録"}""").NoIncident();
        foreach (var operation in (string[])["claim", "complete"])
        {
            bench.Task("release", operation, roles: ["manager"]);
            Assert.Equal((RefusalCodes.FourEyes, "照合を行った人は、この工程を行えません。"), (bench.Refusal!.Code, bench.Refusal.Message));
        }
        bench.Task("release", "assign", """{"assignee": "staff1"}""", actor: "boss", roles: ["manager"]);
        Assert.Equal(RefusalCodes.FourEyes, bench.Refusal?.Code);
        bench.Task("release", "complete", actor: "boss", roles: ["manager"]).NoIncident();
        Assert.True(bench.IsOver);
    }

    [Theory]
    [InlineData("""{"outcome": "承認"}""", "outcome", "結果「承認」は選べません。登録、差戻しから選んでください。")]
    [InlineData("""{}""", "outcome", "結果を選んでください（登録、差戻し）。")]
    [InlineData("""{"outcome": "back", "values": {"reason": " "}, "comment": "見ました"}""", "reason", "「理由」を入力してください。")]
    [InlineData("""{"outcome": "back", "values": {"reason": "番号違い"}}""", "comment", "「コメント」を入力してください。")]
    public void An_incomplete_answer_is_refused_at_its_field(string payload, string field, string message)
    {
        var bench = Bench().Task("matching", "complete", payload);
        Assert.Equal((RefusalCodes.Validation, field, message), (bench.Refusal!.Code, bench.Refusal.Field, bench.Refusal.Message));
        Assert.Single(bench.OpenTasks);
    }

    [Theory]
    [InlineData("manager")]
    [InlineData("citizen")]
    public void Only_holders_of_the_role_may_work_on_it(string role)
    {
        var bench = Bench().Task("matching", "claim", roles: [role]);
        Assert.Equal((RefusalCodes.Forbidden, "この操作を行う権限がありません。"), (bench.Refusal!.Code, bench.Refusal.Message));
    }

    [Fact]
    public void What_one_has_taken_another_cannot_take_until_it_is_given_back()
    {
        var bench = Bench().Task("matching", "claim").NoIncident();
        Assert.Equal(("claimed", "staff1"), (bench.OpenTasks[0]["status"].AsText(), bench.OpenTasks[0]["assignee"].AsText()));
        bench.Task("matching", "claim", actor: "staff2");
        Assert.Equal(RefusalCodes.TaskTaken, bench.Refusal?.Code);
        bench.Task("matching", "complete", """{"outcome": "register"}""", actor: "staff2");
        Assert.Equal(RefusalCodes.TaskTaken, bench.Refusal?.Code);
        bench.Task("matching", "unclaim").NoIncident().Task("matching", "claim", actor: "staff2").NoIncident();
        Assert.Equal("staff2", bench.OpenTasks[0]["assignee"].AsText());
        bench.Task("matching", "assign", """{"assignee": "staff3"}""").NoIncident().Task("matching", "complete", """{"outcome": "register"}""", actor: "staff3").NoIncident();
    }

    [Fact]
    public void A_task_that_is_over_is_refused()
    {
        var bench = Bench().Task("matching", "complete", """{"outcome": "register"}""").Task("matching", "complete", """{"outcome": "register"}""");
        Assert.Equal((RefusalCodes.StateConflict, "この仕事はすでに終わっています。"), (bench.Refusal!.Code, bench.Refusal.Message));
    }

    [Fact]
    public void Without_a_result_path_the_values_become_fields()
    {
        var bench = new CaseBench("""{ "id": "t", "type": "Case.Task", "task": "t", "role": "staff", "form": "F-2" }""").Start().Task("t", "complete", """{"values": {"amount": 7}}""").NoIncident();
        Assert.Equal(7, bench.Fields["amount"].AsLong());
    }

    [Fact]
    public void A_handler_reminds_while_the_task_waits_and_another_ends_it()
    {
        var bench = new CaseBench("""
            { "id": "flow", "type": "Elsa.Flowchart", "activities": [
                { "id": "t", "type": "Case.Task", "task": "t", "title": "意見", "role": "staff", "handlers": [
                    {"id": "remind", "on": {"timer": {"businessDays": 2}}, "body": {"id": "n", "type": "Case.Notify", "notice": "N-1", "to": "\"staff1\"", "data": {"what": "event.kind"}}},
                    {"id": "noAnswer", "on": {"timer": {"after": "P30D"}}, "interrupting": true} ] },
                { "id": "end", "type": "Elsa.WriteLine", "text": {"typeName": "String", "expression": {"type": "Literal", "value": "支障なし"}} } ],
              "connections": [ {"source": {"activity": "t", "port": "noAnswer"}, "target": {"activity": "end", "port": "In"}} ] }
            """).Start().AdvanceTo(new(2026, 6, 12, 23, 59, 59, TimeSpan.FromHours(9)));
        Assert.Empty(bench.Rows(Projections.Notices));
        bench.Advance(TimeSpan.FromSeconds(1)).NoIncident();
        Assert.Single(bench.Rows(Projections.Notices));
        Assert.Single(bench.OpenTasks);
        bench.Advance(TimeSpan.FromDays(30)).NoIncident();
        Assert.Equal(["支障なし"], bench.Lines);
        Assert.Equal("cancelled", bench.Rows(Projections.Tasks)[0]["status"].AsText());
    }

    [Fact]
    public void A_persons_work_on_one_line_does_not_bar_them_from_anothers_next_step()
    {
        var bench = new CaseBench("""
            { "id": "each", "type": "Case.ForEach", "items": "lines", "as": "line", "in": "lines", "parallel": true, "body":
              { "id": "seq", "type": "Elsa.Sequence", "activities": [
                { "id": "a", "type": "Case.Task", "task": "a", "title": "A{lineNo}", "role": "staff" },
                { "id": "b", "type": "Case.Task", "task": "b", "title": "B{lineNo}", "role": "staff", "notSameAs": ["a"] } ] } }
            """).Start("""{"lines": [{}, {}]}""");
        var first = bench.OpenTasks[0];
        bench.Send("task", "complete", Datum.Parse("""{"actorRoles": ["staff"]}"""), first["id"].AsText(), "p", first["activityId"].AsText(), first["scopePath"].AsText()).NoIncident();
        bench.Task("a", "complete", actor: "q").NoIncident();
        var (b1, b2) = (bench.OpenTasks.Single(t => t["title"].AsText() == "B1"), bench.OpenTasks.Single(t => t["title"].AsText() == "B2"));
        bench.Send("task", "complete", Datum.Parse("""{"actorRoles": ["staff"]}"""), b1["id"].AsText(), "p", "b", b1["scopePath"].AsText());
        Assert.Equal(RefusalCodes.FourEyes, bench.Refusal?.Code);
        bench.Send("task", "complete", Datum.Parse("""{"actorRoles": ["staff"]}"""), b2["id"].AsText(), "p", "b", b2["scopePath"].AsText()).NoIncident();
    }
}
