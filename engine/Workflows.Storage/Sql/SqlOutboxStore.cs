using Workflows.Storage.Model;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>The outbox through the writer's queue.</summary>
internal sealed class SqlOutboxStore(ISqlWriter writer, ISqlReaders readers, SqlOutbox outbox) : IOutboxStore
{
    public (long Id, DateTimeOffset At)? Next() => readers.Read(outbox.Next);

    public async ValueTask<IReadOnlyList<LeasedMessage>> Lease(DateTimeOffset now, int take, long? only, CancellationToken ct) =>
        await writer.WriteWaiting(session => outbox.Lease(session.Db, now, take, only), ct).ConfigureAwait(false);

    public async ValueTask Renew(IReadOnlyCollection<long> ids, CancellationToken ct) => await Write(session => { foreach (var id in ids) outbox.Renew(session.Db, id); }, ct).ConfigureAwait(false);

    public async ValueTask Postpone(long id, int attempts, DateTimeOffset nextAt, string? error, CancellationToken ct) =>
        await Write(session => SqlOutbox.Postpone(session.Db, id, attempts, nextAt, error), ct).ConfigureAwait(false);

    public async ValueTask End(OutboxEnd end, CancellationToken ct) => await Write(session => SqlOutbox.End(session.Db, end), ct).ConfigureAwait(false);

    public async ValueTask Mark(long id, string error, CancellationToken ct) =>
        await Write(session => session.Db.Run("UPDATE Outbox SET LastError = ? WHERE Id = ? AND Status = 0", error, id), ct).ConfigureAwait(false);

    public bool? HasLeft(long caseKey, string key) => readers.Read<bool?>(db =>
    {
        using var row = db.Query("SELECT Status, Attempts FROM Outbox WHERE CaseId = ? AND Key = ?", caseKey, key);
        if (!row.Step()) return false;
        return (OutboxStatus)row.Int(0) switch { OutboxStatus.Pending => null, OutboxStatus.Cancelled => row.Int(1) > 0, _ => true };
    });

    public async ValueTask FreeLeases(CancellationToken ct) => await Write(session => SqlOutbox.FreeLeases(session.Db), ct).ConfigureAwait(false);

    public string? FindReceiver(string tenant, string program, string idOrNumber) => readers.Read(db =>
    {
        using var row = db.Query("""
            SELECT PublicId FROM (
                SELECT PublicId, Program FROM Cases WHERE PublicId = ?1 AND Tenant = ?2
                UNION ALL SELECT PublicId, Program FROM Cases WHERE Tenant = ?2 AND Number = ?1) AS found
            ORDER BY CASE WHEN Program = ?3 THEN 0 ELSE 1 END, PublicId DESC LIMIT 1
            """, idOrNumber, tenant, program);
        return row.Step() ? row.Text(0) : null;
    });

    public string WorkflowOf(long caseKey) => readers.Read(db =>
    {
        using var row = db.Query("SELECT Workflow FROM Cases WHERE Id = ?", caseKey);
        return row.Step() ? row.Text(0) : throw new InvalidDataException($"Case {caseKey} is missing.");
    });

    public (string ActivityId, string ScopePath, string Name)? FindWait(long caseKey, string bookmarkId) => readers.Read(db =>
    {
        using var row = db.Query("SELECT ActivityId, ScopePath, Name FROM Bookmarks WHERE CaseId = ? AND BookmarkId = ?", caseKey, bookmarkId);
        return row.Step() ? (row.Text(0), row.Text(1), row.Text(2)) : ((string, string, string)?)null;
    });

    private async Task Write(Action<SqlSession> work, CancellationToken ct) =>
        await writer.WriteWaiting(session => { work(session); return true; }, ct).ConfigureAwait(false);
}
