using System.Text.RegularExpressions;
using Workflows.Cases.Activities.Time;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Decisions.Calendars;
using Workflows.Engine.Data;
using static Workflows.Cases.Scenarios.Steps.StepDefinition;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>The clock. Moving it serves everything that becomes due on the way, each at its own time.</summary>
internal static partial class ClockSteps
{
    /// <summary>In front of any act: <c>"2026-06-15 10:06:00" に、…</c>.</summary>
    public const string TimePrefix = "^\"([0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?)\"に、?";

    private static readonly TimeOnly Morning = new(9, 0);

    public static IReadOnlyList<StepDefinition> All { get; } =
    [
        Act("(?:現在|今|いま)は{s}である", "現在は \"2026-06-10 09:00\" である", Begin),
        Act("時刻が{s}になる", "時刻が \"2026-06-11 08:00\" になる", (c, a) => c.MoveTo(Values.Moment(a[1], TimeOnly.MinValue))),
        Act("{n}(日|週間|時間|分|秒)が(?:過ぎる|経つ|経過する)", "30 日が過ぎる", (c, a) => a[2] is "日" or "週間" ? Pass(c, c.World.Now + Span(a.Number(1), a[2])) : c.MoveTo(c.World.Now + Span(a.Number(1), a[2]))),
        Act("{n}(?:か月|ヶ月|カ月)が(?:過ぎる|経つ|経過する)", "3 か月が過ぎる", (c, a) => Pass(c, c.World.Now.AddMonths(a.Number(1)))),
        Act("{n}(?:開庁日|営業日)が(?:過ぎる|経つ|経過する)", "3 開庁日が過ぎる", BusinessDays),
        Act("(?:翌開庁日|翌営業日)の{s}になる", "翌営業日の \"08:00\" になる", NextBusinessDay),
    ];

    /// <summary>
    /// When a scenario begins: at its first 現在は, so that nothing falls due before; without one on a day in June, or earlier when it speaks of an earlier time.
    /// </summary>
    public static DateTimeOffset Beginning(Scenario scenario)
    {
        var texts = scenario.Steps.Select(s => Sentence.Normalize(s.Text)).ToList();
        foreach (var text in texts)
            if (NowPattern().Match(text) is { Success: true } now) return Values.Moment(now.Groups[1].Value, Morning);
        var moments = texts.SelectMany(t => MomentPattern().Matches(t)).Select(m => Values.Moment(m.Groups[1].Value, TimeOnly.MinValue));
        return moments.Append(Default).Min();
    }

    private static readonly DateTimeOffset Default = new(2026, 6, 1, 9, 0, 0, Japan.Offset);

    private static ValueTask Begin(ScenarioContext context, StepArguments args) => context.MoveTo(Values.Moment(args[1], Morning));

    [GeneratedRegex("^(?:現在|今|いま)は\"([^\"]*)\"である$")]
    private static partial Regex NowPattern();

    [GeneratedRegex("(?:^|時刻が)\"([0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T][0-9:.]+)?)\"(?:に、?|になる)")]
    private static partial Regex MomentPattern();

    private static TimeSpan Span(int count, string unit) => unit switch
    {
        "日" => TimeSpan.FromDays(count),
        "週間" => TimeSpan.FromDays(7 * count),
        "時間" => TimeSpan.FromHours(count),
        "分" => TimeSpan.FromMinutes(count),
        _ => TimeSpan.FromSeconds(count),
    };

    private static BusinessCalendar Calendar(ScenarioContext context) => BusinessCalendars.Find(context.Program.Calendar) ?? BusinessCalendars.Municipal;

    private static ValueTask BusinessDays(ScenarioContext context, StepArguments args)
    {
        var now = context.World.Now;
        var day = Calendar(context).AddBusinessDays(DateOnly.FromDateTime(now.DateTime), args.Number(1));
        return Pass(context, new DateTimeOffset(day.ToDateTime(TimeOnly.FromDateTime(now.DateTime)), now.Offset));
    }

    /// <summary>
    /// Days that have passed have passed whole: what was to be done within as many days ends with the last second of the last of them
    /// (民法141条), and when something does, the clock goes on to then.
    /// </summary>
    private static async ValueTask Pass(ScenarioContext context, DateTimeOffset to)
    {
        await context.MoveTo(to).ConfigureAwait(false);
        var end = Jst.EndOf(DateOnly.FromDateTime(to.DateTime));
        if (await context.World.Pump.NextDue(context.Ct).ConfigureAwait(false) is { } due && due <= end && due.ToOffset(Japan.Offset).TimeOfDay == end.TimeOfDay) await context.MoveTo(end).ConfigureAwait(false);
    }

    private static ValueTask NextBusinessDay(ScenarioContext context, StepArguments args)
    {
        var day = Calendar(context).AddBusinessDays(DateOnly.FromDateTime(context.World.Now.DateTime), 1);
        return context.MoveTo(Values.Moment($"{day:yyyy-MM-dd} {args[1]}", TimeOnly.MinValue));
    }
}
