namespace Workflows.Decisions.Calendars;

/// <summary>An era (元号): name, letter, first day. Own table, so that no library's data decides what a notice says.</summary>
/// <param name="Name">令和.</param>
/// <param name="Letter">R.</param>
/// <param name="Start">First day by the Gregorian calendar.</param>
public sealed record JapaneseEra(string Name, char Letter, DateOnly Start)
{
    /// <summary>
    /// 明治 (the solar calendar only holds from 1 January 1873), 大正, 昭和, 平成 (昭和64年政令第1号), 令和 (平成31年政令第143号).
    /// </summary>
    public static IReadOnlyList<JapaneseEra> All { get; } =
    [
        new("明治", 'M', new DateOnly(1868, 10, 23)),
        new("大正", 'T', new DateOnly(1912, 7, 30)),
        new("昭和", 'S', new DateOnly(1926, 12, 25)),
        new("平成", 'H', new DateOnly(1989, 1, 8)),
        new("令和", 'R', new DateOnly(2019, 5, 1)),
    ];

    /// <summary>The era of a day.</summary>
    /// <exception cref="CalendarException">A day before 1 January 1873 (明治6年), when Japan took the solar calendar.</exception>
    public static JapaneseEra Of(DateOnly date) =>
        date.Year < 1873 ? throw BeforeMeiji(date) : All.Last(e => e.Start <= date);

    /// <summary>The last day of the era, or null while it lasts.</summary>
    public DateOnly? End()
    {
        var next = All.FirstOrDefault(e => e.Start > Start);
        return next?.Start.AddDays(-1);
    }

    /// <summary>The year within the era: 1 for its first calendar year.</summary>
    public int YearOf(int calendarYear) => calendarYear - Start.Year + 1;

    internal string YearText(int calendarYear) => YearOf(calendarYear) is var n && n == 1 ? "元" : n.ToString();

    internal static CalendarException BeforeMeiji(DateOnly date) => new(
        $"{date:yyyy-MM-dd}は和暦にできません。明治6年（1873年）以後の日付にしてください。",
        $"{date:yyyy-MM-dd} has no era date here; use a date from 1873 on.");
}
