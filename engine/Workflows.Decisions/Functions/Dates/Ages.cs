using Workflows.Decisions.Calendars;

namespace Workflows.Decisions.Functions.Dates;

/// <summary>When a person gains a year.</summary>
public enum AgeRule
{
    /// <summary>At the end of the day before the birthday, so that day already counts (年齢計算ニ関する法律, 民法143条). The default of the law.</summary>
    DayBefore,

    /// <summary>On the birthday itself, as guides for citizens say it; 29 February counts on 1 March in a common year.</summary>
    Birthday,
}

/// <summary>年齢 and 学年齢. Units: completed years.</summary>
public static class Ages
{
    /// <summary>The age in completed years on the day.</summary>
    /// <exception cref="FunctionException">The day lies before the birth.</exception>
    public static int On(DateOnly birth, DateOnly day, AgeRule rule = AgeRule.DayBefore)
    {
        if (day < birth)
        {
            throw new FunctionException(
                $"生年月日（{birth:yyyy-MM-dd}）が基準日（{day:yyyy-MM-dd}）より後です。生年月日を確かめてください。",
                $"The birth date {birth:yyyy-MM-dd} is after {day:yyyy-MM-dd}; check the birth date.");
        }

        var counted = rule == AgeRule.DayBefore && day > birth ? day.AddDays(1) : day;
        var years = counted.Year - birth.Year;
        return counted >= AnniversaryOf(birth, counted.Year) ? years : years - 1;
    }

    /// <summary>
    /// The age that decides 学年 or 年齢区分 of a fiscal year: the completed years on 31 March before it (前日満了),
    /// which equals the years on 1 April by birthday. A child born later counts as 0.
    /// </summary>
    public static int SchoolAge(DateOnly birth, FiscalYear year)
    {
        var basis = year.Start.AddDays(-1);
        return birth > basis ? 0 : On(birth, basis);
    }

    /// <summary>Completed months on the day by the birthday rule: 2026-01-31 → 2026-02-28 is 1.</summary>
    public static int Months(DateOnly birth, DateOnly day)
    {
        var months = ((day.Year - birth.Year) * 12) + day.Month - birth.Month;
        return birth.AddMonths(months) <= day ? months : months - 1;
    }

    private static DateOnly AnniversaryOf(DateOnly birth, int year) =>
        birth is { Month: 2, Day: 29 } && !DateTime.IsLeapYear(year) ? new DateOnly(year, 3, 1) : new DateOnly(year, birth.Month, birth.Day);
}
