using System.Globalization;
using System.Numerics;

namespace Workflows.Decisions.Feel;

/// <summary>
/// A FEEL number: a signed coefficient of at most 34 decimal digits times a power of ten, as IEEE 754-2008
/// decimal128 has it (DMN 1.5 §10.3.2.3.1). Every operation rounds once, half to even, at 34 digits. Trailing zeros
/// are kept as precision (1.10 stays 1.10) but never matter to equality, order or hashing.
/// </summary>
public sealed partial class FeelNumber : IEquatable<FeelNumber>, IComparable<FeelNumber>, IComparable
{
    /// <summary>Most decimal digits a coefficient may have.</summary>
    public const int Precision = 34;

    /// <summary>Smallest and largest power of ten of a coefficient (decimal128).</summary>
    public const int MinExponent = -6176, MaxExponent = 6111;

    private static readonly BigInteger[] BigPowers = MakeBigPowers();
    private static readonly Int128[] SmallPowers = MakeSmallPowers();
    private static readonly FeelNumber[] SmallIntegers = MakeSmallIntegers();

    private readonly Int128 coefficient;
    private readonly int exponent;

    private FeelNumber(Int128 coefficient, int exponent)
    {
        this.coefficient = coefficient;
        this.exponent = exponent;
    }

    /// <summary>Zero.</summary>
    public static FeelNumber Zero => SmallIntegers[128];

    /// <summary>One.</summary>
    public static FeelNumber One => SmallIntegers[129];

    /// <summary>The signed coefficient.</summary>
    public BigInteger Coefficient => (BigInteger)coefficient;

    /// <summary>The power of ten the coefficient is multiplied by.</summary>
    public int Exponent => exponent;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => coefficient == 0 ? 0 : coefficient < 0 ? -1 : 1;

    /// <summary>True when the value has no fractional part.</summary>
    public bool IsInteger => exponent >= 0 || coefficient == 0 || Stripped().exponent >= 0;

    /// <summary>The number of the given integer.</summary>
    public static FeelNumber From(long value) =>
        value is >= -128 and <= 1024 ? SmallIntegers[value + 128] : new FeelNumber(value, 0);

