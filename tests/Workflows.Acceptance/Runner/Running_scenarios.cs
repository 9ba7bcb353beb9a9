using System.Xml.Linq;
using Workflows.Cases.Scenarios;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Cases.Scenarios.Reporting;
using Workflows.Server.Scenarios;

namespace Workflows.Acceptance.Runner;

/// <summary>The runner itself: what is wrong must fail, and say so.</summary>
public sealed class Running_scenarios
{
    private const string Head = """
        # language: ja
        機能: 試し
          背景:
            前提 自治体 "鎌倉市" で手続 "account-transfer" が公開されている
            かつ 現在は "2026-06-10 09:00" である
          シナリオ: 一つ

        """;

    private static async Task<ScenarioResult> Run(string steps)
    {
        await using var worlds = new ScenarioWorlds(Definitions.Packages);
        var file = ScenarioReader.Read("試し.feature", Head + steps);
        Assert.Null(file.Problem);
        return await ScenarioRunner.Run(file.Scenarios.Single(), worlds, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_wrong_expectation_fails_with_what_was_expected_and_what_was_there()
    {
        var result = await Run("""
                もし 決定 "D8" に次を与えると
                  | transferred | 412  |
                  | total       | 1000 |
                ならば 結果は次のとおりである
                  | rate | 41.3 |
            """);
        Assert.False(result.Passed);
        Assert.Equal(("rate=41.3", "rate=41.2", 10), (result.Failure!.Expected, result.Failure.Actual, result.Failure.Step.Line));
    }

    [Fact]
    public async Task An_unknown_sentence_fails_before_anything_is_done_and_names_near_ones()
    {
        var result = await Run("    ならば 案件の様子は \"照合中\" である\n");
        Assert.Contains("案件の状態は \"照合中\" である", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("    ならば 案件の状態は \"照合中\" である\n", "案件がまだありません")]
    [InlineData("    もし \"山田 花子\" が様式 \"F-XXX\" を次の内容で提出する\n", "F-APP")]
    [InlineData("    ならば 操作は拒否される\n", "拒否")]
    [InlineData("    ならば 台帳 \"R-MAND\" に 1 件ある\n", "期待 1、実際 0")]
    [InlineData("    ならば \"山田 花子\" に通知 \"N-05\" が届いている\n", "N-05")]
    [InlineData("    ならば 役割 \"collectionStaff\" の受信箱に仕事 \"照合\" がある\n", "0 件")]
    [InlineData("    ならば コネクタ \"C-SVC\" の操作 \"start\" が 1 回呼ばれている\n", "0 回")]
    [InlineData("    ならば 監査記録に \"閲覧\" \"収納 太郎\" が残っている\n", "なし")]
    [InlineData("    もし 時刻が \"2026-06-09 09:00\" になる\n", "戻せません")]
    [InlineData("    前提 設定 \"tryLimit\" は \"0\" である\n    もし 決定 \"D9\" に次を与えると\n", "D1")]
    public async Task A_step_that_does_not_hold_fails(string steps, string said)
    {
        var result = await Run(steps);
        Assert.False(result.Passed);
        Assert.Contains(said, result.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Worlds_share_nothing()
    {
        await using var worlds = new ScenarioWorlds(Definitions.Packages);
        var steps = """
                もし 台帳 "R-TRY" に次の記録がある
                  | case | attempt | applicant | date       |
                  | A-1  | 1       | 山田 花子 | 2026-06-10 |
                ならば 台帳 "R-TRY" に 1 件ある
            """;
        var scenario = ScenarioReader.Read("試し.feature", Head + steps).Scenarios.Single();
        for (var i = 0; i < 2; i++) Assert.True((await ScenarioRunner.Run(scenario, worlds, TestContext.Current.CancellationToken)).Passed);
    }

    [Fact]
    public async Task A_report_says_what_failed_as_JUnit_XML()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.feature"), Head + "    ならば 台帳 \"R-MAND\" に 0 件ある\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "b.feature"), Head + "    ならば 台帳 \"R-MAND\" に 5 件ある\n", TestContext.Current.CancellationToken);
            await using var worlds = new ScenarioWorlds(Definitions.Packages);
            var report = await ScenarioRunner.Run(folder.FullName, worlds, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal((1, 1, false), (report.Passed, report.Failed, report.AllPassed));
            Assert.Contains("2 件中 1 件が通り、1 件が通りませんでした。", report.ToText(), StringComparison.Ordinal);

            var path = Path.Combine(folder.FullName, "out", "report.xml");
            JUnitXml.Save(report, path);
            var xml = XDocument.Load(path).Root!;
            Assert.Equal(("2", "1"), (xml.Attribute("tests")!.Value, xml.Attribute("failures")!.Value));
            Assert.Contains("期待: 5", xml.Descendants("failure").Single().Value, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_folder_without_scenarios_has_not_passed() => Assert.False(new ScenarioReport([]).AllPassed);
}
