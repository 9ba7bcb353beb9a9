using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>Knows when the starts of kind <c>schedule</c> are due (calendars, cron) and what a firing starts.</summary>
public interface IScheduleSource
{
    /// <summary>The start's first due time after <paramref name="after"/>; null when it is no longer published or never comes due again.</summary>
    ValueTask<DateTimeOffset?> NextDue(string tenant, string program, string startId, DateTimeOffset after, CancellationToken ct);
    /// <summary>What one firing starts; null skips it.</summary>
    /// <param name="due">When it was due; after downtime earlier than <paramref name="now"/>.</param>
    ValueTask<ScheduledStart?> Fire(string tenant, string program, string startId, DateTimeOffset due, DateTimeOffset now, CancellationToken ct);
}

/// <param name="Payload">The workflow's input.</param>
/// <param name="ActivityId">The activity it begins at; null for the workflow's own start.</param>
public sealed record ScheduledStart(StartTarget Target, Datum Payload, string? ActivityId = null);

/// <summary>The published scheduled starts of a municipality. A publish calls <see cref="Set"/> for each.</summary>
public interface IScheduleStore
{
    /// <summary>Makes the start due at <paramref name="nextDue"/>, or takes it off when null. Says nothing new when it is already due earlier: a missed firing is kept.</summary>
    ValueTask Set(string tenant, string program, string startId, DateTimeOffset? nextDue, CancellationToken ct);
    ValueTask<IReadOnlyList<ScheduleRow>> List(string tenant, CancellationToken ct);
}

public sealed record ScheduleRow(string Tenant, string Program, string StartId, DateTimeOffset Due);
