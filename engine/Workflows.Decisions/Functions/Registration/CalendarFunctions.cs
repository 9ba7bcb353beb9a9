using Workflows.Decisions.Calendars;
using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Dates;
using Workflows.Decisions.Functions.Text;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Working days and office hours. The calendar may be left out: then the package's (or jp-municipal) is used.</summary>
internal static class CalendarFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("営業日加算", ["日:date", "n:number", "暦:string?"], "date", AddDays)
        .Def("翌営業日", ["日:date", "暦:string?"], "date", a => Values.Of(a.Calendar(1).NextBusinessDay(a.Day(0))))
        .Def("前営業日", ["日:date", "暦:string?"], "date", a => Values.Of(a.Calendar(1).PreviousBusinessDay(a.Day(0))))
        .Def("営業日か", ["日:date", "暦:string?"], "boolean", a => a.Calendar(1).IsBusinessDay(a.Day(0)))
        .Def("営業日数", ["自:date", "至:date", "暦:string?"], "number", CountDays)
        .Def("月末営業日", ["年月:date|string", "暦:string?"], "date", MonthEnd)
        .Def("休業理由", ["日:date", "暦:string?"], "string", a => a.Calendar(1).ClosedBecause(a.Day(0)))
        .Def("祝日名", ["日:date"], "string", a => JapaneseHolidays.NameOf(a.Day(0)))
        .Def("業務時間加算", ["日時:date and time", "時間:days and time duration|number", "暦:string?"], "date and time", AddOfficeTime)
        .Def("業務時間", ["自:date and time", "至:date and time", "暦:string?", "停止区間:list?"], "days and time duration", OfficeTimeBetween)
        .Def("次の時間帯", ["日時:date and time", "暦:string?"], "date and time", a => a.Moment(0).At(OfficeTime.NextOpen(a.Moment(0).Local, a.Calendar(1))))
        .Def("時間内か", ["日時:date and time", "暦:string?"], "boolean", a => OfficeTime.IsOpen(a.Moment(0).Local, a.Calendar(1)));

    /// <summary>A stretch from a context {自, 至} (or start, end) or a range.</summary>
    internal static TimeStretch Stretch(object? value, string place)
    {
        var (from, to) = value switch
        {
            FeelContext map => (Values.Entry(map, "自", "start"), Values.Entry(map, "至", "end")),
            FeelRange range => (range.Start, range.End),
            _ => throw Values.Wrong(place, "区間 {自, 至}", value),
        };
        return new TimeStretch(LocalMoment.Of(from, place).Local, LocalMoment.Of(to, place).Local);
    }

    internal static TimeStretch[] Stretches(FunctionArgs a, int index) =>
        a.Has(index) ? [.. a.List(index).Select((s, i) => Stretch(s, $"{i + 1}番目の区間"))] : [];

    private static object? AddDays(FunctionArgs a)
    {
        a.Context.Step(Math.Abs((long)a.Whole(1)));
        return Values.Of(a.Calendar(2).AddBusinessDays(a.Day(0), a.Whole(1)));
    }

    private static object? CountDays(FunctionArgs a)
    {
        a.Context.Step(Math.Max(0, a.Day(1).DayNumber - a.Day(0).DayNumber));
        return Values.Of(a.Calendar(2).CountBusinessDays(a.Day(0), a.Day(1)));
    }

    private static object? MonthEnd(FunctionArgs a)
    {
        var day = a[0] is FeelDate ? a.Day(0) : FeelDate.TryParse(UnicodeText.Nfkc(a.Text(0)) + "-01")?.ToDateOnly()
            ?? throw Values.Wrong("1番目の引数", "年月（2026-04）", a[0]);
        return Values.Of(a.Calendar(1).LastBusinessDayOfMonth(day.Year, day.Month));
    }

    private static object? AddOfficeTime(FunctionArgs a)
    {
        var amount = a[1] is FeelDaysTime duration
            ? duration.ToTimeSpan() ?? throw Values.Wrong("2番目の引数", "時間", a[1])
            : TimeSpan.FromTicks((long)(a.Number(1) * TimeSpan.TicksPerHour));
        a.Context.Step(Math.Max(0, (long)amount.TotalHours));
        var from = a.Moment(0);
        return from.At(OfficeTime.Add(from.Local, amount, a.Calendar(2)));
    }

    private static object? OfficeTimeBetween(FunctionArgs a)
    {
        var (from, to) = (a.Moment(0).Local, a.Moment(1).Local);
        a.Context.Step(Math.Max(0, (long)(to - from).TotalDays));
        return Values.Of(OfficeTime.Between(from, to, a.Calendar(2), Stretches(a, 3)));
    }
}
