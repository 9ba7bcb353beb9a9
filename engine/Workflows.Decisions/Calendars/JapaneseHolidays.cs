using System.Collections.Frozen;

namespace Workflows.Decisions.Calendars;

/// <summary>
/// 休日 under 国民の祝日に関する法律 (昭和23年法律第178号, "the Act"), 1 January 2000 to 31 December 2099.
/// </summary>
/// <remarks>
/// The rules are data with the year each came into force; nothing is read from a clock. 春分の日 and 秋分の日 are fixed by the
/// government's gazette of 1 February of the year before; later years follow the astronomical formula of <see cref="Equinoxes"/>.
/// A new or moved holiday is a new <see cref="BusinessCalendar"/> version (explicit dates), never a change of a version in use.
/// </remarks>
public static class JapaneseHolidays
{
    /// <summary>First year the table covers.</summary>
    public const int FirstYear = 2000;

    /// <summary>Last year the table covers.</summary>
    public const int LastYear = 2099;

    /// <summary>The state of the law this table follows, part of every calendar version built on it.</summary>
    public const string LawVersion = "2025-02-03";

    private static readonly FrozenDictionary<DateOnly, string> Table = Build();

    /// <summary>The name of the holiday on that day (元日, 振替休日, 休日 …), or null when the day is none.</summary>
    /// <exception cref="CalendarException">The year lies outside 2000–2099.</exception>
    public static string? NameOf(DateOnly date)
    {
        RequireCovered(date.Year);
        return Table.GetValueOrDefault(date);
    }

    /// <summary>Whether the day is a 休日 under the Act (祝日, 振替休日 or 国民の休日); Sundays as such are not.</summary>
    public static bool IsHoliday(DateOnly date) => NameOf(date) is not null;

    /// <summary>All holidays of a year in the order of the calendar.</summary>
    public static IReadOnlyList<(DateOnly Date, string Name)> Of(int year)
    {
        RequireCovered(year);
        return [.. Table.Where(e => e.Key.Year == year).OrderBy(e => e.Key).Select(e => (e.Key, e.Value))];
    }

    internal static void RequireCovered(int year)
    {
        if (year is < FirstYear or > LastYear)
        {
            throw new CalendarException(
                $"祝日の表は{FirstYear}年から{LastYear}年までです（{year}年）。日付を確かめてください。",
                $"The holiday table covers {FirstYear} to {LastYear}, not {year}; check the date.");
        }
    }

    private static FrozenDictionary<DateOnly, string> Build()
    {
        var named = new SortedDictionary<DateOnly, string>();
        foreach (var rule in HolidayRules.All)
        {
            for (var year = FirstYear; year <= LastYear; year++)
            {
                if (rule.DateIn(year) is { } date)
                {
                    named.Add(date, rule.Name);
                }
            }
        }

        var all = new SortedDictionary<DateOnly, string>(named);
        AddSubstitutes(named, all);
        AddBetween(named, all);
        return all.ToFrozenDictionary();
    }

    // Act art. 3(2). Since 1 January 2007 the next day that is no 祝日; before, the Monday only.
    private static void AddSubstitutes(SortedDictionary<DateOnly, string> named, SortedDictionary<DateOnly, string> all)
    {
        foreach (var date in named.Keys.Where(d => d.DayOfWeek == DayOfWeek.Sunday))
        {
            var next = date.AddDays(1);
            if (date.Year >= 2007)
            {
                while (named.ContainsKey(next))
                {
                    next = next.AddDays(1);
                }
            }

            all.TryAdd(next, "振替休日");
        }
    }

    // Act art. 3(3): a day whose neighbours are both 祝日. Before 2007 not a Sunday and not a 振替休日.
    private static void AddBetween(SortedDictionary<DateOnly, string> named, SortedDictionary<DateOnly, string> all)
    {
        foreach (var date in named.Keys)
        {
            var middle = date.AddDays(1);
            if (!named.ContainsKey(middle) && named.ContainsKey(middle.AddDays(1))
                && (middle.Year >= 2007 || middle.DayOfWeek != DayOfWeek.Sunday))
            {
                all.TryAdd(middle, "国民の休日");
            }
        }
    }
}
