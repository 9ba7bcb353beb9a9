using Workflows.Decisions.Dmn;

namespace Workflows.Decisions.Excel;

/// <summary>
/// The form of a sheet. Column A names the rows: 決定, 適用開始, 適用終了, ヒットポリシー, 種類, 見出し, 式・名前, 型, 値の範囲, 既定値, 管理 (hidden), then a rule a row.
/// From column B on, 種類 says what a column is: 入力, 出力, 注記, 説明, 管理 (hidden, keeps the ids).
/// </summary>
internal static class TableForm
{
    public const string Decision = "決定", ValidFrom = "適用開始", ValidTo = "適用終了", HitPolicy = "ヒットポリシー";
    public const string Kind = "種類", Label = "見出し", Expression = "式・名前", Type = "型", Values = "値の範囲", Default = "既定値", Ids = "管理";
    public const string Input = "入力", Output = "出力", Note = "注記", Description = "説明";

    /// <summary>Letter of DMN, and what it means.</summary>
    public static IReadOnlyList<(string Letter, string Meaning, DmnHitPolicy Policy, DmnAggregation Aggregation)> Policies { get; } =
    [
        ("U", "一意", DmnHitPolicy.Unique, DmnAggregation.None),
        ("A", "一致", DmnHitPolicy.Any, DmnAggregation.None),
        ("P", "優先", DmnHitPolicy.Priority, DmnAggregation.None),
        ("F", "先頭", DmnHitPolicy.First, DmnAggregation.None),
        ("C", "収集", DmnHitPolicy.Collect, DmnAggregation.None),
        ("C+", "合計", DmnHitPolicy.Collect, DmnAggregation.Sum),
        ("C#", "件数", DmnHitPolicy.Collect, DmnAggregation.Count),
        ("C<", "最小", DmnHitPolicy.Collect, DmnAggregation.Min),
        ("C>", "最大", DmnHitPolicy.Collect, DmnAggregation.Max),
        ("R", "規則順", DmnHitPolicy.RuleOrder, DmnAggregation.None),
        ("O", "出力順", DmnHitPolicy.OutputOrder, DmnAggregation.None),
    ];
}

/// <summary>What a sheet does not show of a table; null = as a reader makes it from the cells alone.</summary>
internal sealed record TableIds(string Id, string? TypeRef, DmnAggregation? Aggregation = null);

/// <summary>What a sheet does not show of a column. At is its place among the inputs or outputs, by which rules keep their cells; Literal and Default tell an empty text from a missing one.</summary>
internal sealed record ColumnIds(int At, string Id, LiteralIds? Literal = null, LiteralIds? Default = null, bool Named = true);

/// <summary>What a sheet does not show of an expression.</summary>
internal sealed record LiteralIds(string Id, string? Language, string? TypeRef);

/// <summary>The ids of a rule and its cells.</summary>
internal sealed record RuleIds(string Id, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs);
