using System.Globalization;
using System.Text.RegularExpressions;
using Workflows.Cases.Expressions;
using Workflows.Decisions.Feel;
using Workflows.Engine.Data;

namespace Workflows.Cases.Scenarios.Reading;

/// <summary>
/// Values of cells: FEEL literals are numbers, <c>true</c>, <c>false</c>, <c>null</c>, quoted text, lists and contexts; all else is plain text.
/// A number with a leading zero is a code, so text.
/// </summary>
internal static partial class Values
{
    public static Datum Parse(string cell)
    {
        var text = cell.Trim();
        if (text.Length == 0 || text == "null") return Datum.Null;
        if (text is "true" or "false") return Datum.Of(text == "true");
        if (NumberPattern().IsMatch(text)) return Datum.Number(text);
        if (!IsComposite(text)) return text;
        return FeelExpression.TryParse(text, out var expression, out _) ? FeelBridge.ToDatum(expression!.Evaluate(new FeelScope())) : text;
    }

    /// <summary>The cell as the text a person would type: quotes are taken off.</summary>
    public static string Text(string cell)
    {
        var text = cell.Trim();
        return text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? Parse(text).AsText() ?? text : text;
    }

    /// <summary>Whether a value is the expected one. Numbers and the texts that write them are equal; of a context only the keys given count.</summary>
    public static bool Same(Datum actual, string cell) => Same(actual, Parse(cell), Text(cell));

    private static bool Same(Datum actual, Datum expected, string raw)
    {
        switch (expected.Kind)
        {
            case DatumKind.Null: return actual.IsNull || actual.AsText() is "" || raw.Length > 0 && raw == actual.AsText();
            case DatumKind.List:
                return actual.Kind == DatumKind.List && actual.Items.Length == expected.Items.Length
                    && actual.Items.Zip(expected.Items).All(p => Same(p.First, p.Second, p.Second.AsText() ?? ""));
            case DatumKind.Object:
                return actual.Kind == DatumKind.Object && expected.Members.All(m => Same(actual[m.Key], m.Value, m.Value.AsText() ?? ""));
            case DatumKind.Boolean when actual.Kind == DatumKind.Text:
                return actual.AsText() is "on" or "はい" or "true" ? expected.AsBoolean() : actual.AsText() is "off" or "いいえ" or "false" && !expected.AsBoolean();
        }
        if (actual.Equals(expected)) return true;
        if (actual.AsDecimal() is { } left && expected.AsDecimal() is { } right && actual.Kind != expected.Kind && HasNoLeadingZero(actual) && HasNoLeadingZero(expected)) return left == right;
        return actual.AsText() is { } text && SameText(text, raw);
    }

    private static bool HasNoLeadingZero(Datum value) => NumberPattern().IsMatch(value.AsText() ?? "");

    /// <summary>Equal texts; both dashes of an empty figure, and a date with or without its time of midnight, are the same.</summary>
    public static bool SameText(string actual, string expected)
    {
        if (actual == expected || (expected.EndsWith('%') && actual == expected[..^1].TrimEnd())) return true;
        if (actual is "―" or "—" or "–" && expected is "―" or "—" or "–") return true;
        return DatePattern().IsMatch(expected) && TryInstant(actual, out var at) && at.ToOffset(Japan.Offset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) == expected;
    }

    /// <summary>A value as scenarios write it.</summary>
    public static string Show(Datum value) => value.Kind switch
    {
        DatumKind.Null => "null",
        DatumKind.Text => value.AsText()!,
        _ => value.ToJson(),
    };

    /// <summary>A moment in Japan: <c>2026-06-01</c>, <c>2026-06-01 09:00</c>, with seconds and milliseconds.</summary>
    /// <exception cref="ScenarioException">It is none.</exception>
    public static DateTimeOffset Moment(string text, TimeOnly ofDay)
    {
        var trimmed = text.Trim().Replace('T', ' ');
        if (DateOnly.TryParseExact(trimmed, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return new(day.ToDateTime(ofDay), Japan.Offset);
        if (DateTime.TryParseExact(trimmed, MomentFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)) return new(moment, Japan.Offset);
        throw new ScenarioException($"「{text}」は日時ではありません。2026-06-01 09:00 のように書いてください。");
    }

    public static DateOnly Day(string text) => DateOnly.FromDateTime(Moment(text, TimeOnly.MinValue).DateTime);

    private static readonly string[] MomentFormats = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.f", "yyyy-MM-dd HH:mm:ss.ff", "yyyy-MM-dd HH:mm:ss.fff"];

    private static bool IsComposite(string text) =>
        (text[0], text[^1]) is ('"', '"') or ('[', ']') or ('{', '}') && text.Length >= 2;

    private static bool TryInstant(string text, out DateTimeOffset at) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out at) && text.Length > 10;

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
    private static partial Regex NumberPattern();

    [GeneratedRegex("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    private static partial Regex DatePattern();
}
