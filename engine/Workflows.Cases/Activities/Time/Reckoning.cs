using System.Globalization;
using Workflows.Cases.Activities.Reading;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Decisions.Calendars;
using Workflows.Decisions.Functions.Dates;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities.Time;

/// <summary>A due moment with how it came about.</summary>
/// <param name="Due">As people read it: the last moment that is in time, or with half-open ends the first that is not.</param>
/// <param name="Fires">The first moment that is too late: when the clock strikes.</param>
/// <param name="LastDay">The last day before it was rolled; null for plain and office time.</param>
/// <param name="Unit">What remains when it is paused: <c>days</c>, <c>businessDays</c>, <c>time</c>, <c>office</c>.</param>
internal sealed record Reckoned(DateTimeOffset Due, DateTimeOffset Fires, DateOnly? LastDay, string Unit, string Calendar, DateTimeOffset From, ClockSpec Way, IReadOnlyList<string> Derivation);

/// <summary>Counts due moments in Japan's days by named calendars, and says in words how (民法138–143条).</summary>
internal static class Reckoning
{
    private const string Moment = "yyyy-MM-dd HH:mm:ss.FFF";

    /// <summary>Null when FEEL gives no start, no last day, or an empty period: no clock runs.</summary>
    /// <param name="start">Counts from here in place of the clock's own <c>from</c>.</param>
    public static Reckoned? Of(ActivityContext context, ClockSpec clock, Datum? start = null)
    {
        if (clock.Several.Count == 0) return One(context, clock, start);
        var ways = clock.Several.Select(way => One(context, way.From is null && clock.From is not null ? way with { From = clock.From } : way, start)).OfType<Reckoned>().ToList();
        if (ways.Count == 0) return null;
        var chosen = clock.Latest ? ways.MaxBy(w => w.Fires)! : ways.MinBy(w => w.Fires)!;
        return chosen with
        {
            Derivation = [.. ways.SelectMany((w, i) => w.Derivation.Select(d => $"（{i + 1}）{d}")), $"{(clock.Latest ? "最も遅い" : "最も早い")}もの: {Show(chosen.Due)}", .. Law(clock)],
        };
    }

    private static Reckoned? One(ActivityContext context, ClockSpec clock, Datum? start)
    {
        var calendarId = clock.Calendar is { } named ? context.Render(named) : context.Package()?.Calendar ?? BusinessCalendars.DefaultId;
        var calendar = Jst.Calendar(context, calendarId);
        if (clock.At is not null)
        {
            var value = context.Eval(clock.At);
            if (value.IsNull) return null;
            var at = Instant(context, value);
            if (!IsDate(value)) return Strike(clock, at, null, "time", calendarId, at, [$"期限の時刻 {Show(at)}", .. Law(clock)]);
            var day = Jst.DateOf(at);
            return EndOf(context, clock, day, day, at, "days", calendar, [$"期限の日 {day:yyyy-MM-dd}", .. Law(clock)]);
        }
        var given = start ?? (clock.From is null ? Datum.Of(Jst.Base(context)) : context.Eval(clock.From));
        if (given.IsNull) return null;
        var from = Instant(context, given);
        var text = context.Render(clock.Period!);
        if (text.Length == 0) return null;
        if (!Span.TryParse(text, out var span)) throw context.Fault("DEADLINE_PERIOD", $"期間「{text}」を読めません。30日、10営業日、6業務時間、90分のように書いてください。 (Not a period.)");
        if (span.IsDays)
        {
            var counted = Deadlines.Compute(Jst.DateOf(from), span.Legal!.Value, new DeadlineRule { CountFirstDay = clock.CountFirstDay, Calendar = calendar });
            return EndOf(context, clock, counted.Date, counted.Date, from, span.Legal.Value.Unit == PeriodUnit.BusinessDays ? "businessDays" : "days", calendar,
                [.. counted.Derivation, .. span.Legal.Value.Unit == PeriodUnit.BusinessDays ? [$"暦 {calendar.Label}"] : Array.Empty<string>(), .. Law(clock)]);
        }
        if (span.IsOffice)
        {
            var due = Local(OfficeTime.Add(Jst.Of(from).DateTime, TimeSpan.FromMinutes(span.Legal!.Value.Amount), calendar));
            return Strike(clock, due, null, "office", calendar.Id, from, [$"起点 {Show(from)}、期間 {text}（{calendar.Label}の業務時間）", .. Law(clock)]);
        }
        return Strike(clock, from + span.Time, null, "time", calendarId, from, [$"起点 {Show(from)}、期間 {text}", .. Law(clock)]);
    }

    /// <summary>The due moment of a last day: rolled to an open day, ended as the clock says.</summary>
    public static Reckoned EndOf(ActivityContext context, ClockSpec clock, DateOnly lastDay, DateOnly counted, DateTimeOffset from, string unit, BusinessCalendar calendar, IReadOnlyList<string> derivation)
    {
        var day = clock.Roll switch { DeadlineRoll.Next => calendar.NextBusinessDay(counted), DeadlineRoll.Previous => calendar.PreviousBusinessDay(counted), _ => counted };
        var steps = derivation.ToList();
        if (day != counted) steps.Add($"{counted:yyyy-MM-dd}は{calendar.ClosedBecause(counted)}のため{(clock.Roll == DeadlineRoll.Next ? "翌営業日" : "前営業日")} {day:yyyy-MM-dd}");
        if (clock.End == "day")
        {
            var end = Jst.EndOf(day);
            return new(end, Jst.StartOf(day.AddDays(1)), lastDay, unit, calendar.Id, from, clock, [.. steps, $"期限 {Show(end)}（その日の終わりまで）"]);
        }
        var time = clock.End switch
        {
            "exact" => TimeOnly.FromDateTime(Jst.Of(from).DateTime),
            "closing" => calendar.Hours.Where(h => h.AppliesOn(day.DayOfWeek)).Select(h => (TimeOnly?)h.End).LastOrDefault()
                ?? throw context.Fault("DEADLINE_HOURS", $"暦「{calendar.Id}」の{day:yyyy-MM-dd}に業務時間がありません。暦の hours を書いてください。 (No office hours on that day.)"),
            _ => TimeOnly.ParseExact(clock.End, "HH:mm", CultureInfo.InvariantCulture),
        };
        return Strike(clock, new DateTimeOffset(day.ToDateTime(time), Japan.Offset), lastDay, unit, calendar.Id, from, steps);
    }

