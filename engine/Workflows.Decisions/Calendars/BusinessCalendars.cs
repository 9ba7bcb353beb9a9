using System.Collections.Immutable;

namespace Workflows.Decisions.Calendars;

/// <summary>The calendars every installation has. Facilities, schools and offices add their own (開所日, 授業日) as data.</summary>
public static class BusinessCalendars
{
    /// <summary>The office calendar every programme uses unless it names another.</summary>
    public const string DefaultId = "jp-municipal";

    private static readonly ImmutableSortedDictionary<int, string> YearEnd = new[] { 1229, 1230, 1231, 101, 102, 103 }
        .ToImmutableSortedDictionary(d => d, _ => "年末年始");

    /// <summary>
    /// 市区町村の休日 (地方自治法4条の2第2項): Saturday, Sunday, 祝日法の休日, 29 December – 3 January. 業務時間 Mon–Fri 08:30–17:15.
    /// </summary>
    public static BusinessCalendar Municipal { get; } = new()
    {
        Id = DefaultId,
        Version = JapaneseHolidays.LawVersion,
        Label = "市区町村の開庁日",
        ClosedWeekdays = [DayOfWeek.Saturday, DayOfWeek.Sunday],
        ClosedOnHolidays = true,
        ClosedEveryYear = YearEnd,
        Hours = [new OfficeHours(new TimeOnly(8, 30), new TimeOnly(17, 15))],
    };

    /// <summary>
    /// Business days of 口座振替 as the account-transfer programme defines them: Saturday, Sunday, 祝日法の休日, 29 December – 3 January are closed.
    /// 銀行法施行令5条 itself closes 31 December – 3 January only; a municipality that follows it publishes <see cref="BankByOrdinance"/>.
    /// </summary>
    public static BusinessCalendar Bank { get; } = Municipal with { Id = "jp-bank", Label = "銀行営業日", Hours = [] };

    /// <summary>Holidays of banks by 銀行法15条1項 and 銀行法施行令5条: Saturday, Sunday, 祝日, 31 December – 3 January.</summary>
    public static BusinessCalendar BankByOrdinance { get; } = Bank with
    {
        Id = "jp-bank-ordinance",
        Label = "銀行営業日（銀行法施行令）",
        ClosedEveryYear = YearEnd.Remove(1229).Remove(1230),
    };

    /// <summary>開所日 of nurseries unless the facility says otherwise: Monday – Saturday except 祝日 and 29 December – 3 January.</summary>
    public static BusinessCalendar Nursery { get; } = Municipal with
    {
        Id = "jp-nursery",
        Label = "保育所の開所日",
        ClosedWeekdays = [DayOfWeek.Sunday],
        Hours = [],
    };

    /// <summary>Every day of the year, for periods in plain days.</summary>
    public static BusinessCalendar EveryDay { get; } = new() { Id = "every-day", Version = "1", Label = "毎日" };

    /// <summary>All built-in calendars in the order of their ids.</summary>
    public static IReadOnlyList<BusinessCalendar> All { get; } =
        [.. new[] { Municipal, Bank, BankByOrdinance, Nursery, EveryDay }.OrderBy(c => c.Id, StringComparer.Ordinal)];

    /// <summary>The built-in calendar of that id, or null.</summary>
    public static BusinessCalendar? Find(string id) => All.FirstOrDefault(c => c.Id == id);

    /// <summary>The built-in calendar of that id.</summary>
    /// <exception cref="CalendarException">No such calendar.</exception>
    public static BusinessCalendar Get(string id) =>
        Find(id) ?? throw new CalendarException(
            $"暦「{id}」がありません。使える暦: {string.Join("、", All.Select(c => c.Id))}。",
            $"There is no calendar '{id}'; known are {string.Join(", ", All.Select(c => c.Id))}.");
}
