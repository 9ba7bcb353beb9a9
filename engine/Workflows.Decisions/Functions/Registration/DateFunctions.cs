using Workflows.Decisions.Calendars;
using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Counting;
using Workflows.Decisions.Functions.Dates;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Deadlines, 年度, 和暦, ages, runs and counting.</summary>
internal static class DateFunctions
{
    private const string AnyDay = "date|date and time";

    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("期限", ["起点:date|date and time", "期間", "条件:context?"], "Any", a => Due(a).Result)
        .Def("期限の説明", ["起点:date|date and time", "期間", "条件:context?"], "list<string>", a => Values.Of(Due(a).Derivation))
        .Def("年度", [$"日:{AnyDay}"], "number", a => Values.Of(FiscalYear.Of(a.Day(0)).Year))
        .Def("年度初", [$"日:{AnyDay}"], "date", a => Values.Of(FiscalYear.Of(a.Day(0)).Start))
        .Def("年度末", [$"日:{AnyDay}"], "date", a => Values.Of(FiscalYear.Of(a.Day(0)).End))
        .Def("和暦", [$"日:{AnyDay}", "形:string?"], "string", a => Wareki(a.Day(0), a.Text(1, "日")))
        .Def("和暦年", [$"日:{AnyDay}"], "number", a => Values.Of(new WarekiDate(a.Day(0)).Year))
        .Def("和暦読取", ["文字列:string"], "date", ReadWareki)
        .Def("暦月数", ["自:date", "至:date"], "number", a => Values.Of(Deadlines.CalendarMonths(a.Day(0), a.Day(1))))
        .Def("満了日", ["開始:date", "月数:number"], "date", a => Values.Of(Deadlines.ValidUntil(a.Day(0), a.Whole(1))))
        .Def("区間差", ["区間", "除く区間:list"], "list", Subtract)
        .Def("連続", ["値の列:list", "条件:function", "数えない:function?"], "number", Run)
        .Def("年齢", [$"生年月日:{AnyDay}", $"日:{AnyDay}", "方式:string?"], "number", a => Values.Of(Ages.On(a.Day(0), a.Day(1), Rule(a.Text(2, "前日満了")))))
        .Def("月齢", [$"生年月日:{AnyDay}", $"日:{AnyDay}"], "number", a => Values.Of(Ages.Months(a.Day(0), a.Day(1))))
        .Def("学年齢", [$"生年月日:{AnyDay}", "年度:number"], "number", a => Values.Of(Ages.SchoolAge(a.Day(0), new FiscalYear(a.Whole(1)))))
        .Def("区切り", ["時刻の列:list", "間隔:days and time duration|number", "方式:string?"], "number", Count);

    private static AgeRule Rule(string name) => name switch
    {
        "前日満了" => AgeRule.DayBefore,
        "誕生日" => AgeRule.Birthday,
        _ => throw FunctionException.UnknownOption("年齢の方式", name, ["前日満了", "誕生日"]),
    };

    private static string Wareki(DateOnly day, string form) => form switch
    {
        "日" => new WarekiDate(day).ToString(),
        "年" => new WarekiDate(day).ToYear(),
        "年度" => FiscalYear.Of(day).ToWareki(),
        "略" => new WarekiDate(day).ToShort(),
        "略年" => new WarekiDate(day).ToYearLetter(),
        _ => throw FunctionException.UnknownOption("和暦の形", form, ["日", "年", "年度", "略", "略年"]),
    };

    private static object? ReadWareki(FunctionArgs a) => WarekiDate.TryParse(a.Text(0), out var date, out var error)
        ? Values.Of(date.Date)
        : throw new FunctionException(error!, $"'{a.Text(0)}' is no date by era or by the Gregorian calendar.");

    private static object? Subtract(FunctionArgs a)
    {
        var whole = CalendarFunctions.Stretch(a[0], "1番目の引数");
        var keeper = LocalMoment.Of(a[0] is FeelContext map ? Values.Entry(map, "自", "start") : ((FeelRange)a[0]!).Start, "1番目の引数");
        return TimeStretch.Subtract(whole, CalendarFunctions.Stretches(a, 1))
            .Select(object? (s) => Values.Context(("自", keeper.At(s.Start)), ("至", keeper.At(s.End)))).ToArray();
    }

    private static object? Run(FunctionArgs a)
    {
        var context = a.Context;
        var (holds, skipped) = ((FeelFunction)a[1]!, (FeelFunction?)a[2]);
        return Values.Of(Runs.AtEnd(a.List(0), v => holds.Invoke(context, v) is true, v => skipped?.Invoke(context, v) is true));
    }

