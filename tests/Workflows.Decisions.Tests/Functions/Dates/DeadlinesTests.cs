using Workflows.Decisions.Calendars;
using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Dates;

namespace Workflows.Decisions.Tests.Functions.Dates;

public sealed class DeadlinesTests
{
    [Theory]
    [InlineData("2026-04-01", "30日", false, DeadlineRoll.None, "2026-05-01")] // care-certification D2
    [InlineData("2026-06-10", "30日", false, DeadlineRoll.None, "2026-07-10")]
    [InlineData("2026-05-11", "30日", false, DeadlineRoll.None, "2026-06-10")]
    [InlineData("2026-04-01", "14日", false, DeadlineRoll.Next, "2026-04-15")] // counter-without-writing D2
    [InlineData("2026-12-21", "14日", false, DeadlineRoll.Next, "2027-01-04")]
    [InlineData("2026-04-04", "14日", false, DeadlineRoll.Next, "2026-04-20")]
    [InlineData("2026-04-01", "15日", false, DeadlineRoll.Next, "2026-04-16")]
    [InlineData("2026-05-31", "30日", false, DeadlineRoll.Previous, "2026-06-30")] // e-invoicing D4
    [InlineData("2026-05-01", "40日", false, DeadlineRoll.Previous, "2026-06-10")]
    [InlineData("2026-10-01", "30日", false, DeadlineRoll.Previous, "2026-10-30")]
    [InlineData("2026-05-20", "36日", false, DeadlineRoll.Previous, "2026-06-25")]
    [InlineData("2026-06-10", "15日", false, DeadlineRoll.Previous, "2026-06-25")]
    [InlineData("2026-06-30", "26日", false, DeadlineRoll.Previous, "2026-07-24")]
    [InlineData("2025-06-10", "14日", true, DeadlineRoll.Next, "2025-06-23")] // citizen-platform D6, 出生届
    [InlineData("2025-06-08", "14日", true, DeadlineRoll.Next, "2025-06-23")]
    [InlineData("2025-06-10", "2か月", false, DeadlineRoll.None, "2025-08-10")]
    [InlineData("2025-06-10", "4か月", false, DeadlineRoll.None, "2025-10-10")]
    [InlineData("2025-05-31", "-3か月", false, DeadlineRoll.None, "2025-02-28")] // citizen-platform D2
    [InlineData("2025-09-30", "-3か月", false, DeadlineRoll.None, "2025-06-30")]
    [InlineData("2026-02-28", "-14日", false, DeadlineRoll.None, "2026-02-14")]
    [InlineData("2026-10-01", "2年", false, DeadlineRoll.None, "2028-10-01")] // care-certification D8
    [InlineData("2027-05-31", "7年", false, DeadlineRoll.None, "2034-05-31")] // e-invoicing D9
    [InlineData("2026-06-30", "-10営業日", false, DeadlineRoll.None, "2026-06-16")] // account-transfer D3
    public void Deadlines_of_the_specifications(string start, string period, bool first, DeadlineRoll roll, string due)
    {
        var rule = new DeadlineRule { CountFirstDay = first, Roll = roll, Calendar = BusinessCalendars.Municipal };
        Assert.Equal(DateOnly.Parse(due), Deadlines.Compute(DateOnly.Parse(start), Period.Parse(period), rule).Date);
    }

    [Theory]
    [InlineData("2026-01-31", "1か月", false, "2026-02-28")]
    [InlineData("2026-01-31", "1か月", true, "2026-02-28")]
    [InlineData("2026-04-01", "1か月", true, "2026-04-30")]
    [InlineData("2024-02-29", "1年", true, "2025-02-28")]
    [InlineData("2026-06-15", "3営業日", true, "2026-06-17")]
    [InlineData("2026-06-13", "3営業日", true, "2026-06-17")]
    public void Months_follow_article_143_of_the_civil_code(string start, string period, bool first, string due) =>
        Assert.Equal(DateOnly.Parse(due), Deadlines.Compute(DateOnly.Parse(start), Period.Parse(period), new DeadlineRule { CountFirstDay = first }).Date);

    [Fact]
    public void A_deadline_tells_how_it_came_about()
    {
        var rule = new DeadlineRule { Roll = DeadlineRoll.Next, LegalBasis = "住民基本台帳法第22条、地方自治法第4条の2第4項" };
        var deadline = Deadlines.Compute(new DateOnly(2026, 4, 4), Period.Parse("14日"), rule);
        Assert.Equal(
            ["起点 2026-04-04、期間 14日、初日不算入", "満了日 2026-04-18", "2026-04-18は土曜日のため翌営業日 2026-04-20", "根拠 住民基本台帳法第22条、地方自治法第4条の2第4項"],
            deadline.Derivation);
    }

    [Theory]
    [InlineData("2026-04-15", 6, "2026-10-31")]
    [InlineData("2026-04-01", 6, "2026-09-30")]
    [InlineData("2026-10-01", 48, "2030-09-30")]
    [InlineData("2026-08-31", 3, "2026-11-30")]
    public void Validity_in_months_of_care_certification_D3(string start, int months, string end) =>
        Assert.Equal(DateOnly.Parse(end), Deadlines.ValidUntil(DateOnly.Parse(start), months));

    [Theory]
    [InlineData("2025-04-01", "2026-03-31", 12)]
    [InlineData("2025-06-15", "2025-08-14", 3)]
    [InlineData("2025-04-10", "2025-04-20", 1)]
    [InlineData("2025-04-10", "2025-04-09", 0)]
    public void Calendar_months_touched_of_geo_registers_D9(string from, string to, int months) =>
        Assert.Equal(months, Deadlines.CalendarMonths(DateOnly.Parse(from), DateOnly.Parse(to)));

    [Theory]
    [InlineData("P30D", 30, PeriodUnit.Days)]
    [InlineData("P2M", 2, PeriodUnit.Months)]
    [InlineData("PT6H", 6, PeriodUnit.Hours)]
    [InlineData("PT90M", 90, PeriodUnit.Minutes)]
    [InlineData("３ヶ月", 3, PeriodUnit.Months)]
    [InlineData("6業務時間", 360, PeriodUnit.BusinessMinutes)]
    [InlineData("10開庁日", 10, PeriodUnit.BusinessDays)]
    [InlineData("2週間", 2, PeriodUnit.Weeks)]
    [InlineData("-14日", -14, PeriodUnit.Days)]
    public void Periods_are_read_as_people_write_them(string text, int amount, PeriodUnit unit) =>
        Assert.Equal(new Period(amount, unit), Period.Parse(text));

    [Theory]
    [InlineData("30")]
    [InlineData("P1H")]
    [InlineData("PT1D")]
    [InlineData("しばらく")]
    [InlineData("9999999日")]
    public void What_is_no_period_is_refused(string text) => Assert.Throws<FunctionException>(() => Period.Parse(text));

    [Fact]
    public void A_run_ignores_days_that_are_not_counted()
    {
        Assert.Equal(3, Run("病", "病", "病"));
        Assert.Equal(3, Run("病", "病", "忌引", "病"));
        Assert.Equal(1, Run("病", "病", "出席", "病"));
        Assert.Equal(0, Run("病", "出席"));
        Assert.Equal(0, Run());
    }

    private static int Run(params string[] days) => Runs.AtEnd(days, d => d == "病", d => d == "忌引");
}
