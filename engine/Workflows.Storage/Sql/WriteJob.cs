using System.Threading.Channels;

namespace Workflows.Storage.Sql;

/// <summary>A job in a writer's queue: run in a transaction, answered after its commit.</summary>
internal abstract class WriteJob
{
    /// <summary>Needs no place to go back to as long as all goes well.</summary>
    public virtual bool IsPlain => false;
    public abstract void Run(SqlSession session);
    public abstract void Fail(Exception error);
    /// <summary>Forgets a failure: the job is run again.</summary>
    public abstract void Again();
    public abstract void Acknowledge();

    /// <summary>How long a job waits for a place in a full queue.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Takes a place in the queue, waiting for one if need be.</summary>
    /// <exception cref="StorageBusyException">None became free in time; nothing was done.</exception>
    public async ValueTask Into(ChannelWriter<WriteJob> queue, TimeSpan retryAfter, CancellationToken ct)
    {
        if (queue.TryWrite(this)) return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try { await queue.WriteAsync(this, limit.Token).ConfigureAwait(false); }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested) { throw new StorageBusyException(retryAfter); }
    }
}

internal sealed class WriteJob<T>(Func<SqlSession, T> work, bool plain = false) : WriteJob
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;
    private Exception? _error;

    public Task<T> Task => _done.Task;

    public override bool IsPlain => plain;
    public override void Run(SqlSession session) => _result = work(session);
    public override void Fail(Exception error) => _error ??= StorageTrouble.Told(error);
    public override void Again() => _error = null;

    public override void Acknowledge()
    {
        if (_error is null) _done.TrySetResult(_result);
        else _done.TrySetException(_error);
    }
}
