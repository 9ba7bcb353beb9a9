using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace Workflows.Storage.Sqlite;

/// <summary>
/// The file's one writer: a thread fed by a bounded channel. It takes what is queued, runs each job behind a savepoint in one
/// BEGIN IMMEDIATE … COMMIT (synchronous FULL), and acknowledges only after the commit.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly Channel<Job> _queue;
    private readonly int _groupSize;
    private readonly TimeSpan _retryAfter;
    private readonly SqliteFile _file;
    private readonly Thread _thread;

    public SqliteWriter(StorageOptions options, VaultCipher cipher)
    {
        _groupSize = Math.Max(1, options.GroupSize);
        _retryAfter = options.RetryAfter;
        _queue = Channel.CreateBounded<Job>(new BoundedChannelOptions(Math.Max(1, options.QueueLength)) { SingleReader = true });
        _file = new SqliteFile(options.Path, readOnly: false, cipher);
        _thread = new Thread(Work) { IsBackground = true, Name = "workflows-writer" };
        _thread.Start();
    }

    /// <summary>Commits made so far; a group of jobs is one.</summary>
    public long Commits => Interlocked.Read(ref _commits);
    private long _commits;

    /// <summary>Runs a job in the next group. An exception undoes the job's writes alone.</summary>
    /// <exception cref="StorageBusyException">The queue is full; nothing was done.</exception>
    public Task<T> Write<T>(Func<SqliteSession, T> work)
    {
        var job = new Job<T>(work);
        if (!_queue.Writer.TryWrite(job)) throw new StorageBusyException(_retryAfter);
        return job.Task;
    }

    /// <summary>As <see cref="Write{T}"/>, but waits for a place in the queue: for work nobody can be asked to repeat.</summary>
    public async Task<T> WriteWaiting<T>(Func<SqliteSession, T> work, CancellationToken ct)
    {
        var job = new Job<T>(work);
        await _queue.Writer.WriteAsync(job, ct).ConfigureAwait(false);
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
        var group = new List<Job>(_groupSize);
        // This thread does nothing else, so blocking it is the point.
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            group.Clear();
            while (group.Count < _groupSize && _queue.Reader.TryRead(out var job)) group.Add(job);
            if (group.Count > 0) CommitGroup(group);
        }
    }

    private void CommitGroup(List<Job> group)
    {
        var session = new SqliteSession(_file);
        try
        {
            session.Begin();
            foreach (var job in group)
            {
                session.Mark();
                try
                {
                    job.Run(session);
                    session.Release();
                }
                catch (Exception error) when (!session.IsLost(error))
                {
                    session.RollbackToMark();
                    session.Release();
                    job.Fail(error);
                }
            }
            session.Commit();
            Interlocked.Increment(ref _commits);
        }
        catch (Exception error)
        {
            // The whole group is lost (disk full, I/O error): nobody is acknowledged, the thread lives on.
            session.Abandon();
            foreach (var job in group) job.Fail(new IOException($"保存できませんでした: {error.Message} (The write could not be committed.)", error));
        }
        foreach (var job in group) job.Acknowledge();
    }

    private abstract class Job
    {
        public abstract void Run(SqliteSession session);
        public abstract void Fail(Exception error);
        public abstract void Acknowledge();
    }

    private sealed class Job<T>(Func<SqliteSession, T> work) : Job
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;
        private Exception? _error;

        public Task<T> Task => _done.Task;

        public override void Run(SqliteSession session) => _result = work(session);

        public override void Fail(Exception error) => _error ??= error;

        public override void Acknowledge()
        {
            if (_error is null) _done.TrySetResult(_result);
            else _done.TrySetException(_error);
        }
    }
}

/// <summary>The queue is full.</summary>
public sealed class StorageBusyException(TimeSpan retryAfter) : Exception($"保存待ちがいっぱいです。{retryAfter.TotalSeconds:0}秒後にもう一度お試しください。 (The write queue is full; try again after {retryAfter.TotalSeconds:0} s.)")
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
