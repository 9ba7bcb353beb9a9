using Workflows.Cases.Surveys;

namespace Workflows.Cases.Tests.Surveys;

/// <summary>Which counts are told, so that nobody is recognised by one or by what is left when the others are taken from the sum.</summary>
public sealed class Small_counts
{
    [Theory]
    [InlineData("10 20 30", true, "10 20 30")]
    [InlineData("0 20 30", true, "0 20 30")]
    [InlineData("1 20 30", true, "― ― 30")]
    [InlineData("4 4 30", true, "― ― 30")]
    [InlineData("1 1 30 9", true, "― ― 30 ―")]
    [InlineData("2 2 2 30", true, "― ― ― 30")]
    [InlineData("1 1 1 1 1 30", true, "― ― ― ― ― ―")]
    [InlineData("3 0 0", true, "― 0 0")]
    [InlineData("1 20 30", false, "― 20 30")]
    public void A_small_count_takes_so_many_with_it_that_subtracting_does_not_tell_it(string counts, bool sums, string told) =>
        Assert.Equal(told, string.Join(' ', SmallCounts.Told([.. counts.Split(' ').Select(long.Parse)], 5, sums).Select(c => c?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "―")));
}
