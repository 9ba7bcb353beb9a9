using System.Collections.Concurrent;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Inbound;

/// <summary>Keeps in memory, for worlds without a database.</summary>
public sealed class MemoryKept : IKeptStore
{
    private readonly ConcurrentDictionary<(string Tenant, string Space, string Key), Kept> _rows = new();
    private long _last;

    public ValueTask<(Kept Row, bool Added)> Add(string tenant, string space, string key, Datum value, DateTimeOffset at, DateTimeOffset? until, CancellationToken ct)
    {
        var made = new Kept(Interlocked.Increment(ref _last), space, key, value, at, until);
        var kept = _rows.GetOrAdd((tenant, space, key), made);
        return ValueTask.FromResult((kept, ReferenceEquals(kept, made)));
    }

    public ValueTask Set(string tenant, string space, string key, Datum value, DateTimeOffset at, DateTimeOffset? until, CancellationToken ct)
    {
        _rows.AddOrUpdate((tenant, space, key), _ => new(Interlocked.Increment(ref _last), space, key, value, at, until), (_, old) => old with { Value = value, Until = until });
        return default;
    }

    public ValueTask<Kept?> Find(string tenant, string space, string key, CancellationToken ct) => ValueTask.FromResult(_rows.GetValueOrDefault((tenant, space, key)));

    public ValueTask<Page<Kept>> List(string tenant, string space, string? keyPrefix, PageRequest page, CancellationToken ct)
    {
        var all = _rows.Where(r => r.Key.Tenant == tenant && r.Key.Space == space && (keyPrefix is null || r.Key.Key.StartsWith(keyPrefix, StringComparison.Ordinal))).Select(r => r.Value).OrderByDescending(r => r.No).ToList();
        return ValueTask.FromResult(new Page<Kept>([.. all.Take(page.Take)], null, all.Count));
    }

    public ValueTask Remove(string tenant, string space, string key, CancellationToken ct)
    {
        _rows.TryRemove((tenant, space, key), out _);
        return default;
    }
}
