using System.Data.Common;
using System.Threading.Channels;

namespace Workflows.Storage.Sql;

/// <summary>What a database server is to the writers and readers.</summary>
internal interface IDatabaseServer
{
    DbConnection Connect();
    AdoSession NewSession(DbConnection connection);
    AdoDb NewReader(DbConnection connection);
    /// <summary>The transaction lost against another and may be run again: deadlock, serialization, a key added by two at once.</summary>
    bool IsConflict(Exception error);
}

/// <summary>A transaction of a server's writer, for one job.</summary>
internal class AdoSession(AdoDb db, IStepRows rows, SqlContexts contexts) : SqlSession(contexts)
{
    public override SqlDb Db => db;
    public override IStepRows Rows => rows;
    public override DbConnection Connection => db.Connection;
    public override DbTransaction? Transaction => db.Transaction;

    public override long NextCaseKey() => db.Number(db.Dialect.NextCaseKeys, 1) ?? throw new InvalidOperationException("The database gave no key.");

    public void Begin()
    {
        db.Transaction = db.Connection.BeginTransaction(System.Data.IsolationLevel.ReadCommitted);
        MarkJob();
    }

    /// <summary>The commit was asked for: whether it happened is known only once it returns.</summary>
    public bool Committing { get; private set; }

    public void Commit()
    {
        rows.Flush();
        Commit(db.Transaction!.Commit);
    }

    protected void Commit(Action commit)
    {
        Committing = true;
        commit();
        End();
        Committed();
    }

    public void Abandon()
    {
        Drop();
        Forget();
        try { db.Transaction?.Rollback(); }
        // The connection is broken: the server rolls back by itself.
        catch (Exception error) when (error is DbException or InvalidOperationException or IOException) { }
        End();
    }

    /// <summary>The job is alone in its transaction: it begins a new one.</summary>
    protected override void UndoJob()
    {
        Drop();
        db.Transaction!.Rollback();
        End();
        db.Transaction = db.Connection.BeginTransaction(System.Data.IsolationLevel.ReadCommitted);
    }

    /// <summary>Forgets rows that were collected and not written.</summary>
    protected virtual void Drop() { }

    private void End()
    {
        db.Transaction?.Dispose();
        db.Transaction = null;
    }
}

/// <summary>Several workers, each with its connection; every job in a transaction of its own, run again when it lost against another.</summary>
internal sealed class AdoWriter : ISqlWriter
{
    private const int MostTries = 8;
    private readonly Channel<WriteJob> _queue;
    private readonly TimeSpan _retryAfter;
    private readonly IDatabaseServer _server;
    private readonly Thread[] _threads;
    private long _commits;

    public AdoWriter(StorageOptions options, IDatabaseServer server)
    {
        (_server, _retryAfter) = (server, options.RetryAfter);
        _queue = Channel.CreateBounded<WriteJob>(new BoundedChannelOptions(Math.Max(1, options.QueueLength)));
        _threads = new Thread[Math.Clamp(options.Writers, 1, 64)];
        for (var i = 0; i < _threads.Length; i++)
        {
            _threads[i] = new Thread(Work) { IsBackground = true, Name = $"workflows-writer-{i}" };
            _threads[i].Start();
        }
    }

    public long Commits => Interlocked.Read(ref _commits);

    public Task<T> Write<T>(Func<SqlSession, T> work, bool plain = false)
    {
        var job = new WriteJob<T>(work);
        if (!_queue.Writer.TryWrite(job)) throw new StorageBusyException(_retryAfter);
        return job.Task;
    }

    public async Task<T> WriteWaiting<T>(Func<SqlSession, T> work, CancellationToken ct)
    {
        var job = new WriteJob<T>(work);
        await job.Into(_queue.Writer, _retryAfter, ct).ConfigureAwait(false);
        return await job.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        foreach (var thread in _threads) thread.Join();
    }

    private void Work()
    {
        DbConnection? connection = null;
        // These threads do nothing else, so blocking them is the point.
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_queue.Reader.TryRead(out var job))
            {
                for (var tries = 1; !TryRun(job, ref connection, last: tries >= MostTries); tries++) Thread.Sleep(Random.Shared.Next(1, 5 * tries));
                job.Acknowledge();
            }
        }
        connection?.Dispose();
    }

    /// <returns>False when the job lost against another, or met a connection that had died since its last use, and is to be run again.</returns>
    private bool TryRun(WriteJob job, ref DbConnection? connection, bool last)
    {
        AdoSession? session = null;
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        var fresh = connection is null;
        try
        {
            connection ??= _server.Connect();
            session = _server.NewSession(connection);
            session.Begin();
            job.Run(session);
            session.Commit();
            Interlocked.Increment(ref _commits);
            Running.Telemetry.Commit(1, began);
            return true;
        }
        catch (Exception error)
        {
            session?.Abandon();
            if (connection?.State != System.Data.ConnectionState.Open)
            {
                connection?.Dispose();
                connection = null;
            }
            if (!last && _server.IsConflict(error)) return false;
            var passes = StorageTrouble.Passes(error);
            if (!last && passes && !fresh && session is not { Committing: true }) return false;
            job.Fail(error is DbException && !passes ? new IOException($"保存できませんでした: {error.Message} (The write could not be committed.)", error) : error);
            return true;
        }
    }
}

/// <summary>Connections for reading, kept open; so many at most.</summary>
internal sealed class AdoReaders(IDatabaseServer server, int most) : ISqlReaders
{
    private readonly System.Collections.Concurrent.ConcurrentBag<AdoDb> _idle = [];
    private readonly SemaphoreSlim _places = new(most);
    private bool _disposed;

    public T Read<T>(Func<SqlDb, T> work) => Use(db =>
    {
        db.Transaction = db.Connection.BeginTransaction(db.Snapshot);
        try
        {
            var result = work(db);
            db.Transaction.Commit();
            return result;
        }
        finally
        {
            db.Transaction.Dispose();
            db.Transaction = null;
        }
    });

    public T Glance<T>(Func<SqlDb, T> work) => Use(work);

    public void Dispose()
    {
        _disposed = true;
        while (_idle.TryTake(out var db)) db.Dispose();
        _places.Dispose();
    }

    private T Use<T>(Func<AdoDb, T> work)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _places.Wait();
        try
        {
            if (_idle.TryTake(out var kept))
            {
                try { return Use(kept, work); }
                // It had died since its last use, and so may the others: a new one tells whether the database is there.
                catch (Exception error) when (StorageTrouble.Passes(error)) { while (_idle.TryTake(out var other)) other.Dispose(); }
            }
            try { return Use(server.NewReader(server.Connect()), work); }
            catch (Exception error) when (StorageTrouble.Passes(error)) { throw StorageTrouble.Told(error); }
        }
        finally
        {
            if (!_disposed) _places.Release();
        }
    }

    private T Use<T>(AdoDb db, Func<AdoDb, T> work)
    {
        var clean = false;
        try
        {
            var result = work(db);
            clean = true;
            return result;
        }
        finally
        {
            if (clean && !_disposed) _idle.Add(db); else db.Dispose();
        }
    }
}
