using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Activities;

/// <summary>One state machine a row of a table, and the plain fields that mirror the only row.</summary>
public sealed class Lines
{
    private const string PerLine = """
        { "id": "each", "type": "Case.ForEach", "items": "lines", "as": "line", "in": "lines", "parallel": true,
          "body": { "id": "flow", "type": "Elsa.Sequence", "activities": [
            { "id": "prepare", "type": "Case.Calculate", "set": [ {"field": "line.no", "to": "lineNo"} ] },
            { "id": "states", "type": "Case.States", "initial": "受付", "field": "line.state",
              "states": [ {"id": "受付"}, {"id": "審査中"}, {"id": "決定", "final": true}, {"id": "取下げ", "final": true} ],
              "transitions": [
                {"id": "row", "from": "受付", "to": "審査中", "on": {"signal": "row"}, "when": "event.code = line.code",
                 "body": { "id": "if", "type": "Elsa.If", "condition": {"typeName": "Boolean", "expression": {"type": "Feel", "value": "line.code = \"11\""}},
                           "then": {"id": "mark", "type": "Case.Calculate", "set": [{"field": "line.mark", "to": "event.code + \"-\" + string(line.no)"}]} }},
                {"id": "done", "from": "審査中", "to": "決定", "on": {"event": "decide"}},
                {"id": "withdraw", "from": "*", "to": "取下げ", "on": {"action": "withdraw"}} ] } ] } }
        """;

    private const string Status = "if lines = null or lines[1].state = null then null else if count(distinct values(lines.state)) = 1 then lines[1].state else \"保留\"";

    private static CaseBench Two() => new CaseBench(PerLine, SamplePackage.Make(Status)).Start("""{"form": "F-1", "values": {"name": "山田", "lines": [{"code": "11"}, {"code": "12"}]}}""");

    [Fact]
    public void Every_machine_hears_a_broadcast_and_its_guard_picks_the_line()
    {
        var bench = Two().Signal("row", """{"code": "11"}""").NoIncident();
        Assert.Equal(["審査中", "受付"], bench.Fields["lines"].Items.Select(l => l["state"].AsText()!));
        Assert.Equal("11-1", bench.Fields["lines"][0]["mark"].AsText());
        Assert.Equal("保留", bench.Status);
        bench.Signal("row", """{"code": "12"}""").NoIncident();
        Assert.Equal("審査中", bench.Status);
        Assert.False(bench.Fields["lines"][1].Has("mark"));
        bench.Action("withdraw").NoIncident();
        Assert.Equal("取下げ", bench.Status);
        Assert.True(bench.IsOver);
    }

    [Fact]
    public void A_row_nobody_has_is_unheard()
    {
        Assert.True(Two().Signal("row", """{"code": "99"}""").Unheard);
    }

    [Fact]
    public void With_several_lines_each_has_its_own_line_in_the_timeline()
    {
        var bench = Two().Signal("row", """{"code": "12"}""");
        Assert.Contains("2件目が「審査中」になりました。", bench.Timeline);
        Assert.Contains(bench.Rows(Projections.Facts), f => f["fact"].AsText() == "state" && f["data"]["line"].AsLong() == 2 && f["data"]["state"].AsText() == "審査中");
    }

    [Fact]
    public void The_only_rows_columns_stand_as_plain_fields_and_stay_in_step()
    {
        var bench = new CaseBench(PerLine, SamplePackage.Make(Status)).Start("""{"form": "F-1", "values": {"name": "山田", "lines": [{"code": "11"}]}}""").Signal("row", """{"code": "11"}""").NoIncident();
        Assert.Equal(("審査中", "11", "11-1"), (bench.Fields["state"].AsText(), bench.Fields["code"].AsText(), bench.Fields["mark"].AsText()));
        Assert.Equal("審査中", bench.Status);
        Assert.DoesNotContain(bench.Timeline, t => t.Contains("件目", StringComparison.Ordinal));
    }

    [Fact]
    public void A_plain_field_written_reaches_the_only_row()
    {
        var bench = new CaseBench("""{ "id": "c", "type": "Case.Calculate", "set": [ {"field": "code", "to": "\"21\""}, {"field": "lines[1].born", "to": "date(\"2000-01-02\")"} ] }""")
            .Start("""{"form": "F-1", "values": {"lines": [{"code": "11"}]}}""").NoIncident();
        Assert.Equal("""{"code":"21","born":"2000-01-02"}""", bench.Fields["lines"][0].ToJson());
        Assert.Equal("2000-01-02", bench.Fields["born"].AsText());
    }

    [Fact]
    public void One_after_the_other_the_next_row_starts_when_the_last_has_ended()
    {
        var bench = new CaseBench("""
            { "id": "each", "type": "Case.ForEach", "items": "lines[code != \"12\"]", "as": "line", "in": "lines",
              "body": { "id": "ask", "type": "Case.Task", "task": "ask", "title": "{line.code} の確認", "role": "staff", "result": "line.answer" } }
            """).Start("""{"form": "F-1", "values": {"lines": [{"code": "11", "born": "1980-04-01"}, {"code": "12"}, {"code": "13"}]}}""").NoIncident();
        Assert.Equal("11 の確認", Assert.Single(bench.OpenTasks)["title"].AsText());
        bench.Task("ask", "complete").NoIncident();
        Assert.Equal("13 の確認", Assert.Single(bench.OpenTasks)["title"].AsText());
        bench.Task("ask", "complete").NoIncident();
        Assert.True(bench.IsOver);
        Assert.Equal([true, false, true], bench.Fields["lines"].Items.Select(l => l.Has("answer")));
    }

    [Fact]
    public void An_item_that_is_no_row_is_a_copy()
    {
        var bench = new CaseBench("""
            { "id": "each", "type": "Case.ForEach", "items": "[10, 20]", "as": "n", "body": { "id": "c", "type": "Case.Calculate", "set": [{"field": "total", "to": "(if total = null then 0 else total) + n * nNo"}] } }
            """).Start().NoIncident();
        Assert.Equal(50, bench.Fields["total"].AsLong());
    }

    [Fact]
    public void Nested_loops_write_to_the_inner_row()
    {
        var bench = new CaseBench("""
            { "id": "a", "type": "Case.ForEach", "items": "groups", "as": "group", "in": "groups", "parallel": true, "body":
              { "id": "b", "type": "Case.ForEach", "items": "group.items", "as": "item", "in": "group.items", "body":
                { "id": "c", "type": "Case.Calculate", "set": [{"field": "item.text", "to": "string(groupNo) + \"/\" + string(itemNo) + group.name"}] } } }
            """).Start("""{"groups": [{"name": "x", "items": [{}, {}]}, {"name": "y", "items": [{}]}]}""").NoIncident();
        Assert.Equal("""[{"name":"x","items":[{"text":"1/1x"},{"text":"1/2x"}]},{"name":"y","items":[{"text":"2/1y"}]}]""", bench.Fields["groups"].ToJson());
    }
}
