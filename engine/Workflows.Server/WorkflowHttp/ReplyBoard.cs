using System.Collections.Concurrent;
using Workflows.Cases.Ports;
using Workflows.Engine.Turns;

namespace Workflows.Server.WorkflowHttp;

/// <summary>Replies of the last minute by case, and requests that wait for one. Nothing is lost with it but an answer somebody stopped waiting for.</summary>
internal sealed class ReplyBoard(TimeProvider time) : IReplyBoard
{
    private const int Most = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, HttpReply Reply)> _posted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<HttpReply>> _waiting = new(StringComparer.Ordinal);

    public void Post(string caseId, IReadOnlyList<HttpReply> replies)
    {
        if (replies.Count == 0) return;
        var now = time.GetUtcNow();
        if (_posted.Count >= Most) foreach (var old in _posted.Where(p => now - p.Value.At > Kept).Select(p => p.Key).ToArray()) _posted.TryRemove(old, out _);
        if (_posted.Count < Most) _posted[caseId] = (now, replies[0]);
        if (_waiting.TryRemove(caseId, out var waiting)) waiting.TrySetResult(replies[0]);
    }

    /// <returns>Null when none came in time.</returns>
    public async Task<HttpReply?> Wait(string caseId, DateTimeOffset since, TimeSpan atMost, CancellationToken ct)
    {
        var waiting = _waiting.GetOrAdd(caseId, _ => new TaskCompletionSource<HttpReply>(TaskCreationOptions.RunContinuationsAsynchronously));
        // It may have come between the commit and here.
        if (_posted.TryGetValue(caseId, out var posted) && posted.At >= since) { _waiting.TryRemove(caseId, out _); return posted.Reply; }
        try { return await waiting.Task.WaitAsync(atMost, ct); }
        catch (TimeoutException) { _waiting.TryRemove(caseId, out _); return null; }
    }
}
