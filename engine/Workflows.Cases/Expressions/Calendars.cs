using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using Workflows.Decisions.Calendars;
using Workflows.Decisions.Functions;
using Workflows.Engine.Data;

namespace Workflows.Cases.Expressions;

/// <summary>
/// A municipality's own calendars (開所日, 授業日, 業務時間, a day changed by order) as data: <c>{ id, label, base, closedWeekdays, holidays,
/// closedEveryYear, closed, open, hours }</c>. They stand in a step's refs, so a step keeps the version it was made with.
/// </summary>
public static class Calendars
{
    private const string Weekdays = "日月火水木金土";

    private static readonly ConditionalWeakTable<Datum, Dictionary<string, BusinessCalendar>> Read = [];

    /// <summary>The calendar of that id: the municipality's, else the product's; null when there is none.</summary>
    /// <param name="own">Calendars by id, as <c>refs.calendars</c> holds them.</param>
    public static BusinessCalendar? Find(Datum own, string id) =>
        own.Kind == DatumKind.Object && All(own).TryGetValue(id, out var found) ? found : BusinessCalendars.Find(id);

    /// <exception cref="CalendarException">No such calendar.</exception>
    public static BusinessCalendar Get(Datum own, string id) => Find(own, id) ?? throw new CalendarException(
        $"暦「{id}」がありません。自治体の calendars に書くか、使える暦から選んでください: {string.Join("、", Ids(own))}。",
        $"There is no calendar '{id}'; known are {string.Join(", ", Ids(own))}.");

    internal static ICalendarSource Source(Datum own, string defaultId) =>
        new CalendarSource(own.Kind == DatumKind.Object ? [.. All(own).Values] : [], defaultId);

    private static IEnumerable<string> Ids(Datum own) => own.Members.Select(m => m.Key).Concat(BusinessCalendars.All.Select(c => c.Id)).Distinct(StringComparer.Ordinal);

    private static Dictionary<string, BusinessCalendar> All(Datum own) => Read.GetValue(own, static all =>
    {
        var made = new Dictionary<string, BusinessCalendar>(StringComparer.Ordinal);
        foreach (var (id, source) in all.Members) made[id] = Make(source.Has("id") ? source : source.With("id", id), [], name => made.GetValueOrDefault(name));
        return made;
    });

    /// <summary>Reads one calendar; what is wrong is added to <paramref name="problems"/> and left out.</summary>
    /// <param name="others">Further calendars a <c>base</c> may name.</param>
    internal static BusinessCalendar Make(Datum source, List<(string Key, string Ja, string En)> problems, Func<string, BusinessCalendar?> others)
    {
        var id = source["id"].AsText() ?? "";
        var basis = BusinessCalendars.EveryDay;
        if (source["base"].AsText() is { } named)
        {
            if (((named == id ? null : others(named)) ?? BusinessCalendars.Find(named)) is { } found) basis = found;
            else problems.Add(("base", $"もとにする暦「{named}」がありません。先に書いた暦か、組み込みの暦（{string.Join("、", BusinessCalendars.All.Select(c => c.Id))}）を書いてください。", $"There is no calendar '{named}' to base this on."));
        }
        return basis with
        {
            Id = id,
            Version = source["version"].AsText() ?? basis.Version,
            Label = source["label"].AsText() ?? basis.Label,
            ClosedWeekdays = source["closedWeekdays"].IsNull ? basis.ClosedWeekdays : [.. source["closedWeekdays"].Items.Select((d, i) => Weekday(d, $"closedWeekdays[{i}]", problems)).OfType<DayOfWeek>()],
            ClosedOnHolidays = source["holidays"].IsNull ? basis.ClosedOnHolidays : source["holidays"].AsBoolean(),
            ClosedEveryYear = source["closedEveryYear"].IsNull ? basis.ClosedEveryYear : Yearly(source["closedEveryYear"], problems),
            ClosedDates = basis.ClosedDates.RemoveRange(Days(source["open"], "open", "開所", problems).Select(d => d.Key)).SetItems(Days(source["closed"], "closed", "休業", problems)),
            OpenDates = basis.OpenDates.RemoveRange(Days(source["closed"], "closed", "休業", []).Select(d => d.Key)).SetItems(Days(source["open"], "open", "開所", [])),
            Hours = source["hours"].IsNull ? basis.Hours : [.. source["hours"].Items.Select((h, i) => Hours(h, $"hours[{i}]", problems)).OfType<OfficeHours>().OrderBy(h => h.Start)],
        };
    }

    private static DayOfWeek? Weekday(Datum day, string key, List<(string, string, string)> problems)
    {
        var at = day.AsText() is { Length: 1 } one ? Weekdays.IndexOf(one[0], StringComparison.Ordinal) : -1;
        if (at >= 0) return (DayOfWeek)at;
        problems.Add((key, $"曜日「{day.AsText()}」を読めません。日月火水木金土の1字で書いてください。", $"'{day.AsText()}' is no weekday; write one of 日月火水木金土."));
        return null;
    }

    private static ImmutableSortedDictionary<int, string> Yearly(Datum days, List<(string, string, string)> problems)
    {
        var result = ImmutableSortedDictionary<int, string>.Empty;
        foreach (var (day, why) in days.Members)
            if (DateOnly.TryParseExact($"2000-{day}", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) result = result.SetItem((date.Month * 100) + date.Day, why.AsText() ?? "休業");
            else problems.Add(($"closedEveryYear.{day}", $"「{day}」は月日ではありません。12-29 のように書いてください。", $"'{day}' is no month and day such as 12-29."));
        return result;
    }

    /// <summary>Days with their reason: <c>{ "2026-10-12": "運動会" }</c>, or a list of days.</summary>
    private static List<KeyValuePair<DateOnly, string>> Days(Datum days, string key, string otherwise, List<(string, string, string)> problems)
    {
        var result = new List<KeyValuePair<DateOnly, string>>();
        foreach (var (day, why) in days.Kind == DatumKind.List ? days.Items.Select(d => KeyValuePair.Create(d.AsText() ?? "", Datum.Null)) : days.Members)
            if (DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) result.Add(KeyValuePair.Create(date, why.AsText() ?? otherwise));
            else problems.Add(($"{key}.{day}", $"「{day}」は日付ではありません。2026-10-12 のように書いてください。", $"'{day}' is no date such as 2026-10-12."));
        return result;
    }

    private static OfficeHours? Hours(Datum hours, string key, List<(string, string, string)> problems)
    {
        if (TimeOnly.TryParseExact(hours["from"].AsText(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from)
            && TimeOnly.TryParseExact(hours["to"].AsText(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to) && to > from)
            return new(from, to, [.. hours["weekdays"].Items.Select((d, i) => Weekday(d, $"{key}.weekdays[{i}]", problems)).OfType<DayOfWeek>()]);
        problems.Add((key, "業務時間は { \"from\": \"08:30\", \"to\": \"17:15\" } のように、終わりを後にして書いてください。", "Hours need 'from' and a later 'to', such as 08:30 and 17:15."));
        return null;
    }
}
