using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Workflows.Decisions.Calendars;

/// <summary>
/// An immutable version of a calendar of 営業日 (also 開所日, 授業日): which days are open, and on those, which hours.
/// Rules in order of strength: <see cref="OpenDates"/>, <see cref="ClosedDates"/>, then weekdays, yearly closed days and holidays.
/// </summary>
/// <remarks>Units: calendar days in Asia/Tokyo. A change makes a new version with <c>with { … }</c>; a case keeps the version it was given.</remarks>
public sealed record BusinessCalendar
{
    private const int SearchLimitDays = 3700;

    /// <summary>Name by which packages refer to it, such as <c>jp-bank</c>, <c>school:01</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Version of the data, chosen by whoever publishes it; compare with <see cref="Digest"/>.</summary>
    public required string Version { get; init; }

    /// <summary>What it is called on pages.</summary>
    public required string Label { get; init; }

    /// <summary>Weekdays that are closed every week.</summary>
    public ImmutableSortedSet<DayOfWeek> ClosedWeekdays { get; init; } = [];

    /// <summary>Whether 休日 under 祝日法 are closed (<see cref="JapaneseHolidays"/>).</summary>
    public bool ClosedOnHolidays { get; init; }

    /// <summary>Days closed every year, as month × 100 + day (1229 = 29 December), with the reason.</summary>
    public ImmutableSortedDictionary<int, string> ClosedEveryYear { get; init; } = ImmutableSortedDictionary<int, string>.Empty;

    /// <summary>Single closed days, with the reason (temporary closure, a holiday made by a later law).</summary>
    public ImmutableSortedDictionary<DateOnly, string> ClosedDates { get; init; } = ImmutableSortedDictionary<DateOnly, string>.Empty;

    /// <summary>Single open days, with the reason (Sunday opening, a holiday that was abolished). Stronger than everything else.</summary>
    public ImmutableSortedDictionary<DateOnly, string> OpenDates { get; init; } = ImmutableSortedDictionary<DateOnly, string>.Empty;

    /// <summary>業務時間 of an open day, half-open, in order and without overlap; empty = no hours are defined.</summary>
    public ImmutableArray<OfficeHours> Hours { get; init; } = [];

    /// <summary>Why the day is closed (土曜日, 元日, 年末年始 …), or null when it is open.</summary>
    /// <exception cref="CalendarException">Year outside 2000–2099 on a calendar that follows 祝日法.</exception>
    public string? ClosedBecause(DateOnly date)
    {
        if (OpenDates.ContainsKey(date))
        {
            return null;
        }

        if (ClosedDates.TryGetValue(date, out var reason))
        {
            return reason;
        }

        if (ClosedOnHolidays && JapaneseHolidays.NameOf(date) is { } holiday)
        {
            return holiday;
        }

        if (ClosedEveryYear.TryGetValue((date.Month * 100) + date.Day, out var yearly))
        {
            return yearly;
        }

        return ClosedWeekdays.Contains(date.DayOfWeek) ? JapaneseText.Weekday(date.DayOfWeek) + "曜日" : null;
    }

    /// <summary>Whether the day is a 営業日.</summary>
    public bool IsBusinessDay(DateOnly date) => ClosedBecause(date) is null;

    /// <summary>
    /// The n-th 営業日 after the day (n &gt; 0) or before it (n &lt; 0); the day itself is not counted, so 初日不算入 (民法140条).
    /// n = 0 is the day itself, open or not.
    /// </summary>
    public DateOnly AddBusinessDays(DateOnly date, int n)
    {
        var step = n < 0 ? -1 : 1;
        for (var left = Math.Abs((long)n); left > 0; left--)
        {
            date = Seek(date.AddDays(step), step);
        }

        return date;
    }

    /// <summary>The day itself when open, else the next open day (翌営業日).</summary>
    public DateOnly NextBusinessDay(DateOnly date) => Seek(date, 1);

    /// <summary>The day itself when open, else the last open day before it (前営業日).</summary>
    public DateOnly PreviousBusinessDay(DateOnly date) => Seek(date, -1);

    /// <summary>How many open days lie in from … to, both included; 0 when <paramref name="to"/> is earlier.</summary>
    public int CountBusinessDays(DateOnly from, DateOnly to)
    {
        var count = 0;
        for (var date = from; date <= to; date = date.AddDays(1))
        {
            count += IsBusinessDay(date) ? 1 : 0;
        }

        return count;
    }

    /// <summary>The signed distance in open days, first day not counted: <c>AddBusinessDays(from, result) == to</c> for open days.</summary>
    public int BusinessDaysBetween(DateOnly from, DateOnly to) =>
        from <= to ? CountBusinessDays(from.AddDays(1), to) : -CountBusinessDays(to, from.AddDays(-1));

    /// <summary>The last open day of the month (月末営業日).</summary>
    public DateOnly LastBusinessDayOfMonth(int year, int month)
    {
        var first = new DateOnly(year, month, 1);
        var last = PreviousBusinessDay(first.AddMonths(1).AddDays(-1));
        return last >= first
            ? last
            : throw new CalendarException(
                $"暦「{Id}」の{year}年{month}月に営業日がありません。暦を確かめてください。",
                $"Calendar '{Id}' has no open day in {year}-{month:00}; check the calendar.");
    }

    /// <summary>Every closed day that is not an ordinary closed weekday, and every explicit open day, a line a day, a block a year.</summary>
    public string Dump(int fromYear, int toYear)
    {
        var text = new StringBuilder();
        text.Append(Id).Append('\t').Append(Version).Append('\t').Append(Label).Append('\n');
        text.Append("毎週の休業\t").AppendJoin("・", ClosedWeekdays.Select(JapaneseText.Weekday)).Append('\n');
        text.Append("業務時間\t").AppendJoin("・", Hours.Select(h => h.ToString())).Append('\n');
        for (var year = fromYear; year <= toYear; year++)
        {
            text.Append(year).Append("年\n");
            for (var date = new DateOnly(year, 1, 1); date.Year == year; date = date.AddDays(1))
            {
                var why = ClosedBecause(date);
                if (OpenDates.TryGetValue(date, out var open))
                {
                    AppendDay(text, date, "営業", open);
                }
                else if (why is not null && why != JapaneseText.Weekday(date.DayOfWeek) + "曜日")
                {
                    AppendDay(text, date, "休業", why);
                }

                if (date == DateOnly.MaxValue)
                {
                    break;
                }
            }
        }

        return text.ToString();
    }

    /// <summary>SHA-256 (hex, lower case) of the whole dump 2000–2099: two versions with the same digest behave the same.</summary>
    public string Digest() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Dump(JapaneseHolidays.FirstYear, JapaneseHolidays.LastYear))));

    private static void AppendDay(StringBuilder text, DateOnly date, string kind, string why) =>
        text.Append($"{date:yyyy-MM-dd}({JapaneseText.Weekday(date.DayOfWeek)})\t{kind}\t{why}\n");

    private DateOnly Seek(DateOnly date, int step)
    {
        for (var tried = 0; tried < SearchLimitDays; tried++)
        {
            if (IsBusinessDay(date))
            {
                return date;
            }

            date = date.AddDays(step);
        }

        throw new CalendarException(
            $"暦「{Id}」には{date:yyyy-MM-dd}までの10年間に営業日がありません。暦を確かめてください。",
            $"Calendar '{Id}' has no open day within ten years of {date:yyyy-MM-dd}; check the calendar.");
    }
}
