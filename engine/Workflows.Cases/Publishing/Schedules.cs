using Cronos;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Decisions.Calendars;
using Workflows.Engine.Data;

namespace Workflows.Cases.Publishing;

/// <summary>When scheduled starts are due: a time of day on business days or every day by calendar, or a cron line, all in Japan's time.</summary>
public sealed class Schedules(Installation installation, IRegisterStore registers) : IScheduleSource
{
    /// <summary>Days looked ahead for an open one; no calendar closes longer.</summary>
    private const int Horizon = 366;

    public ValueTask<DateTimeOffset?> NextDue(string tenant, string program, string startId, DateTimeOffset after, CancellationToken ct) =>
        new(Find(tenant, program, startId) is var (package, start) ? Next(package, start, after) : null);

    public async ValueTask<ScheduledStart?> Fire(string tenant, string program, string startId, DateTimeOffset due, DateTimeOffset now, CancellationToken ct)
    {
        if (Find(tenant, program, startId) is not var (package, start)) return null;
        if (!await StartFilter.Holds(package, start, tenant, installation.SettingsOf(tenant, package.Id), Datum.EmptyObject, now, registers, ct).ConfigureAwait(false)) return null;
        var key = StartKeys.Of(package, start, installation.SettingsOf(tenant, package.Id), Datum.EmptyObject, now);
        return new ScheduledStart(new StartTarget(package.Id, start.Id, start.Workflow, key), Datum.Object(("start", start.Id)));
    }

    /// <summary>The first due instant after another; null when it never comes.</summary>
    public static DateTimeOffset? Next(ProgramPackage package, StartSpec start, DateTimeOffset after)
    {
        if (start.Cron is { } cron) return CronExpression.Parse(cron).GetNextOccurrence(after, Japan.Zone)?.ToOffset(Japan.Offset);
        var local = after.ToOffset(Japan.Offset);
        var at = start.At ?? TimeOnly.MinValue;
        var calendar = start.On == "businessDay" ? BusinessCalendars.Get(start.Calendar ?? package.Calendar) : BusinessCalendars.EveryDay;
        var day = DateOnly.FromDateTime(local.DateTime);
        for (var i = 0; i <= Horizon; i++, day = day.AddDays(1))
        {
            var due = new DateTimeOffset(day.ToDateTime(at), Japan.Offset);
            if (due > after && calendar.IsBusinessDay(day)) return due;
        }
        return null;
    }

    private (ProgramPackage, StartSpec)? Find(string tenant, string program, string startId) =>
        installation.Current.Find(tenant, program)?.Package is { } package && package.Starts.Find(startId) is { Kind: StartKind.Schedule } start ? (package, start) : null;
}
