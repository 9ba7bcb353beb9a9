using Workflows.Cases.Ports;
using Workflows.Storage.Model;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Timers of cases and scheduled starts.</summary>
internal sealed class SqlTimers(ISqlReaders readers, ISqlWriter writer, EngineWake wake) : ITimerStore, IScheduleStore
{
    private const string Columns = "t.Id, t.Tenant, c.PublicId, t.Kind, t.BookmarkId, t.Due, t.ActivityId, t.ScopePath, t.Name, t.Program, t.StartId, t.Attempts, t.ReadyAt";

    /// <summary>Cases a newer version of this product has written wait for a node of that version.</summary>
    private static readonly string Known = $"(c.Id IS NULL OR c.StateFormat <= {SqlCases.Format})";

    public static DueTimer? OfCase(SqlDb db, long caseKey, TimerBound bound, DateTimeOffset now)
    {
        using var row = db.Query($"""
            SELECT {Columns} FROM Timers t JOIN Cases c ON c.Id = t.CaseId
            WHERE t.CaseId = ? AND t.Due < ? AND t.ReadyAt <= ? ORDER BY t.Due, t.Id LIMIT 1
            """, caseKey, bound.At.UtcTicks + (bound.Strictly ? 0 : 1), now);
        return row.Step() ? Read(row) : null;
    }

    public IReadOnlyList<DueTimer> Oldest(DateTimeOffset now, int take) => readers.Read(db =>
    {
        var found = new List<DueTimer>();
        using var rows = db.Query($"SELECT {Columns} FROM Timers t LEFT JOIN Cases c ON c.Id = t.CaseId WHERE t.ReadyAt <= ? AND {Known} ORDER BY t.ReadyAt, t.Id LIMIT ?", now, take);
        while (rows.Step()) found.Add(Read(rows));
        return found;
    });

    public DateTimeOffset? NextReady() => readers.Read(db =>
        db.Number($"SELECT t.ReadyAt FROM Timers t LEFT JOIN Cases c ON c.Id = t.CaseId WHERE {Known} ORDER BY t.ReadyAt, t.Id LIMIT 1") is { } ticks ? Instants.From(ticks) : (DateTimeOffset?)null);

    public ValueTask Postpone(DueTimer timer, DateTimeOffset now, string error, CancellationToken ct)
    {
        var wait = TimeSpan.FromSeconds(Math.Min(3600, 5 * Math.Pow(2, Math.Min(timer.Attempts, 10))));
        return Write("UPDATE Timers SET Attempts = Attempts + 1, ReadyAt = ?, LastError = ? WHERE Id = ?", ct, now + wait, error, timer.Id);
    }

    public ValueTask Reschedule(DueTimer timer, DateTimeOffset? next, CancellationToken ct) => next is { } due
        // Poked meanwhile, it stays due: what changed has not been looked at yet.
        ? Write("UPDATE Timers SET Due = ?, ReadyAt = ?, Attempts = 0, LastError = NULL WHERE Id = ? AND Attempts = ?", ct, due, due, timer.Id, timer.Attempts)
        : Write("DELETE FROM Timers WHERE Id = ? AND Attempts = ?", ct, timer.Id, timer.Attempts);

    public async ValueTask Set(string tenant, string program, string startId, DateTimeOffset? nextDue, CancellationToken ct)
    {
        if (nextDue is { } due)
        {
            await writer.WriteWaiting(session =>
            {
                // One that is due sooner stays.
                session.Db.Run("UPDATE Timers SET Due = ?1, ReadyAt = ?1 WHERE Tenant = ?2 AND Program = ?3 AND StartId = ?4 AND Due > ?1", due, tenant, program, startId);
                return session.Db.InsertNew(StepTable.Schedules, tenant, program, startId, TimerKind.Schedule, due, due, 0);
            }, ct).ConfigureAwait(false);
        }
        else await Write("DELETE FROM Timers WHERE Tenant = ? AND Program = ? AND StartId = ?", ct, tenant, program, startId).ConfigureAwait(false);
        wake.Signal();
    }

    /// <summary>A row comes due now, inside a transaction under way.</summary>
    public static void Poke(SqlDb db, string tenant, string program, string startId, DateTimeOffset at)
    {
        // Fewer attempts than none tell a firing under way that it has been poked.
        if (db.Run("""
            UPDATE Timers SET Due = CASE WHEN Due > ?1 THEN ?1 ELSE Due END, ReadyAt = CASE WHEN ReadyAt > ?1 THEN ?1 ELSE ReadyAt END, Attempts = CASE WHEN Attempts > 0 THEN -1 ELSE Attempts - 1 END
            WHERE Tenant = ?2 AND Program = ?3 AND StartId = ?4
            """, at, tenant, program, startId) == 0)
            db.InsertNew(StepTable.Schedules, tenant, program, startId, TimerKind.Schedule, at, at, 0);
    }

    public ValueTask SetRow(string tenant, string program, string startId, DateTimeOffset due, CancellationToken ct) => Set(tenant, program, startId, due, ct);

    public ValueTask<IReadOnlyList<ScheduleRow>> List(string tenant, CancellationToken ct) => ValueTask.FromResult(readers.Read<IReadOnlyList<ScheduleRow>>(db =>
    {
        var found = new List<ScheduleRow>();
        using var rows = db.Query("SELECT Program, StartId, Due FROM Timers WHERE Tenant = ? AND StartId IS NOT NULL ORDER BY Due, Id", tenant);
        while (rows.Step()) found.Add(new ScheduleRow(tenant, rows.Text(0), rows.Text(1), rows.Instant(2)));
        return found;
    }));

    private async ValueTask Write(string sql, CancellationToken ct, params object?[] values) =>
        await writer.WriteWaiting(session => { session.Db.Run(sql, values); return true; }, ct).ConfigureAwait(false);

    private static DueTimer Read(SqlRows row) => new(
        row.Long(0), row.Text(1), row.TextOrNull(2), (TimerKind)row.Int(3), row.TextOrNull(4), row.Instant(5), row.TextOrNull(6), row.TextOrNull(7), row.TextOrNull(8),
        row.TextOrNull(9), row.TextOrNull(10), row.Int(11), row.Instant(12));
}
