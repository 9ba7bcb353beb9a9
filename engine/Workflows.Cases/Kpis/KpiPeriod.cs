using System.Globalization;
using Workflows.Engine.Data;

namespace Workflows.Cases.Kpis;

/// <summary>A month (<c>2026-06</c>) or a fiscal year (<c>2026</c>: April 2026 to March 2027) a KPI is computed for.</summary>
public sealed record KpiPeriod(string Key, DateOnly From, DateOnly To)
{
    public bool IsYear => Key.Length == 4;

    /// <summary>Null for a text that is neither month nor year.</summary>
    public static KpiPeriod? Parse(string? text)
    {
        if (DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month)) return new(text!, month, month.AddMonths(1).AddDays(-1));
        return text is { Length: 4 } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year is > 1900 and < 9999
            ? new(text, new DateOnly(year, 4, 1), new DateOnly(year + 1, 3, 31)) : null;
    }

    /// <summary>The twelve months of the fiscal year it is or lies in.</summary>
    public IReadOnlyList<KpiPeriod> Months()
    {
        var april = new DateOnly(From.Month >= 4 ? From.Year : From.Year - 1, 4, 1);
        return [.. Enumerable.Range(0, 12).Select(i => Parse(april.AddMonths(i).ToString("yyyy-MM", CultureInfo.InvariantCulture))!)];
    }

    /// <summary>What formulas see as <c>period</c>.</summary>
    public Datum ToDatum() => Datum.Object(("key", Key), ("kind", IsYear ? "year" : "month"), ("from", Day(From)), ("to", Day(To)), ("firstMonth", Day(From)[..7]), ("lastMonth", Day(To)[..7]));

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
