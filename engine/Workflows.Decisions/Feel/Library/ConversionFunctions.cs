namespace Workflows.Decisions.Feel;

/// <summary>Conversions (§10.3.4.1) and the boolean functions (§10.3.4.2).</summary>
internal static class ConversionFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Add("date", ["from:string|date|date and time"], (c, a) => a[0] switch
        {
            FeelDate d => d,
            FeelDateTime d => d.Date,
            string s => FeelDate.TryParse(s) ?? Unreadable(c, s, "日付（例 2026-04-01）", "a date (2026-04-01)"),
            _ => null,
        }, "date")
        .Add("date", ["year:number", "month:number", "day:number"], (c, a) =>
            Int(a[0]) is { } y && Int(a[1]) is { } m && Int(a[2]) is { } d && FeelDate.Create(y, m, d) is { } date
                ? date
                : c.Fail($"{FeelValues.ToText(a[0])}年{FeelValues.ToText(a[1])}月{FeelValues.ToText(a[2])}日という日はありません", "there is no such day"), "date")
        .Add("date and time", ["from:string|date and time"], (c, a) => a[0] switch
        {
            FeelDateTime d => d,
            string s => FeelDateTime.TryParse(s) ?? Unreadable(c, s, "日時（例 2026-04-01T09:00:00）", "a date and time (2026-04-01T09:00:00)"),
            _ => null,
        }, "date and time")
        .Add("date and time", ["date:date|date and time", "time:time"], (_, a) =>
            FeelDateTime.From(a[0] as FeelDate ?? ((FeelDateTime)a[0]!).Date, (FeelTime)a[1]!), "date and time")
        .Add("date and time", ["year:number", "month:number", "day:number", "hour:number", "minute:number", "second:number", "offset:days and time duration?"], (c, a) =>
            Int(a[0]) is { } y && Int(a[1]) is { } m && Int(a[2]) is { } d && FeelDate.Create(y, m, d) is { } date && Clock(a[3], a[4], a[5], a[6]) is { } time
                ? FeelDateTime.From(date, time)
                : c.Fail("そのような日時はありません", "there is no such date and time"), "date and time")
        .Add("date and time", ["year:number", "month:number", "day:number", "hour:number", "minute:number", "second:number", "timezone:string"], (c, a) =>
            Int(a[0]) is { } y && Int(a[1]) is { } m && Int(a[2]) is { } d && FeelDate.Create(y, m, d) is { } date && Clock(a[3], a[4], a[5], null) is { } time && FeelZone.OfName((string)a[6]!) is { } zone
                ? new FeelDateTime(date, time.NanoOfDay, zone)
                : c.Fail("そのような日時はありません", "there is no such date and time"), "date and time")
        .Add("time", ["from:string|time|date and time|date"], (c, a) => a[0] switch
        {
            FeelTime t => t,
            FeelDateTime d => d.Time,
            FeelDate => FeelTime.Create(0, 0, 0, 0, FeelZone.Utc),
            string s => FeelTime.TryParse(s) ?? Unreadable(c, s, "時刻（例 09:00:00）", "a time (09:00:00)"),
            _ => null,
        }, "time")
        .Add("time", ["hour:number", "minute:number", "second:number", "offset:days and time duration?"], (c, a) =>
            Clock(a[0], a[1], a[2], a[3]) ?? c.Fail("そのような時刻はありません", "there is no such time"), "time")
        .Add("duration", ["from:string|years and months duration|days and time duration"], (c, a) =>
            a[0] is string s ? FeelDuration.TryParse(s) ?? Unreadable(c, s, "期間（例 P1Y2M、P10D、PT2H）", "a duration (P1Y2M, P10D, PT2H)") : a[0])
        .Add("years and months duration", ["from:date|date and time", "to:date|date and time"], (_, a) => MonthsBetween(Day(a[0]), Day(a[1])), "years and months duration")
        .Add("number", ["from:string|number"], (c, a) => a[0] is string s ? FeelNumber.TryParse(s) ?? Unreadable(c, s, "数", "a number") : a[0], "number")
        .Add("number", ["from:string", "grouping separator:string~", "decimal separator:string~"], Number, "number")
        .Add("string", ["from:Any~"], (c, a) => a[0] is null ? null : c.Frame.Run.Text(FeelValues.ToText(a[0])), "string")
        .Add("not", ["negand:boolean~"], (_, a) => a[0] is bool b ? FeelBool.Of(!b) : null, "boolean");

    internal static long? Int(object? v) => v is FeelNumber n ? n.ToInt64() : null;

    internal static FeelDate Day(object? v) => v as FeelDate ?? ((FeelDateTime)v!).Date;

    private static object? Unreadable(FeelCallContext c, string s, string ja, string en) =>
        c.Fail($"「{s}」は{ja}として読めません", $"\"{s}\" is not {en}");

    private static FeelTime? Clock(object? hour, object? minute, object? second, object? offset)
    {
        if (Int(hour) is not { } h || Int(minute) is not { } m || second is not FeelNumber s || s.Sign < 0) return null;
        var nanos = FeelNumber.Multiply(s, FeelNumber.From(1_000_000_000))?.Truncate();
        if (nanos is null || nanos >= 60_000_000_000) return null;
        FeelZone? zone = null;
        if (offset is FeelDaysTime o)
        {
            if (Int128.Abs(o.TotalNanos) > (Int128)18 * 3600 * 1_000_000_000) return null;
            zone = FeelZone.OfOffset((int)(o.TotalNanos / 1_000_000_000));
        }
        return FeelTime.Create(h, m, (long)nanos / 1_000_000_000, (long)nanos % 1_000_000_000, zone);
    }

    private static FeelYearsMonths MonthsBetween(FeelDate from, FeelDate to)
    {
        var months = (to.Year * 12L + to.Month) - (from.Year * 12L + from.Month);
        if (months > 0 && to.Day < from.Day) months--;
        else if (months < 0 && to.Day > from.Day) months++;
        return new FeelYearsMonths(months);
    }

    private static object? Number(FeelCallContext c, object?[] a)
    {
        var (text, group, point) = ((string)a[0]!, (string?)a[1], (string?)a[2]);
        if (group is not (null or " " or "," or ".")) return c.Fail("桁区切りは空白・「,」・「.」のどれかです", "the grouping separator is a blank, a comma or a period");
        if (point is not (null or "." or ",")) return c.Fail("小数点は「.」か「,」です", "the decimal separator is a period or a comma");
        if (group is not null && group == point) return c.Fail("桁区切りと小数点が同じです", "the grouping separator equals the decimal separator");
        var plain = group is null ? text : text.Replace(group, "", StringComparison.Ordinal);
        if (point == ",")
        {
            if (plain.Contains('.', StringComparison.Ordinal)) return Unreadable(c, text, "数", "a number");
            plain = plain.Replace(',', '.');
        }
        return FeelNumber.TryParse(plain) ?? Unreadable(c, text, "数", "a number");
    }
}
