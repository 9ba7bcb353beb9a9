using Workflows.Decisions.Calendars;

namespace Workflows.Decisions.Functions.Dates;

/// <summary>
/// 業務時間: time that only runs inside the <see cref="BusinessCalendar.Hours"/> of open days, in local Japanese time (+09:00, no summer time since 1952).
/// Units: ticks of <see cref="TimeSpan"/>; all stretches are half-open.
/// </summary>
public static class OfficeTime
{
    private const int SearchLimitDays = 3700;

    /// <summary>
    /// The moment when <paramref name="amount"/> of office time has passed since <paramref name="from"/>.
    /// A stretch that ends exactly at closing ends that day (11:15 + 6 h = 17:15), not the next morning.
    /// </summary>
    public static DateTime Add(DateTime from, TimeSpan amount, BusinessCalendar calendar)
    {
        if (amount < TimeSpan.Zero)
        {
            throw new FunctionException(
                "業務時間加算の時間は0以上にしてください。", "The office time to add must not be negative.");
        }

        var left = amount;
        foreach (var (start, end) in Stretches(calendar, from))
        {
            var begin = start > from ? start : from;
            if (left <= end - begin)
            {
                return begin + left;
            }

            left -= end - begin;
        }

        throw NoHours(calendar);
    }

    /// <summary>How much office time lies between two moments, without the pauses; 0 when <paramref name="to"/> is not later.</summary>
    /// <param name="from">First moment.</param>
    /// <param name="to">First moment that no longer counts.</param>
    /// <param name="calendar">Calendar with hours.</param>
    /// <param name="pauses">Stretches that do not count (差戻し中, 保留); may overlap each other.</param>
    public static TimeSpan Between(DateTime from, DateTime to, BusinessCalendar calendar, IReadOnlyList<TimeStretch> pauses)
    {
        var total = TimeSpan.Zero;
        if (to <= from)
        {
            return total;
        }

        foreach (var counted in Stretches(calendar, from).TakeWhile(s => s.Start < to))
        {
            var inside = new TimeStretch(Max(counted.Start, from), Min(counted.End, to));
            foreach (var rest in TimeStretch.Subtract(inside, pauses))
            {
                total += rest.Length;
            }
        }

        return total;
    }

    /// <summary>The moment itself inside office hours, else the next opening.</summary>
    public static DateTime NextOpen(DateTime at, BusinessCalendar calendar)
    {
        foreach (var stretch in Stretches(calendar, at))
        {
            return Max(stretch.Start, at);
        }

        throw NoHours(calendar);
    }

    /// <summary>Whether the moment lies inside office hours; opening counts, closing does not.</summary>
    public static bool IsOpen(DateTime at, BusinessCalendar calendar) => NextOpen(at, calendar) == at;

    // Stretches that end after the moment, in order; a calendar that does not open for ten years is given up.
    private static IEnumerable<TimeStretch> Stretches(BusinessCalendar calendar, DateTime from)
    {
        if (calendar.Hours.IsEmpty)
        {
            throw NoHours(calendar);
        }

        var closed = 0;
        for (var date = DateOnly.FromDateTime(from); closed < SearchLimitDays; date = date.AddDays(1))
        {
            closed++;
            if (!calendar.IsBusinessDay(date))
            {
                continue;
            }

            foreach (var hours in calendar.Hours)
            {
                var stretch = new TimeStretch(date.ToDateTime(hours.Start), date.ToDateTime(hours.End));
                if (hours.AppliesOn(date.DayOfWeek) && stretch.End > from)
                {
                    closed = 0;
                    yield return stretch;
                }
            }
        }
    }

    private static FunctionException NoHours(BusinessCalendar calendar) => new(
        $"暦「{calendar.Id}」に業務時間がありません。暦の業務時間を定めてください。",
        $"Calendar '{calendar.Id}' has no office hours; define them.");

    private static DateTime Max(DateTime a, DateTime b) => a > b ? a : b;

    private static DateTime Min(DateTime a, DateTime b) => a < b ? a : b;
}
