namespace Workflows.Decisions.Functions.Space;

/// <summary>
/// Elementary functions from + − × ÷ √ only, which IEEE 754 fixes to the last bit; the platform's own sin or atan are not.
/// Angles in radians; error below 1e-15 relative in the ranges used here.
/// </summary>
public static class PureMath
{
    /// <summary>π.</summary>
    public const double Pi = 3.14159265358979323846;
    private const double HalfPiHigh = 1.57079632679489655800, HalfPiLow = 6.12323399573676603587e-17;

    /// <summary>Sine.</summary>
    public static double Sin(double x)
    {
        var (quadrant, rest) = Reduce(x);
        return quadrant switch { 0 => SinSmall(rest), 1 => CosSmall(rest), 2 => -SinSmall(rest), _ => -CosSmall(rest) };
    }

    /// <summary>Cosine.</summary>
    public static double Cos(double x)
    {
        var (quadrant, rest) = Reduce(x);
        return quadrant switch { 0 => CosSmall(rest), 1 => -SinSmall(rest), 2 => -CosSmall(rest), _ => SinSmall(rest) };
    }

    /// <summary>The angle of the point (x, y); 0 at the origin.</summary>
    public static double Atan2(double y, double x)
    {
        if (x == 0 && y == 0)
        {
            return 0;
        }

        if (Math.Abs(y) > Math.Abs(x))
        {
            return y > 0 ? (Pi / 2) - Atan(x / y) : (-Pi / 2) - Atan(x / y);
        }

        return x > 0 ? Atan(y / x) : y >= 0 ? Atan(y / x) + Pi : Atan(y / x) - Pi;
    }

    /// <summary>Arc sine, |x| up to 1.</summary>
    public static double Asin(double x) => Atan2(x, Math.Sqrt((1 - x) * (1 + x)));

    /// <summary>|x| below 1; halved three times, then the series.</summary>
    public static double Atanh(double x)
    {
        for (var i = 0; i < 3; i++)
        {
            x /= 1 + Math.Sqrt((1 - x) * (1 + x));
        }

        return 8 * x * OddSeries(x * x, 25, alternate: false);
    }

    /// <summary>Area hyperbolic sine.</summary>
    public static double Asinh(double x) => Atanh(x / Math.Sqrt(1 + (x * x)));

    /// <summary>|x| up to about 2.</summary>
    public static double Sinh(double x)
    {
        var (term, sum) = (x, x);
        for (var i = 2; i <= 30; i += 2)
        {
            term *= x * x / (i * (i + 1));
            sum += term;
        }

        return sum;
    }

    /// <summary>|x| up to about 2.</summary>
    public static double Cosh(double x)
    {
        var s = Sinh(x);
        return Math.Sqrt(1 + (s * s));
    }

    /// <summary>Degrees to radians.</summary>
    public static double Radians(double degrees) => degrees * Pi / 180;

    /// <summary>Radians to degrees.</summary>
    public static double Degrees(double radians) => radians * 180 / Pi;

    // |x| up to 1: two halvings bring it below 0.2.
    private static double Atan(double x)
    {
        for (var i = 0; i < 2; i++)
        {
            x /= 1 + Math.Sqrt(1 + (x * x));
        }

        return 4 * x * OddSeries(x * x, 25, alternate: true);
    }

    // 1 ∓ q/3 + q²/5 ∓ …, from the small end.
    private static double OddSeries(double q, int last, bool alternate)
    {
        var sum = 0.0;
        for (var k = last; k >= 1; k -= 2)
        {
            sum = (1.0 / k) + (alternate ? -q * sum : q * sum);
        }

        return sum;
    }

    private static (int Quadrant, double Small) Reduce(double x)
    {
        var turns = Math.Round(x / HalfPiHigh);
        var rest = x - (turns * HalfPiHigh) - (turns * HalfPiLow);
        return ((((int)turns % 4) + 4) % 4, rest);
    }

    private static double SinSmall(double x)
    {
        var (q, sum) = (x * x, 0.0);
        for (var k = 19; k >= 3; k -= 2)
        {
            sum = -q / (k * (k - 1)) * (1 + sum);
        }

        return x * (1 + sum);
    }

    private static double CosSmall(double x)
    {
        var (q, sum) = (x * x, 0.0);
        for (var k = 20; k >= 2; k -= 2)
        {
            sum = -q / (k * (k - 1)) * (1 + sum);
        }

        return 1 + sum;
    }
}
