using System.Globalization;
using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Cases.Privacy;

/// <summary>What stands in place of a value somebody may not read. A shape nobody knows masks everything.</summary>
public static class Mask
{
    public const string Stars = "****";

    /// <summary>Whether a definition may name the shape: <c>all</c>, <c>last3</c>, <c>first2</c>, <c>initial</c>, <c>domain</c>, <c>year</c>.</summary>
    public static bool IsKnown(string shape) => shape is "all" or "initial" or "domain" or "year" || Count(shape, "last") is not null || Count(shape, "first") is not null;

    /// <summary>The masked value. Nothing stays nothing; of a list each item; an object is masked whole.</summary>
    public static Datum Apply(Datum value, string shape) => value.Kind switch
    {
        DatumKind.Null => Datum.Null,
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
        if (Count(shape, "first") is { } first) return runes.Length > first ? Join(runes.AsSpan(0, first)) + Stars : Stars;
        return shape switch
        {
            "initial" => runes.Length > 1 ? Join(runes.AsSpan(0, 1)) + Stars : Stars,
            "domain" => text.LastIndexOf('@') is > 0 and var at ? Stars + text[at..] : Stars,
            "year" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? text[..4] + "-**-**" : Stars,
            _ => Stars,
        };
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
