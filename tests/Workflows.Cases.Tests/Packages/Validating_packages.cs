using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;

namespace Workflows.Cases.Tests.Packages;

public sealed class Validating_packages
{
    private const string Program = "library-card/program.json";
    private const string Workflow = "library-card/workflows/issue.json";

    [Theory]
    [InlineData(Program, "held >= settings.maxCards", "held >= settings.maxCard", "設定「maxCard」は宣言されていません。", true)]
    [InlineData(Program, "\"default\": \"2020-04-01\" }", "\"default\": \"2020-04-01\" }, { \"key\": \"idle\", \"label\": \"x\", \"type\": \"text\" }", "設定「idle」はどこでも使われていません。", false)]
    [InlineData(Program, "\"id\": \"librarian\", \"label\": \"司書\", \"kind\": \"staff\" }", "\"id\": \"librarian\", \"label\": \"司書\", \"kind\": \"staff\" }, { \"id\": \"idler\", \"label\": \"番人\", \"kind\": \"staff\" }", "役割「idler」（番人）は何もしません。", false)]
    [InlineData("library-card/forms/F-CARD.json", "birth != null and birth >", "birth != null and brith >", "式の中の「brith」が何か分かりません。", false)]
    [InlineData("library-card/forms/F-CARD.json", "\"label\": \"郵便番号\"", "\"label\": \"\"", "項目「postal」に名前（label）がありません。", false)]
    [InlineData("library-card/forms/F-CARD.json", "\"label\": \"郵便番号\"", "\"label\": \"氏名\"", "様式「利用カード申込」に「氏名」という項目が2つ以上あります。書く人も、条件や通知でも見分けられません。", false)]
    [InlineData(Workflow, "\"notice\": \"N-01\", ", "\"notice\": \"\", ", "通知「N-01」を送る所がありません。", false)]
    [InlineData(Program, "\"calendar\": \"jp-municipal\",\n", "", "営業日で数える期限がありますが、暦が決められていません。", false)]
    public void A_doubtful_package_is_told_what_is_doubtful(string file, string old, string wrong, string message, bool error)
    {
        var package = SampleDefinitions.With(file, old, wrong).Packages[0];

        var problem = Assert.Single(new PackageValidator().Validate(package), p => p.MessageJa == message);
        Assert.Equal(error, problem.IsError);
    }

    [Theory]
    [InlineData("\"formula\": \"count(nobody)\"", "指標「数」: 式の中の「nobody」を与えるものがありません。", true)]
    [InlineData("\"formula\": \"count(facts[state = \\\"消えた状態\\\"])\"", "指標「数」: 状態「消えた状態」になる案件はありません。", true)]
    [InlineData("\"lookups\": [{ \"as\": \"all\", \"register\": \"R-IDLE\", \"where\": {} }], \"formula\": \"count(all)\"", "指標「数」: 台帳「だれも書かない台帳」に書く人も手順もありません。", false)]
    public void A_kpi_whose_inputs_nobody_collects_is_told(string formula, string message, bool error)
    {
        var files = SampleDefinitions.Files().Append(new DefinitionFile("library-card/registers/R-IDLE.json",
            """{ "id": "R-IDLE", "label": "だれも書かない台帳", "key": ["code"], "fields": [{ "key": "code", "label": "番号", "type": "text" }] }"""u8.ToArray()));
        var program = files.Single(f => f.Path == Program);
        var text = System.Text.Encoding.UTF8.GetString(program.Content.Span).Replace("\"kpis\": [", $"\"kpis\": [{{ \"id\": \"K-9\", \"label\": \"数\", \"unit\": \"件\", {formula} }}, ", StringComparison.Ordinal);
        Assert.Contains("K-9", text, StringComparison.Ordinal);
        var package = PackageLoader.Load(files.Where(f => f.Path != Program).Append(new DefinitionFile(Program, System.Text.Encoding.UTF8.GetBytes(text)))).Packages[0];

        var problem = Assert.Single(new PackageValidator().Validate(package), p => p.MessageJa == message);
        Assert.Equal(error, problem.IsError);
    }

    [Fact]
    public void The_sample_has_one_action_nobody_hears_and_nothing_else()
    {
        var problems = new PackageValidator().Validate(SampleDefinitions.Package());

        Assert.Equal(["操作「withdraw」（取下げ）を受ける所が流れにありません。", "設定「openedOn」はどこでも使われていません。"], problems.Select(p => p.MessageJa).Order(StringComparer.Ordinal));
        Assert.All(problems, p => Assert.False(p.IsError));
    }

    [Fact]
    public void Compiling_tells_of_the_workflow_with_its_activity()
    {
        var factory = new PlanFactory(new ActivityCatalog(ElsaActivities.All), _ => new Policy());

        var problems = new PackageValidator(factory).Validate(SampleDefinitions.Package());

        Assert.Contains(problems, p => p.File == Workflow && p.Place == "#check" && p.MessageJa.Contains("Case.Task", StringComparison.Ordinal));
    }

    [Fact]
    public void A_flowchart_is_searched_for_steps_and_outcomes_that_lead_nowhere()
    {
        var package = SampleDefinitions.WithFile(Workflow, """
            {"definitionId":"issue","version":1,"root":{"type":"Elsa.Flowchart","id":"flow","activities":[
              {"type":"Case.Task","id":"check","task":"check","title":"確認","role":"librarian","decisions":[{"key":"ok","label":"交付"},{"key":"no","label":"却下"}]},
              {"type":"Case.Close","id":"end","result":"交付"},{"type":"Case.Close","id":"lost","result":"却下"}],
             "connections":[{"source":{"activity":"check","port":"ok"},"target":{"activity":"end"}}]}}
            """).Packages[0];

        var problems = new PackageValidator().Validate(package);

        Assert.Contains(problems, p => p.IsError && p.Place == "#check" && p.MessageJa == "仕事「check」の結果「却下」の先がありません。");
        Assert.Contains(problems, p => p.Place == "#lost" && p.MessageJa == "「lost」へ進む矢印がありません。");
    }

    [Fact]
    public void States_are_searched_for_those_no_way_leads_to_or_from()
    {
        var package = SampleDefinitions.WithFile(Workflow, """
            {"definitionId":"issue","version":1,"root":{"type":"Case.States","id":"states","initial":"審査中","field":"card.state",
             "states":[{"id":"審査中"},{"id":"交付済","final":true},{"id":"保留"},{"id":"停止"}],
             "transitions":[{"id":"t1","from":["審査中"],"to":"交付済","on":{"action":"withdraw"}},{"id":"t2","from":"審査中","to":"保留"},{"id":"t3","from":"*","to":"消滅"}]}}
            """).Packages[0];

        var messages = new PackageValidator().Validate(package).Select(p => p.MessageJa).ToList();

        Assert.Contains("状態「停止」になる道がありません。", messages);
        Assert.Contains("状態「消滅」が states にありません。", messages);
        Assert.DoesNotContain("状態「保留」になる道がありません。", messages);
        Assert.DoesNotContain("操作「withdraw」（取下げ）を受ける所が流れにありません。", messages);
    }

    [Fact]
    public void A_role_nobody_holds_in_a_municipality_is_told()
    {
        var set = SampleDefinitions.With("municipalities/14204.json", "[\"library-card/librarian\"]", "[]");

        Assert.Contains(new PackageValidator().Validate(set), p => p.MessageJa == "鎌倉市では、役割「librarian」（司書）を持つ人がいません。");
    }

    private sealed class Policy : CasePolicy;
}
