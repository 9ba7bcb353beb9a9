using Workflows.Decisions.Calendars;

namespace Workflows.Decisions.Tests.Calendars;

public sealed class WarekiTests
{
    [Theory]
    [InlineData("2026-06-16", "令和8年6月16日", "R8.6.16")]
    [InlineData("2019-05-01", "令和元年5月1日", "R1.5.1")]
    [InlineData("2019-04-30", "平成31年4月30日", "H31.4.30")]
    [InlineData("1989-01-07", "昭和64年1月7日", "S64.1.7")]
    [InlineData("1926-12-25", "昭和元年12月25日", "S1.12.25")]
    [InlineData("1912-07-29", "明治45年7月29日", "M45.7.29")]
    public void Dates_are_written_with_their_era(string date, string full, string brief)
    {
        var wareki = new WarekiDate(DateOnly.Parse(date));
        Assert.Equal(full, wareki.ToString());
        Assert.Equal(brief, wareki.ToShort());
        Assert.True(WarekiDate.TryParse(full, out var read, out _));
        Assert.Equal(wareki, read);
        Assert.True(WarekiDate.TryParse(brief, out read, out _));
        Assert.Equal(wareki, read);
    }

    [Theory]
    [InlineData("Ｒ０８／０６／１６", "2026-06-16")]
    [InlineData("2026年6月16日", "2026-06-16")]
    [InlineData("s55-4-1", "1980-04-01")]
    public void Other_written_forms_are_read(string text, string date)
    {
        Assert.True(WarekiDate.TryParse(text, out var read, out _));
        Assert.Equal(DateOnly.Parse(date), read.Date);
    }

    [Theory]
    [InlineData("平成31年5月1日", "令和元年5月1日")]
    [InlineData("令和8年2月29日", "暦にありません")]
    [InlineData("きょう", "読み取れません")]
    [InlineData("明治5年1月1日", "明治6年")]
    public void A_wrong_date_names_what_is_wrong(string text, string part)
    {
        Assert.False(WarekiDate.TryParse(text, out _, out var error));
        Assert.Contains(part, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-03-31", 2025, "令和7年度")]
    [InlineData("2026-04-01", 2026, "令和8年度")]
    [InlineData("2019-04-01", 2019, "令和元年度")]
    [InlineData("2019-03-31", 2018, "平成30年度")]
    [InlineData("1989-01-08", 1988, "昭和63年度")]
    public void The_fiscal_year_runs_from_April(string date, int year, string name)
    {
        var fiscal = FiscalYear.Of(DateOnly.Parse(date));
        Assert.Equal(year, fiscal.Year);
        Assert.Equal(name, fiscal.ToWareki());
        Assert.True(fiscal.Contains(DateOnly.Parse(date)));
    }
}
