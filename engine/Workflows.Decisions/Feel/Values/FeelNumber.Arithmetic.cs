using System.Numerics;

namespace Workflows.Decisions.Feel;

/// <summary>How a number is cut to a scale (DMN 1.5 §10.3.4.5).</summary>
public enum FeelRounding
{
    /// <summary>Ties to the even neighbour (decimal()).</summary>
    HalfEven,

    /// <summary>Away from zero (round up()).</summary>
    Up,

    /// <summary>Toward zero (round down()).</summary>
    Down,

    /// <summary>Ties away from zero (round half up()).</summary>
    HalfUp,

    /// <summary>Ties toward zero (round half down()).</summary>
    HalfDown,

    /// <summary>Toward negative infinity (floor()).</summary>
    Floor,

    /// <summary>Toward positive infinity (ceiling()).</summary>
    Ceiling,
}

public sealed partial class FeelNumber
{
    /// <summary>The sum; null when out of range.</summary>
    public static FeelNumber? Add(FeelNumber a, FeelNumber b)
    {
        if (a.exponent == b.exponent) return FromSum(a.coefficient + b.coefficient, a.exponent);
        var (high, low) = a.exponent > b.exponent ? (a, b) : (b, a);
        var shift = high.exponent - low.exponent;
        if (high.coefficient == 0) return Rescaled(low, low.exponent);
        if (shift <= 36 && DigitCount(high.coefficient) + shift <= 37)
            return FromSum(high.coefficient * SmallPowers[shift] + low.coefficient, low.exponent);
        // Far apart: the low number can only matter as a rounding hint below the 34th digit.
        if (shift > 80)
            return low.coefficient == 0
                ? Rescaled(high, Math.Max(low.exponent, high.exponent - (Precision - DigitCount(high.coefficient))))
                : Round((BigInteger)high.coefficient * Pow10(80) + low.Sign, high.exponent - 80, false);
        return Round((BigInteger)high.coefficient * Pow10(shift) + low.coefficient, low.exponent, false);
    }

    /// <summary>The difference; null when out of range.</summary>
    public static FeelNumber? Subtract(FeelNumber a, FeelNumber b) => Add(a, b.Negate());

    /// <summary>The number with its sign turned.</summary>
    public FeelNumber Negate() => new(-coefficient, exponent);

    /// <summary>The absolute value.</summary>
    public FeelNumber Abs() => coefficient < 0 ? Negate() : this;

    /// <summary>The product; null when out of range.</summary>
    public static FeelNumber? Multiply(FeelNumber a, FeelNumber b)
    {
        if (a.coefficient >= long.MinValue && a.coefficient <= long.MaxValue && b.coefficient >= long.MinValue && b.coefficient <= long.MaxValue)
            return FromSum((long)a.coefficient * (Int128)(long)b.coefficient, a.exponent + b.exponent);
        return Round((BigInteger)a.coefficient * b.coefficient, a.exponent + b.exponent, false);
    }

    /// <summary>The quotient; null for division by zero and when out of range.</summary>
    public static FeelNumber? Divide(FeelNumber a, FeelNumber b)
    {
        if (b.coefficient == 0) return null;
        var preferred = a.exponent - b.exponent;
        if (a.coefficient == 0) return Round(BigInteger.Zero, preferred, false);
        var shift = Math.Max(0, Precision + 2 + DigitCount(b.coefficient) - DigitCount(a.coefficient));
        var q = BigInteger.DivRem((BigInteger)a.coefficient * Pow10(shift), b.coefficient, out var rest);
        var e = preferred - shift;
        if (!rest.IsZero) return Round(q, e, true, a.Sign * b.Sign);
        while (e < preferred)
        {
            var cut = BigInteger.DivRem(q, 10, out var digit);
            if (!digit.IsZero) break;
            q = cut;
            e++;
        }
        return Round(q, e, false);
    }

