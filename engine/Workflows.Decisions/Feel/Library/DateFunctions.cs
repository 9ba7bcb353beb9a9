namespace Workflows.Decisions.Feel;

/// <summary>Date and time functions (§10.3.4.6, §10.3.4.8). now and today give the time of the evaluation, never the machine's.</summary>
internal static class DateFunctions
{
    private static readonly string[] Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static void AddTo(FeelFunctionRegistry r) => r
        .Add("now", [], (c, _) => c.Now is { } now ? FeelDateTime.From(now) : NoTime(c), "date and time")
        .Add("today", [], (c, _) => c.Now is { } now ? FeelDateTime.From(now).Date : NoTime(c), "date")
        .Add("day of year", ["date:date|date and time"], (_, a) => FeelNumber.From(ConversionFunctions.Day(a[0]).DayOfYear), "number")
        .Add("day of week", ["date:date|date and time"], (_, a) => Days[ConversionFunctions.Day(a[0]).Weekday - 1], "string")
        .Add("month of year", ["date:date|date and time"], (_, a) => Months[ConversionFunctions.Day(a[0]).Month - 1], "string")
        .Add("week of year", ["date:date|date and time"], (_, a) => FeelNumber.From(ConversionFunctions.Day(a[0]).WeekOfYear), "number");

    private static object? NoTime(FeelCallContext c) => c.Fail("評価に現在時刻が与えられていません", "the evaluation was given no current time");
}
