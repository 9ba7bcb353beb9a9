using System.Numerics;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tests.Feel;

/// <summary>Arithmetic against exact fractions of BigInteger, on random numbers of every size; the seed is printed.</summary>
public sealed class FeelNumberProperties(ITestOutputHelper output)
{
    private const int Rounds = 3000;

    [Fact]
    public void Sums_differences_products_and_quotients_are_the_exact_result_rounded_once()
    {
        var (random, seed) = Seeds.New(output);
        for (var i = 0; i < Rounds; i++)
        {
            var (a, b) = (Number(random), Number(random));
            Check(FeelNumber.Add(a, b), Fraction.Of(a) + Fraction.Of(b), $"{a} + {b}", seed);
            Check(FeelNumber.Subtract(a, b), Fraction.Of(a) - Fraction.Of(b), $"{a} - {b}", seed);
            Check(FeelNumber.Multiply(a, b), Fraction.Of(a) * Fraction.Of(b), $"{a} * {b}", seed);
            if (b.Sign != 0) Check(FeelNumber.Divide(a, b), Fraction.Of(a) / Fraction.Of(b), $"{a} / {b}", seed);
        }
    }

    [Fact]
    public void Order_and_equality_agree_with_the_fractions()
    {
        var (random, seed) = Seeds.New(output);
        for (var i = 0; i < Rounds; i++)
        {
            var (a, b) = (Number(random), random.Next(4) == 0 ? FeelNumber.Parse("0.0") : Number(random));
            if (random.Next(5) == 0) b = FeelNumber.Multiply(a, FeelNumber.Parse("1.000"))!;
            var expected = Fraction.Of(a).CompareTo(Fraction.Of(b));
            Assert.True(Math.Sign(a.CompareTo(b)) == expected, $"compare {a} {b}, seed {seed}");
            if (expected == 0) Assert.True(a.GetHashCode() == b.GetHashCode(), $"hash {a} {b}, seed {seed}");
        }
    }

    [Fact]
    public void A_written_number_reads_back_the_same_digits()
    {
        var (random, seed) = Seeds.New(output);
        for (var i = 0; i < Rounds; i++)
        {
            var a = Number(random);
            var back = FeelNumber.Parse(a.ToString());
            Assert.True(a == back, $"{a}, seed {seed}");
        }
    }

    [Fact]
    public void Rounding_to_a_scale_is_the_exact_rounding()
    {
        var (random, seed) = Seeds.New(output);
        for (var i = 0; i < Rounds; i++)
        {
            var a = Number(random, 12);
            var scale = random.Next(-5, 8);
            foreach (var mode in Enum.GetValues<FeelRounding>())
            {
                var exact = Fraction.Of(a) * Fraction.Power10(scale);
                var expected = Fraction.Whole(exact.Round(mode)) / Fraction.Power10(scale);
                Assert.True(Fraction.Of(a.ToScale(scale, mode)!).CompareTo(expected) == 0, $"{a} to {scale} {mode}, seed {seed}");
            }
        }
    }

    [Fact]
    public void A_root_squared_comes_back_and_exp_undoes_log()
    {
        var (random, seed) = Seeds.New(output);
        for (var i = 0; i < 200; i++)
        {
            var a = Number(random, 20).Abs();
            if (a.Sign == 0) continue;
            var root = a.Sqrt()!;
            Near(FeelNumber.Multiply(root, root)!, a, $"sqrt {a}", seed);
            var log = a.Log()!;
            if (log.Abs() < FeelNumber.From(200)) Near(log.Exp()!, a, $"exp log {a}", seed);
        }
    }

    [Theory]
    [InlineData("2", "0.5", "1.414213562373095048801688724209698")]
    [InlineData("10", "-3", "0.001")]
    [InlineData("1.0000001", "100000000", "22026.45478157730663646942812463630")]
    [InlineData("0", "3", "0")]
    public void Powers_have_known_values(string x, string y, string expected)
    {
        var power = FeelNumber.Power(FeelNumber.Parse(x), FeelNumber.Parse(y))!;
        var e = FeelNumber.Parse(expected);
        Assert.True(FeelNumber.Subtract(power, e)!.Abs() < FeelNumber.Parse("0.0001"), $"{power}");
    }

