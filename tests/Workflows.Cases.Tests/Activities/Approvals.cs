using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

/// <summary>決裁: routes, order and all at once, deputies, 専決, parts, snapshots, a later effect.</summary>
public sealed class Approvals
{
    private static CaseBench Bench(string more, string start = """{"amount": 300000}""") => new CaseBench($$$"""
        { "id": "f", "type": "Elsa.Flowchart", "activities": [
            { "id": "draft", "type": "Case.Task", "task": "draft", "title": "起案", "role": "staff" },
            { "id": "a", "type": "Case.Approval", "task": "a", "title": "支出", "result": "approval", {{{more}}} },
            { "id": "ok", "type": "Case.Close", "result": "承認" }, { "id": "back", "type": "Case.Close", "result": "差戻し" }, { "id": "no", "type": "Case.Close", "result": "却下" } ],
          "connections": [ {"source": {"activity": "draft", "port": "Done"}, "target": {"activity": "a"}}, {"source": {"activity": "a", "port": "Approved"}, "target": {"activity": "ok"}},
            {"source": {"activity": "a", "port": "Returned"}, "target": {"activity": "back"}}, {"source": {"activity": "a", "port": "Rejected"}, "target": {"activity": "no"}} ] }
        """).Start(start).Task("draft", "complete", actor: "author");

    private const string Route = """ "route": [ {"role": "staff", "label": "係長"}, {"role": "manager", "label": "課長", "when": "amount > 300000"} ] """;

    private static CaseBench Yes(CaseBench bench, string actor, string role, string more = "") => bench.Task("a", "complete", $$"""{"outcome": "Approved"{{more}}}""", actor, [role]);

    [Fact]
    public void The_exact_boundary_belongs_to_the_shorter_route()
    {
        Assert.Equal("承認", Yes(Bench(Route).NoIncident(), "k", "staff").NoIncident().Head["result"].AsText());
        var longer = Yes(Bench(Route, """{"amount": 300001}"""), "k", "staff").NoIncident();
        Assert.Null(longer.Head["result"].AsText());
        Assert.Equal("支出（課長）", Assert.Single(longer.OpenTasks)["title"].AsText());
        Assert.Equal("承認", Yes(longer, "m", "manager").NoIncident().Head["result"].AsText());
        Assert.Equal(2, longer.Fields["approval"]["steps"].Items.Length);
    }

    [Fact]
    public void All_at_once_are_all_required()
    {
        var bench = Bench(""" "mode": "all", "route": [ {"role": "staff"}, {"role": "manager"} ] """).NoIncident();
        Assert.Equal(2, bench.OpenTasks.Count);
        Yes(bench, "m", "manager").NoIncident();
        Assert.Null(bench.Head["result"].AsText());
        var first = bench.OpenTasks.Single();
        bench.Send("task", "complete", Datum.Parse("""{"outcome": "Approved", "actorRoles": ["staff"]}"""), first["id"].AsText(), "k", first["activityId"].AsText(), first["scopePath"].AsText()).NoIncident();
        Assert.Equal("承認", bench.Head["result"].AsText());
    }

    [Theory]
    [InlineData("Returned", "差戻し")]
    [InlineData("Rejected", "却下")]
    public void One_who_turns_it_down_says_why_and_ends_it(string outcome, string result)
    {
        var bench = Bench(""" "mode": "all", "route": [ {"role": "staff"}, {"role": "manager"} ] """);
        Assert.Equal("comment", bench.Task("a", "complete", $$"""{"outcome": "{{outcome}}"}""", "m", ["manager"]).Refusal?.Field);
        bench.Task("a", "complete", $$"""{"outcome": "{{outcome}}", "comment": "資料が足りない"}""", "m", ["manager"]).NoIncident();
        Assert.Equal((result, "資料が足りない"), (bench.Head["result"].AsText(), bench.Fields["approval"]["comment"].AsText()));
        Assert.Empty(bench.OpenTasks);
    }

    [Fact]
    public void Nobody_approves_what_he_wrote()
    {
        var bench = Bench(Route.Replace(" \"route\"", " \"author\": \"head.doneBy.draft\", \"route\"", StringComparison.Ordinal));
        Assert.Equal("FOUR_EYES", Yes(bench, "author", "staff").Refusal?.Code);
        Assert.Equal("承認", Yes(bench, "k", "staff").NoIncident().Head["result"].AsText());
    }

    [Fact]
    public void After_its_minutes_the_deputy_decides_and_the_absent_one_looks_at_it_afterwards()
    {
        var bench = Bench(""" "review": true, "route": [ {"role": "manager", "deputy": {"role": "staff", "after": "10分"}} ] """);
        Assert.Equal("FORBIDDEN", Yes(bench, "k", "staff").Refusal?.Code);
        bench.Advance(TimeSpan.FromMinutes(10)).NoIncident();
        Yes(bench, "k", "staff").NoIncident();
        Assert.True(bench.Fields["approval"]["steps"][0]["standsIn"].AsBoolean());
        Assert.Contains(bench.Rows("tasks"), t => t["title"].AsText() == "後閲: 支出" && t["role"].AsText() == "manager");
    }

    [Fact]
    public void One_empowered_decides_alone() =>
        Assert.Equal("承認", Yes(Bench(""" "route": [ {"role": "staff", "final": "amount <= 500000"}, {"role": "manager"} ] """), "k", "staff").NoIncident().Head["result"].AsText());

    [Fact]
    public void Parts_are_approved_one_by_one()
    {
        var bench = Bench(""" "parts": "[{id: \"x\", label: \"調査票\"}, {id: \"y\", label: \"意見書\"}]", "route": [ {"role": "staff"} ] """).NoIncident();
        Assert.Equal("parts", Yes(bench, "k", "staff", ", \"parts\": [\"z\"]").Refusal?.Field);
        Assert.Equal("""["y"]""", Yes(bench, "k", "staff", ", \"parts\": [\"y\"]").NoIncident().Fields["approval"]["parts"].ToJson());
    }

    [Fact]
    public void What_was_approved_is_kept_under_a_number()
    {
        var bench = Yes(Bench(""" "snapshot": ["amount"], "route": [ {"role": "staff"} ] """), "k", "staff").NoIncident();
        Assert.Equal((1L, 300000L), (bench.Fields["approval"]["snapshot"].AsLong(), bench.Head["snapshots"][0]["fields"]["amount"].AsLong()));
    }

    [Fact]
    public void An_effect_at_a_later_date_is_waited_for()
    {
        var bench = Yes(Bench(""" "effective": "date(\"2026-07-01\")", "route": [ {"role": "staff"} ] """), "k", "staff").NoIncident();
        Assert.Null(bench.Head["result"].AsText());
        bench.AdvanceTo(new(2026, 7, 1, 0, 0, 0, TimeSpan.FromHours(9))).NoIncident();
        Assert.Equal("承認", bench.Head["result"].AsText());
    }
}
