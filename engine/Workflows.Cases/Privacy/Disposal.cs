using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Cases.Privacy;

/// <summary>The certificate of a disposal (廃棄証明書): what was erased by which rule, and what was kept.</summary>
/// <param name="Fields">The fields erased; empty when it was the whole content.</param>
/// <param name="Rule">The period as the package says it: <c>P5Y</c>.</param>
/// <param name="Erased">Number of rows by kind.</param>
/// <param name="Facts">Facts for statistics that were kept; they hold no personal data.</param>
/// <param name="Steps">Digests of steps that were kept.</param>
/// <param name="Chain">The end of the case's history chain, hex: what was is provable, not readable.</param>
public sealed record Disposal(
    string Case, string? Number, string Program, string Title, IReadOnlyList<string> Fields, DateTimeOffset ClosedAt, string Rule, DateTimeOffset At,
    IReadOnlyDictionary<string, long> Erased, long Facts, long Steps, string Chain)
{
    /// <summary>The certificate as it is read and kept.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        void Line(string label, string value) => text.Append(label).Append('　').Append(value).Append('\n');
        text.Append("廃棄証明書\n");
        Line("案件", Number ?? Case);
        Line("手続", Title);
        Line("終了日", Day(ClosedAt));
        Line("保存期間", Period(Rule));
        Line("廃棄日時", $"{Day(At)} {Japan.In(At):HH:mm}");
        Line("廃棄した内容", Fields.Count == 0 ? "案件の内容すべて（項目・提出された様式・通知・仕事・経過・ファイル・送信内容）" : $"項目（{string.Join("、", Fields)}）とそれを含む記録");
        foreach (var (kind, count) in Erased) Line($"　{kind}", $"{count}件");
        Line("残したもの", $"統計の事実 {Facts}件（個人に関する情報を含まない）、履歴の要約値 {Steps}件");
        Line("履歴の最後の要約値", Chain);
        return text.ToString();
    }

    /// <summary>SHA-256 of <see cref="Text"/>.</summary>
    public string Digest() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text())));

    private static string Day(DateTimeOffset at) => Japan.In(at).ToString("yyyy年M月d日", CultureInfo.InvariantCulture);

    /// <summary>P5Y as 5年.</summary>
    public static string Period(string rule) => rule.StartsWith('P') && rule.Length > 1
        ? rule[1..].Replace("T", "", StringComparison.Ordinal).Replace("Y", "年", StringComparison.Ordinal).Replace("M", "月", StringComparison.Ordinal).Replace("D", "日", StringComparison.Ordinal).Replace("H", "時間", StringComparison.Ordinal)
        : rule;
}
