using System.Globalization;
using System.Text;
using Workflows.Decisions.Calendars;

namespace Workflows.Cases.Packages;

/// <param name="Format">
/// <c>KF-{year}-{seq:6}</c>: <c>{year}</c> is the western year of the period, <c>{wareki}</c> the same as R8, <c>{month}</c> and <c>{day}</c> in two digits, <c>{date}</c> as 20260401, <c>{seq:n}</c> the number in at least n digits, <c>{office}</c> the issuing office
/// (each office then counts by itself), <c>{check:…}</c> a check digit over the digits before it: gs1 (weights 3 and 1), luhn, mod11 (weights 2 to 7), mod97 (two digits).
/// </param>
/// <param name="Year">fiscal (年度, April to March), calendar, month, day, none: when the counting starts again.</param>
public sealed record NumberSeriesSpec(string Id, string Format, string Year) : IDeclared
{
    IReadOnlyList<string> IDeclared.Aliases => [];
    Label IDeclared.Label => Label.Empty;

    /// <summary>The period a day counts in: year, month or day in digits, or empty when the series never starts again.</summary>
    public string PeriodOf(DateOnly day) => Year switch
    {
        "none" => "",
        "calendar" => day.Year.ToString(CultureInfo.InvariantCulture),
        "month" => day.ToString("yyyyMM", CultureInfo.InvariantCulture),
        "day" => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
        _ => FiscalYear.Of(day).ToString(),
    };

    /// <summary>Whether every office counts by itself.</summary>
    public bool ByOffice => Format.Contains("{office}", StringComparison.Ordinal);

    /// <summary>Whether numbers of different periods are different: the format says the period.</summary>
    public bool SaysItsPeriod => Year switch
    {
        "none" => true,
        "month" => Has("date") || (HasYear && Has("month")),
        "day" => Has("date") || (HasYear && Has("month") && Has("day")),
        _ => HasYear || Has("date"),
    };

    internal string PeriodJa => Year switch { "calendar" => "年", "month" => "月", "day" => "日", _ => "年度" };
    internal string PeriodHint => Year switch { "month" => "{year}{month}", "day" => "{date}", _ => "{year} か {wareki}" };

    private bool HasYear => Has("year") || Has("wareki");
    private bool Has(string hole) => Format.Contains($"{{{hole}}}", StringComparison.Ordinal);

    /// <summary>The number as written: <c>KF-2026-000001</c>.</summary>
    public string Write(DateOnly day, long sequence, string office = "")
    {
        var result = new StringBuilder();
        foreach (var (text, hole) in Parts())
        {
            result.Append(text);
            if (hole is null) continue;
            if (hole == "office") result.Append(office);
            else if (hole == "wareki") result.Append(new WarekiDate(new DateOnly(Year == "fiscal" ? FiscalYear.Of(day).Year : day.Year, 12, 31)).ToYearLetter());
            else if (hole.StartsWith("check:", StringComparison.Ordinal)) result.Append(CheckDigit(hole[6..], result.ToString()));
            else if (hole == "year") result.Append(Year == "fiscal" ? PeriodOf(day) : day.Year.ToString(CultureInfo.InvariantCulture));
            else if (hole is "month" or "day" or "date") result.Append(day.ToString(hole == "month" ? "MM" : hole == "day" ? "dd" : "yyyyMMdd", CultureInfo.InvariantCulture));
            else result.Append(sequence.ToString(CultureInfo.InvariantCulture).PadLeft(Width(hole), '0'));
        }
        return result.ToString();
    }

    internal (string Ja, string En)? Problem
    {
        get
        {
            var holes = Parts().Select(p => p.Hole).OfType<string>().ToList();
            if (holes.FirstOrDefault(h => h is not ("year" or "month" or "day" or "date" or "seq" or "office" or "wareki" or "check:gs1" or "check:luhn" or "check:mod11" or "check:mod97") && !(h.StartsWith("seq:", StringComparison.Ordinal) && Width(h) is > 0 and <= 18)) is { } unknown)
                return ($"番号の形式に {{{unknown}}} は使えません。", $"The number format cannot have {{{unknown}}}.");
            return holes.Any(h => h.StartsWith("seq", StringComparison.Ordinal)) ? null : ("番号の形式に {seq} がありません。", "The number format has no {seq}.");
        }
    }

    private static string CheckDigit(string kind, string before)
    {
        var digits = before.Where(char.IsAsciiDigit).Select(c => c - '0').Reverse().ToList();
        static int Ten(int sum) => (10 - (sum % 10)) % 10;
        return kind switch
        {
            "gs1" => Ten(digits.Select((d, i) => i % 2 == 0 ? d * 3 : d).Sum()).ToString(CultureInfo.InvariantCulture),
            "luhn" => Ten(digits.Select((d, i) => i % 2 == 0 ? (d * 2 / 10) + (d * 2 % 10) : d).Sum()).ToString(CultureInfo.InvariantCulture),
            "mod11" => (11 - (digits.Select((d, i) => d * (2 + (i % 6))).Sum() % 11)) is var rest && rest >= 10 ? "0" : rest.ToString(CultureInfo.InvariantCulture),
            _ => (98 - (Enumerable.Reverse(digits).Aggregate(0, (sum, d) => ((sum * 10) + d) % 97) * 100 % 97)).ToString("00", CultureInfo.InvariantCulture),
        };
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
