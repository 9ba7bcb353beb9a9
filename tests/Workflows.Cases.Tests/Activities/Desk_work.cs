using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Tests.Activities;

/// <summary>Around the flow: notes, messages, tasks asked of colleagues, hold and reopening, corrections at full strength.</summary>
public sealed class Desk_work
{
    private const string Flow = """
        { "id": "s", "type": "Case.States", "initial": "受付", "states": [ {"id": "受付"}, {"id": "審査中", "entry": {"id": "t", "type": "Case.Task", "task": "t", "title": "審査", "role": "staff"}}, {"id": "決定", "final": true} ],
          "transitions": [ {"id": "go", "from": "受付", "to": "審査中", "on": {"event": "go"}}, {"id": "day", "from": "受付", "to": "審査中", "on": {"timer": {"after": "P3D"}}}, {"id": "done", "from": "審査中", "to": "決定"} ] }
        """;

    private static ProgramPackage Package() => SamplePackage.Make() with
    {
        Actions = new([
            new ActionSpec { Id = "hold", Label = "保留", By = ["staff"], Effect = "hold" }, new ActionSpec { Id = "unhold", Label = "保留の終わり", By = ["staff"], Effect = "resume" },
            new ActionSpec { Id = "reopen", Label = "再開", By = ["staff"], Effect = "reopen", To = "審査中" }]),
    };

    private static CaseBench Bench() => new CaseBench(Flow, Package()).Start().NoIncident();
    private static CaseBench Desk(CaseBench bench, string operation, string data, string actor = "staff1") => bench.Send("desk", operation, Datum.Parse(data), actor: actor);

    [Fact]
    public void Notes_memos_and_messages_are_kept_with_who_wrote_them()
    {
        var bench = Bench();
        Desk(bench, "note", """{"text": "見た"}""").NoIncident();
        Desk(bench, "phone", """{"text": "折り返し", "with": "花子", "phone": "090"}""").NoIncident();
        Desk(bench, "message", """{"text": "いつですか"}""", "hanako").NoIncident();
        Desk(bench, "message", """{"text": "来週です"}""").NoIncident();
        Assert.Equal(["note", "phone"], bench.Rows("notes").Select(n => n["kind"].AsText()));
        Assert.Equal(["applicant", "staff"], bench.Rows("messages").Select(n => n["from"].AsText()));
        Assert.Equal("text", Desk(bench, "note", """{"text": ""}""").Refusal?.Field);
        Assert.Equal("受付", bench.Status);
    }

    [Fact]
    public void A_task_asked_for_stands_beside_the_flow_and_ends_with_the_case()
    {
        var bench = Bench();
        Desk(bench, "task", """{"title": "金額の確認", "role": "manager"}""").NoIncident();
        Assert.Equal("FORBIDDEN", bench.Task("adhoc", "complete", actor: "x").Refusal?.Code);
        bench.Task("adhoc", "claim", actor: "boss", roles: ["manager"]).Task("adhoc", "complete", actor: "boss", roles: ["manager"]).NoIncident();
        Assert.Equal("done", bench.Rows("tasks").Single()["status"].AsText());
        Assert.Equal("STATE_CONFLICT", bench.Task("adhoc", "complete", actor: "boss", roles: ["manager"]).Refusal?.Code);
        Desk(bench, "task", """{"title": "もう一つ", "role": "manager"}""");
        bench.Event("go").Task("t", "complete").NoIncident();
        Assert.Empty(bench.OpenTasks);
        Assert.Equal("role", Desk(Bench(), "task", """{"title": "x", "role": "nobody"}""").Refusal?.Field);
    }

    [Fact]
    public void A_case_on_hold_stands_still_and_goes_on_where_it_stopped()
    {
        var bench = Bench().Action("hold", roles: ["staff"]).NoIncident();
        Assert.NotNull(bench.Head["held"]["at"].AsText());
        Assert.Equal("STATE_CONFLICT", bench.Action("hold", roles: ["staff"]).Refusal?.Code);
        bench.Event("go").NoIncident();
        Assert.Equal("受付", bench.Status);
        bench.Now = bench.Now.AddDays(10);
        bench.Action("unhold", roles: ["staff"]).NoIncident();
        Assert.Equal("受付", bench.Status);
        // What came meanwhile is told again.
        Assert.Equal("go", Assert.Single(bench.Outbox)!.Body["name"].AsText());
        // Three days remained, and still do.
        bench.Advance(TimeSpan.FromDays(3) - TimeSpan.FromTicks(1));
        Assert.Equal("受付", bench.Status);
        bench.Advance(TimeSpan.FromTicks(1)).NoIncident();
        Assert.Equal("審査中", bench.Status);
    }

