using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

public sealed class Placing_cases
{
    private const string PerLine = """
        { "id": "seq", "type": "Elsa.Sequence", "activities": [
          { "id": "each", "type": "Case.ForEach", "items": "lines", "as": "line", "in": "lines", "parallel": true,
            "body": { "id": "states", "type": "Case.States", "initial": "受付", "field": "line.state",
              "states": [ {"id": "受付", "entry": {"id": "call", "type": "Case.Call", "connector": "C", "operation": "start"}},
                          {"id": "審査中", "entry": {"id": "review", "type": "Case.Task", "task": "review", "title": "審査 {line.code}", "role": "staff"}},
                          {"id": "差戻し"}, {"id": "決定", "final": true} ],
              "transitions": [
                {"id": "go", "from": "受付", "to": "審査中", "on": {"event": "go"}},
                {"id": "late", "from": "差戻し", "to": "受付", "on": {"timer": {"after": "P14D"}}},
                {"id": "done", "from": "審査中", "to": "決定"} ] } },
          { "id": "close", "type": "Case.Close", "result": "済（{count(lines)}件）" } ] }
        """;

    private const string Status = "if lines = null or lines[1].state = null then null else if count(distinct values(lines.state)) = 1 then lines[1].state else \"保留\"";
    private static CaseBench Bench() => new(PerLine, SamplePackage.Make(Status));

    [Fact]
    public void A_case_that_never_began_is_placed_in_a_state_with_its_tasks_and_clocks()
    {
        var bench = Bench().Alter("""{"state": "審査中", "number": "S-2026-0099", "applicant": "taro", "fields": {"name": "太郎", "code": "12"}}""").NoIncident();
        Assert.Equal(("審査中", "S-2026-0099", "taro"), (bench.Status, bench.Head["number"].AsText(), bench.Head["applicant"].AsText()));
        Assert.Equal("""[{"code":"12","state":"審査中"}]""", bench.Fields["lines"].ToJson());
        Assert.Equal("審査 12", Assert.Single(bench.OpenTasks)["title"].AsText());
        Assert.Empty(bench.Outbox);
        Assert.Empty(bench.Shared.Asked);
        bench.Task("review", "complete").NoIncident();
        Assert.Equal(("決定", "済（1件）"), (bench.Status, bench.Head["result"].AsText()));
        Assert.True(bench.IsOver);
    }

    [Theory]
    [InlineData("review")]
    [InlineData("審査の仕事")]
    public void A_step_stands_for_the_state_it_belongs_to(string step)
    {
        var bench = new CaseBench(PerLine.Replace("\"id\": \"review\",", "\"id\": \"review\", \"name\": \"審査の仕事\",", StringComparison.Ordinal), SamplePackage.Make(Status))
            .Alter($$$"""{"state": "{{{step}}}", "fields": {"code": "12"}}""").NoIncident();
        Assert.Equal("審査中", bench.Status);
        Assert.Single(bench.OpenTasks);
    }

    [Fact]
    public void Without_a_number_it_gets_the_next()
    {
        Assert.Equal("S-2026-0001", Bench().Alter("""{"state": "差戻し", "fields": {"code": "12"}}""").NoIncident().Head["number"].AsText());
    }

    [Fact]
    public void A_running_case_is_moved_with_every_line_and_the_states_clock_starts()
    {
        var bench = Bench().Start("""{"form": "F-1", "values": {"lines": [{"code": "11"}, {"code": "12"}]}}""").NoIncident();
        bench.Alter("""{"state": "差戻し", "reason": "誤登録"}""").NoIncident();
        Assert.Equal("差戻し", bench.Status);
        Assert.Equal(2, bench.Effects.OfType<Engine.Turns.OutboxCancelled>().Count());
        var line = bench.Rows(Projections.Timeline).Single(l => l["kind"].AsText() == "altered");
        Assert.Equal(("誤登録", false), (line["data"]["reason"].AsText(), line["public"].AsBoolean()));
        bench.Advance(TimeSpan.FromDays(14)).NoIncident();
        Assert.Equal("受付", bench.Status);
    }

    [Fact]
    public void Each_line_may_be_placed_in_a_state_of_its_own()
    {
        var bench = Bench().Alter("""{"fields": {"lines": [{"code": "11", "state": "審査中"}, {"code": "12", "state": "差戻し"}]}}""").NoIncident();
        Assert.Equal("保留", bench.Status);
        Assert.Equal("審査 11", Assert.Single(bench.OpenTasks)["title"].AsText());
    }

    [Fact]
    public void Fields_alone_are_corrected_without_moving()
    {
        var bench = Bench().Start("""{"form": "F-1", "values": {"lines": [{"code": "11"}]}}""").Event("go").NoIncident();
        bench.Alter("""{"fields": {"code": "13", "name": "訂正"}}""").NoIncident();
        Assert.Equal(("審査中", "13", "訂正"), (bench.Status, bench.Fields["lines"][0]["code"].AsText(), bench.Fields["name"].AsText()));
        Assert.Single(bench.OpenTasks);
    }
}
