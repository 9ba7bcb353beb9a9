using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Sqlite;

/// <summary>The writer's group transaction; each job behind a savepoint.</summary>
internal sealed class SqliteSession(SqliteFile file, SqlContexts contexts) : SqlSession(contexts)
{
    private readonly DirectRows _rows = new(file);
    private SqliteTransaction? _transaction;
    private long _lastKey;

    public override SqlDb Db => file;
    public override IStepRows Rows => _rows;
    public override DbConnection Connection => file.Connection;
    public override DbTransaction? Transaction => _transaction;

    /// <summary>Counted on from what the file says at the transaction's first use: another process may have written. A number rolled back is a gap.</summary>
    public override long NextCaseKey()
    {
        if (_lastKey == 0) _lastKey = file.Number(file.Dialect.NextCaseKeys) ?? 0;
        return ++_lastKey;
    }

    protected override void UndoJob() => file.Run("ROLLBACK TO job");

    internal void Begin()
    {
        _lastKey = 0;
        _transaction = file.Connection.BeginTransaction(deferred: false);
    }

    internal void Mark()
    {
        file.Run("SAVEPOINT job");
        MarkJob();
    }

    internal void Release() => file.Run("RELEASE job");

    internal void Commit()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
        Committed();
    }

    /// <summary>Whether SQLite gave up the whole transaction with this error, the other jobs' writes included.</summary>
    internal bool IsLost(Exception error) => error is SqliteException && raw.sqlite3_get_autocommit(file.Handle) != 0;

    internal void Abandon()
    {
        Forget();
        try { _transaction?.Rollback(); }
        // SQLite has rolled back by itself after an I/O error.
        catch (Exception error) when (error is SqliteException or InvalidOperationException) { }
        _transaction?.Dispose();
        _transaction = null;
    }
}
