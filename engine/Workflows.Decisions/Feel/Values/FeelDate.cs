using System.Globalization;

namespace Workflows.Decisions.Feel;

/// <summary>
/// A calendar day in the proleptic Gregorian calendar, years -999999999 to 999999999 (year 0 exists, as in ISO 8601).
/// DMN 1.5 §10.3.2.3.4.
/// </summary>
public sealed class FeelDate : IEquatable<FeelDate>, IComparable<FeelDate>
{
    /// <summary>Largest magnitude of a year.</summary>
    public const int MaxYear = 999_999_999;

    private FeelDate(int year, int month, int day)
    {
        Year = year;
        Month = month;
        Day = day;
    }

    /// <summary>The year.</summary>
    public int Year { get; }

    /// <summary>The month, 1 to 12.</summary>
    public int Month { get; }

    /// <summary>The day of the month, from 1.</summary>
    public int Day { get; }

    /// <summary>The date, or null when there is no such day.</summary>
    public static FeelDate? Create(long year, long month, long day) =>
        year is >= -MaxYear and <= MaxYear && month is >= 1 and <= 12 && day >= 1 && day <= DaysInMonth(year, (int)month)
            ? new FeelDate((int)year, (int)month, (int)day)
            : null;

    /// <summary>The date of a .NET DateOnly.</summary>
    public static FeelDate From(DateOnly date) => new(date.Year, date.Month, date.Day);

    /// <summary>The same day as a .NET DateOnly; null outside the years 1 to 9999.</summary>
    public DateOnly? ToDateOnly() => Year is >= 1 and <= 9999 ? new DateOnly(Year, Month, Day) : null;

    /// <summary>Reads yyyy-MM-dd (sign and more digits allowed for far years); null when it is no date.</summary>
    public static FeelDate? TryParse(string? text)
    {
        if (text is null) return null;
        var reader = new IsoReader(text);
        return reader.Date() is { } d && reader.AtEnd ? d : null;
    }

    /// <summary>Days since 1970-01-01.</summary>
    public long EpochDay
    {
        get
        {
            long y = Month <= 2 ? Year - 1L : Year;
            var era = Math.DivRem(y, 400, out var yoe);
            if (yoe < 0) { era--; yoe += 400; }
            long doy = (153 * (Month + (Month > 2 ? -3 : 9)) + 2) / 5 + Day - 1;
            return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
        }
    }

    /// <summary>The date so many days after 1970-01-01; null when out of range.</summary>
    public static FeelDate? FromEpochDay(long epochDay)
    {
        if (Math.Abs(epochDay) > 365_250_000_000) return null;
        var z = epochDay + 719468;
        var era = Math.DivRem(z, 146097, out var doe);
        if (doe < 0) { era--; doe += 146097; }
        var yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        var doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        var mp = (5 * doy + 2) / 153;
        var day = doy - (153 * mp + 2) / 5 + 1;
        var month = mp < 10 ? mp + 3 : mp - 9;
        return Create(yoe + era * 400 + (month <= 2 ? 1 : 0), month, day);
    }

    /// <summary>The date so many days later; null when out of range.</summary>
    public FeelDate? AddDays(long days) => Math.Abs(days) > 800_000_000_000 ? null : FromEpochDay(EpochDay + days);

    /// <summary>The date so many months later, the day cut to the end of a shorter month; null when out of range.</summary>
    public FeelDate? AddMonths(long months)
    {
        if (Math.Abs(months) > 24_000_000_000) return null;
        var total = Year * 12L + Month - 1 + months;
        var year = Math.DivRem(total, 12, out var month);
        if (month < 0) { year--; month += 12; }
        return year is < -MaxYear or > MaxYear ? null : Create(year, month + 1, Math.Min(Day, DaysInMonth(year, (int)month + 1)));
    }

    /// <summary>1 for Monday to 7 for Sunday (ISO 8601).</summary>
    public int Weekday
    {
        get
        {
            var r = (EpochDay + 3) % 7;
            return (int)(r < 0 ? r + 7 : r) + 1;
        }
    }

    /// <summary>The day's place in the year, from 1.</summary>
    public int DayOfYear => (int)(EpochDay - new FeelDate(Year, 1, 1).EpochDay) + 1;

    /// <summary>The ISO 8601 week of the year.</summary>
    public int WeekOfYear
    {
        get
        {
            var week = (DayOfYear - Weekday + 10) / 7;
            if (week < 1) return WeeksIn(Year - 1L);
            return week > WeeksIn(Year) ? 1 : week;
        }
    }

    /// <summary>Days of the month.</summary>
    public static int DaysInMonth(long year, int month) => month switch
    {
        2 => IsLeap(year) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>True for a leap year of the proleptic Gregorian calendar.</summary>
    public static bool IsLeap(long year) => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    /// <inheritdoc/>
    public int CompareTo(FeelDate? other) => other is null ? 1
        : Year != other.Year ? Year.CompareTo(other.Year)
        : Month != other.Month ? Month.CompareTo(other.Month)
        : Day.CompareTo(other.Day);

    /// <inheritdoc/>
    public bool Equals(FeelDate? other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelDate d && Equals(d);

    /// <inheritdoc/>
    public override int GetHashCode() => Year * 372 + Month * 31 + Day;

    public static bool operator ==(FeelDate? a, FeelDate? b) => a is null ? b is null : a.Equals(b);
    public static bool operator !=(FeelDate? a, FeelDate? b) => !(a == b);
    public static bool operator <(FeelDate a, FeelDate b) => a.CompareTo(b) < 0;
    public static bool operator >(FeelDate a, FeelDate b) => a.CompareTo(b) > 0;
    public static bool operator <=(FeelDate a, FeelDate b) => a.CompareTo(b) <= 0;
    public static bool operator >=(FeelDate a, FeelDate b) => a.CompareTo(b) >= 0;

    /// <summary>yyyy-MM-dd.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Year < 0 ? "-" : "")}{Math.Abs((long)Year):0000}-{Month:00}-{Day:00}");

    private static int WeeksIn(long year)
    {
        var first = Create(year, 1, 1)?.Weekday ?? 1;
        return first == 4 || (first == 3 && IsLeap(year)) ? 53 : 52;
    }
}
