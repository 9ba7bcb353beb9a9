using Workflows.Decisions.Excel.Xlsx;

namespace Workflows.Decisions.Excel;

/// <summary>
/// Decision tables as an Excel workbook (.xlsx) and back, a sheet a table, without loss: what is read is what was written, ids included.
/// Rules may be added, moved, copied and deleted in Excel; a copied rule gets new ids. The same tables give the same bytes.
/// </summary>
public static class DecisionTableExcel
{
    private const int LongestSheetName = 31;

    /// <summary>Writes a workbook; the stream stays open.</summary>
    /// <exception cref="ExcelException">There is no table, or a text is beyond the bounds of Excel.</exception>
    public static void Write(Stream stream, IReadOnlyList<ExcelDecision> decisions)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (decisions is null or { Count: 0 })
        {
            throw new ExcelException("", "", "書き出す決定表がありません。", "There is no decision table to write.");
        }

        var used = new SortedSet<string>(StringComparer.OrdinalIgnoreCase);
        var sheets = new List<XlsxSheet>();
        foreach (var decision in decisions)
        {
            sheets.Add(TableSheetWriter.Write(decision, SheetName(decision, used)));
        }

        XlsxWriter.Write(stream, sheets);
    }

    /// <summary>Reads all sheets that hold a decision table, in the order of the sheets; other sheets are passed over.</summary>
    /// <exception cref="ExcelException">The file is no workbook, or a sheet breaks the form; says where.</exception>
    public static IReadOnlyList<ExcelDecision> Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var decisions = XlsxReader.Read(stream).Where(TableSheetReader.IsTable).Select(s => new TableSheetReader(s).Read()).ToList();
        return decisions.Count > 0
            ? decisions
            : throw new ExcelException(
                "", "", $"決定表のシートがありません。A列に「{TableForm.HitPolicy}」のあるシートを入れてください。", "No sheet holds a decision table.");
    }

    // Excel forbids []:*?/\ and names over 31 characters, and wants them unique without regard to case.
    private static string SheetName(ExcelDecision decision, SortedSet<string> used)
    {
        var wish = decision.ValidFrom is { } from ? $"{decision.Name} {from:yyyy-MM-dd}" : decision.Name;
        wish = string.Concat(wish.Select(c => "[]:*?/\\".Contains(c, StringComparison.Ordinal) || c < ' ' ? '_' : c)).Trim('\'', ' ');
        wish = wish.Length == 0 ? "決定表" : wish;
        for (var n = 1; ; n++)
        {
            var ending = n == 1 ? "" : $" ({n})";
            var length = Math.Min(wish.Length, LongestSheetName - ending.Length);
            length -= length > 0 && length < wish.Length && char.IsHighSurrogate(wish[length - 1]) ? 1 : 0;
            var name = wish[..length] + ending;
            if (used.Add(name))
            {
                return name;
            }
        }
    }
}