    [Fact]
    public void Beyond_the_range_there_is_no_number()
    {
        Assert.Null(FeelNumber.Multiply(FeelNumber.Parse("1E6000"), FeelNumber.Parse("1E6000")));
        Assert.Null(FeelNumber.Divide(FeelNumber.One, FeelNumber.Zero));
        Assert.Equal(0, FeelNumber.Multiply(FeelNumber.Parse("1E-6000"), FeelNumber.Parse("1E-6000"))!.Sign);
        Assert.Null(FeelNumber.Power(FeelNumber.Zero, FeelNumber.From(-1)));
        Assert.Null(FeelNumber.Power(FeelNumber.From(10), FeelNumber.From(999_999_999)));
    }

    private static void Near(FeelNumber a, FeelNumber b, string what, int seed)
    {
        var difference = FeelNumber.Divide(FeelNumber.Subtract(a, b)!, b)!.Abs();
        Assert.True(difference < FeelNumber.Parse("1E-30"), $"{what}: {a} is not {b}, seed {seed}");
    }

    private static void Check(FeelNumber? actual, Fraction exact, string what, int seed)
    {
        Assert.NotNull(actual);
        Assert.True(Fraction.Of(actual).CompareTo(exact.Rounded()) == 0, $"{what} = {actual}, seed {seed}");
    }

    private static FeelNumber Number(Random random, int spread = 40)
    {
        var digits = random.Next(1, 35);
        var text = string.Concat(Enumerable.Range(0, digits).Select(_ => random.Next(3) == 0 ? '9' : (char)('0' + random.Next(10))));
        var c = BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        return FeelNumber.Create(random.Next(2) == 0 ? c : -c, random.Next(-spread, spread))!;
    }

    /// <summary>An exact fraction with a positive denominator.</summary>
    private readonly record struct Fraction(BigInteger N, BigInteger D) : IComparable<Fraction>
    {
        public static Fraction Of(FeelNumber x) => x.Exponent >= 0 ? new(x.Coefficient * BigInteger.Pow(10, x.Exponent), 1) : new(x.Coefficient, BigInteger.Pow(10, -x.Exponent));

        public static Fraction Whole(BigInteger n) => new(n, 1);

        public static Fraction Power10(int e) => e >= 0 ? new(BigInteger.Pow(10, e), 1) : new(1, BigInteger.Pow(10, -e));

        public static Fraction operator +(Fraction a, Fraction b) => new(a.N * b.D + b.N * a.D, a.D * b.D);

        public static Fraction operator -(Fraction a, Fraction b) => new(a.N * b.D - b.N * a.D, a.D * b.D);

        public static Fraction operator *(Fraction a, Fraction b) => new(a.N * b.N, a.D * b.D);

        public static Fraction operator /(Fraction a, Fraction b) => b.N.Sign < 0 ? new(-a.N * b.D, a.D * -b.N) : new(a.N * b.D, a.D * b.N);

        public int CompareTo(Fraction other) => (N * other.D).CompareTo(other.N * D);

        public BigInteger Round(FeelRounding mode)
        {
            var floor = BigInteger.DivRem(N, D, out var r);
            if (r.Sign < 0)
            {
                floor -= 1;
                r += D;
            }
            if (r.IsZero) return floor;
            var half = (r * 2).CompareTo(D);
            return mode switch
            {
                FeelRounding.Floor => floor,
                FeelRounding.Ceiling => floor + 1,
                FeelRounding.Up => N.Sign < 0 ? floor : floor + 1,
                FeelRounding.Down => N.Sign < 0 ? floor + 1 : floor,
                _ when half != 0 => half > 0 ? floor + 1 : floor,
                FeelRounding.HalfEven => floor.IsEven ? floor : floor + 1,
                FeelRounding.HalfUp => N.Sign < 0 ? floor : floor + 1,
                _ => N.Sign < 0 ? floor + 1 : floor,
            };
        }

        /// <summary>The fraction at 34 significant digits, ties to even.</summary>
        public Fraction Rounded()
        {
            if (N.IsZero) return this;
            var scale = 0;
            while (BigInteger.Abs((this * Power10(scale)).Round(FeelRounding.Down)) < BigInteger.Pow(10, 33)) scale++;
            while (BigInteger.Abs((this * Power10(scale)).Round(FeelRounding.Down)) >= BigInteger.Pow(10, 34)) scale--;
            return Whole((this * Power10(scale)).Round(FeelRounding.HalfEven)) / Power10(scale);
        }
    }
}
