using Workflows.Decisions.Calendars;
using Workflows.Decisions.Functions;

namespace Workflows.Decisions.Tests.Calendars;

public sealed class DatedVersionsTests
{
    [Fact]
    public void The_day_picks_the_version_valid_on_it()
    {
        var prices = new DatedVersions<string>("単価表", [V("2026-10-01", null, "改定"), V("2024-06-01", "2024-09-30", "旧"), V("2024-10-01", "2026-03-31", "現")]);
        Assert.Equal("旧", prices.On(D("2024-09-30")).Value);
        Assert.Equal("現", prices.On(D("2024-10-01")).Value);
        Assert.Equal("改定", prices.On(D("2030-01-01")).Value);
        Assert.Equal([(D("2026-04-01"), D("2026-09-30"))], prices.Gaps());
        Assert.Contains("基準日2026-05-01に有効な「単価表」がありません", Assert.Throws<FunctionException>(() => prices.On(D("2026-05-01"))).Japanese, StringComparison.Ordinal);
        Assert.Throws<FunctionException>(() => prices.On(D("2024-05-31")));
    }

    [Theory]
    [InlineData("2026-04-01", "2026-09-30", "2026-09-30", null)]
    [InlineData("2026-04-01", null, "2027-04-01", null)]
    [InlineData(null, null, null, "2026-01-01")]
    [InlineData("2026-04-01", "2026-03-31", "2027-01-01", null)]
    public void Overlaps_and_periods_turned_round_are_refused(string? from1, string? to1, string? from2, string? to2) =>
        Assert.Throws<FunctionException>(() => new DatedVersions<string>("表", [V(from1, to1, "a"), V(from2, to2, "b")]));

    private static DateOnly D(string text) => DateOnly.Parse(text);

    private static DatedVersion<string> V(string? from, string? to, string value) => new(from is null ? null : D(from), to is null ? null : D(to), value);
}
