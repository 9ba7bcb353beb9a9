using Workflows.Decisions.Calendars;

namespace Workflows.Decisions.Tests.Calendars;

public sealed class BusinessCalendarTests
{
    private static readonly BusinessCalendar Bank = BusinessCalendars.Get("jp-bank");
    private static readonly BusinessCalendar Municipal = BusinessCalendars.Get("jp-municipal");

    [Theory]
    [InlineData("2026-06-30", "2026-06-30", "2026-06-16")]
    [InlineData("2026-08-31", "2026-08-31", "2026-08-17")]
    [InlineData("2026-10-31", "2026-11-02", "2026-10-19")]
    [InlineData("2027-01-31", "2027-02-01", "2027-01-18")]
    public void Transfer_day_and_cutoff_of_account_transfer_D3(string due, string transfer, string cutoff)
    {
        var day = Bank.NextBusinessDay(DateOnly.Parse(due));
        Assert.Equal(DateOnly.Parse(transfer), day);
        Assert.Equal(DateOnly.Parse(cutoff), Bank.AddBusinessDays(day, -10));
    }

    [Theory]
    [InlineData(2026, 4, "2026-05-11", "2026-05-29")]
    [InlineData(2026, 5, "2026-06-10", "2026-06-30")]
    [InlineData(2026, 9, "2026-10-13", "2026-10-30")]
    [InlineData(2026, 11, "2026-12-10", "2026-12-28")]
    public void Claim_and_pay_days_of_benefit_claims_D8(int year, int month, string due, string pay)
    {
        var next = new DateOnly(year, month, 10).AddMonths(1);
        Assert.Equal(DateOnly.Parse(due), Municipal.NextBusinessDay(next));
        Assert.Equal(DateOnly.Parse(pay), Municipal.LastBusinessDayOfMonth(next.Year, next.Month));
    }

    [Theory]
    [InlineData("2026-12-28", null)]
    [InlineData("2026-12-29", "年末年始")]
    [InlineData("2027-01-01", "元日")]
    [InlineData("2027-01-02", "年末年始")]
    [InlineData("2027-01-04", null)]
    [InlineData("2026-06-20", "土曜日")]
    public void Closed_days_carry_their_reason(string date, string? reason) =>
        Assert.Equal(reason, Municipal.ClosedBecause(DateOnly.Parse(date)));

    [Fact]
    public void By_the_banking_ordinance_the_30th_of_December_is_open() =>
        Assert.True(BusinessCalendars.BankByOrdinance.IsBusinessDay(new DateOnly(2026, 12, 30)));

    [Fact]
    public void A_new_version_closes_and_opens_single_days_and_leaves_the_old_one_alone()
    {
        var flood = new DateOnly(2026, 6, 17);
        var sunday = new DateOnly(2026, 6, 21);
        var next = Municipal with
        {
            Version = "2026-06-01",
            ClosedDates = Municipal.ClosedDates.Add(flood, "臨時閉庁"),
            OpenDates = Municipal.OpenDates.Add(sunday, "日曜開庁"),
        };

        Assert.False(next.IsBusinessDay(flood));
        Assert.True(next.IsBusinessDay(sunday));
        Assert.True(Municipal.IsBusinessDay(flood));
        Assert.NotEqual(Municipal.Digest(), next.Digest());
        Assert.Contains("2026-06-17(水)\t休業\t臨時閉庁", next.Dump(2026, 2026), StringComparison.Ordinal);
        Assert.Contains("2026-06-21(日)\t営業\t日曜開庁", next.Dump(2026, 2026), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("jp-municipal", "6afe45f7ff3b841c760bb368004a8dacd3824c4d73867d0e7a80eb62c1e564cb")]
    [InlineData("jp-bank", "3e844614c414e7f17eb6d38841d00cd1e83b19b7869d5fb7418cc9be20197c9a")]
    public void A_published_version_never_changes(string id, string digest) =>
        Assert.True(BusinessCalendars.Get(id).Digest() == digest, $"{id} {BusinessCalendars.Get(id).Version} changed: publish a new version instead.");

    [Fact]
    public void Counting_includes_both_ends_and_is_zero_backwards()
    {
        Assert.Equal(22, Municipal.CountBusinessDays(new DateOnly(2026, 6, 1), new DateOnly(2026, 6, 30)));
        Assert.Equal(0, Municipal.CountBusinessDays(new DateOnly(2026, 6, 2), new DateOnly(2026, 6, 1)));
    }

    [Fact]
    public void An_unknown_calendar_is_refused_with_the_known_ones()
    {
        var error = Assert.Throws<CalendarException>(() => BusinessCalendars.Get("jp-bankk"));
        Assert.Contains("jp-municipal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_calendar_that_is_never_open_is_refused_instead_of_searched_for_ever()
    {
        var never = BusinessCalendars.EveryDay with { Id = "never", ClosedWeekdays = [.. Enum.GetValues<DayOfWeek>()] };
        Assert.Throws<CalendarException>(() => never.NextBusinessDay(new DateOnly(2026, 1, 1)));
    }

    [Fact]
    public void Going_forward_and_back_by_business_days_returns_to_the_start()
    {
        const int seed = 20260616;
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var start = Municipal.NextBusinessDay(new DateOnly(2001, 1, 1).AddDays(random.Next(34000)));
            var n = random.Next(-260, 260);
            var there = Municipal.AddBusinessDays(start, n);
            Assert.True(Municipal.AddBusinessDays(there, -n) == start, $"seed {seed}, run {i}: {start} {n}");
            Assert.True(Municipal.BusinessDaysBetween(start, there) == n, $"seed {seed}, run {i}: {start} {n}");
            Assert.True(Municipal.IsBusinessDay(there), $"seed {seed}, run {i}: {there}");
        }
    }
}
