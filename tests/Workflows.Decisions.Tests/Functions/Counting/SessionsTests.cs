using Workflows.Decisions.Functions.Counting;

namespace Workflows.Decisions.Tests.Functions.Counting;

public sealed class SessionsTests
{
    [Theory] // geo-registers 5.1
    [InlineData("10:00 10:20 10:49 11:25", CountFrom.LastEvent, 2)]
    [InlineData("10:00 10:20 10:49 11:25", CountFrom.LastCounted, 3)]
    [InlineData("10:00:00 10:30:00", CountFrom.LastEvent, 2)]
    [InlineData("10:00:00 10:29:59", CountFrom.LastEvent, 1)]
    [InlineData("11:25 10:49 10:00 10:20", CountFrom.LastEvent, 2)]
    public void Thirty_minutes_part_two_accesses(string times, CountFrom from, int count) =>
        Assert.Equal(count, Sessions.Counted(times.Split(' ').Select(t => DateTime.Parse($"2026-06-01 {t}")), TimeSpan.FromMinutes(30), from).Count);

    [Fact]
    public void No_events_no_access() => Assert.Empty(Sessions.Counted([], TimeSpan.FromMinutes(30), CountFrom.LastEvent));
}
