using System.Globalization;
using Workflows.Engine.Data;

namespace Workflows.Storage.Running;

/// <summary>
/// When a message is tried again: a wait after each failed attempt (seconds, or a time of day in Japan), the last one repeating while the window lasts.
/// Without a window it is given up when the list is through.
/// </summary>
internal sealed record RetryPolicy(IReadOnlyList<Datum> Retry, TimeSpan AttemptTimeout, TimeSpan? GiveUpAfter)
{
    private static readonly Datum[] Usual = [10, 60, 300, 900];

    public static RetryPolicy From(Datum policy) => new(
        policy.Has("retry") ? policy["retry"].Items : Usual,
        Times.Length(policy["attemptTimeout"]) ?? TimeSpan.FromSeconds(30),
        Times.Length(policy["giveUpAfter"]));

    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="asked">What the far side advised.</param>
    /// <returns>When to try again; null to give up.</returns>
    public DateTimeOffset? Next(int attempt, DateTimeOffset windowFrom, DateTimeOffset now, TimeSpan? asked)
    {
        if (Retry.Count == 0 || (GiveUpAfter is null && attempt > Retry.Count)) return null;
        var next = After(Retry[Math.Min(attempt, Retry.Count) - 1], now);
        if (asked is { } advised && now + advised > next) next = now + advised;
        return GiveUpAfter is { } window && next > windowFrom + window ? null : next;
    }

    private static DateTimeOffset After(Datum wait, DateTimeOffset now)
    {
        if (wait.Kind != DatumKind.Text || !TimeOnly.TryParseExact(wait.AsText(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            return now + (Times.Length(wait) ?? TimeSpan.FromMinutes(1));
        var here = now.ToOffset(Japan.Offset);
        var today = new DateTimeOffset(here.Date + time.ToTimeSpan(), Japan.Offset);
        return today > now ? today : today.AddDays(1);
    }
}
