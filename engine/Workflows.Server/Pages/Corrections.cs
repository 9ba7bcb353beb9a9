using System.Text.Json;
using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Server.Pages;

/// <summary>
/// Corrections as an operator writes them, one a line: <c>field = value</c>, or <c>状態 = …</c> for the case's state. A value is JSON where it can be
/// read so (numbers, true, lists, tables, texts in quotes), otherwise the words as written; nothing behind the sign empties the field.
/// </summary>
internal static class Corrections
{
    private static readonly string[] State = ["状態", "state"];

    /// <summary>The change <see cref="AlterCase"/> takes.</summary>
    public static Result<Datum> Read(string? text)
    {
        var fields = Datum.EmptyObject;
        var change = Datum.EmptyObject;
        var wrong = new List<FieldError>();
        foreach (var (no, line) in (text ?? "").ReplaceLineEndings("\n").Split('\n').Select((line, i) => (i + 1, line.Trim())).Where(l => l.Item2.Length > 0))
        {
            var at = line.IndexOfAny(['=', '＝']);
            if (at <= 0) { wrong.Add(new FieldError("corrections", $"{no} 行目は「項目 = 値」の形で書いてください。 (Line {no}: write field = value.)")); continue; }
            var (name, value) = (line[..at].Trim(), ValueOf(line[(at + 1)..].Trim()));
            if (State.Contains(name, StringComparer.Ordinal)) change = change.With("state", value);
            else if (fields.Has(name)) wrong.Add(new FieldError("corrections", $"{no} 行目: 項目「{name}」が二度あります。 (Line {no}: the field stands twice.)"));
            else fields = fields.With(name, value);
        }
        if (wrong.Count > 0) return Problem.Invalid(wrong);
        return fields.Members.Count == 0 ? change : change.With("fields", fields);
    }

    private static Datum ValueOf(string text)
    {
        if (text.Length == 0) return Datum.Null;
        // A code of digits with a leading zero is no number.
        if (text.Length > 1 && text[0] == '0' && text.All(char.IsAsciiDigit)) return text;
        try { return Datum.Parse(text); }
        catch (JsonException) { return text; }
    }
}