    private static object? Count(FunctionArgs a)
    {
        var interval = a[1] is FeelDaysTime duration
            ? duration.ToTimeSpan() ?? throw Values.Wrong("2番目の引数", "時間", a[1])
            : TimeSpan.FromTicks((long)(a.Number(1) * TimeSpan.TicksPerMinute));
        var from = a.Text(2, "直前の出来事") switch
        {
            "直前の出来事" => CountFrom.LastEvent,
            "直前の計数" => CountFrom.LastCounted,
            var other => throw FunctionException.UnknownOption("区切りの方式", other, ["直前の出来事", "直前の計数"]),
        };
        var times = a.List(0).Select((t, i) => LocalMoment.Of(t, $"{i + 1}番目の時刻").Local);
        return Values.Of(Sessions.Counted(times, interval, from).Count);
    }

    private static (object? Result, IReadOnlyList<string> Derivation) Due(FunctionArgs a)
    {
        var options = a.MapOrEmpty(2);
        var start = a.Moment(0);
        if (TimePeriod(a[1]) is { } exact)
        {
            var at = exact.Office ? OfficeTime.Add(start.Local, exact.Time, a.CalendarOf(Option(options, "暦"))) : start.Local + exact.Time;
            return (start.At(at), [$"起点 {start.Local:yyyy-MM-dd HH:mm:ss}、期間 {(exact.Office ? "業務時間 " : "")}{exact.Time}", $"期限 {at:yyyy-MM-dd HH:mm:ss}"]);
        }

        var rule = new DeadlineRule
        {
            Calendar = a.CalendarOf(Option(options, "暦")),
            CountFirstDay = Choice(options, "初日", "不算入", ("不算入", false), ("算入", true)),
            Roll = Choice(options, "休日", "なし", ("なし", DeadlineRoll.None), ("翌営業日", DeadlineRoll.Next), ("前営業日", DeadlineRoll.Previous)),
            LegalBasis = Option(options, "根拠"),
        };
        var deadline = Deadlines.Compute(DateOnly.FromDateTime(start.Local), DayPeriod(a[1]), rule);
        return Option(options, "時刻") is { } clock
            ? (start.At(deadline.Date.ToDateTime(Clock(clock))), [.. deadline.Derivation, $"期限 {deadline.Date:yyyy-MM-dd} {clock}"])
            : (Values.Of(deadline.Date), deadline.Derivation);
    }

    // Periods of hours and minutes run on the clock (or on the office clock); all others in days.
    private static (TimeSpan Time, bool Office)? TimePeriod(object? value)
    {
        if (value is FeelDaysTime duration)
        {
            var span = duration.ToTimeSpan() ?? throw Values.Wrong("2番目の引数", "期間", value);
            return span.Ticks % TimeSpan.TicksPerDay == 0 ? null : (span, false);
        }

        return value is string text && Period.Parse(text) is { } period
            ? period.Unit switch
            {
                PeriodUnit.Minutes => (TimeSpan.FromMinutes(period.Amount), false),
                PeriodUnit.Hours => (TimeSpan.FromHours(period.Amount), false),
                PeriodUnit.BusinessMinutes => (TimeSpan.FromMinutes(period.Amount), true),
                _ => null,
            }
            : null;
    }

    private static Period DayPeriod(object? value) => value switch
    {
        string text => Period.Parse(text),
        FeelYearsMonths months => new Period(checked((int)months.TotalMonths), PeriodUnit.Months),
        FeelDaysTime days => new Period(checked((int)days.Days), PeriodUnit.Days),
        FeelNumber => new Period(Values.Whole(value, "2番目の引数"), PeriodUnit.Days),
        _ => throw Values.Wrong("2番目の引数", "期間（\"30日\"、duration(\"P1M\") など）", value),
    };

    private static string? Option(FeelContext options, string name) => options[name] switch
    {
        null => null,
        FeelTime time => time.ToString(),
        var value => Values.Text(value, $"条件の{name}"),
    };

    private static T Choice<T>(FeelContext options, string name, string whenMissing, params (string Name, T Value)[] choices)
    {
        var chosen = Option(options, name) ?? whenMissing;
        var at = Array.FindIndex(choices, c => c.Name == chosen);
        return at >= 0 ? choices[at].Value : throw FunctionException.UnknownOption($"条件の{name}", chosen, choices.Select(c => c.Name));
    }

    private static TimeOnly Clock(string text) => TimeOnly.TryParse(text, out var time)
        ? time
        : throw new FunctionException($"条件の時刻「{text}」を読み取れません。「17:15」のように書いてください。", $"Cannot read the time '{text}'; write 17:15.");
}
