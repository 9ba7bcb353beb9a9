namespace Workflows.Storage.Running;

/// <summary>Wakes the engine node when something may have become due.</summary>
internal sealed class EngineWake
{
    private volatile TaskCompletionSource _signal = New();

    /// <summary>Completes at the next <see cref="Signal"/>.</summary>
    public Task Next => _signal.Task;

    public void Signal() => Interlocked.Exchange(ref _signal, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