    [Fact]
    public void An_ended_case_is_taken_up_again_where_the_action_says()
    {
        var bench = Bench().Event("go").Task("t", "complete").NoIncident();
        Assert.True(bench.IsOver);
        bench.Action("reopen", roles: ["staff"]).NoIncident();
        Assert.Equal(("審査中", false), (bench.Status, bench.IsOver));
        Assert.Single(bench.OpenTasks);
        bench.Task("t", "complete").NoIncident();
        Assert.True(bench.IsOver);
        Assert.Equal("STATE_CONFLICT", Bench().Action("reopen", roles: ["staff"]).Refusal?.Code);
    }

    [Fact]
    public void A_task_for_what_came_too_late_stays_after_the_end()
    {
        var package = Package() with { Events = new([new EventSpec { Id = "go", Late = "task", Role = "manager" }]) };
        var bench = new CaseBench(Flow, package).Start().Event("go").Task("t", "complete").NoIncident();
        bench.Event("go", """{"n": 1}""").NoIncident();
        Assert.Equal("manager", Assert.Single(bench.OpenTasks)["role"].AsText());
        bench.Task("adhoc", "complete", actor: "boss", roles: ["manager"]).NoIncident();
        Assert.Empty(bench.OpenTasks);
    }

    private static CaseBench Correcting(string more, ProgramPackage? package = null) => new CaseBench($$$"""
        { "id": "f", "type": "Elsa.Flowchart", "activities": [
            { "id": "d", "type": "Case.Calculate", "set": [ {"field": "n", "to": "1"} ] },
            { "id": "c", "type": "Case.Correction", "task": "c", "form": "F-2", "reasons": "[{field: \"reason\", code: \"R1\", text: \"もっと詳しく\"}]", {{{more}}} },
            { "id": "ok", "type": "Case.Close", "result": "補正" }, { "id": "late", "type": "Case.Close", "result": "期限切れ" }, { "id": "gone", "type": "Case.Close", "result": "取下げ" }, { "id": "many", "type": "Case.Close", "result": "回数" } ],
          "connections": [ {"source": {"activity": "d", "port": "Done"}, "target": {"activity": "c"}}, {"source": {"activity": "c", "port": "Corrected"}, "target": {"activity": "ok"}}, {"source": {"activity": "c", "port": "Expired"}, "target": {"activity": "late"}},
            {"source": {"activity": "c", "port": "Withdrawn"}, "target": {"activity": "gone"}}, {"source": {"activity": "c", "port": "LimitReached"}, "target": {"activity": "many"}} ] }
        """, package).Start().NoIncident();

    [Fact]
    public void Only_the_fields_of_the_reasons_are_open()
    {
        var bench = Correcting(""" "due": {"days": 7} """);
        Assert.Equal("amount", bench.Task("c", "complete", """{"values": {"reason": "詳しく", "amount": 5}}""", "hanako").Refusal?.Field);
        bench.Task("c", "complete", """{"values": {"reason": "詳しく"}}""", "hanako").NoIncident();
        Assert.Equal("補正", bench.Head["result"].AsText());
        Assert.Equal(1, bench.Rows("submissions")[^1]["round"].AsLong());
    }

    [Fact]
    public void It_is_extended_once_then_withdrawn_where_that_is_declared()
    {
        var bench = Correcting(""" "due": {"days": 7}, "extendBy": "3日", "onExpiry": "Withdrawn" """).Advance(TimeSpan.FromDays(8)).NoIncident();
        Assert.Null(bench.Head["result"].AsText());
        bench.Advance(TimeSpan.FromDays(3)).NoIncident();
        Assert.Equal("取下げ", bench.Head["result"].AsText());
    }

    [Fact]
    public void It_goes_back_to_an_earlier_actor()
    {
        var bench = Correcting(""" "to": "staff", "person": "\"ichiro\"" """);
        Assert.Equal(("staff", "ichiro"), (bench.OpenTasks.Single()["role"].AsText(), bench.OpenTasks.Single()["assignee"].AsText()));
        Assert.Equal("補正", bench.Task("c", "complete", """{"values": {"reason": "詳しく"}}""", "ichiro").NoIncident().Head["result"].AsText());
    }

    [Fact]
    public void Rounds_are_limited() => Assert.Equal("回数", Correcting(""" "limit": 0 """).Head["result"].AsText());
}
