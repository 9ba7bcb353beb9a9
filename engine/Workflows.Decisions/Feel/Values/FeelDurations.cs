using System.Globalization;
using System.Numerics;
using System.Text;

namespace Workflows.Decisions.Feel;

/// <summary>A duration of whole months (DMN 1.5 §10.3.2.3.8).</summary>
public sealed class FeelYearsMonths(long totalMonths) : IEquatable<FeelYearsMonths>, IComparable<FeelYearsMonths>
{
    /// <summary>The length in months, negative when it points back.</summary>
    public long TotalMonths { get; } = totalMonths;

    /// <summary>Whole years.</summary>
    public long Years => TotalMonths / 12;

    /// <summary>Months beyond the whole years.</summary>
    public long Months => TotalMonths % 12;

    /// <inheritdoc/>
    public int CompareTo(FeelYearsMonths? other) => other is null ? 1 : TotalMonths.CompareTo(other.TotalMonths);

    /// <inheritdoc/>
    public bool Equals(FeelYearsMonths? other) => other is not null && TotalMonths == other.TotalMonths;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelYearsMonths d && Equals(d);

    /// <inheritdoc/>
    public override int GetHashCode() => TotalMonths.GetHashCode();

    public static bool operator ==(FeelYearsMonths? a, FeelYearsMonths? b) => a is null ? b is null : a.Equals(b);
    public static bool operator !=(FeelYearsMonths? a, FeelYearsMonths? b) => !(a == b);
    public static bool operator <(FeelYearsMonths a, FeelYearsMonths b) => a.CompareTo(b) < 0;
    public static bool operator >(FeelYearsMonths a, FeelYearsMonths b) => a.CompareTo(b) > 0;
    public static bool operator <=(FeelYearsMonths a, FeelYearsMonths b) => a.CompareTo(b) <= 0;
    public static bool operator >=(FeelYearsMonths a, FeelYearsMonths b) => a.CompareTo(b) >= 0;

    /// <summary>P1Y2M; zero is P0M.</summary>
    public override string ToString()
    {
        if (TotalMonths == 0) return "P0M";
        var sign = TotalMonths < 0 ? "-" : "";
        var y = Math.Abs(Years);
        var m = Math.Abs(Months);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}P{(y == 0 ? "" : $"{y}Y")}{(m == 0 ? "" : $"{m}M")}");
    }
}

/// <summary>A duration of days, hours, minutes and seconds to the nanosecond (DMN 1.5 §10.3.2.3.7).</summary>
public sealed class FeelDaysTime(Int128 totalNanos) : IEquatable<FeelDaysTime>, IComparable<FeelDaysTime>
{
    private const long Second = 1_000_000_000;

    /// <summary>Longest duration kept, in nanoseconds (some 3 × 10^14 years).</summary>
    public static readonly Int128 LimitNanos = (Int128)1_000_000_000_000_000 * 10_000_000_000_000_000;

    /// <summary>The length in nanoseconds, negative when it points back.</summary>
    public Int128 TotalNanos { get; } = totalNanos;

    /// <summary>Whole days.</summary>
    public long Days => (long)(TotalNanos / FeelTime.NanosPerDay);

    /// <summary>Hours beyond the days.</summary>
    public int Hours => (int)(TotalNanos / (3600 * Second) % 24);

    /// <summary>Minutes beyond the hours.</summary>
    public int Minutes => (int)(TotalNanos / (60 * Second) % 60);

    /// <summary>Seconds beyond the minutes, with the fraction.</summary>
    public FeelNumber Seconds => FeelNumber.Create((BigInteger)(TotalNanos % (60 * Second)), -9)!.Stripped();

    /// <summary>The duration of a TimeSpan.</summary>
    public static FeelDaysTime From(TimeSpan span) => new((Int128)span.Ticks * 100);

    /// <summary>The duration of so many days.</summary>
    public static FeelDaysTime OfDays(long days) => new((Int128)days * FeelTime.NanosPerDay);

    /// <summary>The duration as TimeSpan; null when it does not fit.</summary>
    public TimeSpan? ToTimeSpan()
    {
        var ticks = TotalNanos / 100;
        return ticks >= long.MinValue && ticks <= long.MaxValue ? new TimeSpan((long)ticks) : null;
    }

    /// <inheritdoc/>
    public int CompareTo(FeelDaysTime? other) => other is null ? 1 : TotalNanos.CompareTo(other.TotalNanos);

    /// <inheritdoc/>
    public bool Equals(FeelDaysTime? other) => other is not null && TotalNanos == other.TotalNanos;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelDaysTime d && Equals(d);

