using System.Globalization;
using Workflows.Decisions.Calendars;
using Workflows.Engine.Data;

namespace Workflows.Storage.Running;

/// <summary>When messages may leave: <c>{ from, to, calendar }</c>, times of day in Japan, half-open, on the open days of the calendar (absent: every day).</summary>
internal static class OpeningWindow
{
    /// <returns>When it opens next; null when it is open.</returns>
    public static DateTimeOffset? ClosedUntil(Datum window, DateTimeOffset now)
    {
        if (window.Kind != DatumKind.Object || Time(window["from"]) is not { } from || Time(window["to"]) is not { } to) return null;
        var calendar = window["calendar"].AsText() is { } id ? BusinessCalendars.Get(id) : null;
        var here = now.ToOffset(Japan.Offset);
        var (day, time) = (DateOnly.FromDateTime(here.DateTime), TimeOnly.FromDateTime(here.DateTime));
        bool IsOpen(DateOnly date) => calendar?.IsBusinessDay(date) ?? true;
        if (IsOpen(day) && time >= from && time < to) return null;
        if (!IsOpen(day) || time >= from) day = day.AddDays(1);
        while (!IsOpen(day)) day = day.AddDays(1);
        return new DateTimeOffset(day.ToDateTime(from), Japan.Offset);
    }

    private static TimeOnly? Time(Datum value) => TimeOnly.TryParseExact(value.AsText(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;
}
