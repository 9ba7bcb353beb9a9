using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;
using Workflows.Storage.Model;

namespace Workflows.Storage.Sqlite;

/// <summary>The writer's open transaction, as its jobs see it.</summary>
internal sealed class SqliteSession(SqliteFile file)
{
    private readonly List<Action> _afterCommit = [];
    private SqliteTransaction? _transaction;
    private int _mark;

    public SqliteFile Db => file;

    /// <summary>Done only once the commit is durable; forgotten when the job is undone. For caches.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>Plain EF inside this transaction, for what is not written often.</summary>
    public T Slow<T>(Func<WorkflowsContext, T> work)
    {
        var options = new DbContextOptionsBuilder<SqliteWorkflowsContext>().UseSqlite(file.Connection).Options;
        using var context = new SqliteWorkflowsContext(options);
        context.Database.AutoSavepointsEnabled = false;
        context.Database.UseTransaction(_transaction);
        var result = work(context);
        context.SaveChanges();
        return result;
    }

    /// <summary>Undoes what the current job wrote so far; the job goes on.</summary>
    public void RollbackToMark()
    {
        file.Run("ROLLBACK TO job");
        _afterCommit.RemoveRange(_mark, _afterCommit.Count - _mark);
    }

    internal void Begin() => _transaction = file.Connection.BeginTransaction(deferred: false);

    internal void Mark()
    {
        file.Run("SAVEPOINT job");
        _mark = _afterCommit.Count;
    }

    internal void Release() => file.Run("RELEASE job");

    internal void Commit()
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
        foreach (var action in _afterCommit) action();
    }

    /// <summary>Whether SQLite gave up the whole transaction with this error, the other jobs' writes included.</summary>
    internal bool IsLost(Exception error) => error is SqliteException && raw.sqlite3_get_autocommit(file.Handle) != 0;

    internal void Abandon()
    {
        _afterCommit.Clear();
        try { _transaction?.Rollback(); }
        // SQLite has rolled back by itself after an I/O error.
        catch (Exception error) when (error is SqliteException or InvalidOperationException) { }
        _transaction?.Dispose();
        _transaction = null;
    }
}
