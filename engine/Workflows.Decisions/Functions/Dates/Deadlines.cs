using Workflows.Decisions.Calendars;

namespace Workflows.Decisions.Functions.Dates;

/// <summary>Where a last day that is closed moves to.</summary>
public enum DeadlineRoll
{
    /// <summary>It stays.</summary>
    None,

    /// <summary>To the next open day (民法142条, 地方自治法4条の2第4項, 行政機関の休日に関する法律2条).</summary>
    Next,

    /// <summary>To the open day before (payment duties, EI D4).</summary>
    Previous,
}

/// <summary>How a period is counted.</summary>
public sealed record DeadlineRule
{
    /// <summary>Whether the first day counts; not by default (民法140条). The 14 days of 戸籍法43条 count it.</summary>
    public bool CountFirstDay { get; init; }

    /// <summary>What happens when the last day is closed.</summary>
    public DeadlineRoll Roll { get; init; }

    /// <summary>The calendar of open days, used by business days, office hours and the roll.</summary>
    public BusinessCalendar Calendar { get; init; } = BusinessCalendars.Municipal;

    /// <summary>The law or ordinance, printed in the derivation.</summary>
    public string? LegalBasis { get; init; }
}

/// <summary>A computed deadline with how it came about.</summary>
/// <param name="Date">The last day (満了日).</param>
/// <param name="Derivation">One sentence a step, in order.</param>
public sealed record Deadline(DateOnly Date, IReadOnlyList<string> Derivation);

/// <summary>期限: the last day of a legal period. Units: days; hours and minutes are computed by <see cref="OfficeTime"/> or plain addition.</summary>
public static class Deadlines
{
    /// <summary>
    /// The last day of <paramref name="period"/> from <paramref name="start"/>. Months and years follow 民法143条:
    /// with the first day out, the day of the same number (or the end of the month where it is missing); with it in, the day before.
    /// A negative period counts back from the start (10営業日前).
    /// </summary>
    public static Deadline Compute(DateOnly start, Period period, DeadlineRule rule)
    {
        var steps = new List<string>
        {
            $"起点 {start:yyyy-MM-dd}、期間 {period}、{(rule.CountFirstDay ? "初日算入" : "初日不算入")}",
        };
        var back = rule.CountFirstDay ? Math.Sign(period.Amount) : 0;
        var end = period.Unit switch
        {
            PeriodUnit.Days => start.AddDays(period.Amount - back),
            PeriodUnit.Weeks => start.AddDays((period.Amount * 7) - back),
            PeriodUnit.Months => AddMonths(start, period.Amount, back),
            PeriodUnit.Years => AddMonths(start, period.Amount * 12, back),
            PeriodUnit.BusinessDays => AddBusinessDays(start, period.Amount, rule),
            _ => throw new FunctionException(
                $"日の期限に「{period}」は使えません。時刻のある起点か、日・週・か月・年・営業日を使ってください。",
                $"The period {period} needs a starting moment with a time; use days, weeks, months, years or business days."),
        };
        steps.Add($"満了日 {end:yyyy-MM-dd}");
        var rolled = rule.Roll switch
        {
            DeadlineRoll.Next => rule.Calendar.NextBusinessDay(end),
            DeadlineRoll.Previous => rule.Calendar.PreviousBusinessDay(end),
            _ => end,
        };
        if (rolled != end)
        {
            var way = rule.Roll == DeadlineRoll.Next ? "翌営業日" : "前営業日";
            steps.Add($"{end:yyyy-MM-dd}は{rule.Calendar.ClosedBecause(end)}のため{way} {rolled:yyyy-MM-dd}");
        }

        if (rule.LegalBasis is { Length: > 0 } basis)
        {
            steps.Add($"根拠 {basis}");
        }

        return new Deadline(rolled, steps);
    }

    /// <summary>
    /// 満了日 of a validity in months: the last day of the month in which the n-th month ends. A start on the first day of a month counts that month (介護保険法施行規則38条).
    /// </summary>
    public static DateOnly ValidUntil(DateOnly start, int months)
    {
        var first = new DateOnly(start.Year, start.Month, 1);
        return first.AddMonths(start.Day == 1 ? months : months + 1).AddDays(-1);
    }

    /// <summary>暦月数: how many calendar months the days from … to touch, both included; a part of a month counts 1; 0 when turned round.</summary>
    public static int CalendarMonths(DateOnly from, DateOnly to) =>
        to < from ? 0 : ((to.Year - from.Year) * 12) + to.Month - from.Month + 1;

    // Counting the first day, the period ends the day before the corresponding day (民法143条2項); where that day is missing, at the end of the month.
    private static DateOnly AddMonths(DateOnly start, int months, int back)
    {
        var end = start.AddMonths(months);
        return back == 0 || end.Day != start.Day ? end : end.AddDays(-back);
    }

    private static DateOnly AddBusinessDays(DateOnly start, int days, DeadlineRule rule)
    {
        var inclusive = rule.CountFirstDay && days != 0 && rule.Calendar.IsBusinessDay(start);
        return rule.Calendar.AddBusinessDays(start, inclusive ? days - Math.Sign(days) : days);
    }
}
