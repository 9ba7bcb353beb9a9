using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Workflows.Storage.Model;

namespace Workflows.Storage.Sql;

/// <summary>A writer's open transaction, as its jobs see it.</summary>
internal abstract class SqlSession(SqlContexts contexts)
{
    private readonly List<Action> _afterCommit = [];
    private int _mark;

    public abstract SqlDb Db { get; }

    /// <summary>Where steps put their rows.</summary>
    public abstract IStepRows Rows { get; }

    public abstract DbConnection Connection { get; }
    public abstract DbTransaction? Transaction { get; }

    /// <summary>Done only once the commit is durable; forgotten when the job is undone. For caches.</summary>
    public virtual void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>Plain EF inside this transaction, for what is not written often.</summary>
    public T Slow<T>(Func<WorkflowsContext, T> work)
    {
        Rows.Flush();
        using var context = contexts.Over(this);
        var result = work(context);
        context.SaveChanges();
        return result;
    }

    /// <summary>Milliseconds since 1970 on the database's clock.</summary>
    public virtual long DatabaseNow => _now ??= Db.Number($"SELECT {Db.Dialect.Now}")!.Value;
    private long? _now;

    /// <summary>A key for a new case.</summary>
    public abstract long NextCaseKey();

    /// <summary>Undoes what the current job wrote so far; the job goes on.</summary>
    public virtual void RollbackToMark()
    {
        UndoJob();
        _afterCommit.RemoveRange(_mark, _afterCommit.Count - _mark);
    }

    /// <summary>Locks the names to the transaction's end, in their order.</summary>
    public void Guard(IEnumerable<string> names)
    {
        if (Db.Dialect.GuardLock is not { } text) return;
        foreach (var name in names) Db.Run(text, name);
    }

    protected abstract void UndoJob();

    protected void MarkJob() => _mark = _afterCommit.Count;
    protected void Forget() => _afterCommit.Clear();

    protected void Committed()
    {
        foreach (var action in _afterCommit) action();
        _afterCommit.Clear();
    }
}

/// <summary>EF contexts: over a session, or for reading; a municipality's context sees only its own rows.</summary>
internal abstract class SqlContexts
{
    public abstract WorkflowsContext For(string? tenant);

    protected abstract WorkflowsContext Make(DbConnection connection);

    public WorkflowsContext Over(SqlSession session)
    {
        var context = Make(session.Connection);
        context.Database.AutoSavepointsEnabled = false;
        context.Database.UseTransaction(session.Transaction);
        return context;
    }
}
