using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Model;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sqlite;

/// <summary>The outbox's rows: added by steps, leased by nodes, ended by their answer. A key never changes.</summary>
internal static class SqliteOutbox
{
    /// <summary>Milliseconds on the database's clock: leases do not follow a moved clock.</summary>
    private const string DatabaseNow = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";

    /// <summary>A child begins by a message of this kind to itself.</summary>
    public const string StartChild = "start";

    public static void Add(SqliteSession session, EffectTarget target, OutboxAdd add)
    {
        var db = session.Db;
        var body = SqliteCases.Pack(session, target.Tenant, target.Key, System.Text.Encoding.UTF8.GetBytes(add.Body.ToJson()));
        // First in, first out per sender and target.
        var line = add.Kind == OutboxBodies.Signal ? $"{target.Key}>{add.Target}" : add.Policy["line"].AsText();
        (long Id, OutboxStatus Status, string? ReplyTo)? known = null;
        using (var row = db.Query("SELECT Id, Status, ReplyTo FROM Outbox WHERE CaseId = ? AND Key = ?", target.Key, add.Key))
            if (row.Step()) known = (row.Long(0), (OutboxStatus)row.Int(1), row.TextOrNull(2));
        if (known is not { } old)
        {
            db.Run("""
                INSERT INTO Outbox (Tenant, CaseId, Key, Kind, Target, Body, ReplyTo, Policy, Status, Attempts, CreatedAt, WindowFrom, NextAt, Line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?)
                """, target.Tenant, target.Key, add.Key, add.Kind, add.Target, body, add.ReplyTo, add.Policy.ToJson(), target.Now, target.Now, target.Now, line);
        }
        else if (old.Status == OutboxStatus.Pending)
        {
            // Still on its way: only who waits for the answer may have changed.
            if (add.ReplyTo is not null) db.Run("UPDATE Outbox SET ReplyTo = ? WHERE Id = ?", add.ReplyTo, old.Id);
        }
        else if (old.Status != OutboxStatus.Done || (add.ReplyTo is not null && add.ReplyTo != old.ReplyTo))
        {
            // Given up, withdrawn, or asked again by another wait: it starts over, and the far side knows it by its key.
            db.Run("""
                UPDATE Outbox SET Target = ?, Body = ?, ReplyTo = ?, Policy = ?, Status = 0, Attempts = 0, WindowFrom = ?, NextAt = ?, LeaseUntil = NULL, LeaseOwner = NULL, LastError = NULL, DoneAt = NULL
                WHERE Id = ?
                """, add.Target, body, add.ReplyTo, add.Policy.ToJson(), target.Now, target.Now, old.Id);
        }
    }

    /// <summary>Withdraws a message that is not under way.</summary>
    public static void Cancel(SqliteFile db, long caseKey, string key) =>
        db.Run($"UPDATE Outbox SET Status = 3 WHERE CaseId = ? AND Key = ? AND Status = 0 AND (LeaseUntil IS NULL OR LeaseUntil < {DatabaseNow})", caseKey, key);

    /// <summary>Messages ready at <paramref name="now"/>, leased to this node; the first of each line only.</summary>
    public static IReadOnlyList<LeasedMessage> Lease(SqliteFile db, DateTimeOffset now, string owner, TimeSpan lease, int take, long? only = null)
    {
        var found = new List<LeasedMessage>();
        using (var rows = db.Query($"""
            SELECT o.Id, o.Tenant, o.CaseId, c.PublicId, c.Program, o.Key, o.Kind, o.Target, o.Body, o.ReplyTo, o.Policy, o.Attempts, o.WindowFrom, o.NextAt, o.LastError
            FROM Outbox o JOIN Cases c ON c.Id = o.CaseId
            WHERE o.Status = 0 AND o.NextAt <= ? AND (? IS NULL OR o.Id = ?) AND (o.LeaseUntil IS NULL OR o.LeaseUntil < {DatabaseNow})
              AND (o.Line IS NULL OR NOT EXISTS (SELECT 1 FROM Outbox e WHERE e.Line = o.Line AND e.Status = 0 AND e.Id < o.Id))
            ORDER BY o.NextAt, o.Id LIMIT ?
            """, now, only, only, take))
        {
            while (rows.Step())
            {
                var tenant = rows.Text(1);
                found.Add(new LeasedMessage(rows.Long(0), tenant, rows.Long(2), rows.Text(3), rows.Text(4), rows.Text(5), rows.Text(6), rows.Text(7),
                    Datum.Parse(Packing.Unpack(rows.Opened(8), sha => SqliteCases.LoadValue(db, tenant, sha))), rows.TextOrNull(9), Datum.Parse(rows.Text(10)), rows.Int(11) + 1, rows.Instant(12), rows.TextOrNull(14)));
            }
        }
        foreach (var message in found)
            db.Run($"UPDATE Outbox SET LeaseOwner = ?, LeaseUntil = {DatabaseNow} + ? WHERE Id = ?", owner, (long)lease.TotalMilliseconds, message.Id);
        return found;
    }

    /// <summary>Another attempt at <paramref name="nextAt"/>.</summary>
    public static void Postpone(SqliteFile db, long id, int attempts, DateTimeOffset nextAt, string? error) =>
        db.Run("UPDATE Outbox SET Attempts = ?, NextAt = ?, LastError = ?, LeaseUntil = NULL, LeaseOwner = NULL WHERE Id = ? AND Status = 0", attempts, nextAt, error, id);

    public static void End(SqliteFile db, OutboxEnd end) =>
        db.Run("UPDATE Outbox SET Status = ?, Attempts = ?, LastError = ?, DoneAt = ?, LeaseUntil = NULL, LeaseOwner = NULL WHERE Id = ? AND Status = 0",
            end.Status, end.Attempts, end.LastError, end.At, end.Id);

    /// <summary>When the next message may go; null when none waits.</summary>
    public static (long Id, DateTimeOffset At)? Next(SqliteFile db)
    {
        using var row = db.Query($"""
            SELECT o.Id, o.NextAt FROM Outbox o
            WHERE o.Status = 0 AND (o.LeaseUntil IS NULL OR o.LeaseUntil < {DatabaseNow})
              AND (o.Line IS NULL OR NOT EXISTS (SELECT 1 FROM Outbox e WHERE e.Line = o.Line AND e.Status = 0 AND e.Id < o.Id))
            ORDER BY o.NextAt, o.Id LIMIT 1
            """);
        return row.Step() ? (row.Long(0), row.Instant(1)) : null;
    }

    /// <summary>One SQLite file has one node: whatever a former process had leased is free.</summary>
    public static void FreeLeases(SqliteFile db) => db.Run("UPDATE Outbox SET LeaseUntil = NULL, LeaseOwner = NULL WHERE Status = 0 AND LeaseUntil IS NOT NULL");
}

/// <summary>A message this node carries.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="WindowFrom">From when giving up counts.</param>
internal sealed record LeasedMessage(
    long Id, string Tenant, long CaseKey, string CaseId, string Program, string Key, string Kind, string Target, Datum Body, string? ReplyTo, Datum Policy, int Attempt, DateTimeOffset WindowFrom, string? LastError = null);
