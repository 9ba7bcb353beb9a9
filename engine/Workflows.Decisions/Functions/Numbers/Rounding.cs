namespace Workflows.Decisions.Functions.Numbers;

/// <summary>方式 of rounding. The two "toward zero" and "downward" differ for negative amounts only.</summary>
public enum RoundingWay
{
    /// <summary>切捨て, toward zero.</summary>
    Truncate,

    /// <summary>切上げ, away from zero.</summary>
    AwayFromZero,

    /// <summary>四捨五入, half away from zero.</summary>
    HalfUp,

    /// <summary>五捨六入 at the half to the even neighbour (銀行型丸め).</summary>
    HalfEven,

    /// <summary>床, toward minus infinity (⌊x⌋).</summary>
    Floor,

    /// <summary>天井, toward plus infinity (⌈x⌉).</summary>
    Ceiling,
}

/// <summary>端数, 比率, 切捨て桁. Exact decimals (28 digits), no floating point.</summary>
public static class Rounding
{
    private static readonly (string Name, RoundingWay Way)[] Names =
    [
        ("切捨て", RoundingWay.Truncate), ("切上げ", RoundingWay.AwayFromZero), ("四捨五入", RoundingWay.HalfUp),
        ("偶数丸め", RoundingWay.HalfEven), ("床", RoundingWay.Floor), ("天井", RoundingWay.Ceiling),
        ("down", RoundingWay.Truncate), ("up", RoundingWay.AwayFromZero), ("halfUp", RoundingWay.HalfUp),
        ("halfEven", RoundingWay.HalfEven), ("floor", RoundingWay.Floor), ("ceil", RoundingWay.Ceiling),
    ];

    /// <summary>The way of that name: 切捨て, 切上げ, 四捨五入, 偶数丸め, 床, 天井 or down, up, halfUp, halfEven, floor, ceil.</summary>
    public static RoundingWay Way(string name)
    {
        foreach (var (known, way) in Names)
        {
            if (known == name)
            {
                return way;
            }
        }

        throw FunctionException.UnknownOption("端数の方式", name, Names.Select(n => n.Name));
    }

    /// <summary>The value rounded to a multiple of <paramref name="unit"/>: 1 = whole yen, 10 = ten yen, 0.1 = one decimal.</summary>
    public static decimal To(decimal value, decimal unit, RoundingWay way)
    {
        if (unit <= 0)
        {
            throw new FunctionException(
                $"端数の単位（{unit}）は0より大きい数にしてください。", $"The rounding unit {unit} must be greater than 0.");
        }

        var down = decimal.Truncate(value / unit);
        var rest = value - (down * unit);
        if (rest == 0)
        {
            return value;
        }

        var away = down + Math.Sign(value);
        var twice = Math.Abs(rest) * 2;
        var chosen = way switch
        {
            RoundingWay.Truncate => down,
            RoundingWay.AwayFromZero => away,
            RoundingWay.Floor => value < 0 ? away : down,
            RoundingWay.Ceiling => value < 0 ? down : away,
            RoundingWay.HalfUp => twice >= unit ? away : down,
            _ => twice > unit || (twice == unit && down % 2 != 0) ? away : down,
        };
        return chosen * unit;
    }

    /// <summary>numerator ÷ denominator × 100, half up to <paramref name="digits"/> decimals; null when the denominator is 0 (printed ―).</summary>
    public static decimal? Percent(decimal numerator, decimal denominator, int digits) =>
        denominator == 0 ? null : To(numerator * 100 / denominator, Unit(digits), RoundingWay.HalfUp);

    /// <summary>The value cut toward zero after so many decimals; negative digits cut tens, hundreds … (2,335 at −2 is 2,300).</summary>
    public static decimal Cut(decimal value, int digits) => To(value, Unit(digits), RoundingWay.Truncate);

    private static decimal Unit(int digits)
    {
        if (digits is < -18 or > 18)
        {
            throw new FunctionException($"桁（{digits}）は−18〜18にしてください。", $"The number of digits {digits} must be −18 to 18.");
        }

        var unit = 1m;
        for (var i = 0; i < Math.Abs(digits); i++)
        {
            unit = digits > 0 ? unit / 10 : unit * 10;
        }

        return unit;
    }
}
