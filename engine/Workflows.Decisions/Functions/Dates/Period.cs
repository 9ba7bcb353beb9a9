using System.Text.RegularExpressions;
using Workflows.Decisions.Functions.Text;

namespace Workflows.Decisions.Functions.Dates;

/// <summary>The unit of a legal period.</summary>
public enum PeriodUnit
{
    /// <summary>分.</summary>
    Minutes,

    /// <summary>時間.</summary>
    Hours,

    /// <summary>日.</summary>
    Days,

    /// <summary>週.</summary>
    Weeks,

    /// <summary>か月, by the calendar (民法143条).</summary>
    Months,

    /// <summary>年, by the calendar (民法143条).</summary>
    Years,

    /// <summary>営業日 (開庁日, 開所日, 授業日) of the named calendar.</summary>
    BusinessDays,

    /// <summary>業務時間 in minutes of the named calendar.</summary>
    BusinessMinutes,
}

/// <summary>A period such as 30日, 2か月, 10営業日, 6業務時間. Negative = before the starting point.</summary>
public readonly partial record struct Period(int Amount, PeriodUnit Unit)
{
    /// <summary>Reads 「30日」「2週」「2か月」「1年」「10営業日」「6業務時間」「90分」「48時間」「-14日」 and ISO 8601 P30D, P2M, P1Y, PT6H.</summary>
    /// <exception cref="FunctionException">The text is no period.</exception>
    public static Period Parse(string text)
    {
        var folded = UnicodeText.Nfkc(text).Trim();
        var match = Japanese().Match(folded);
        match = match.Success ? match : Iso().Match(folded);
        if (!match.Success || !int.TryParse(match.Groups["n"].Value, out var amount) || amount > 1_000_000)
        {
            throw Unreadable(text);
        }

        var (unit, factor) = (match.Groups["t"].Value + match.Groups["u"].Value) switch
        {
            "分" or "TM" => (PeriodUnit.Minutes, 1),
            "時間" or "TH" => (PeriodUnit.Hours, 1),
            "日" or "日間" or "D" => (PeriodUnit.Days, 1),
            "週" or "週間" or "W" => (PeriodUnit.Weeks, 1),
            "年" or "年間" or "Y" => (PeriodUnit.Years, 1),
            "業務時間" => (PeriodUnit.BusinessMinutes, 60),
            "業務分" => (PeriodUnit.BusinessMinutes, 1),
            "営業日" or "開庁日" or "開所日" or "授業日" => (PeriodUnit.BusinessDays, 1),
            "TD" or "TW" or "TY" or "H" => throw Unreadable(text),
            _ => (PeriodUnit.Months, 1),
        };
        return new Period(amount * factor * (match.Groups["s"].Value is "-" or "−" ? -1 : 1), unit);
    }

    /// <inheritdoc />
    public override string ToString() => Unit switch
    {
        PeriodUnit.Minutes => $"{Amount}分",
        PeriodUnit.Hours => $"{Amount}時間",
        PeriodUnit.Days => $"{Amount}日",
        PeriodUnit.Weeks => $"{Amount}週",
        PeriodUnit.Months => $"{Amount}か月",
        PeriodUnit.Years => $"{Amount}年",
        PeriodUnit.BusinessDays => $"{Amount}営業日",
        _ => Amount % 60 == 0 ? $"{Amount / 60}業務時間" : $"{Amount}業務分",
    };

    private static FunctionException Unreadable(string text) => new(
        $"期間「{text}」を読み取れません。「30日」「2か月」「10営業日」「6業務時間」のように書いてください。",
        $"Cannot read the period '{text}'; write 30日, 2か月, 10営業日, 6業務時間 or an ISO 8601 duration of one unit.");

    [GeneratedRegex("^(?<s>[-−])?(?<n>[0-9]{1,7})(?<u>分|時間|日間?|週間?|[かヶケカヵ箇]月間?|月間?|年間?|営業日|開庁日|開所日|授業日|業務時間|業務分)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Japanese();

    [GeneratedRegex("^(?<s>-)?P(?<t>T)?(?<n>[0-9]{1,7})(?<u>[DWMYH])$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Iso();
}
