using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Destroys what has run out: vault values, drafts, answers of commands nobody will repeat.</summary>
internal sealed class SqlHousekeeping(ISqlWriter writer) : IHousekeeping
{
    private static readonly TimeSpan CommandsKept = TimeSpan.FromDays(30);

    public async ValueTask Sweep(DateTimeOffset now, CancellationToken ct) => await writer.WriteWaiting(session =>
    {
        session.Db.Run("DELETE FROM Vault WHERE ExpiresAt <= ?", now);
        session.Db.Run("DELETE FROM Drafts WHERE Until <= ?", now);
        session.Db.Run("DELETE FROM Kept WHERE Id IN (SELECT Id FROM Kept WHERE Until <= ? LIMIT 5000)", now);
        // In pieces: a purge must not hold the writer.
        if (session.Db.Number("SELECT MAX(At) FROM (SELECT At FROM Commands WHERE At < ? ORDER BY At LIMIT 5000) AS oldest", now - CommandsKept) is { } until)
            session.Db.Run("DELETE FROM Commands WHERE At <= ?", until);
        return true;
    }, ct).ConfigureAwait(false);
}
