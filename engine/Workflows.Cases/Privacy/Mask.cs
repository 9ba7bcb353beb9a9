using System.Globalization;
using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Cases.Privacy;

/// <summary>What stands in place of a value somebody may not read. A shape nobody knows masks everything.</summary>
public static class Mask
{
    public const string Stars = "****";
    private const string TextShape = "text:";

    /// <summary>
    /// Whether a definition may name the shape: <c>all</c>, <c>lastN</c>, <c>firstN</c>, <c>tailN</c> (as <c>lastN</c>, a star a hidden character),
    /// <c>initial</c>, <c>domain</c>, <c>year</c>, <c>month</c>, <c>town</c> (an address up to its municipality), <c>text:…</c> (these words).
    /// </summary>
    public static bool IsKnown(string shape) => shape is "all" or "initial" or "domain" or "year" or "month" or "town"
        || (shape.StartsWith(TextShape, StringComparison.Ordinal) && shape.Length > TextShape.Length) || Count(shape, "last") is not null || Count(shape, "first") is not null || Count(shape, "tail") is not null;

    /// <summary>The masked value. Nothing stays nothing; of a list each item; an object is masked whole.</summary>
    public static Datum Apply(Datum value, string shape) => value.Kind switch
    {
        DatumKind.Null => Datum.Null,
        _ when shape.StartsWith(TextShape, StringComparison.Ordinal) => Datum.Of(shape[TextShape.Length..]),
        DatumKind.List => Datum.List(value.Items.Select(item => Apply(item, shape))),
        DatumKind.Object => Datum.Of(Stars),
        DatumKind.Boolean => Datum.Of(Stars),
        _ => Text(value.AsText()!, shape),
    };

    private static Datum Text(string text, string shape)
    {
        if (text.Length == 0) return Datum.Of("");
        var runes = text.EnumerateRunes().ToArray();
        // A value no longer than what would stay readable is masked whole.
        if (Count(shape, "last") is { } last) return runes.Length > last ? Stars + Join(runes.AsSpan(runes.Length - last)) : Stars;
        if (Count(shape, "tail") is { } tail) return runes.Length > tail ? new string('*', runes.Length - tail) + Join(runes.AsSpan(runes.Length - tail)) : Stars;
        if (Count(shape, "first") is { } first) return runes.Length > first ? Join(runes.AsSpan(0, first)) + Stars : Stars;
        return shape switch
        {
            "initial" => runes.Length > 1 ? Join(runes.AsSpan(0, 1)) + Stars : Stars,
            "domain" => text.LastIndexOf('@') is > 0 and var at ? Stars + text[at..] : Stars,
            "year" => IsDate(text) ? text[..4] + "-**-**" : Stars,
            "month" => IsDate(text) ? text[..7] + "-**" : Stars,
            "town" => TownEnd(text) is > 0 and var end && end < text.Length ? text[..end] + Stars : Stars,
            _ => Stars,
        };
    }

    private static bool IsDate(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Behind the prefecture and the first 市, 区, 町 or 村 after it; 0 when there is none.</summary>
    private static int TownEnd(string address)
    {
        var prefecture = address.AsSpan(0, Math.Min(4, address.Length)).IndexOfAny("都道府県");
        // 京都府 has a 都 that is none.
        if (address.StartsWith("京都府", StringComparison.Ordinal)) prefecture = 2;
        // A name's first letter is never its end: 市川市, 町田市.
        var from = prefecture + 2;
        var end = from < address.Length ? address.AsSpan(from).IndexOfAny("市区町村") : -1;
        return end < 0 ? 0 : from + end + 1;
    }

    private static int? Count(string shape, string prefix) =>
        shape.StartsWith(prefix, StringComparison.Ordinal) && int.TryParse(shape.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 20 ? count : null;

    private static string Join(ReadOnlySpan<Rune> runes)
    {
        var result = new StringBuilder();
        foreach (var rune in runes) result.Append(rune.ToString());
        return result.ToString();
    }
}
