using Workflows.Decisions.Functions;

namespace Workflows.Decisions.Excel;

/// <summary>A workbook that cannot be read or written: names the sheet and cell, and what to do, in both languages.</summary>
/// <param name="sheet">The sheet, or empty for the whole file.</param>
/// <param name="cell">The cell (B12), or empty.</param>
/// <param name="japanese">What is wrong and what to do.</param>
/// <param name="english">The same in English.</param>
public sealed class ExcelException(string sheet, string cell, string japanese, string english)
    : FunctionException(
        sheet.Length == 0 ? japanese : $"シート「{sheet}」{cell}: {japanese}",
        sheet.Length == 0 ? english : $"Sheet '{sheet}' {cell}: {english}")
{
    /// <summary>The sheet, or empty for the whole file.</summary>
    public string Sheet { get; } = sheet;

    /// <summary>The cell (B12), or empty.</summary>
    public string Cell { get; } = cell;
}
