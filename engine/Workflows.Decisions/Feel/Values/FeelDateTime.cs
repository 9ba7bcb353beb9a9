namespace Workflows.Decisions.Feel;

/// <summary>A date with a time of day, and an offset, a time zone or neither. DMN 1.5 §10.3.2.3.6.</summary>
public sealed class FeelDateTime : IEquatable<FeelDateTime>, IComparable<FeelDateTime>
{
    internal FeelDateTime(FeelDate date, long nanoOfDay, FeelZone? zone)
    {
        Date = date;
        NanoOfDay = nanoOfDay;
        Zone = zone;
    }

    /// <summary>The calendar day.</summary>
    public FeelDate Date { get; }

    /// <summary>Nanoseconds since midnight.</summary>
    public long NanoOfDay { get; }

    /// <summary>The offset or time zone; null for a local date and time.</summary>
    public FeelZone? Zone { get; }

    /// <summary>The time of day with the zone.</summary>
    public FeelTime Time => new(NanoOfDay, Zone);

    /// <summary>Nanoseconds since 1970-01-01T00:00:00 on the local clock.</summary>
    public Int128 LocalNanos => (Int128)Date.EpochDay * FeelTime.NanosPerDay + NanoOfDay;

    /// <summary>Offset from UTC in seconds; null for a local date and time.</summary>
    public int? OffsetSeconds => Zone?.OffsetAtLocal(Date.EpochDay * 86400 + NanoOfDay / 1_000_000_000);

    /// <summary>Nanoseconds since the epoch in UTC; a local value counts as UTC.</summary>
    public Int128 UtcNanos => LocalNanos - (Int128)(OffsetSeconds ?? 0) * 1_000_000_000;

    /// <summary>The date and time of the parts; the time's zone is kept.</summary>
    public static FeelDateTime From(FeelDate date, FeelTime time) => new(date, time.NanoOfDay, time.Zone);

    /// <summary>The same instant with the same offset.</summary>
    public static FeelDateTime From(DateTimeOffset value) => new(
        FeelDate.From(DateOnly.FromDateTime(value.DateTime)),
        value.TimeOfDay.Ticks * 100,
        FeelZone.OfOffset((int)value.Offset.TotalSeconds));

    /// <summary>Midnight UTC of a date, the implicit conversion of DMN 1.5 §10.3.2.9.4.</summary>
    public static FeelDateTime MidnightUtc(FeelDate date) => new(date, 0, FeelZone.Utc);

    /// <summary>The value as DateTimeOffset when it has a zone and a year from 1 to 9999; null otherwise.</summary>
    public DateTimeOffset? ToDateTimeOffset()
    {
        if (OffsetSeconds is not { } offset || offset % 60 != 0 || Math.Abs(offset) > 14 * 3600 || Date.ToDateOnly() is not { } day) return null;
        return new DateTimeOffset(day.ToDateTime(new TimeOnly(NanoOfDay / 100)), TimeSpan.FromSeconds(offset));
    }

    /// <summary>Reads a date, T and a time (a bare date is its midnight); null when it is neither.</summary>
    public static FeelDateTime? TryParse(string? text)
    {
        if (text is null) return null;
        var reader = new IsoReader(text);
        if (reader.Date() is not { } date) return null;
        if (reader.AtEnd) return new FeelDateTime(date, 0, null);
        if (!reader.Take('T') || reader.Time(out var nextDay) is not { } time || !reader.AtEnd) return null;
        if (nextDay) date = date.AddDays(1);
        return date is null ? null : From(date, time);
    }

    /// <summary>The value so many nanoseconds later on the same zone's clock; null when out of range.</summary>
    public FeelDateTime? AddNanos(Int128 nanos)
    {
        // A named zone may change its offset on the way: move on the UTC line and read the clock there.
        var total = LocalNanos + nanos;
        if (Zone?.Id is not null)
        {
            var utc = UtcNanos + nanos;
            var seconds = Int128.Clamp(utc / 1_000_000_000, -(Int128)100_000_000_000_000_000, 100_000_000_000_000_000);
            total = utc + (Int128)Zone.OffsetAt((long)seconds) * 1_000_000_000;
        }
        var day = total / FeelTime.NanosPerDay;
        var rest = total % FeelTime.NanosPerDay;
        if (rest < 0) { day--; rest += FeelTime.NanosPerDay; }
        if (Int128.Abs(day) > 800_000_000_000) return null;
        return FeelDate.FromEpochDay((long)day) is { } date ? new FeelDateTime(date, (long)rest, Zone) : null;
    }

    /// <summary>The value so many months later; null when out of range.</summary>
    public FeelDateTime? AddMonths(long months) => Date.AddMonths(months) is { } d ? new FeelDateTime(d, NanoOfDay, Zone) : null;

    /// <summary>Compares instants; when only one side has a zone both clocks are compared as they read.</summary>
    public int CompareTo(FeelDateTime? other)
    {
        if (other is null) return 1;
        return Zone is null || other.Zone is null ? LocalNanos.CompareTo(other.LocalNanos) : UtcNanos.CompareTo(other.UtcNanos);
    }

    /// <summary>Same clock reading and the same kind of zone, as FEEL's is() asks.</summary>
    public bool Same(FeelDateTime other) => NanoOfDay == other.NanoOfDay && Date == other.Date && Equals(Zone, other.Zone);

    /// <inheritdoc/>
    public bool Equals(FeelDateTime? other) => other is not null && (Zone is null) == (other.Zone is null) && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelDateTime d && Equals(d);

    /// <inheritdoc/>
    public override int GetHashCode() => UtcNanos.GetHashCode();

    public static bool operator ==(FeelDateTime? a, FeelDateTime? b) => a is null ? b is null : a.Equals(b);
    public static bool operator !=(FeelDateTime? a, FeelDateTime? b) => !(a == b);
    public static bool operator <(FeelDateTime a, FeelDateTime b) => a.CompareTo(b) < 0;
    public static bool operator >(FeelDateTime a, FeelDateTime b) => a.CompareTo(b) > 0;
    public static bool operator <=(FeelDateTime a, FeelDateTime b) => a.CompareTo(b) <= 0;
    public static bool operator >=(FeelDateTime a, FeelDateTime b) => a.CompareTo(b) >= 0;

    /// <summary>yyyy-MM-ddTHH:mm:ss[.fraction] and the zone.</summary>
    public override string ToString() => Date + "T" + FeelTime.Clock(NanoOfDay) + Zone;
}
