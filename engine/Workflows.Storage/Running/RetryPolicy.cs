using Workflows.Engine.Data;

namespace Workflows.Storage.Running;

/// <summary>
/// When a message is tried again: seconds after each failed attempt, the last figure repeating while the window lasts. Without a
/// window it is given up when the list is through.
/// </summary>
internal sealed record RetryPolicy(IReadOnlyList<TimeSpan> Retry, TimeSpan AttemptTimeout, TimeSpan? GiveUpAfter)
{
    private static readonly TimeSpan[] Usual = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];

    public static RetryPolicy From(Datum policy) => new(
        policy.Has("retry") ? [.. policy["retry"].Items.Select(s => Times.Length(s) ?? TimeSpan.FromMinutes(1))] : Usual,
        Times.Length(policy["attemptTimeout"]) ?? TimeSpan.FromSeconds(30),
        Times.Length(policy["giveUpAfter"]));

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="asked">What the far side advised.</param>
    /// <returns>When to try again; null to give up.</returns>
    public DateTimeOffset? Next(int attempt, DateTimeOffset windowFrom, DateTimeOffset now, TimeSpan? asked)
    {
        if (Retry.Count == 0 || (GiveUpAfter is null && attempt > Retry.Count)) return null;
        var wait = Retry[Math.Min(attempt, Retry.Count) - 1];
        if (asked is { } advised && advised > wait) wait = advised;
        var next = now + wait;
        return GiveUpAfter is { } window && next > windowFrom + window ? null : next;
    }
}
