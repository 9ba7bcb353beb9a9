using Workflows.Storage.Running;

namespace Workflows.Storage.Sqlite;

/// <summary>Destroys what has run out: vault values, drafts, answers of commands nobody will repeat.</summary>
internal sealed class SqliteHousekeeping(SqliteWriter writer) : IHousekeeping
{
    private static readonly TimeSpan CommandsKept = TimeSpan.FromDays(30);

    public async ValueTask Sweep(DateTimeOffset now, CancellationToken ct) => await writer.WriteWaiting(session =>
    {
        session.Db.Run("DELETE FROM Vault WHERE ExpiresAt <= ?", now);
        session.Db.Run("DELETE FROM Drafts WHERE Until <= ?", now);
        session.Db.Run("DELETE FROM Kept WHERE Id IN (SELECT Id FROM Kept WHERE Until <= ? LIMIT 5000)", now);
        // In pieces: a purge must not hold the writer.
        session.Db.Run("DELETE FROM Commands WHERE (Tenant, Client, CommandId) IN (SELECT Tenant, Client, CommandId FROM Commands WHERE At < ? LIMIT 5000)", now - CommandsKept);
        return true;
    }, ct).ConfigureAwait(false);
}
