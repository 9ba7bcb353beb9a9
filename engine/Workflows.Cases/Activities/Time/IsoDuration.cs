using System.Globalization;

namespace Workflows.Cases.Activities.Time;

/// <summary>An ISO 8601 duration: <c>PT30M</c>, <c>P14D</c>, <c>P1Y6M</c>. Years and months are counted on the calendar in Japan's time.</summary>
internal readonly record struct IsoDuration(int Years, int Months, long Days, TimeSpan Time)
{
    public static bool TryParse(string text, out IsoDuration duration)
    {
        duration = default;
        if (text is not ['P', _, ..]) return false;
        var (years, months, days, time) = (0, 0, 0L, TimeSpan.Zero);
        var inTime = false;
        var start = 1;
        var any = false;
        for (var i = 1; i < text.Length; i++)
        {
            var c = text[i];
            if (c == 'T' && !inTime && i == start) { inTime = true; start = i + 1; continue; }
            if (char.IsAsciiDigit(c) || c == '.') continue;
            if (!decimal.TryParse(text.AsSpan(start, i - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            if (number != decimal.Truncate(number) && c != 'S') return false;
            if (number > 1_000_000_000) return false;
            switch (c)
            {
                case 'Y' when !inTime: years = (int)number; break;
                case 'M' when !inTime: months = (int)number; break;
                case 'W' when !inTime: days += 7 * (long)number; break;
                case 'D' when !inTime: days += (long)number; break;
                case 'H' when inTime: time += TimeSpan.FromHours((double)number); break;
                case 'M' when inTime: time += TimeSpan.FromMinutes((double)number); break;
                case 'S' when inTime: time += TimeSpan.FromTicks((long)(number * TimeSpan.TicksPerSecond)); break;
                default: return false;
            }
            any = true;
            start = i + 1;
        }
        if (!any || start != text.Length) return false;
        duration = new(years, months, days, time);
        return true;
    }

    public DateTimeOffset After(DateTimeOffset from)
    {
        var local = Jst.Of(from);
        return local.AddYears(Years).AddMonths(Months).AddDays(Days) + Time;
    }

    public DateTimeOffset Before(DateTimeOffset to)
    {
        var local = Jst.Of(to);
        return local.AddYears(-Years).AddMonths(-Months).AddDays(-Days) - Time;
    }

    /// <summary>The length where years and months count as 365 and 30 days; for windows, not for legal dates.</summary>
    public long Seconds => (long)(TimeSpan.FromDays((Years * 365L) + (Months * 30L) + Days) + Time).TotalSeconds;
}
