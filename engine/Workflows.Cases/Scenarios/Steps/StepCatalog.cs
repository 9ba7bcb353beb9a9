using Workflows.Cases.Scenarios.Reading;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>The whole vocabulary: one table, every sentence with an example. Other words are not understood.</summary>
internal static class StepCatalog
{
    public static IReadOnlyList<(string TitleJa, IReadOnlyList<StepDefinition> Steps)> Groups { get; } =
    [
        ("自治体・手続・設定・人", SettingSteps.All),
        ("時刻", ClockSteps.All),
        ("案件", CaseSteps.All),
        ("途中からの案件", PlaceSteps.All),
        ("様式と拒否", FormSteps.All),
        ("確認コード", CodeSteps.All),
        ("仕事と補正", TaskSteps.All),
        ("案件のまわりの仕事", DeskSteps.All),
        ("期限", DeadlineSteps.All),
        ("コネクタと外部", ConnectorSteps.All),
        ("台帳", [.. RegisterSteps.All, .. RegisterActSteps.All]),
        ("元帳", LedgerSteps.All),
        ("決定と指標", DecisionSteps.All),
        ("通知と文書", [.. NoticeSteps.All, .. DocumentSteps.All]),
        ("リンク", LinkSteps.All),
        ("アンケート", SurveySteps.All),
        ("頁とAPI", DoorSteps.All),
        ("閲覧と記録", AuditSteps.All),
        ("同時", TogetherSteps.All),
    ];

    public static IReadOnlyList<StepDefinition> All { get; } = [.. Groups.SelectMany(g => g.Steps)];

    /// <summary>The first sentence of the table that fits; null when none does.</summary>
    public static (StepDefinition Definition, System.Text.RegularExpressions.Match Match)? Find(string normalized)
    {
        foreach (var definition in All)
            if (definition.Regex.Match(normalized) is { Success: true } match) return (definition, match);
        return null;
    }

    /// <summary>Examples of the known sentences nearest to an unknown one.</summary>
    public static IReadOnlyList<string> Nearest(string text, int count = 3)
    {
        var shape = Sentence.Shape(text);
        return [.. All.Select(d => (d.Example, Distance: Sentence.Distance(shape, Sentence.Shape(d.Example)))).OrderBy(d => d.Distance).ThenBy(d => d.Example, StringComparer.Ordinal).Take(count).Select(d => d.Example)];
    }
}
