using System.Numerics;

namespace Workflows.Decisions.Feel;

/// <summary>Roots, powers, exponentials and logarithms by integer arithmetic alone: the same digits on every machine.</summary>
public sealed partial class FeelNumber
{
    /// <summary>Fixed-point digits behind the point while a series is summed; 34 are kept in the end.</summary>
    private const int Guard = 80;

    private static readonly BigInteger Unit = BigInteger.Pow(10, Guard);
    private static readonly Lazy<BigInteger> Ln10 = new(() => LnSeries(Unit * 10 / 8) + 3 * LnSeries(Unit * 2));

    /// <summary>The square root; null for a negative number.</summary>
    public FeelNumber? Sqrt()
    {
        if (coefficient < 0) return null;
        if (coefficient == 0) return Zero;
        var c = (BigInteger)coefficient;
        var e = exponent;
        var shift = 2 * (Precision + 2);
        if (((e - shift) & 1) != 0) shift++;
        c *= Pow10(shift);
        var root = IntegerSqrt(c);
        var exact = root * root == c;
        var target = (e - shift) / 2;
        return exact ? Trimmed(root, target, Math.Min(0, (int)Math.Floor(e / 2.0))) : Round(root, target, true);
    }

    /// <summary>e to the power of the number; null when out of range.</summary>
    public FeelNumber? Exp()
    {
        if (coefficient == 0) return One;
        if (Abs() > From(15000)) return Sign < 0 ? Zero : null;
        var x = ToFixed(this);
        var k = FloorDivide(x, Ln10.Value);
        return Round(ExpSeries(x - k * Ln10.Value), (int)k - Guard, true);
    }

    /// <summary>The natural logarithm; null for zero and negative numbers.</summary>
    public FeelNumber? Log()
    {
        if (coefficient <= 0) return null;
        var ln = LnFixed(this);
        return ln.IsZero ? Zero : Round(ln, -Guard, true);
    }

    /// <summary>The number raised to a power; null when undefined (0 to a negative power, a root of a negative number) or out of range.</summary>
    public static FeelNumber? Power(FeelNumber x, FeelNumber y)
    {
        if (y.coefficient == 0) return One;
        if (y.ToInt64() is long n && Math.Abs(n) <= 999_999_999) return IntegerPower(x, n);
        if (x.coefficient == 0) return y.Sign > 0 ? Zero : null;
        if (x.coefficient < 0) return null;
        if (y == Half) return x.Sqrt();
        // ln x has few digits before the point and y at most 34: 80 fixed digits leave enough after the product.
        if (DigitCount(y.coefficient) + y.exponent > 12) return null;
        var exponentValue = LnFixed(x) * ToFixed(y) / Unit;
        if (BigInteger.Abs(exponentValue) > 15000 * Unit) return exponentValue.Sign < 0 ? Zero : null;
        var k = FloorDivide(exponentValue, Ln10.Value);
        return Round(ExpSeries(exponentValue - k * Ln10.Value), (int)k - Guard, true);
    }

    private static readonly FeelNumber Half = new(5, -1);

    private static FeelNumber? IntegerPower(FeelNumber x, long n)
    {
        var negative = n < 0;
        if (x.coefficient == 0) return negative ? null : Zero;
        n = Math.Abs(n);
        BigInteger c = BigInteger.One, b = x.coefficient;
        long e = 0, be = x.exponent;
        var inexact = false;
        while (n > 0)
        {
            if ((n & 1) == 1) { c *= b; e += be; Narrow(ref c, ref e, ref inexact); }
            n >>= 1;
            if (n > 0) { b *= b; be *= 2; Narrow(ref b, ref be, ref inexact); }
            if (Math.Abs(e) > 50000) return (DigitCount(c) + e > 0) != negative ? null : Zero;
            if (Math.Abs(be) > 50000 && n > 0) return (DigitCount(b) + be > 0) != negative ? null : Zero;
        }
        if (!negative) return Round(c, (int)e, inexact);
        var digits = DigitCount(c) + Precision + 2;
        var q = BigInteger.DivRem(Pow10(digits), c, out var rest);
        return rest.IsZero && !inexact ? Trimmed(q, (int)(-e - digits), (int)Math.Max(MinExponent, -e)) : Round(q, (int)(-e - digits), true);
    }

    private static void Narrow(ref BigInteger c, ref long e, ref bool inexact)
    {
        var drop = DigitCount(c) - 120;
        if (drop <= 0) return;
        c = BigInteger.DivRem(c, Pow10(drop), out var rest);
        inexact |= !rest.IsZero;
        e += drop;
    }

    private static FeelNumber? Trimmed(BigInteger c, int e, int preferred)
    {
        while (e < preferred && !c.IsZero)
        {
            var cut = BigInteger.DivRem(c, 10, out var digit);
            if (!digit.IsZero) break;
            c = cut;
            e++;
        }
        return Round(c, e, false);
    }

    private static BigInteger ToFixed(FeelNumber n)
    {
        var shift = n.exponent + Guard;
        return shift >= 0 ? (BigInteger)n.coefficient * Pow10(shift) : (BigInteger)n.coefficient / Pow10(-shift);
    }

    private static BigInteger LnFixed(FeelNumber n)
    {
        var digits = DigitCount(n.coefficient);
        // n = m × 10^k with m in [0.1, 1)
        var m = (BigInteger)n.coefficient * Pow10(Guard - digits);
        return LnSeries(m) + (n.exponent + digits) * Ln10.Value;
    }

    /// <summary>ln of a fixed-point number near one: halve or double into [0.7, 1.4], then 2·artanh((m-1)/(m+1)).</summary>
    private static BigInteger LnSeries(BigInteger m)
    {
        var twos = 0;
        while (m * 10 < Unit * 7) { m *= 2; twos--; }
        while (m * 10 > Unit * 14) { m /= 2; twos++; }
        var ln = Artanh2((m - Unit) * Unit / (m + Unit));
        return twos == 0 ? ln : ln + twos * Ln2.Value;
    }

    private static readonly Lazy<BigInteger> Ln2 = new(() => Artanh2(Unit / 3));

    private static BigInteger Artanh2(BigInteger z)
    {
        var square = z * z / Unit;
        BigInteger term = z, sum = z;
        for (var k = 3; !term.IsZero; k += 2)
        {
            term = term * square / Unit;
            sum += term / k;
        }
        return 2 * sum;
    }

    /// <summary>e^x for 0 ≤ x &lt; ln 10: Taylor on x/256, squared eight times.</summary>
    private static BigInteger ExpSeries(BigInteger x)
    {
        x /= 256;
        BigInteger term = Unit, sum = Unit;
        for (var k = 1; !term.IsZero; k++)
        {
            term = term * x / Unit / k;
            sum += term;
        }
        for (var i = 0; i < 8; i++) sum = sum * sum / Unit;
        return sum;
    }

    private static BigInteger FloorDivide(BigInteger a, BigInteger b)
    {
        var q = BigInteger.DivRem(a, b, out var r);
        return r.Sign < 0 ? q - 1 : q;
    }

    private static BigInteger IntegerSqrt(BigInteger n)
    {
        var x = BigInteger.One << (int)((n.GetBitLength() + 1) / 2);
        while (true)
        {
            var y = (x + n / x) >> 1;
            if (y >= x) return x;
            x = y;
        }
    }
}
