using System.Threading.Channels;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Sqlite;

/// <summary>
/// The file's one writer: a thread fed by a bounded channel. It takes what is queued, runs it in one BEGIN IMMEDIATE … COMMIT
/// (synchronous FULL), and acknowledges only after the commit. Jobs stand behind savepoints. Plain steps do without, because a
/// savepoint costs as much as the step's rows; when one of them fails, the group is rolled back and written again with savepoints.
/// </summary>
internal sealed class SqliteWriter : ISqlWriter
{
    private readonly Channel<WriteJob> _queue;
    private readonly int _groupSize;
    private readonly TimeSpan _retryAfter;
    private readonly SqliteFile _file;
    private readonly Thread _thread;
    private readonly SqlContexts _contexts;

    public SqliteWriter(StorageOptions options, VaultCipher cipher, SqlContexts contexts)
    {
        _contexts = contexts;
        _groupSize = Math.Max(1, options.GroupSize);
        _retryAfter = options.RetryAfter;
        _queue = Channel.CreateBounded<WriteJob>(new BoundedChannelOptions(Math.Max(1, options.QueueLength)) { SingleReader = true });
        _file = new SqliteFile(options.Path, readOnly: false, cipher);
        _thread = new Thread(Work) { IsBackground = true, Name = "workflows-writer" };
        _thread.Start();
    }

    public long Commits => Interlocked.Read(ref _commits);
    private long _commits;

    public Task<T> Write<T>(Func<SqlSession, T> work, bool plain = false)
    {
        var job = new WriteJob<T>(work, plain);
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
        _thread.Join();
        _file.Dispose();
    }

    private void Work()
    {
        var group = new List<WriteJob>(_groupSize);
        // This thread does nothing else, so blocking it is the point.
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < _groupSize && _queue.Reader.TryRead(out var job)) group.Add(job);
            if (group.Count > 0 && !CommitGroup(group, savepoints: false)) CommitGroup(group, savepoints: true);
        }
    }

    /// <returns>False when a job without a savepoint has to be undone: nothing of the group was kept.</returns>
    private bool CommitGroup(List<WriteJob> group, bool savepoints)
    {
        var session = new SqliteSession(_file, _contexts);
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        try
        {
            session.Begin();
            foreach (var job in group)
            {
                var guarded = savepoints || !job.IsPlain;
                session.Mark(guarded);
                try
                {
                    job.Run(session);
                    session.Release();
                }
                catch (Exception error) when (!session.IsLost(error))
                {
                    if (!guarded)
                    {
                        session.Abandon();
                        foreach (var other in group) other.Again();
                        return false;
                    }
                    session.RollbackToMark();
                    session.Release();
                    job.Fail(error);
                }
            }
            session.Commit();
            Interlocked.Increment(ref _commits);
            Running.Telemetry.Commit(group.Count, began);
        }
        catch (Exception error)
        {
            // The whole group is lost (disk full, I/O error): nobody is acknowledged, the thread lives on.
            session.Abandon();
            foreach (var job in group) job.Fail(StorageTrouble.Passes(error) ? error : new IOException($"保存できませんでした: {error.Message} (The write could not be committed.)", error));
        }
        foreach (var job in group) job.Acknowledge();
        return true;
    }
}
