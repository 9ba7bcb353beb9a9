using System.Collections.Concurrent;
using System.Globalization;

namespace Workflows.Decisions.Feel;

/// <summary>An offset from UTC (Z, +09:00) or a named time zone (Asia/Tokyo).</summary>
public sealed class FeelZone : IEquatable<FeelZone>
{
    private static readonly ConcurrentDictionary<string, FeelZone> Named = new(StringComparer.Ordinal);
    private readonly ZoneData? rules;
    private readonly int offset;

    private FeelZone(string? id, ZoneData? rules, int offset)
    {
        Id = id;
        this.rules = rules;
        this.offset = offset;
    }

    /// <summary>UTC, written Z.</summary>
    public static FeelZone Utc { get; } = new(null, null, 0);

    /// <summary>The IANA name; null for a plain offset.</summary>
    public string? Id { get; }

    /// <summary>The zone of an offset in seconds; null beyond 18 hours.</summary>
    public static FeelZone? OfOffset(int seconds) =>
        seconds == 0 ? Utc : Math.Abs(seconds) > 18 * 3600 ? null : new FeelZone(null, null, seconds);

    /// <summary>The zone of an IANA name; null when there is none such.</summary>
    public static FeelZone? OfName(string id)
    {
        // Only names of the database get into the table, so it cannot grow without end.
        if (Named.TryGetValue(id, out var known)) return known;
        return ZoneData.Find(id) is { } data ? Named.GetOrAdd(id, new FeelZone(id, data, 0)) : null;
    }

    /// <summary>The version of the time zone database in use, such as 2025b.</summary>
    public static string DatabaseVersion => ZoneData.Version;

    /// <summary>The offset in seconds at an instant given in seconds since 1970 UTC.</summary>
    public int OffsetAt(long utcSeconds)
    {
        return rules is null ? offset : rules.OffsetAt(utcSeconds);
    }

    /// <summary>
    /// The offset in seconds for a local clock reading given in seconds since 1970. A reading that occurs twice when clocks go
    /// back means the first; one that is skipped when they go forward is read with the offset before.
    /// </summary>
    public int OffsetAtLocal(long localSeconds)
    {
        if (rules is null) return offset;
        // No offset reaches a day, so these instants surely lie before and after the reading.
        var (before, after) = (OffsetAt(localSeconds - 86400), OffsetAt(localSeconds + 86400));
        if (before == after) return OffsetAt(localSeconds - before);
        return OffsetAt(localSeconds - before) == before || OffsetAt(localSeconds - after) != after ? before : after;
    }

    /// <inheritdoc/>
    public bool Equals(FeelZone? other) => other is not null && Id == other.Id && offset == other.offset;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelZone z && Equals(z);

    /// <inheritdoc/>
    public override int GetHashCode() => offset ^ (Id is null ? 0 : Id.Length * 31 + Id[0]);

    /// <summary>Z, ±HH:mm[:ss] or @name.</summary>
    public override string ToString()
    {
        if (Id is not null) return "@" + Id;
        if (offset == 0) return "Z";
        var s = Math.Abs(offset);
        var text = string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{s / 3600:00}:{s / 60 % 60:00}");
        return s % 60 == 0 ? text : text + string.Create(CultureInfo.InvariantCulture, $":{s % 60:00}");
    }
}
