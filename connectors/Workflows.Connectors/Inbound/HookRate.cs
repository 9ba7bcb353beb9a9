using System.Collections.Concurrent;

namespace Workflows.Connectors.Inbound;

/// <summary>Requests a minute and connector, in sliding windows of ten seconds, on the clock of the installation.</summary>
internal sealed class HookRate(TimeProvider clock)
{
    private const int Slices = 6;
    private static readonly long SliceTicks = TimeSpan.FromMinutes(1).Ticks / Slices;
    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <returns>How long to wait; null when it may pass.</returns>
    public TimeSpan? Take(string place, int perMinute)
    {
        var slice = clock.GetUtcNow().UtcTicks / SliceTicks;
        var count = _counts.GetOrAdd(place, _ => new Count());
        lock (count)
        {
            foreach (var old in count.BySlice.Keys.Where(s => s <= slice - Slices).ToList()) count.BySlice.Remove(old);
            if (count.BySlice.Values.Sum() >= perMinute) return TimeSpan.FromTicks(SliceTicks);
            count.BySlice[slice] = count.BySlice.GetValueOrDefault(slice) + 1;
            return null;
        }
    }

    private sealed class Count
    {
        public Dictionary<long, int> BySlice { get; } = [];
    }
}
