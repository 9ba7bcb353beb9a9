using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Decisions.Calendars;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Activities.Time;

/// <summary>Dates and times as they stand in Japan (+09:00).</summary>
internal static class Jst
{
    public static DateTimeOffset Of(DateTimeOffset instant) => instant.ToOffset(Japan.Offset);
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(Of(instant).DateTime);
    public static DateTimeOffset StartOf(DateOnly date) => new(date.ToDateTime(TimeOnly.MinValue), Japan.Offset);
    /// <summary>The last second of the day, as deadlines are written: 23:59:59.</summary>
    public static DateTimeOffset EndOf(DateOnly date) => new(date.ToDateTime(new TimeOnly(23, 59, 59)), Japan.Offset);

    /// <summary>From when a period counts: a late timer's own due time, else the step's instant.</summary>
    public static DateTimeOffset Base(ActivityContext context) =>
        context.Stimulus is { Kind: StimulusKinds.Timer, Due: { } due } ? due : context.Step.Now;

    /// <summary>The calendar of that id; without one the package's, else the office calendar.</summary>
    public static BusinessCalendar Calendar(ActivityContext context, string? id) =>
        Calendars.Get(context.Step.Refs["calendars"], id ?? context.Package()?.Calendar ?? BusinessCalendars.DefaultId);
}
