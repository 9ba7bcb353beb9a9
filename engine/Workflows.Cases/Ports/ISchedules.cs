using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>Knows when the starts of kind <c>schedule</c> are due (calendars, cron) and what a firing starts.</summary>
public interface IScheduleSource
{
    /// <summary>What a row that came due begins, and when the row is due next.</summary>
    /// <param name="startId">The start's id; <c>id#record</c> for one record of a register.</param>
    /// <param name="due">When it was due; after downtime earlier than <paramref name="now"/>.</param>
    ValueTask<Firing> Fire(string tenant, string program, string startId, DateTimeOffset due, DateTimeOffset now, CancellationToken ct);
}

/// <param name="Next">When the row is due next; null takes it off.</param>
public sealed record Firing(IReadOnlyList<ScheduledStart> Starts, DateTimeOffset? Next)
{
    public static readonly Firing Nothing = new([], null);

    /// <summary>Further rows to be written, each with its own due time.</summary>
    public IReadOnlyList<(string StartId, DateTimeOffset Due)> Rows { get; init; } = [];
    /// <summary>Cases to be told: public id, stimulus kind and name.</summary>
    public IReadOnlyList<(string CaseId, string Kind, string Name)> Told { get; init; } = [];
}

/// <param name="Payload">The workflow's input.</param>
/// <param name="ActivityId">The activity it begins at; null for the workflow's own start.</param>
public sealed record ScheduledStart(StartTarget Target, Datum Payload, string? ActivityId = null)
{
    /// <summary>Tells the starts of one row apart and makes each happen once; empty: the row's due time.</summary>
    public string Stamp { get; init; } = "";
    /// <summary>The signal for the live case of the same key; null: nothing happens to it.</summary>
    public string? Signal { get; init; }
}

/// <summary>The published scheduled starts of a municipality. A publish calls <see cref="Set"/> for each.</summary>
public interface IScheduleStore
{
    /// <summary>Makes the start due at <paramref name="nextDue"/>, or takes it off when null. Says nothing new when it is already due earlier: a missed firing is kept.</summary>
    ValueTask Set(string tenant, string program, string startId, DateTimeOffset? nextDue, CancellationToken ct);
    ValueTask<IReadOnlyList<ScheduleRow>> List(string tenant, CancellationToken ct);
}

public sealed record ScheduleRow(string Tenant, string Program, string StartId, DateTimeOffset Due);
