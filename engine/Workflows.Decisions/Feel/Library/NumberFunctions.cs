namespace Workflows.Decisions.Feel;

/// <summary>Numeric functions (§10.3.4.5).</summary>
internal static class NumberFunctions
{
    public static void AddTo(FeelFunctionRegistry r)
    {
        Scaled(r, "decimal", FeelRounding.HalfEven);
        Scaled(r, "round up", FeelRounding.Up);
        Scaled(r, "round down", FeelRounding.Down);
        Scaled(r, "round half up", FeelRounding.HalfUp);
        Scaled(r, "round half down", FeelRounding.HalfDown);
        r.Add("floor", ["n:number"], (_, a) => ((FeelNumber)a[0]!).ToScale(0, FeelRounding.Floor), "number");
        Scaled(r, "floor", FeelRounding.Floor);
        r.Add("ceiling", ["n:number"], (_, a) => ((FeelNumber)a[0]!).ToScale(0, FeelRounding.Ceiling), "number");
        Scaled(r, "ceiling", FeelRounding.Ceiling);
        r.Add("abs", ["n:number|years and months duration|days and time duration"], (_, a) => a[0] switch
        {
            FeelNumber n => n.Abs(),
            FeelYearsMonths d => new FeelYearsMonths(Math.Abs(d.TotalMonths)),
            FeelDaysTime d => new FeelDaysTime(Int128.Abs(d.TotalNanos)),
            _ => null,
        });
        r.Add("modulo", ["dividend:number", "divisor:number"], (c, a) =>
            FeelNumber.Modulo((FeelNumber)a[0]!, (FeelNumber)a[1]!) ?? c.Fail("0 で割っています", "division by zero"), "number");
        r.Add("sqrt", ["number:number"], (c, a) => ((FeelNumber)a[0]!).Sqrt() ?? c.Fail("負の数に平方根はありません", "a negative number has no square root"), "number");
        r.Add("log", ["number:number"], (c, a) => ((FeelNumber)a[0]!).Log() ?? c.Fail("対数は正の数だけにあります", "only positive numbers have a logarithm"), "number");
        r.Add("exp", ["number:number"], (c, a) => ((FeelNumber)a[0]!).Exp() ?? c.Fail("結果は数として表せません", "the result is out of range"), "number");
        r.Add("odd", ["number:number"], (_, a) => Parity((FeelNumber)a[0]!, 1), "boolean");
        r.Add("even", ["number:number"], (_, a) => Parity((FeelNumber)a[0]!, 0), "boolean");
    }

    private static void Scaled(FeelFunctionRegistry r, string name, FeelRounding mode) =>
        r.Add(name, ["n:number", "scale:number"], (c, a) =>
        {
            var scale = ((FeelNumber)a[1]!).ToScale(0, FeelRounding.Down)?.ToInt64();
            if (scale is null or < -6111 or > 6176) return c.Fail("桁数は -6111 から 6176 までです", "the scale is from -6111 to 6176");
            return ((FeelNumber)a[0]!).ToScale((int)scale, mode) ?? c.Fail("結果は数として表せません", "the result is out of range");
        }, "number");

    private static object Parity(FeelNumber n, int rest) => FeelBool.Of(n.IsInteger && FeelNumber.Modulo(n, FeelNumber.From(2)) is { } m && m == FeelNumber.From(rest));
}
