using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Workflows.Engine.Expressions;

/// <summary>
/// Threads with a stack of 256 MB (reserved; only what is touched is taken), kept for the next script: to make one costs
/// twenty times what a short script does. One whose script failed is let go, as its stack may have grown.
/// </summary>
internal static class WideStack
{
    private const int Size = 256 * 1024 * 1024;
    private const int Kept = 8;
    private static readonly ConcurrentStack<Worker> Idle = new();

    /// <summary>Runs the work there and waits for it; what it throws is thrown here.</summary>
    public static T Run<T>(Func<T> work)
    {
        if (!Idle.TryPop(out var worker)) worker = new Worker();
        T? result = default;
        var failed = worker.Do(() => result = work());
        if (failed is null && Idle.Count < Kept) Idle.Push(worker);
        else worker.End();
        failed?.Throw();
        return result!;
    }

    private sealed class Worker
    {
        private readonly SemaphoreSlim _given = new(0), _done = new(0);
        private Action? _work;
        private ExceptionDispatchInfo? _failed;

        public Worker() => new Thread(Loop, Size) { IsBackground = true, Name = "script" }.Start();

        public ExceptionDispatchInfo? Do(Action work)
        {
            (_work, _failed) = (work, null);
            _given.Release();
            _done.Wait();
            return _failed;
        }

        public void End()
        {
            _work = null;
            _given.Release();
        }

        private void Loop()
        {
            while (true)
            {
                _given.Wait();
                if (_work is not { } work) return;
                try { work(); }
                // Thrown again where the caller waits.
                catch (Exception e) { _failed = ExceptionDispatchInfo.Capture(e); }
                _done.Release();
            }
        }
    }
}