    private static Reckoned Strike(ClockSpec clock, DateTimeOffset due, DateOnly? lastDay, string unit, string calendar, DateTimeOffset from, IReadOnlyList<string> derivation) =>
        new(due, clock.Inclusive ? due.AddTicks(1) : due, lastDay, unit, calendar, from, clock, [.. derivation, $"期限 {Show(due)}{(clock.Inclusive ? "（ちょうどは期限内）" : "")}"]);

    /// <summary>What is left at a moment, in the clock's own unit: days, open days, or ticks of time.</summary>
    public static long Left(ActivityContext context, Reckoned clock, DateTimeOffset at) => clock.Unit switch
    {
        "days" => clock.LastDay!.Value.DayNumber - Jst.DateOf(at).DayNumber,
        "businessDays" => Jst.Calendar(context, clock.Calendar).BusinessDaysBetween(Jst.DateOf(at), clock.LastDay!.Value),
        "office" => OfficeTime.Between(Jst.Of(at).DateTime, Jst.Of(clock.Due).DateTime, Jst.Calendar(context, clock.Calendar), []).Ticks,
        _ => (clock.Due - at).Ticks,
    };

    /// <summary>The due moment when so much is left from a moment on.</summary>
    public static Reckoned From(ActivityContext context, Reckoned clock, DateTimeOffset at, long left)
    {
        var calendar = Jst.Calendar(context, clock.Calendar);
        string[] told = [.. clock.Derivation, $"{Show(at)}から残り{Words(clock.Unit, left)}"];
        switch (clock.Unit)
        {
            case "days" or "businessDays":
                var day = Jst.DateOf(at);
                var last = clock.Unit == "days" ? day.AddDays((int)left) : calendar.AddBusinessDays(day, (int)left);
                return EndOf(context, clock.Way, last, last, clock.From, clock.Unit, calendar, told);
            case "office":
                return Strike(clock.Way, Local(OfficeTime.Add(Jst.Of(at).DateTime, TimeSpan.FromTicks(left), calendar)), null, clock.Unit, clock.Calendar, clock.From, told);
            default:
                return Strike(clock.Way, at.AddTicks(left), null, clock.Unit, clock.Calendar, clock.From, told);
        }
    }

    public static string Words(string unit, long left) => unit switch
    {
        "days" => $"{left}日", "businessDays" => $"{left}営業日",
        _ => TimeSpan.FromTicks(left) is var span && span.TotalDays >= 1 ? $"{(long)span.TotalDays}日{span:hh}時間{span:mm}分"
            : span.TotalHours >= 1 ? $"{(long)span.TotalHours}時間{span.Minutes}分" : span.TotalMinutes >= 1 ? $"{(long)span.TotalMinutes}分{span.Seconds}秒" : $"{span.TotalSeconds:0.###}秒",
    };

    /// <summary>When a warning is due; null when it cannot be counted.</summary>
    public static DateTimeOffset? Warning(ActivityContext context, Reckoned clock, WarningSpec warning)
    {
        var text = context.Render(warning.Before ?? warning.After!);
        if (text.Length == 0) return null;
        if (!Span.TryParse(text, out var span)) throw context.Fault("DEADLINE_PERIOD", $"予告の期間「{text}」を読めません。 (Not a period.)");
        var calendar = Jst.Calendar(context, clock.Calendar);
        var sign = warning.Before is null ? 1 : -1;
        var basis = warning.Before is null ? clock.From : clock.Due;
        DateTimeOffset at;
        if (span.IsDays)
        {
            var period = span.Legal!.Value;
            var day = Deadlines.Compute(Jst.DateOf(basis), period with { Amount = sign * period.Amount }, new DeadlineRule { Calendar = calendar }).Date;
            at = new DateTimeOffset(day.ToDateTime(warning.At ?? (warning.Before is null ? TimeOnly.FromDateTime(Jst.Of(basis).DateTime) : TimeOnly.MinValue)), Japan.Offset);
        }
        else
        {
            at = span.IsOffice
                ? throw context.Fault("DEADLINE_PERIOD", "予告の期間に業務時間は使えません。日、営業日、時間、分で書いてください。 (Warnings are not counted in office hours.)")
                : basis + (sign * span.Time);
            if (warning.At is { } time) at = new DateTimeOffset(Jst.DateOf(at).ToDateTime(time), Japan.Offset);
        }
        return at;
    }

    internal static string Show(DateTimeOffset at) => Jst.Of(at).ToString(Moment, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Law(ClockSpec clock) => clock.Law is { Length: > 0 } law ? [$"根拠 {law}"] : [];

    private static DateTimeOffset Local(DateTime at) => new(at, Japan.Offset);

    private static bool IsDate(Datum value) => value.AsText() is { Length: 10 };

    internal static DateTimeOffset Instant(ActivityContext context, Datum value) => TimerSpec.Instant(value.AsText()!)
        ?? throw context.Fault("DEADLINE_FROM", $"「{value.AsText()}」は日付でも日時でもありません。 (Neither a date nor a date-time.)");
}
