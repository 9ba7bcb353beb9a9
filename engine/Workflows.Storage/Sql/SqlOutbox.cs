using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Model;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>The outbox's rows: added by steps, leased by nodes, ended by their answer. A key never changes.</summary>
internal sealed class SqlOutbox(StorageOptions options)
{
    /// <summary>How long a new message waits for the node that wrote it before others may carry it.</summary>
    private static readonly TimeSpan Own = TimeSpan.FromSeconds(4);

    /// <summary>A lease lasts so long unless its node renews it: what a dead node had is carried on by the others after that.</summary>
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(5);

    /// <summary>How often a node renews. Well below <see cref="Held"/>, so that one renewal may be late.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(2);

    /// <summary>What may be sent once only is never taken from a node that may still be sending it.</summary>
    private static readonly TimeSpan Once = TimeSpan.FromSeconds(20);

    /// <summary>This node, as leases name it.</summary>
    public string Node { get; } = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid().ToString("n")[..6]}";

    private string New => Node + "/new";

    /// <summary>A child begins by a message of this kind to itself.</summary>
    public const string StartChild = "start";

    /// <param name="body">Packed.</param>
    /// <param name="mayBeKnown">The case may have sent a message of this key before.</param>
    public void Add(SqlSession session, EffectTarget target, OutboxAdd add, byte[] body, bool mayBeKnown)
    {
        // First in, first out per sender and target.
        var line = add.Kind is OutboxBodies.Signal or OutboxBodies.Again ? $"{target.Key}>{add.Target}" : add.Policy["line"].AsText();
        if (mayBeKnown)
        {
            session.Rows.Flush();
            var db = session.Db;
            // Still on its way: only who waits for the answer may have changed.
            if (add.ReplyTo is not null) db.Run("UPDATE Outbox SET ReplyTo = ? WHERE CaseId = ? AND Key = ? AND Status = 0", add.ReplyTo, target.Key, add.Key);
            // Given up, withdrawn, or asked again by another wait: it starts over, and the far side knows it by its key.
            db.Run("""
                UPDATE Outbox SET Target = ?1, Body = ?2, ReplyTo = ?3, Policy = ?4, Status = 0, Attempts = 0, WindowFrom = ?5, NextAt = ?5, LeaseUntil = NULL, LeaseOwner = NULL, LastError = NULL, DoneAt = NULL
                WHERE CaseId = ?6 AND Key = ?7 AND (Status IN (2, 3) OR (Status = 1 AND ReplyTo <> ?3) OR (Status = 1 AND ReplyTo IS NULL AND ?8 = 1))
                """, add.Target, body, add.ReplyTo, add.Policy.ToJson(), target.Received, target.Key, add.Key, add.ReplyTo is not null);
        }
        // Leased to the node that writes it: others do not compete for what is about to be carried here.
        var owned = options.RunNode;
        session.Rows.AddNew(StepTable.Outbox, target.Key, add.Key, target.Tenant, add.Kind, add.Target, body, add.ReplyTo, add.Policy.ToJson(), OutboxStatus.Pending, 0, target.Now, target.Received, target.Received,
            owned ? session.DatabaseNow + (long)Own.TotalMilliseconds : null, owned ? New : null, line);
    }

    /// <summary>Withdraws a message that is not under way.</summary>
    public static void Cancel(SqlDb db, long caseKey, string key) =>
        db.Run($"UPDATE Outbox SET Status = 3 WHERE CaseId = ? AND Key = ? AND Status = 0 AND (LeaseUntil IS NULL OR LeaseUntil < {db.Dialect.Now} OR Attempts = 0 AND LeaseOwner LIKE '%/new')", caseKey, key);

    /// <summary>Messages ready at <paramref name="now"/>, leased to this node; the first of each line only.</summary>
    public IReadOnlyList<LeasedMessage> Lease(SqlDb db, DateTimeOffset now, int take, long? only = null)
    {
        var found = new List<LeasedMessage>();
        var dialect = db.Dialect;
        using (var rows = db.Query($"""
            SELECT o.Id, o.Tenant, o.CaseId, c.PublicId, c.Program, o.Key, o.Kind, o.Target, o.Body, o.ReplyTo, o.Policy, o.Attempts, o.WindowFrom, o.NextAt, o.LastError
            FROM Outbox o{dialect.SkipLockedHint} JOIN Cases c ON c.Id = o.CaseId
            WHERE o.Status = 0 AND c.StateFormat <= {SqlCases.Format} AND o.NextAt <= ? AND (o.LeaseUntil IS NULL OR o.LeaseUntil < {dialect.Now} OR o.LeaseOwner = ?) {(only is null ? "" : "AND o.Id = ?")}
              AND (o.Line IS NULL OR NOT EXISTS (SELECT 1 FROM Outbox e WHERE e.Line = o.Line AND e.Status = 0 AND e.Id < o.Id))
            ORDER BY o.NextAt, o.Id LIMIT {Limit(take)}{dialect.SkipLocked("o")}
            """, only is null ? [now, New] : [now, New, only]))
        {
            while (rows.Step())
            {
                var tenant = rows.Text(1);
                found.Add(new LeasedMessage(rows.Long(0), tenant, rows.Long(2), rows.Text(3), rows.Text(4), rows.Text(5), rows.Text(6), rows.Text(7),
                    Datum.Parse(Packing.Unpack(rows.Opened(8), sha => SqlCases.LoadValue(db, tenant, sha))), rows.TextOrNull(9), Datum.Parse(rows.Text(10)), rows.Int(11) + 1, rows.Instant(12), rows.TextOrNull(14)));
            }
        }
        foreach (var message in found)
        {
            var lease = message.Policy["once"].AsBoolean() ? RetryPolicy.From(message.Policy).AttemptTimeout + Once : Held;
            db.Run($"UPDATE Outbox SET LeaseOwner = ?, LeaseUntil = {dialect.Now} + ? WHERE Id = ?", Node, (long)lease.TotalMilliseconds, message.Id);
        }
        return found;
    }

    private static string Limit(int take) => take.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>This node still carries the message.</summary>
    public void Renew(SqlDb db, long id) =>
        db.Run($"UPDATE Outbox SET LeaseUntil = {db.Dialect.Now} + ?1 WHERE Id = ?2 AND Status = 0 AND LeaseOwner = ?3 AND LeaseUntil < {db.Dialect.Now} + ?1", (long)Held.TotalMilliseconds, id, Node);

    /// <summary>Another attempt at <paramref name="nextAt"/>.</summary>
    public static void Postpone(SqlDb db, long id, int attempts, DateTimeOffset nextAt, string? error) =>
        db.Run("UPDATE Outbox SET Attempts = ?, NextAt = ?, LastError = ?, LeaseUntil = NULL, LeaseOwner = NULL WHERE Id = ? AND Status = 0", attempts, nextAt, error, id);

    public static void End(SqlDb db, OutboxEnd end) =>
        db.Run("UPDATE Outbox SET Status = ?, Attempts = ?, LastError = ?, DoneAt = ?, LeaseUntil = NULL, LeaseOwner = NULL WHERE Id = ? AND Status = 0",
            end.Status, end.Attempts, end.LastError, end.At, end.Id);

    /// <summary>When the next message may go; null when none waits.</summary>
    public (long Id, DateTimeOffset At)? Next(SqlDb db)
    {
        using var row = db.Query($"""
            SELECT o.Id, o.NextAt FROM Outbox o JOIN Cases c ON c.Id = o.CaseId
            WHERE o.Status = 0 AND c.StateFormat <= {SqlCases.Format} AND (o.LeaseUntil IS NULL OR o.LeaseUntil < {db.Dialect.Now} OR o.LeaseOwner = ?)
              AND (o.Line IS NULL OR NOT EXISTS (SELECT 1 FROM Outbox e WHERE e.Line = o.Line AND e.Status = 0 AND e.Id < o.Id))
            ORDER BY o.NextAt, o.Id LIMIT 1
            """, New);
        return row.Step() ? (row.Long(0), row.Instant(1)) : null;
    }

    /// <summary>A node over a file is alone: whatever a former process had leased is free. On a server other nodes carry theirs.</summary>
    public static void FreeLeases(SqlDb db)
    {
        if (db.Dialect.GuardLock is null) db.Run("UPDATE Outbox SET LeaseUntil = NULL, LeaseOwner = NULL WHERE Status = 0 AND LeaseUntil IS NOT NULL");
    }
}

/// <summary>A message this node carries.</summary>
/// <param name="Attempt">From 1.</param>
/// <param name="WindowFrom">From when giving up counts.</param>
internal sealed record LeasedMessage(
    long Id, string Tenant, long CaseKey, string CaseId, string Program, string Key, string Kind, string Target, Datum Body, string? ReplyTo, Datum Policy, int Attempt, DateTimeOffset WindowFrom, string? LastError = null);
