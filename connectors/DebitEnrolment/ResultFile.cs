using System.Globalization;
using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Connectors.DebitEnrolment;

/// <summary>The daily result file (account-transfer §7.2): CSV of RFC 4180 in UTF-8, header row, a row a line, footer <c>T,件数</c>.</summary>
internal static class ResultFile
{
    private const string Header = "受付番号,受付日時,科目コード,年度,通知書番号,納付義務者カナ,生年月日,郵便番号,銀行コード,支店コード,預金種目,口座番号,口座名義カナ,納付方法,結果コード";

    /// <summary>The last completion of each line, in the order they were completed.</summary>
    public static string Write(IEnumerable<BankCompletion> completions, bool duplicate, bool reverse, bool brokenFooter)
    {
        var rows = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var completion in completions)
        {
            foreach (var line in completion.Session.Lines)
            {
                var place = $"{completion.Session.ApplicationId}|{line.No}";
                rows.Remove(place);
                rows.Add(place, Row(completion, line));
            }
        }
        IEnumerable<string> ordered = reverse ? rows.Values.Reverse() : rows.Values;
        if (duplicate) ordered = ordered.SelectMany(r => new[] { r, r });
        var all = ordered.ToList();
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var row in all) text.Append(row).Append("\r\n");
        return text.Append("T,").Append(all.Count + (brokenFooter ? 1 : 0)).Append("\r\n").ToString();
    }

    private static string Row(BankCompletion completion, BankLine line)
    {
        var request = completion.Session.Request;
        return string.Join(',', new[]
        {
            completion.Session.ApplicationId, completion.At.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            line.SubjectCode, TwoDigits(line.FiscalYear), line.NoticeNo,
            Text(request, "payerKana"), Text(request, "payerBirth"), Text(request, "payerPostal"),
            Text(request, "bankCode"), Text(request, "branchCode"), Text(request, "accountType"), Text(request, "accountNo").PadLeft(7, '0'),
            Text(request, "holderKana"), line.PaymentPlan, completion.Result,
        }.Select(Quote));
    }

    private static string Text(Datum request, string key) => request[key].AsText() ?? "";

    /// <summary>令和 year in two digits; <c>R8</c> and <c>8</c> are the same.</summary>
    private static string TwoDigits(string year) => year.TrimStart('R') is { Length: > 0 } digits ? digits.PadLeft(2, '0') : "";

    private static string Quote(string value) =>
        value.AsSpan().IndexOfAny(",\"\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
