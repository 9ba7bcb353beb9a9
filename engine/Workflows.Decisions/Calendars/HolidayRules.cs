namespace Workflows.Decisions.Calendars;

/// <summary>One 国民の祝日: its name, the years it is in force, and its day in a year.</summary>
internal sealed record HolidayRule(string Name, int From, int To, Func<int, DateOnly?> Day)
{
    public DateOnly? DateIn(int year) => year >= From && year <= To ? Day(year) : null;
}

/// <summary>
/// Act art. 2 as amended (平成10年法律第141号 and 平成13年法律第59号 ハッピーマンデー; 平成17年法律第43号 昭和の日;
/// 平成26年法律第43号 山の日; 平成29年法律第63号 退位特例法; 平成30年法律第57号 スポーツの日), with the special moves of 2019 (平成30年法律第99号),
/// 2020 (平成30年法律第55号) and 2021 (令和2年法律第68号).
/// </summary>
internal static class HolidayRules
{
    private const int Open = JapaneseHolidays.LastYear;
    private const int Start = JapaneseHolidays.FirstYear;

    public static IReadOnlyList<HolidayRule> All { get; } =
    [
        new("元日", Start, Open, Fixed(1, 1)),
        new("成人の日", Start, Open, Monday(1, 2)),
        new("建国記念の日", Start, Open, Fixed(2, 11)),
        new("天皇誕生日", Start, 2018, Fixed(12, 23)),
        new("天皇誕生日", 2020, Open, Fixed(2, 23)),
        new("春分の日", Start, Open, y => new DateOnly(y, 3, Equinoxes.SpringDay(y))),
        new("みどりの日", Start, 2006, Fixed(4, 29)),
        new("昭和の日", 2007, Open, Fixed(4, 29)),
        new("天皇の即位の日", 2019, 2019, Fixed(5, 1)),
        new("憲法記念日", Start, Open, Fixed(5, 3)),
        new("みどりの日", 2007, Open, Fixed(5, 4)),
        new("こどもの日", Start, Open, Fixed(5, 5)),
        new("海の日", Start, 2002, Fixed(7, 20)),
        new("海の日", 2003, Open, Moved(Monday(7, 3), (2020, 7, 23), (2021, 7, 22))),
        new("山の日", 2016, Open, Moved(Fixed(8, 11), (2020, 8, 10), (2021, 8, 8))),
        new("敬老の日", Start, 2002, Fixed(9, 15)),
        new("敬老の日", 2003, Open, Monday(9, 3)),
        new("秋分の日", Start, Open, y => new DateOnly(y, 9, Equinoxes.AutumnDay(y))),
        new("体育の日", Start, 2019, Monday(10, 2)),
        new("スポーツの日", 2020, Open, Moved(Monday(10, 2), (2020, 7, 24), (2021, 7, 23))),
        new("即位礼正殿の儀の行われる日", 2019, 2019, Fixed(10, 22)),
        new("文化の日", Start, Open, Fixed(11, 3)),
        new("勤労感謝の日", Start, Open, Fixed(11, 23)),
    ];

    private static Func<int, DateOnly?> Fixed(int month, int day) => year => new DateOnly(year, month, day);

    private static Func<int, DateOnly?> Monday(int month, int nth) => year =>
    {
        var first = new DateOnly(year, month, 1);
        var toMonday = ((int)DayOfWeek.Monday - (int)first.DayOfWeek + 7) % 7;
        return first.AddDays(toMonday + (7 * (nth - 1)));
    };

    private static Func<int, DateOnly?> Moved(Func<int, DateOnly?> usual, params (int Year, int Month, int Day)[] moves) => year =>
    {
        foreach (var move in moves)
        {
            if (move.Year == year)
            {
                return new DateOnly(move.Year, move.Month, move.Day);
            }
        }

        return usual(year);
    };
}
