using Workflows.Cases.Scenarios.Reading;

namespace Workflows.Acceptance.Runner;

public class Reading_feature_files
{
    [Fact]
    public void Puts_the_background_in_front_and_fills_outlines()
    {
        var file = ScenarioReader.Read("a.feature", """
            # language: ja
            機能: 例
              背景:
                前提 現在は "2026-06-10 09:00" である
              シナリオアウトライン: <日> の開始期
                もし 決定 "D3" に次を与えると
                  | 項目         | 値   |
                  | registeredOn | <日> |
                ならば 結果は次のとおりである
                  | startTerm | <期> |
                例:
                  | 日         | 期   |
                  | 2026-06-16 | R8-1 |
                  | 2026-06-17 | R8-2 |
            """);
        Assert.Null(file.Problem);
        Assert.Equal(["2026-06-16 の開始期 [2026-06-16, R8-1]", "2026-06-17 の開始期 [2026-06-17, R8-2]"], file.Scenarios.Select(s => s.Name));
        var second = file.Scenarios[1];
        Assert.Equal(3, second.Steps.Count);
        Assert.Equal("2026-06-17", second.Steps[1].Table![1][1]);
        Assert.Equal("R8-2", second.Steps[2].Table![0][1]);
    }

    [Fact]
    public void Says_where_a_file_is_no_Gherkin()
    {
        var file = ScenarioReader.Read("b.feature", "機能: 例\n  シナリオ: x\n    前提 あ\n    なんだか違う行\n");
        Assert.Contains("b.feature", file.Problem, StringComparison.Ordinal);
    }
}
