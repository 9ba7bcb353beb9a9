using System.Text;
using Workflows.Cases.Activities.Batch;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Registers;

/// <summary>
/// Records as CSV and back. A column is headed by its field's key or name; members of an object have columns of their own, lists stand as JSON.
/// A text a spreadsheet would take for a formula gets an apostrophe in front, which reading takes off again.
/// </summary>
public static class RegisterCsv
{
    /// <summary>Rows of one file.</summary>
    public const int MostRows = 10_000;

    /// <param name="columns">Flat keys with their headings.</param>
    /// <param name="encoding"><c>utf-8</c> (with byte order mark, for spreadsheets) or <c>shift_jis</c> (CP932; what it lacks becomes 〓).</param>
    public static byte[] Write(RegisterSpec register, IReadOnlyList<(string Key, string Heading)> columns, IEnumerable<Datum> records, string encoding)
    {
        var text = new StringBuilder(CsvWriter.Line(columns.Select(c => c.Heading))).Append("\r\n");
        foreach (var record in records)
        {
            var flat = RegisterForms.Flat(register, record);
            text.Append(CsvWriter.Line(columns.Select(c => CsvWriter.Cell(flat[c.Key])))).Append("\r\n");
        }
        return TextEncodings.EncodeForSheet(text.ToString(), encoding);
    }

    /// <summary>The text of a file in UTF-8 or CP932, told by its bytes; null when it is in neither.</summary>
    public static (string Text, string Encoding)? Decode(ReadOnlySpan<byte> bytes) =>
        TextEncodings.Decode(bytes, "utf-8") is { } utf8 ? (utf8, "utf-8") : TextEncodings.Decode(bytes, "shift_jis") is { } cp932 ? (cp932, "shift_jis") : null;

    /// <summary>Rows as values by flat key, and what is wrong with the file itself. The header is row 1.</summary>
    public static (IReadOnlyList<(int No, Datum Values)> Rows, IReadOnlyList<RegisterImportError> Errors) Read(RegisterSpec register, string text)
    {
        List<IReadOnlyList<string>> records;
        try { records = CsvReader.Read(text); }
        catch (FormatException e) { return ([], [new(0, null, e.Message)]); }
        if (records.Count == 0) return ([], [new(0, null, "ファイルが空です。1行目に項目の名前を書いてください。")]);
        if (records.Count - 1 > MostRows) return ([], [new(0, null, $"{records.Count - 1}行あります。一度に取り込めるのは{MostRows}行までです。ファイルを分けてください。")]);
        var errors = new List<RegisterImportError>();
        var known = RegisterForms.Fields(register).Select(f => (f.Key, Heading: f.Label.Ja)).Concat(register.Fields.Select(f => (f.Key, Heading: f.Label.Ja))).DistinctBy(f => f.Key).ToList();
        var keys = records[0].Select(h => known.FirstOrDefault(k => k.Key == h.Trim()).Key ?? known.FirstOrDefault(k => k.Heading == h.Trim()).Key).ToList();
        for (var i = 0; i < keys.Count; i++)
            if (keys[i] is null) errors.Add(new(1, records[0][i], $"「{records[0][i]}」という項目はこの台帳にありません。あるのは {string.Join("、", known.Select(k => k.Heading))} です。"));
        foreach (var twice in keys.OfType<string>().GroupBy(k => k).Where(g => g.Count() > 1)) errors.Add(new(1, twice.Key, "同じ項目の列が二つあります。"));
        if (errors.Count > 0) return ([], errors);
        var rows = new List<(int, Datum)>();
        for (var i = 1; i < records.Count; i++)
        {
            if (records[i].Count != keys.Count) { errors.Add(new(i + 1, null, $"列の数が{records[i].Count}です。1行目と同じ{keys.Count}にしてください。")); continue; }
            var values = Datum.EmptyObject;
            for (var c = 0; c < keys.Count; c++) values = values.With(keys[c]!, Cell(register, keys[c]!, records[i][c], i + 1, errors));
            rows.Add((i + 1, values));
        }
        return (rows, errors);
    }

    private static Datum Cell(RegisterSpec register, string key, string cell, int row, List<RegisterImportError> errors)
    {
        if (cell.Length == 0) return Datum.Null;
        cell = CsvWriter.Unguarded(cell);
        switch (register.Field(key)?.Type)
        {
            case "list" or "object":
                try { return Datum.Parse(cell); }
                catch (Exception e) when (e is System.Text.Json.JsonException or FormatException)
                {
                    errors.Add(new(row, key, "一覧は [ { \"項目\": 値 }, … ] の形で書いてください。"));
                    return Datum.Null;
                }
            case "boolean":
                return cell.Trim() switch { "true" or "はい" or "1" or "○" or "有" => true, "false" or "いいえ" or "0" or "×" or "無" => false, var other => Datum.Of(other) };
            default:
                return Datum.Of(cell);
        }
    }
}

/// <param name="Row">The record's number in the file, from 1, the header counted; 0: the file as a whole.</param>
/// <param name="Column">The field's key or the heading; null for the row as a whole.</param>
public sealed record RegisterImportError(int Row, string? Column, string Message);
