using System.Globalization;
using System.Text;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities.Batch;

/// <param name="Row">The record's number in the file, from 1, the header counted; 0: the file as a whole.</param>
/// <param name="Column">The column's heading, or null for the record as a whole.</param>
internal sealed record LayoutError(int Row, string? Column, string Message)
{
    public Datum ToDatum() => Datum.Object(("row", Row), ("column", Column), ("message", Message));
}

/// <summary>A file taken apart: its rows in order and what is wrong with it. Of a row with an error nothing is kept.</summary>
/// <param name="Rows">The good rows; none when the file as a whole is wrong.</param>
internal sealed record ParsedFile(IReadOnlyList<Datum> Rows, IReadOnlyList<LayoutError> Errors)
{
    public bool IsGood => Errors.Count == 0;

    /// <summary>Whether the errors lie in single rows: the others could be taken.</summary>
    public bool OnlyRows { get; init; }

    /// <summary>Rows the file has, good or not.</summary>
    public int Total { get; init; } = Rows.Count;

    /// <summary>The header and trailer of a fixed file, by key.</summary>
    public Datum Head { get; init; } = Datum.Null;
    public Datum Trailer { get; init; } = Datum.Null;

    public static ParsedFile Wrong(IReadOnlyList<LayoutError> errors, int total = 0) => new([], errors) { Total = total };
}

/// <summary>Reads a file by its layout (docs/package-format.md §7). The whole file is checked before anything of it counts.</summary>
internal static class LayoutParser
{
    private const int MostErrors = 200;

    /// <summary>The text of a file's bytes in the layout's encoding; null when they are not in it.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes, FileLayoutSpec layout) => TextEncodings.Decode(bytes, layout.Encoding);

    /// <summary>The bytes of a text written in the layout's encoding.</summary>
    /// <exception cref="FormatException">A character has no place in it.</exception>
    public static byte[] Encode(string text, FileLayoutSpec layout) => TextEncodings.Encode(text, layout.Encoding);

    /// <param name="names">What a fixed file's values and checks see.</param>
    public static ParsedFile Parse(string text, FileLayoutSpec layout, FeelNames names)
    {
        if (layout.Format == FileLayoutSpec.Fixed) return FixedFile.Parse(text, layout, names);
        List<IReadOnlyList<string>> records;
        try { records = CsvReader.Read(text); }
        catch (FormatException e) { return ParsedFile.Wrong([new(0, null, e.Message)]); }
        var errors = new List<LayoutError>();
        var first = 0;
        if (layout.Header)
        {
            first = 1;
            CheckHeader(records, layout, errors);
        }
        var end = records.Count;
        if (layout.Footer is { } footer) end = CheckFooter(records, first, footer, errors);
        var rows = new List<Datum>();
        var whole = errors.Count;
        for (var i = first; i < end && errors.Count < MostErrors; i++)
        {
            var record = records[i];
            var before = errors.Count;
            if (record.Count != layout.Columns.Count)
            {
                errors.Add(new(i + 1, null, $"列の数が {record.Count} です。{layout.Columns.Count} 列でなければなりません。"));
                continue;
            }
            var row = Datum.EmptyObject;
            for (var c = 0; c < record.Count; c++)
            {
                var column = layout.Columns[c];
                var (value, problem) = Value(record[c], column);
                if (problem is null) row = row.With(column.Key, value);
                else errors.Add(new(i + 1, column.Name, problem));
            }
            if (errors.Count == before) rows.Add(row);
        }
        var total = Math.Max(0, end - first);
        if (errors.Count == 0)
        {
            var seen = names.With("rows", Datum.List(rows));
            foreach (var check in layout.Checks)
                if (!seen.IsTrue(check.Valid)) errors.Add(new(0, null, check.Message.Render(seen)));
            if (errors.Count > 0) return ParsedFile.Wrong(errors, total);
        }
        return whole > 0 || errors.Count >= MostErrors ? ParsedFile.Wrong(errors, total) : new(rows, errors) { OnlyRows = true, Total = total };
    }

    private static void CheckHeader(List<IReadOnlyList<string>> records, FileLayoutSpec layout, List<LayoutError> errors)
    {
        var expected = layout.Columns.Select(c => c.Name).ToArray();
        if (records.Count == 0) { errors.Add(new(0, null, "ファイルが空です。見出しの行がありません。")); return; }
        var header = records[0].Select(h => h.Trim()).ToArray();
        if (header.SequenceEqual(expected, StringComparer.Ordinal)) return;
        var wrong = Enumerable.Range(0, Math.Max(header.Length, expected.Length)).First(i => i >= header.Length || i >= expected.Length || header[i] != expected[i]);
        errors.Add(new(1, wrong < expected.Length ? expected[wrong] : header[wrong], wrong < expected.Length
            ? $"見出しの {wrong + 1} 列目が「{expected[wrong]}」ではありません{(wrong < header.Length ? $"（{header[wrong]}）" : "")}。"
            : $"見出しに余分な列「{header[wrong]}」があります。"));
    }

    /// <summary>Where the rows end.</summary>
    private static int CheckFooter(List<IReadOnlyList<string>> records, int first, FileFooterSpec footer, List<LayoutError> errors)
    {
        if (records.Count <= first || records[^1][0].Trim() != footer.Marker)
        {
            errors.Add(new(records.Count, null, $"最後の行が「{footer.Marker}」で始まっていません。ファイルが途中で切れているおそれがあります。"));
            return records.Count;
        }
        var last = records.Count - 1;
        if (footer.Count is { } column)
        {
            var written = records[last].Count >= column ? records[last][column - 1].Trim() : "";
            var rows = last - first;
            if (!int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) errors.Add(new(records.Count, null, $"最後の行の件数「{written}」が数ではありません。"));
            else if (count != rows) errors.Add(new(records.Count, null, $"最後の行の件数は {count} ですが、明細は {rows} 行です。"));
        }
        return last;
    }

    private static (Datum Value, string? Problem) Value(string raw, FileColumnSpec column)
    {
        var text = raw.Trim();
        if (text.Length == 0) return column.Required ? (Datum.Null, "値がありません。") : (Datum.Null, null);
        switch (column.Type)
        {
            case "number":
                return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                    ? (Datum.Of(number), null) : (Datum.Null, $"「{text}」は数ではありません。");
            case "date":
                return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                    ? (Datum.Of(text), null) : (Datum.Null, $"「{text}」は日付（YYYY-MM-DD）ではありません。");
            case "datetime":
                return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) && text.Length >= 16 && text[10] == 'T'
                    ? (Datum.Of(text), null) : (Datum.Null, $"「{text}」は日時（ISO 8601）ではありません。");
            default:
                return (Datum.Of(text), null);
        }
    }
}
