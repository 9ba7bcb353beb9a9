using System.Globalization;
using System.Text;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities.Batch;

/// <summary>CSV by RFC 4180: fields with a comma, quote, line end or outer space are quoted.</summary>
internal static class CsvWriter
{
    public static string Write(FileLayoutSpec layout, IReadOnlyList<Datum> rows)
    {
        var end = layout.LineEnd == "lf" ? "\n" : "\r\n";
        var text = new StringBuilder();
        if (layout.Bom && layout.Encoding == "utf-8") text.Append('\uFEFF');
        if (layout.Header) text.Append(Line(layout.Columns.Select(c => c.Name))).Append(end);
        foreach (var row in rows) text.Append(Line(layout.Columns.Select(c => Shown(row[c.Key])))).Append(end);
        if (layout.Footer is { } footer)
        {
            var cells = new string[footer.Count ?? 1];
            Array.Fill(cells, "");
            cells[0] = footer.Marker;
            if (footer.Count is { } column) cells[column - 1] = rows.Count.ToString(CultureInfo.InvariantCulture);
            text.Append(Line(cells)).Append(end);
        }
        return text.ToString();
    }

    public static string Line(IEnumerable<string> cells) => string.Join(',', cells.Select(Quoted));

    /// <summary>A value as a cell: lists and objects as JSON.</summary>
    public static string Shown(Datum value) => value.Kind is DatumKind.List or DatumKind.Object ? value.ToJson() : value.AsText() ?? "";

    /// <summary>A value as a cell of a file that people open in a spreadsheet: a text is never a formula there; numbers stay numbers.</summary>
    public static string Cell(Datum value) => value.Kind == DatumKind.Text ? Guarded(Shown(value)) : Shown(value);

    /// <summary>A text a spreadsheet would take for a formula, with an apostrophe in front; others as they are.</summary>
    public static string Guarded(string text) => text.Length > 0 && IsFormula(text[0]) ? "'" + text : text;

    /// <summary>The text before <see cref="Guarded"/>.</summary>
    public static string Unguarded(string cell) => cell is ['\'', var first, ..] && IsFormula(first) ? cell[1..] : cell;

    private static bool IsFormula(char first) => first is '=' or '+' or '-' or '@' or '\t' or '\r';

    /// <summary>A cell in quotes where it must be.</summary>
    public static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 || (cell.Length > 0 && (cell[0] is ' ' || cell[^1] is ' ')) ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
