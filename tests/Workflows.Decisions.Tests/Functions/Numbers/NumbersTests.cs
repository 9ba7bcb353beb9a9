using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Numbers;

namespace Workflows.Decisions.Tests.Functions.Numbers;

public sealed class NumbersTests
{
    [Theory]
    [InlineData("切捨て", -1.5, -1)]
    [InlineData("切上げ", -1.2, -2)]
    [InlineData("四捨五入", -1.5, -2)]
    [InlineData("四捨五入", 2.5, 3)]
    [InlineData("偶数丸め", 2.5, 2)]
    [InlineData("偶数丸め", 3.5, 4)]
    [InlineData("偶数丸め", -2.5, -2)]
    [InlineData("床", -1.2, -2)]
    [InlineData("天井", -1.8, -1)]
    [InlineData("ceil", 1.01, 2)]
    [InlineData("halfUp", 1.49, 1)]
    public void Rounding_to_whole_numbers(string way, double value, double expected) =>
        Assert.Equal((decimal)expected, Rounding.To((decimal)value, 1, Rounding.Way(way)));

    [Fact]
    public void Tens_of_yen_of_benefit_claims_D2_and_D3()
    {
        Assert.Equal(113_920, Rounding.To(203_430m * 14 / 25, 10, RoundingWay.Floor));
        Assert.Equal(3_960, Rounding.To(250_000m / 63, 10, RoundingWay.Floor));
        Assert.Equal(80_110, Rounding.To(117_810m * 17 / 25, 10, RoundingWay.Floor));
    }

    [Theory]
    [InlineData(412, 1000, 1, "41.2")] // account-transfer D8
    [InlineData(1, 3, 1, "33.3")]
    [InlineData(0, 0, 1, null)]
    [InlineData(3120, 7800, 1, "40.0")] // certificates D6
    [InlineData(2, 4, 1, "50.0")]
    [InlineData(15, 1185, 2, "1.27")] // geo-registers D7
    [InlineData(9, 31, 1, "29.0")]
    public void Ratios_in_percent(int numerator, int denominator, int digits, string? expected) =>
        Assert.Equal(expected is null ? null : decimal.Parse(expected), Rounding.Percent(numerator, denominator, digits));

    [Fact]
    public void Staff_of_benefit_claims_D4_from_truncated_shares()
    {
        decimal Share(int children, int per) => Rounding.Cut((decimal)children / per, 1);
        var sum = Share(28, 30) + Share(14, 20) + Share(16, 6) + Share(5, 3);
        Assert.Equal(5.8m, sum);
        Assert.Equal(6, Rounding.To(sum, 1, RoundingWay.HalfUp));
    }

    [Theory]
    [InlineData(1_100_000, 31, 2_300)] // e-invoicing D5
    [InlineData(330_000, 5, 100)]
    [InlineData(300_000, 4, 0)]
    public void Late_interest_is_cut_below_100_yen(int amount, int days, int expected) =>
        Assert.Equal(expected, Rounding.Cut(Rounding.To(amount * 2.5m / 100 * days / 365, 1, RoundingWay.Floor), -2));

    [Fact]
    public void The_refund_of_care_certification_D7_is_shared_with_the_rest_to_the_last() =>
        Assert.Equal([10_547m, 5_353m], Apportionment.Split(15_900, [40_000, 20_300], RemainderTo.Last));

    [Theory]
    [InlineData(RemainderTo.First, "34,33,33")]
    [InlineData(RemainderTo.Last, "33,33,34")]
    [InlineData(RemainderTo.Largest, "34,33,33")]
    [InlineData(RemainderTo.LargestRemainder, "34,33,33")]
    public void Shares_of_a_hundred(RemainderTo to, string expected) =>
        Assert.Equal(expected, string.Join(',', Apportionment.Split(100, [1, 1, 1], to)));

    [Fact]
    public void Shares_always_add_up()
    {
        const int seed = 99;
        var random = new Random(seed);
        for (var i = 0; i < 500; i++)
        {
            var weights = Enumerable.Range(0, random.Next(1, 9)).Select(_ => (decimal)random.Next(1, 500)).ToArray();
            decimal amount = random.Next(-100_000, 100_000);
            foreach (var to in Enum.GetValues<RemainderTo>())
            {
                Assert.True(Apportionment.Split(amount, weights, to).Sum() == amount, $"seed {seed}, run {i}, {to}");
            }
        }
    }

    [Fact]
    public void Weights_of_zero_are_refused() =>
        Assert.Throws<FunctionException>(() => Apportionment.Split(100, [0, 0], RemainderTo.Last));

    [Theory]
    [InlineData("S 10 12345,S 10 678,AA 8 5400,AA 8 99", RoundingWay.Floor, "S 13023 1302,AA 5499 439")] // e-invoicing D1
    [InlineData("S 10 1005,S 10 1005,S 10 1005", RoundingWay.Floor, "S 3015 301")]
    [InlineData("S 10 333,AA 8 124,O 0 5000", RoundingWay.Floor, "S 333 33,AA 124 9,O 5000 0")]
    [InlineData("S 10 1005,S 10 1005,S 10 1005", RoundingWay.Ceiling, "S 3015 302")]
    [InlineData("S 10 10000,S 10 -500", RoundingWay.Floor, "S 9500 950")]
    public void Tax_is_rounded_once_per_rate(string lines, RoundingWay way, string expected)
    {
        var read = lines.Split(',').Select(l => l.Split(' ')).Select(p => new TaxLine(p[0], decimal.Parse(p[1]), decimal.Parse(p[2])));
        Assert.Equal(expected, string.Join(',', ConsumptionTax.PerRate([.. read], way).Select(g => $"{g.Category} {g.Base} {g.Tax}")));
    }

    [Theory]
    [InlineData(1600, 10, 145)] // cashless-payment D2
    [InlineData(540, 8, 40)]
    [InlineData(600, 0, 0)]
    public void Tax_inside_a_price(int amount, int rate, int tax) => Assert.Equal(tax, ConsumptionTax.Included(amount, rate));

    [Fact]
    public void Quantiles_interpolate_between_neighbours()
    {
        Assert.Equal(2.5m, Quantiles.Of([4, 1, 3, 2], 0.5m));
        Assert.Equal(3m, Quantiles.Of([1, 3, 9], 0.5m));
        Assert.Equal(9m, Quantiles.Of([1, 3, 9], 1m));
        Assert.Equal(8.4m, Quantiles.Of([1, 3, 9], 0.95m));
        Assert.Null(Quantiles.Of([], 0.5m));
        Assert.Throws<FunctionException>(() => Quantiles.Of([1], 95));
    }
}