    /// <inheritdoc/>
    public override int GetHashCode() => TotalNanos.GetHashCode();

    public static bool operator ==(FeelDaysTime? a, FeelDaysTime? b) => a is null ? b is null : a.Equals(b);
    public static bool operator !=(FeelDaysTime? a, FeelDaysTime? b) => !(a == b);
    public static bool operator <(FeelDaysTime a, FeelDaysTime b) => a.CompareTo(b) < 0;
    public static bool operator >(FeelDaysTime a, FeelDaysTime b) => a.CompareTo(b) > 0;
    public static bool operator <=(FeelDaysTime a, FeelDaysTime b) => a.CompareTo(b) <= 0;
    public static bool operator >=(FeelDaysTime a, FeelDaysTime b) => a.CompareTo(b) >= 0;

    /// <summary>P1DT2H3M4.5S; zero is PT0S.</summary>
    public override string ToString()
    {
        if (TotalNanos == 0) return "PT0S";
        var n = (BigInteger)TotalNanos;
        var text = new StringBuilder(n.Sign < 0 ? "-P" : "P");
        n = BigInteger.Abs(n);
        var days = BigInteger.DivRem(n, FeelTime.NanosPerDay, out n);
        if (!days.IsZero) text.Append(CultureInfo.InvariantCulture, $"{days}D");
        if (n.IsZero) return text.ToString();
        var rest = (long)n;
        text.Append('T');
        long h = rest / (3600 * Second), m = rest / (60 * Second) % 60, s = rest / Second % 60, f = rest % Second;
        if (h != 0) text.Append(CultureInfo.InvariantCulture, $"{h}H");
        if (m != 0) text.Append(CultureInfo.InvariantCulture, $"{m}M");
        if (s != 0 || f != 0)
        {
            text.Append(s);
            if (f != 0) text.Append('.').Append(f.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0'));
            text.Append('S');
        }
        return text.ToString();
    }
}

/// <summary>Reads durations of either kind.</summary>
public static class FeelDuration
{
    /// <summary>A FeelYearsMonths, a FeelDaysTime, or null when the text is no duration or mixes months and days.</summary>
    public static object? TryParse(string? text)
    {
        if (text is null) return null;
        var i = 0;
        var negative = text.StartsWith('-');
        if (negative) i = 1;
        if (i >= text.Length || text[i] != 'P') return null;
        i++;
        BigInteger months = 0, nanos = 0;
        bool anyMonths = false, anyDays = false, inTime = false, anyInTime = false;
        var order = -1;
        while (i < text.Length)
        {
            if (text[i] == 'T')
            {
                if (inTime) return null;
                inTime = true;
                i++;
                continue;
            }
            var start = i;
            while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            if (i == start || i - start > 25) return null;
            var whole = BigInteger.Parse(text.AsSpan(start, i - start), CultureInfo.InvariantCulture);
            BigInteger fraction = 0;
            var fractional = false;
            if (i < text.Length && text[i] == '.')
            {
                fractional = true;
                var digits = 0;
                for (i++; i < text.Length && char.IsAsciiDigit(text[i]); i++)
                    if (digits < 9) { fraction = fraction * 10 + (text[i] - '0'); digits++; }
                for (; digits < 9; digits++) fraction *= 10;
            }
            if (i >= text.Length) return null;
            var unit = text[i++];
            if (fractional && unit != 'S') return null;
            var rank = (unit, inTime) switch { ('Y', false) => 0, ('M', false) => 1, ('D', false) => 2, ('H', true) => 3, ('M', true) => 4, ('S', true) => 5, _ => -1 };
            if (rank <= order) return null;
            order = rank;
            switch (rank)
            {
                case 0: months += whole * 12; anyMonths = true; break;
                case 1: months += whole; anyMonths = true; break;
                case 2: nanos += whole * FeelTime.NanosPerDay; anyDays = true; break;
                case 3: nanos += whole * 3_600_000_000_000; anyDays = anyInTime = true; break;
                case 4: nanos += whole * 60_000_000_000; anyDays = anyInTime = true; break;
                default: nanos += whole * 1_000_000_000 + fraction; anyDays = anyInTime = true; break;
            }
        }
        if (anyMonths == anyDays || (inTime && !anyInTime)) return null;
        if (anyMonths) return months > long.MaxValue / 4 ? null : new FeelYearsMonths((long)(negative ? -months : months));
        return nanos > (BigInteger)FeelDaysTime.LimitNanos ? null : new FeelDaysTime((Int128)(negative ? -nanos : nanos));
    }
}
