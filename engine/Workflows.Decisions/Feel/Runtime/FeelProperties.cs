namespace Workflows.Decisions.Feel;

/// <summary>The properties of dates, times, durations and ranges (DMN 1.5 §10.3.2.6, table 61 and following).</summary>
internal static class FeelProperties
{
    public static readonly NameTable MultiWord = new(["time offset", "start included", "end included"]);

    public static bool TryGet(object value, string name, out object? result)
    {
        result = null;
        switch (value)
        {
            case FeelDate d: return Date(d, name, out result);
            case FeelDateTime dt:
                if (Date(dt.Date, name, out result)) return true;
                return Clock(dt.NanoOfDay, dt.Zone, dt.OffsetSeconds, name, out result);
            case FeelTime t: return Clock(t.NanoOfDay, t.Zone, t.OffsetSeconds, name, out result);
            case FeelYearsMonths ym:
                result = name switch { "years" => FeelNumber.From(ym.Years), "months" => FeelNumber.From(ym.Months), _ => null };
                return result is not null;
            case FeelDaysTime dd:
                result = name switch
                {
                    "days" => FeelNumber.From(dd.Days),
                    "hours" => FeelNumber.From(dd.Hours),
                    "minutes" => FeelNumber.From(dd.Minutes),
                    "seconds" => dd.Seconds,
                    _ => null,
                };
                return result is not null;
            case FeelRange r:
                switch (name)
                {
                    case "start": result = r.Start; return true;
                    case "end": result = r.End; return true;
                    case "start included": result = FeelBool.Of(r.StartIncluded); return true;
                    case "end included": result = FeelBool.Of(r.EndIncluded); return true;
                    default: return false;
                }
            default: return false;
        }
    }

    private static bool Date(FeelDate d, string name, out object? result)
    {
        result = name switch
        {
            "year" => FeelNumber.From(d.Year),
            "month" => FeelNumber.From(d.Month),
            "day" => FeelNumber.From(d.Day),
            "weekday" => FeelNumber.From(d.Weekday),
            _ => null,
        };
        return result is not null;
    }

    private static bool Clock(long nanoOfDay, FeelZone? zone, int? offset, string name, out object? result)
    {
        result = null;
        switch (name)
        {
            case "hour": result = FeelNumber.From(nanoOfDay / 3_600_000_000_000); return true;
            case "minute": result = FeelNumber.From(nanoOfDay / 60_000_000_000 % 60); return true;
            case "second": result = FeelNumber.Create(nanoOfDay % 60_000_000_000, -9)!.Stripped(); return true;
            case "time offset": result = offset is { } s ? new FeelDaysTime((Int128)s * 1_000_000_000) : null; return true;
            case "timezone": result = zone?.Id; return true;
            default: return false;
        }
    }
}
