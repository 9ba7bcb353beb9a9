namespace Workflows.Decisions.Calendars;

/// <summary>A 会計年度, 1 April to 31 March (地方自治法208条1項); also 学年 (学校教育法施行規則59条). 2026 = 令和8年度.</summary>
/// <param name="Year">The calendar year in which it begins.</param>
public readonly record struct FiscalYear(int Year) : IComparable<FiscalYear>
{
    /// <summary>1 April.</summary>
    public DateOnly Start => new(Year, 4, 1);

    /// <summary>31 March of the next calendar year (年度末).</summary>
    public DateOnly End => new(Year + 1, 3, 31);

    /// <summary>The year the day belongs to: January to March belong to the year before.</summary>
    public static FiscalYear Of(DateOnly date) => new(date.Month >= 4 ? date.Year : date.Year - 1);

    /// <summary>Whether the day lies in it.</summary>
    public bool Contains(DateOnly date) => date >= Start && date <= End;

    /// <summary>The name with era: 令和8年度, 令和元年度 (FY2019 as a whole), 平成30年度.</summary>
    public string ToWareki()
    {
        var (year, end) = (Year, End);
        var era = JapaneseEra.All.LastOrDefault(e => e.Start.Year <= year && e.Start <= end)
            ?? throw JapaneseEra.BeforeMeiji(new DateOnly(Year, 4, 1));
        return $"{era.Name}{era.YearText(Year)}年度";
    }

    /// <inheritdoc />
    public int CompareTo(FiscalYear other) => Year.CompareTo(other.Year);

    /// <summary>Order in time.</summary>
    public static bool operator <(FiscalYear left, FiscalYear right) => left.Year < right.Year;

    /// <summary>Order in time.</summary>
    public static bool operator >(FiscalYear left, FiscalYear right) => left.Year > right.Year;

    /// <summary>Order in time.</summary>
    public static bool operator <=(FiscalYear left, FiscalYear right) => left.Year <= right.Year;

    /// <summary>Order in time.</summary>
    public static bool operator >=(FiscalYear left, FiscalYear right) => left.Year >= right.Year;

    /// <inheritdoc />
    public override string ToString() => Year.ToString();
}