    /// <summary>dividend - divisor × floor(dividend / divisor) (DMN 1.5 modulo); null for a zero divisor or out of range.</summary>
    public static FeelNumber? Modulo(FeelNumber a, FeelNumber b)
    {
        if (b.coefficient == 0) return null;
        var e = Math.Min(a.exponent, b.exponent);
        if (Math.Max(a.exponent, b.exponent) - e > 12400) return null;
        var x = (BigInteger)a.coefficient * Pow10(a.exponent - e);
        var y = (BigInteger)b.coefficient * Pow10(b.exponent - e);
        var r = BigInteger.Remainder(x, y);
        if (!r.IsZero && r.Sign != y.Sign) r += y;
        return Round(r, e, false);
    }

    /// <summary>The number cut to the given count of decimals; null when the result is out of range.</summary>
    public FeelNumber? ToScale(int scale, FeelRounding mode)
    {
        if (-exponent <= scale) return this;
        var drop = -(long)exponent - scale;
        if (coefficient == 0) return Round(BigInteger.Zero, -scale, false);
        if (drop > 40)
        {
            var away = mode == FeelRounding.Up || (mode == FeelRounding.Floor && Sign < 0) || (mode == FeelRounding.Ceiling && Sign > 0);
            return Round(away ? Sign : 0, -scale, false);
        }
        return Round(CutDigits(coefficient, (int)drop, mode, false, Sign), -scale, false);
    }

    /// <summary>Whole number toward negative infinity.</summary>
    public FeelNumber Floor() => exponent >= 0 ? this : ToScale(0, FeelRounding.Floor)!;

    /// <summary>The value cut toward zero to a whole number.</summary>
    public BigInteger Truncate()
    {
        if (exponent >= 0) return (BigInteger)coefficient * Pow10(exponent);
        return -exponent > 38 ? BigInteger.Zero : (BigInteger)(coefficient / SmallPowers[-exponent]);
    }

    private static FeelNumber? FromSum(Int128 c, int e)
    {
        if (e == 0 && c >= -128 && c <= 1024) return SmallIntegers[(int)c + 128];
        if (c < SmallPowers[Precision] && c > -SmallPowers[Precision] && e is >= MinExponent and <= MaxExponent)
            return new FeelNumber(c, e);
        return Round(c, e, false);
    }

    private static FeelNumber? Rescaled(FeelNumber n, int target)
    {
        var shift = n.exponent - target;
        if (shift <= 0 || n.coefficient == 0 && shift > 38) return n;
        return shift <= 37 && DigitCount(n.coefficient) + shift <= Precision
            ? new FeelNumber(n.coefficient * SmallPowers[shift], target)
            : n;
    }

    /// <summary>Rounds a wide coefficient half-even to 34 digits; sticky means that non-zero digits follow it.</summary>
    internal static FeelNumber? Round(BigInteger c, int e, bool sticky, int sign = 0)
    {
        var digits = DigitCount(c);
        var drop = digits - Precision;
        if (e < MinExponent) drop = Math.Max(drop, MinExponent - e);
        if (drop > 0)
        {
            c = drop > digits + 1 ? BigInteger.Zero : CutDigits(c, drop, FeelRounding.HalfEven, sticky, c.IsZero ? sign : c.Sign);
            e += drop;
            if (DigitCount(c) > Precision) { c /= 10; e++; }
        }
        if (c.IsZero) return e == 0 ? Zero : new FeelNumber(0, Math.Clamp(e, MinExponent, MaxExponent));
        while (e > MaxExponent)
        {
            if (DigitCount(c) >= Precision) return null;
            c *= 10;
            e--;
        }
        return new FeelNumber((Int128)c, e);
    }

    private static BigInteger CutDigits(BigInteger c, int drop, FeelRounding mode, bool sticky, int sign)
    {
        var unit = Pow10(drop);
        var q = BigInteger.DivRem(c, unit, out var rest);
        var exact = rest.IsZero && !sticky;
        if (exact) return q;
        var twice = BigInteger.Abs(rest) * 2;
        var half = twice == unit ? (sticky ? 1 : 0) : twice > unit ? 1 : -1;
        var away = mode switch
        {
            FeelRounding.Up => true,
            FeelRounding.Down => false,
            FeelRounding.Floor => sign < 0,
            FeelRounding.Ceiling => sign > 0,
            FeelRounding.HalfUp => half >= 0,
            FeelRounding.HalfDown => half > 0,
            _ => half > 0 || (half == 0 && !q.IsEven),
        };
        return away ? q + sign : q;
    }
}
