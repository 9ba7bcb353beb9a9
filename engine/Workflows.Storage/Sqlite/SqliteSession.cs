using System.Data.Common;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Sqlite;

/// <summary>The writer's group transaction; a job behind a savepoint, unless it is to do without.</summary>
internal sealed class SqliteSession(SqliteFile file, SqlContexts contexts) : SqlSession(contexts)
{
    private readonly DirectRows _rows = new(file);
    private SqliteTransaction? _transaction;
    private long _lastKey;
    private bool _savepoint;
    private int _changes;

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

    protected override void UndoJob()
    {
        if (_savepoint) file.Run("ROLLBACK TO job");
        else if (raw.sqlite3_total_changes(file.Handle) != _changes) throw new InvalidOperationException("The job has no place to go back to.");
    }

    internal void Begin()
    {
        _lastKey = 0;
        _transaction = file.Connection.BeginTransaction(deferred: false);
    }

    internal void Mark(bool savepoint)
    {
        _savepoint = savepoint;
        if (savepoint) file.Run("SAVEPOINT job");
        else _changes = raw.sqlite3_total_changes(file.Handle);
        MarkJob();
    }

    internal void Release()
    {
        if (_savepoint) file.Run("RELEASE job");
    }

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
