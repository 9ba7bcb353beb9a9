using Workflows.Decisions.Calendars;
using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Dates;

namespace Workflows.Decisions.Tests.Functions.Dates;

public sealed class OfficeTimeTests
{
    private static readonly BusinessCalendar Municipal = BusinessCalendars.Municipal;

    private static readonly BusinessCalendar Awake = BusinessCalendars.EveryDay with
    {
        Id = "awake", Hours = [new OfficeHours(new TimeOnly(8, 0), new TimeOnly(21, 0))],
    };

    [Theory]
    [InlineData("2025-06-03 10:00", "2025-06-03 16:00")]
    [InlineData("2025-06-03 11:15", "2025-06-03 17:15")]
    [InlineData("2025-06-03 11:16", "2025-06-04 08:31")]
    [InlineData("2025-06-03 14:00", "2025-06-04 11:15")]
    [InlineData("2025-06-06 16:00", "2025-06-09 13:15")]
    [InlineData("2025-06-07 09:00", "2025-06-09 14:30")]
    public void Six_office_hours_of_geo_registers_D2(string received, string due) =>
        Assert.Equal(DateTime.Parse(due), OfficeTime.Add(DateTime.Parse(received), TimeSpan.FromHours(6), Municipal));

    [Fact]
    public void Office_time_stops_while_the_case_is_returned()
    {
        TimeStretch[] pauses = [Stretch("2025-06-03 11:00", "2025-06-04 10:00"), Stretch("2025-06-04 09:00", "2025-06-04 10:30")];
        var time = OfficeTime.Between(DateTime.Parse("2025-06-03 10:00"), DateTime.Parse("2025-06-04 13:00"), Municipal, pauses);
        Assert.Equal(TimeSpan.FromHours(3.5), time);
        Assert.Equal(TimeSpan.FromHours(11.75), OfficeTime.Between(DateTime.Parse("2025-06-03 10:00"), DateTime.Parse("2025-06-04 13:00"), Municipal, []));
        Assert.Equal(TimeSpan.Zero, OfficeTime.Between(DateTime.Parse("2025-06-04"), DateTime.Parse("2025-06-03"), Municipal, []));
    }

    [Theory]
    [InlineData("2026-06-15 21:00:00", "2026-06-16 08:00:00")]
    [InlineData("2026-06-15 20:59:59", "2026-06-15 20:59:59")]
    [InlineData("2026-06-15 08:00:00", "2026-06-15 08:00:00")]
    [InlineData("2026-06-15 07:59:59", "2026-06-15 08:00:00")]
    public void Quiet_hours_of_citizen_platform_D12_end_at_the_next_opening(string at, string sent) =>
        Assert.Equal(DateTime.Parse(sent), OfficeTime.NextOpen(DateTime.Parse(at), Awake));

    [Theory]
    [InlineData("2026-06-15 08:29:59", false)]
    [InlineData("2026-06-15 08:30:00", true)]
    [InlineData("2026-06-15 17:14:59", true)]
    [InlineData("2026-06-15 17:15:00", false)]
    [InlineData("2026-06-14 12:00:00", false)]
    public void Hours_are_half_open(string at, bool open) => Assert.Equal(open, OfficeTime.IsOpen(DateTime.Parse(at), Municipal));

    [Fact]
    public void A_calendar_without_hours_is_refused() =>
        Assert.Throws<FunctionException>(() => OfficeTime.NextOpen(DateTime.Parse("2026-06-15"), BusinessCalendars.Bank));

    [Fact]
    public void Adding_and_measuring_office_time_agree()
    {
        const int seed = 4711;
        var random = new Random(seed);
        for (var i = 0; i < 1000; i++)
        {
            var from = new DateTime(2025, 1, 1).AddSeconds(random.Next(60_000_000));
            var amount = TimeSpan.FromSeconds(random.Next(1, 400_000));
            var due = OfficeTime.Add(from, amount, Municipal);
            Assert.True(OfficeTime.Between(from, due, Municipal, []) == amount, $"seed {seed}, run {i}: {from:O} {amount}");
        }
    }

    [Fact]
    public void Long_spans_are_counted_to_their_end()
    {
        var days = Municipal.CountBusinessDays(new DateOnly(2001, 1, 1), new DateOnly(2050, 12, 31));
        Assert.Equal(TimeSpan.FromHours(8.75 * days), OfficeTime.Between(new DateTime(2001, 1, 1), new DateTime(2051, 1, 1), Municipal, []));
    }

    [Fact]
    public void A_stretch_without_others_leaves_the_parts_between()
    {
        var rest = TimeStretch.Subtract(
            Stretch("2026-06-01 00:00", "2026-06-10 00:00"),
            [Stretch("2026-06-03 00:00", "2026-06-05 00:00"), Stretch("2026-05-01 00:00", "2026-06-02 00:00"), Stretch("2026-06-04 00:00", "2026-06-06 00:00")]);
        Assert.Equal([Stretch("2026-06-02 00:00", "2026-06-03 00:00"), Stretch("2026-06-06 00:00", "2026-06-10 00:00")], rest);
    }

    private static TimeStretch Stretch(string from, string to) => new(DateTime.Parse(from), DateTime.Parse(to));
}
