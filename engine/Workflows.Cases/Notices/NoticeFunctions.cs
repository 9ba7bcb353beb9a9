using System.Globalization;
using Scriban.Functions;
using Scriban.Runtime;
using Workflows.Decisions.Calendars;
using Workflows.Engine.Data;

namespace Workflows.Cases.Notices;

/// <summary>
/// What a notice may call: Scriban's <c>string</c>, <c>array</c> and <c>math</c> without chance and clock, and
/// <c>wareki</c> 令和8年6月30日, <c>wareki_short</c> R8.6.30, <c>seireki</c> 2026年6月30日, <c>comma</c> 15,200, <c>yen</c> 15,200円,
/// <c>last</c> (last n characters).
/// </summary>
internal static class NoticeFunctions
{
    public static ScriptObject Create()
    {
        var math = new MathFunctions();
        math.Remove("random");
        math.Remove("uuid");
        var result = new ScriptObject { ["string"] = new StringFunctions(), ["array"] = new ArrayFunctions(), ["math"] = math };
        result.Import("wareki", (object? value) => Date(value, d => new WarekiDate(d).ToString()));
        result.Import("wareki_short", (object? value) => Date(value, d => new WarekiDate(d).ToShort()));
        result.Import("seireki", (object? value) => Date(value, d => $"{d.Year}年{d.Month}月{d.Day}日"));
        result.Import("comma", (object? value) => Number(value, ""));
        result.Import("yen", (object? value) => Number(value, "円"));
        result.Import("last", (object? value, int count) => value?.ToString() is { } text ? text[Math.Max(0, text.Length - count)..] : "");
        return result;
    }

    /// <summary>A date, or an instant's day in Japan; nothing gives nothing.</summary>
    private static string Date(object? value, Func<DateOnly, string> write)
    {
        if (value?.ToString() is not { Length: > 0 } text) return "";
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return write(date);
        if (text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return write(DateOnly.FromDateTime(at.ToOffset(Japan.Offset).DateTime));
        throw new ArgumentException($"「{text}」は日付ではありません。 ('{text}' is no date.)");
    }

    private static string Number(object? value, string unit)
    {
        if (value?.ToString() is not { Length: > 0 } text) return "";
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString("#,##0.##########", CultureInfo.InvariantCulture) + unit
            : throw new ArgumentException($"「{text}」は数ではありません。 ('{text}' is no number.)");
    }
}
