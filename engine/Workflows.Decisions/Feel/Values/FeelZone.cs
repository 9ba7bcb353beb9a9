using System.Collections.Concurrent;
using System.Globalization;

namespace Workflows.Decisions.Feel;

/// <summary>An offset from UTC (Z, +09:00) or a named time zone (Asia/Tokyo).</summary>
public sealed class FeelZone : IEquatable<FeelZone>
{
    private static readonly ConcurrentDictionary<string, FeelZone?> Named = new(StringComparer.Ordinal);
    private readonly TimeZoneInfo? rules;
    private readonly int offset;

    private FeelZone(string? id, TimeZoneInfo? rules, int offset)
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
    public static FeelZone? OfName(string id) => Named.GetOrAdd(id, static name =>
    {
        if (name.Length is 0 or > 60 || name.Contains("..", StringComparison.Ordinal) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')) return null;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? new FeelZone(name, zone, 0) : null;
    });

    /// <summary>The offset in seconds at an instant given in seconds since 1970 UTC.</summary>
    public int OffsetAt(long utcSeconds)
    {
        if (rules is null) return offset;
        var t = DateTime.UnixEpoch.AddSeconds(Math.Clamp(utcSeconds, -62_000_000_000, 253_000_000_000));
        return (int)rules.GetUtcOffset(t).TotalSeconds;
    }

    /// <summary>The offset in seconds for a local clock reading given in seconds since 1970.</summary>
    public int OffsetAtLocal(long localSeconds)
    {
        if (rules is null) return offset;
        var guess = OffsetAt(localSeconds - OffsetAt(localSeconds));
        var again = OffsetAt(localSeconds - guess);
        return again == guess ? guess : Math.Max(guess, again);
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
