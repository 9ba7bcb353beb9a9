namespace Workflows.Decisions.Functions.Counting;

/// <summary>From where an interval is measured.</summary>
public enum CountFrom
{
    /// <summary>直前の出来事: from the last event, counted or not (GE 5.1; the default everywhere).</summary>
    LastEvent,

    /// <summary>直前の計数: from the last event that was counted.</summary>
    LastCounted,
}

/// <summary>区切り: how many accesses a row of events makes.</summary>
public static class Sessions
{
    /// <summary>The events that count, in order: the first, and each at least the interval after the one it is measured from (exactly the interval counts).</summary>
    public static IReadOnlyList<T> Counted<T>(IEnumerable<T> events, Func<T, T, TimeSpan> between, IComparer<T> order, TimeSpan interval, CountFrom from)
    {
        var counted = new List<T>();
        var (hasBasis, basis) = (false, default(T)!);
        foreach (var at in events.Order(order))
        {
            var counts = !hasBasis || between(basis, at) >= interval;
            if (counts)
            {
                counted.Add(at);
            }

            if (counts || from == CountFrom.LastEvent)
            {
                (hasBasis, basis) = (true, at);
            }
        }

        return counted;
    }

    /// <summary>The same over points in time.</summary>
    public static IReadOnlyList<DateTime> Counted(IEnumerable<DateTime> events, TimeSpan interval, CountFrom from) =>
        Counted(events, (a, b) => b - a, Comparer<DateTime>.Default, interval, from);
}
