using System.Globalization;
using System.Text;
using Workflows.Decisions.Calendars;

namespace Workflows.Cases.Packages;

/// <param name="Format"><c>KF-{year}-{seq:6}</c>: <c>{year}</c> is the western year of the period, <c>{seq:n}</c> the number in at least n digits.</param>
/// <param name="Year">fiscal (年度, April to March), calendar, none: when the counting starts again.</param>
public sealed record NumberSeriesSpec(string Id, string Format, string Year) : IDeclared
{
    IReadOnlyList<string> IDeclared.Aliases => [];
    Label IDeclared.Label => Label.Empty;

    /// <summary>The period a day counts in: the year in digits, or empty when the series never starts again.</summary>
    public string PeriodOf(DateOnly day) => Year switch
    {
        "none" => "",
        "calendar" => day.Year.ToString(CultureInfo.InvariantCulture),
        _ => FiscalYear.Of(day).ToString(),
    };

    /// <summary>The number as written: <c>KF-2026-000001</c>.</summary>
    public string Write(DateOnly day, long sequence)
    {
        var result = new StringBuilder();
        foreach (var (text, hole) in Parts())
        {
            result.Append(text);
            if (hole is null) continue;
            if (hole == "year") result.Append(Year == "none" ? day.Year.ToString(CultureInfo.InvariantCulture) : PeriodOf(day));
            else result.Append(sequence.ToString(CultureInfo.InvariantCulture).PadLeft(Width(hole), '0'));
        }
        return result.ToString();
    }

    internal (string Ja, string En)? Problem
    {
        get
        {
            var holes = Parts().Select(p => p.Hole).OfType<string>().ToList();
            if (holes.FirstOrDefault(h => h is not ("year" or "seq") && !(h.StartsWith("seq:", StringComparison.Ordinal) && Width(h) is > 0 and <= 18)) is { } unknown)
                return ($"番号の形式に {{{unknown}}} は使えません。", $"The number format cannot have {{{unknown}}}.");
            return holes.Any(h => h.StartsWith("seq", StringComparison.Ordinal)) ? null : ("番号の形式に {seq} がありません。", "The number format has no {seq}.");
        }
    }

    private static int Width(string hole) => hole.Length > 4 && int.TryParse(hole[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var width) ? width : hole == "seq" ? 1 : 0;

    private IEnumerable<(string Text, string? Hole)> Parts()
    {
        var at = 0;
        while (at < Format.Length)
        {
            var open = Format.IndexOf('{', at);
            var close = open < 0 ? -1 : Format.IndexOf('}', open);
            if (close < 0) { yield return (Format[at..], null); yield break; }
            yield return (Format[at..open], Format[(open + 1)..close]);
            at = close + 1;
        }
    }
}