    /// <summary>The number of the given decimal, digits kept.</summary>
    public static FeelNumber From(decimal value)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var c = ((Int128)(uint)bits[2] << 64) | ((Int128)(uint)bits[1] << 32) | (uint)bits[0];
        return new FeelNumber(bits[3] < 0 ? -c : c, -((bits[3] >> 16) & 0xFF));
    }

    /// <summary>coefficient × 10^exponent, rounded to 34 digits; null when out of the decimal128 range.</summary>
    public static FeelNumber? Create(BigInteger coefficient, int exponent) => Round(coefficient, exponent, false);

    /// <summary>Reads a FEEL numeric literal, sign and exponent allowed; null when the text is no number.</summary>
    public static FeelNumber? TryParse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var i = 0;
        var negative = false;
        if (text[0] is '-' or '+') { negative = text[0] == '-'; i = 1; }
        var digits = new System.Text.StringBuilder(text.Length);
        var scale = 0;
        var seenDot = false;
        var seenDigit = false;
        for (; i < text.Length; i++)
        {
            var ch = text[i];
            if (ch is >= '0' and <= '9') { digits.Append(ch); seenDigit = true; if (seenDot) scale++; }
            else if (ch == '.' && !seenDot) seenDot = true;
            else break;
        }
        if (!seenDigit) return null;
        if (seenDot && scale == 0) return null;
        long power = 0;
        if (i < text.Length)
        {
            if (text[i] is not ('e' or 'E')) return null;
            if (!long.TryParse(text.AsSpan(i + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out power)) return null;
            if (Math.Abs(power) > 20000) return null;
        }
        if (digits.Length > 20000) return null;
        var c = digits.Length <= 18 ? (BigInteger)long.Parse(digits.ToString(), CultureInfo.InvariantCulture)
            : BigInteger.Parse(digits.ToString(), CultureInfo.InvariantCulture);
        return Create(negative ? -c : c, (int)power - scale);
    }

    /// <summary>Reads a FEEL numeric literal; FormatException when the text is no number.</summary>
    public static FeelNumber Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"数として読めません: 「{text}」 / Not a FEEL number: \"{text}\"");

    /// <summary>The value as a 64-bit integer when it is a whole number in range; null otherwise.</summary>
    public long? ToInt64()
    {
        if (exponent == 0) return coefficient >= long.MinValue && coefficient <= long.MaxValue ? (long)coefficient : null;
        if (!IsInteger) return null;
        var s = Stripped();
        if (s.exponent > 19) return s.coefficient == 0 ? 0 : null;
        var v = (BigInteger)s.coefficient * Pow10(s.exponent);
        return v >= long.MinValue && v <= long.MaxValue ? (long)v : null;
    }

    /// <summary>The value as a System.Decimal; null when it does not fit without loss of range.</summary>
    public decimal? ToDecimal() =>
        decimal.TryParse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var d) ? d : null;

    /// <summary>The nearest double; for drawing and statistics only, never for deciding.</summary>
    public double ToDouble() => double.Parse(ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The same value without trailing zeros in the coefficient.</summary>
    public FeelNumber Stripped()
    {
        if (coefficient == 0) return Zero;
        var c = coefficient;
        var e = exponent;
        while (c % 10 == 0) { c /= 10; e++; }
        return e == exponent ? this : new FeelNumber(c, e);
    }

    /// <inheritdoc/>
    public int CompareTo(FeelNumber? other)
    {
        if (other is null) return 1;
        if (exponent == other.exponent) return coefficient.CompareTo(other.coefficient);
        var sign = Sign;
        if (sign != other.Sign) return sign.CompareTo(other.Sign);
        if (sign == 0) return 0;
        int d1 = DigitCount(coefficient) + exponent, d2 = DigitCount(other.coefficient) + other.exponent;
        if (d1 != d2) return d1 > d2 ? sign : -sign;
        var shift = exponent - other.exponent;
        return shift > 0
            ? ((BigInteger)coefficient * Pow10(shift)).CompareTo(other.coefficient)
            : ((BigInteger)coefficient).CompareTo((BigInteger)other.coefficient * Pow10(-shift));
    }

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj is FeelNumber n ? CompareTo(n) : 1;

    /// <inheritdoc/>
    public bool Equals(FeelNumber? other) => other is not null && CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FeelNumber n && CompareTo(n) == 0;

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var s = Stripped();
        return unchecked((int)(ulong)s.coefficient ^ (int)((ulong)s.coefficient >> 32) ^ s.exponent * 397);
    }

    /// <summary>Plain decimal notation, digits kept (never an exponent), as FEEL's string() writes it.</summary>
    public override string ToString()
    {
        if (exponent == 0) return coefficient.ToString(CultureInfo.InvariantCulture);
        var digits = Int128.Abs(coefficient).ToString(CultureInfo.InvariantCulture);
        var sign = coefficient < 0 ? "-" : "";
        if (exponent > 0) return coefficient == 0 ? "0" : sign + digits + new string('0', exponent);
        var point = digits.Length + exponent;
        return point > 0
            ? $"{sign}{digits[..point]}.{digits[point..]}"
            : $"{sign}0.{new string('0', -point)}{digits}";
    }

    public static implicit operator FeelNumber(int value) => From(value);
    public static implicit operator FeelNumber(long value) => From(value);
    public static bool operator ==(FeelNumber? a, FeelNumber? b) => a is null ? b is null : a.Equals(b);
    public static bool operator !=(FeelNumber? a, FeelNumber? b) => !(a == b);
    public static bool operator <(FeelNumber a, FeelNumber b) => a.CompareTo(b) < 0;
    public static bool operator >(FeelNumber a, FeelNumber b) => a.CompareTo(b) > 0;
    public static bool operator <=(FeelNumber a, FeelNumber b) => a.CompareTo(b) <= 0;
    public static bool operator >=(FeelNumber a, FeelNumber b) => a.CompareTo(b) >= 0;

    internal static BigInteger Pow10(int n) => n < BigPowers.Length ? BigPowers[n] : BigInteger.Pow(10, n);

    internal static int DigitCount(Int128 value)
    {
        if (value < 0) value = -value;
        var n = 1;
        while (n < SmallPowers.Length && value >= SmallPowers[n]) n++;
        return n;
    }

    internal static int DigitCount(BigInteger value)
    {
        value = BigInteger.Abs(value);
        if (value.IsZero) return 1;
        // 1233/4096 is just under log10(2), so the estimate is never more than one digit short.
        var n = (int)((value.GetBitLength() - 1) * 1233 >> 12);
        while (value >= Pow10(n)) n++;
        return n == 0 ? 1 : n;
    }

    private static BigInteger[] MakeBigPowers()
    {
        var p = new BigInteger[160];
        p[0] = BigInteger.One;
        for (var i = 1; i < p.Length; i++) p[i] = p[i - 1] * 10;
        return p;
    }

    private static Int128[] MakeSmallPowers()
    {
        var p = new Int128[39];
        p[0] = 1;
        for (var i = 1; i < p.Length; i++) p[i] = p[i - 1] * 10;
        return p;
    }

    private static FeelNumber[] MakeSmallIntegers()
    {
        var all = new FeelNumber[128 + 1025];
        for (var i = 0; i < all.Length; i++) all[i] = new FeelNumber(i - 128, 0);
        return all;
    }
}
