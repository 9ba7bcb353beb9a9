using System.Globalization;

namespace Workflows.Decisions.Feel;

/// <summary>A time of day to the nanosecond, with an offset from UTC, a time zone, or neither (local). DMN 1.5 §10.3.2.3.5.</summary>
public sealed class FeelTime : IEquatable<FeelTime>, IComparable<FeelTime>
{
    /// <summary>Nanoseconds of a day.</summary>
    public const long NanosPerDay = 86_400_000_000_000;

    internal FeelTime(long nanoOfDay, FeelZone? zone)
    {
        NanoOfDay = nanoOfDay;
        Zone = zone;
    }

    /// <summary>Nanoseconds since midnight.</summary>
    public long NanoOfDay { get; }

    /// <summary>The offset or time zone; null for a local time.</summary>
    public FeelZone? Zone { get; }

    /// <summary>The hour, 0 to 23.</summary>
    public int Hour => (int)(NanoOfDay / 3_600_000_000_000);

    /// <summary>The minute.</summary>
    public int Minute => (int)(NanoOfDay / 60_000_000_000 % 60);

    /// <summary>The whole second.</summary>
    public int Second => (int)(NanoOfDay / 1_000_000_000 % 60);

    /// <summary>The nanoseconds of the second.</summary>
    public int Nano => (int)(NanoOfDay % 1_000_000_000);

    /// <summary>Offset from UTC in seconds; a zone's offset is that on 1970-01-01, since a bare time has no date.</summary>
    public int? OffsetSeconds => Zone?.OffsetAt(0);

    /// <summary>Nanoseconds since midnight in UTC, not wrapped; local times count as UTC.</summary>
    public long UtcNanos => NanoOfDay - (OffsetSeconds ?? 0) * 1_000_000_000L;

    /// <summary>The time, or null when there is none such.</summary>
    public static FeelTime? Create(long hour, long minute, long second, long nano = 0, FeelZone? zone = null) =>
        hour is >= 0 and <= 23 && minute is >= 0 and <= 59 && second is >= 0 and <= 59 && nano is >= 0 and <= 999_999_999
            ? new FeelTime(((hour * 60 + minute) * 60 + second) * 1_000_000_000 + nano, zone)
            : null;

    /// <summary>The time of a .NET TimeOnly.</summary>
    public static FeelTime From(TimeOnly time) => new(time.Ticks * 100, null);

    /// <summary>Reads HH:mm:ss[.fraction][Z|±HH:mm|@zone]; null when it is no time.</summary>
    public static FeelTime? TryParse(string? text)
    {
        if (text is null) return null;
        var reader = new IsoReader(text);
        return reader.Time(out _) is { } t && reader.AtEnd ? t : null;
    }

    /// <summary>The time so many nanoseconds later, around the clock.</summary>
    public FeelTime AddNanos(Int128 nanos)
    {
        var n = (long)((NanoOfDay + nanos) % NanosPerDay);
        return new FeelTime(n < 0 ? n + NanosPerDay : n, Zone);
    }

    /// <inheritdoc/>
    public int CompareTo(FeelTime? other)
    {
        if (other is null) return 1;
        return Zone is null || other.Zone is null ? NanoOfDay.CompareTo(other.NanoOfDay) : UtcNanos.CompareTo(other.UtcNanos);
    }

    /// <summary>Same time of day and the same kind of zone, as FEEL's is() asks.</summary>
    public bool Same(FeelTime other) => NanoOfDay == other.NanoOfDay && Equals(Zone, other.Zone);

    /// <inheritdoc/>
    public bool Equals(FeelTime? other) => other is not null && (Zone is null) == (other.Zone is null) && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelTime t && Equals(t);

    /// <inheritdoc/>
    public override int GetHashCode() => UtcNanos.GetHashCode();

    public static bool operator ==(FeelTime? a, FeelTime? b) => a is null ? b is null : a.Equals(b);
    public static bool operator !=(FeelTime? a, FeelTime? b) => !(a == b);
    public static bool operator <(FeelTime a, FeelTime b) => a.CompareTo(b) < 0;
    public static bool operator >(FeelTime a, FeelTime b) => a.CompareTo(b) > 0;
    public static bool operator <=(FeelTime a, FeelTime b) => a.CompareTo(b) <= 0;
    public static bool operator >=(FeelTime a, FeelTime b) => a.CompareTo(b) >= 0;

    /// <summary>HH:mm:ss[.fraction] and the zone.</summary>
    public override string ToString() => Clock(NanoOfDay) + Zone;

    internal static string Clock(long nanoOfDay)
    {
        var nano = nanoOfDay % 1_000_000_000;
        var s = nanoOfDay / 1_000_000_000;
        var text = string.Create(CultureInfo.InvariantCulture, $"{s / 3600:00}:{s / 60 % 60:00}:{s % 60:00}");
        return nano == 0 ? text : text + "." + nano.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
    }
}
