using Workflows.Cases.Ports;
using Workflows.Storage.Model;
using Workflows.Storage.Reading;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>The outbox as operators see it, newest first.</summary>
internal sealed class SqlMessageDesk(ISqlWriter writer, ISqlReaders readers, EngineWake wake) : IMessageDesk
{
    private const int MostRows = 200;
    private const string Columns = "o.Id, c.PublicId, c.Number, c.Program, o.Kind, o.Target, o.Key, o.Status, o.Attempts, o.CreatedAt, o.NextAt, o.LastError, o.ReplyTo";

    public ValueTask<Page<OutgoingMessage>> List(string tenant, string? status, string? kind, string? target, PageRequest page, CancellationToken ct)
    {
        var wanted = status is null ? OutboxStatus.Failed : Enum.Parse<OutboxStatus>(status, ignoreCase: true);
        var before = Cursor.Read(page.Cursor);
        var where = new SqlText().And("o.Tenant = ?", tenant).And($"o.Status = {(int)wanted}").AndIf(kind is not null, "o.Kind = ?", kind).AndIf(target is not null, "o.Target = ?", target)
            .AndIf(before is not null, "o.Id < ?", before?.Key);
        var take = Math.Clamp(page.Take, 1, MostRows);
        return ValueTask.FromResult(readers.Read(db =>
        {
            var found = new List<OutgoingMessage>();
            using var rows = db.Once($"SELECT {Columns} FROM Outbox o JOIN Cases c ON c.Id = o.CaseId WHERE {where.Conditions} ORDER BY o.Id DESC LIMIT {take + 1}", [.. where.Values]);
            while (rows.Step()) found.Add(Read(rows));
            return found.Count > take
                ? new Page<OutgoingMessage>(found[..take], new Cursor(null, found[take - 1].Id).Write(), take, IsLeast: true)
                : new Page<OutgoingMessage>(found, null, found.Count);
        }));
    }

    public ValueTask<OutgoingMessage?> Find(string tenant, long id, CancellationToken ct) => ValueTask.FromResult(readers.Read(db =>
    {
        using var row = db.Query($"SELECT {Columns} FROM Outbox o JOIN Cases c ON c.Id = o.CaseId WHERE o.Tenant = ? AND o.Id = ?", tenant, id);
        return row.Step() ? Read(row) : null;
    }));

    public async ValueTask<bool> Retry(string tenant, long id, DateTimeOffset now, CancellationToken ct)
    {
        var again = await writer.WriteWaiting(session => session.Db.Run(
            "UPDATE Outbox SET Status = 0, Attempts = 0, WindowFrom = ?, NextAt = ?, LeaseUntil = NULL, LeaseOwner = NULL, LastError = NULL, DoneAt = NULL WHERE Tenant = ? AND Id = ? AND Status = 2",
            now, now, tenant, id) == 1, ct).ConfigureAwait(false);
        if (again) wake.Signal();
        return again;
    }

    public async ValueTask<bool> Discard(string tenant, long id, CancellationToken ct) => await writer.WriteWaiting(session =>
        session.Db.Run("UPDATE Outbox SET Status = 3 WHERE Tenant = ? AND Id = ? AND Status = 2", tenant, id) == 1, ct).ConfigureAwait(false);

    private static OutgoingMessage Read(SqlRows row)
    {
        var status = (OutboxStatus)row.Int(7);
        return new OutgoingMessage(row.Long(0), row.Text(1), row.TextOrNull(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), status.ToString().ToLowerInvariant(), row.Int(8),
            row.Instant(9), status == OutboxStatus.Pending ? row.Instant(10) : null, row.TextOrNull(11), !row.IsNull(12));
    }
}
