using Workflows.Cases.Activities;
using Workflows.Cases.Activities.Policy;
using Workflows.Cases.Drafts;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Drafts.Editing;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;

namespace Workflows.Cases.Tests.Drafts;

/// <summary>What people forget while they write a procedure: told in words, mended by one click.</summary>
public sealed class Mending_drafts
{
    private static readonly PackageValidator Validator = new(new PlanFactory(new ActivityCatalog([.. ElsaActivities.All, .. CaseActivities.All]), package => new ProgramPolicy(package)));

    [Fact]
    public void An_action_nobody_hears_is_made_to_end_the_case_and_a_second_one_stands_beside_it()
    {
        var content = Heard(Heard(BlankPackage.Make("rooms", "会議室"), "取消し"), "延期");
        var root = content["workflows/main.json"]["root"];
        Assert.Equal("Case.Scope", root["type"].AsText());
        Assert.Equal("flow", root["body"]["id"].AsText());
        Assert.Equal(["取消し", "延期"], root["handlers"].Items.Select(h => h["on"]["action"].AsText()));
        Assert.Contains(content["program.json"]["states"].Items, s => s["id"].AsText() == "取消し");
    }

    [Theory]
    [InlineData("money", "\"￥500\"", "はじめの記録の1件目の「値」は数で書いてください（いまは「￥500」）。")]
    [InlineData("boolean", "\"たぶん\"", "はじめの記録の1件目の「値」は「はい」か「いいえ」で書いてください（いまは「たぶん」）。")]
    [InlineData("date", "\"2027-02-30\"", "はじめの記録の1件目の「値」は日付（2027-04-01 の形）で書いてください（いまは「2027-02-30」）。")]
    [InlineData("money", "500", null)]
    [InlineData("boolean", "null", null)]
    [InlineData("date", "\"2027-02-28\"", null)]
    public void A_first_record_of_another_kind_is_told(string type, string value, string? told)
    {
        var content = BlankPackage.Make("rooms", "会議室").With("registers/R-1.json", Datum.Parse($$"""
            {"id": "R-1", "label": "台帳", "key": ["no"], "fields": [{"key": "no", "label": "番号", "type": "text"}, {"key": "v", "label": "値", "type": "{{type}}"}], "seed": [{"no": "1", "v": {{value}}}]}
            """));
        var found = PackageLoader.ReadFolder("rooms/", content.ToFiles("rooms")).Problems.Where(p => p.File.Contains("R-1", StringComparison.Ordinal)).Select(p => p.MessageJa);
        Assert.Equal(told is null ? [] : [told], found);
    }

    [Theory]
    [InlineData("find", "Done", "見つかった", "見つからない")]
    [InlineData("find", "Found", "見つからない")]
    [InlineData("change", "NotFound", "次へ")]
    [InlineData("change", "Done")]
    public void A_step_of_a_register_that_stops_the_flow_is_told_and_an_arrow_drawn(string operation, string port, params string[] told)
    {
        var content = BlankPackage.Make("rooms", "会議室")
            .With("registers/R-1.json", Datum.Parse("""{"id": "R-1", "label": "台帳", "key": ["no"], "fields": [{"key": "no", "label": "番号", "type": "text"}]}"""));
        content = DraftEditor.Apply(content, DraftOperation.ReadList(Datum.Parse($$"""
            [{"op": "add", "document": "workflows/main.json", "path": "/#flow/activities", "value": {"id": "look", "type": "Case.Register", "name": "部屋", "version": 1, "register": "R-1", "operation": "{{operation}}", "where": {"no": "content"}, "values": {} } },
             {"op": "remove", "document": "workflows/main.json", "path": "/#flow/connections/@received:Done>review"},
             {"op": "add", "document": "workflows/main.json", "path": "/#flow/connections", "value": {"source": {"activity": "received", "port": "Done"}, "target": {"activity": "look", "port": "In"} } },
             {"op": "add", "document": "workflows/main.json", "path": "/#flow/connections", "value": {"source": {"activity": "look", "port": "{{port}}"}, "target": {"activity": "review", "port": "In"} } }]
            """))).Content;
        var found = Problems(content).Where(p => p.Code == "OUTCOME_MISSING").ToList();
        Assert.Equal(told.Select(outcome => $"台帳「部屋」の結果「{outcome}」の先がありません。ここで流れが止まります。"), found.Select(p => p.MessageJa));
        foreach (var problem in found)
            content = DraftEditor.Apply(content, DraftOperation.ReadList(ProblemFixes.Of(content, "workflows/main.json", problem, ProblemPlaces.Find(content["workflows/main.json"], true, problem.Place))!.Operations)).Content;
        Assert.DoesNotContain(Problems(content), p => p.Code == "OUTCOME_MISSING");
    }

    /// <summary>The procedure with one more action, and the click on its problem.</summary>
    private static DraftContent Heard(DraftContent content, string action)
    {
        var program = content["program.json"];
        content = content.With("program.json", program.With("actions", Datum.List(program["actions"].Items.Add(Datum.Parse($$"""{"id": "{{action}}", "label": "{{action}}", "by": ["applicant"]}""")))));
        var problem = Assert.Single(Problems(content), p => p.Code == "ACTION_UNHEARD");
        var fix = ProblemFixes.Of(content, "program.json", problem, ProblemPlaces.Find(content["program.json"], false, problem.Place))!;
        var mended = DraftEditor.Apply(content, DraftOperation.ReadList(fix.Operations)).Content;
        Assert.DoesNotContain(Problems(mended), p => p.IsError || p.Code == "ACTION_UNHEARD");
        return mended;
    }

    private static List<PackageProblem> Problems(DraftContent content)
    {
        var (package, problems) = PackageLoader.ReadFolder("rooms/", content.ToFiles("rooms"));
        return [.. problems, .. Validator.Validate(package!)];
    }
}
