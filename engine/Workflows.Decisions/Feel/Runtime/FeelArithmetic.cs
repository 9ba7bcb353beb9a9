using System.Numerics;
using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

/// <summary>The arithmetic of numbers, strings, dates and durations (DMN 1.5 §10.3.2.5, tables 57 to 60).</summary>
internal static class FeelArithmetic
{
    public static object? Apply(BinaryOperator op, object? a, object? b, FeelFrame f, Node node)
    {
        if (a is FeelNumber x && b is FeelNumber y)
        {
            var n = op switch
            {
                BinaryOperator.Add => FeelNumber.Add(x, y),
                BinaryOperator.Subtract => FeelNumber.Subtract(x, y),
                BinaryOperator.Multiply => FeelNumber.Multiply(x, y),
                BinaryOperator.Divide => FeelNumber.Divide(x, y),
                _ => FeelNumber.Power(x, y),
            };
            return n ?? NoNumber(op, y, f, node);
        }
        var result = op switch
        {
            BinaryOperator.Add => Add(a, b, f),
            BinaryOperator.Subtract => Subtract(a, b),
            BinaryOperator.Multiply => Multiply(a, b),
            BinaryOperator.Divide => Divide(a, b),
            _ => null,
        };
        if (result is not null || f.Run.Diagnostics is null) return result;
        var sign = Symbol(op);
        if (a is null || b is null)
            return f.Fail(node, "null", $"「{sign}」の{(a is null ? "左" : "右")}側の値がありません（null）", $"the {(a is null ? "left" : "right")} operand of \"{sign}\" is null");
        return f.Fail(node, "operand", $"{Words.Ja(a)} {sign} {Words.Ja(b)} は計算できません", $"{Words.En(a)} {sign} {Words.En(b)} has no result");
    }

    public static string Symbol(BinaryOperator op) => op switch
    {
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        BinaryOperator.Power => "**",
        BinaryOperator.Equal => "=",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        _ => ">=",
    };

    private static object? NoNumber(BinaryOperator op, FeelNumber y, FeelFrame f, Node node) =>
        op == BinaryOperator.Divide && y.Sign == 0
            ? f.Fail(node, "zero", "0 で割っています", "division by zero")
            : f.Fail(node, "range", $"「{Symbol(op)}」の結果は数として表せません", $"the result of \"{Symbol(op)}\" is no number in range");

    private static object? Add(object? a, object? b, FeelFrame f)
    {
        switch (a)
        {
            case string x when b is string tail: return f.Run.Text(x + tail);
            case FeelYearsMonths x:
                return b switch
                {
                    FeelYearsMonths y => Months((Int128)x.TotalMonths + y.TotalMonths),
                    FeelDate d => d.AddMonths(x.TotalMonths),
                    FeelDateTime d => d.AddMonths(x.TotalMonths),
                    _ => null,
                };
            case FeelDaysTime x:
                return b switch
                {
                    FeelDaysTime y => Nanos(x.TotalNanos + y.TotalNanos),
                    FeelDate or FeelDateTime or FeelTime => Add(b, a, f),
                    _ => null,
                };
            case FeelDate d:
                return b switch
                {
                    FeelYearsMonths y => d.AddMonths(y.TotalMonths),
                    FeelDaysTime y => d.AddDays(FloorDays(y.TotalNanos)),
                    _ => null,
                };
            case FeelDateTime d:
                return b switch
                {
                    FeelYearsMonths y => d.AddMonths(y.TotalMonths),
                    FeelDaysTime y => d.AddNanos(y.TotalNanos),
                    _ => null,
                };
            case FeelTime t: return b is FeelDaysTime span ? t.AddNanos(span.TotalNanos) : null;
            default: return null;
        }
    }

    private static object? Subtract(object? a, object? b)
    {
        switch (a)
        {
            case FeelYearsMonths x: return b is FeelYearsMonths months ? Months((Int128)x.TotalMonths - months.TotalMonths) : null;
            case FeelDaysTime x: return b is FeelDaysTime span ? Nanos(x.TotalNanos - span.TotalNanos) : null;
            case FeelTime x:
                return b switch
                {
                    FeelDaysTime y => x.AddNanos(-y.TotalNanos),
                    FeelTime y when (x.Zone is null) == (y.Zone is null) => new FeelDaysTime(x.UtcNanos - y.UtcNanos),
                    _ => null,
                };
            case FeelDate d:
                return b switch
                {
                    FeelYearsMonths y => d.AddMonths(-y.TotalMonths),
                    FeelDaysTime y => d.AddDays(FloorDays(-y.TotalNanos)),
                    FeelDate y => FeelDaysTime.OfDays(d.EpochDay - y.EpochDay),
                    FeelDateTime y => Between(FeelDateTime.MidnightUtc(d), y),
                    _ => null,
                };
            case FeelDateTime d:
                return b switch
                {
                    FeelYearsMonths y => d.AddMonths(-y.TotalMonths),
                    FeelDaysTime y => d.AddNanos(-y.TotalNanos),
                    FeelDate y => Between(d, FeelDateTime.MidnightUtc(y)),
                    FeelDateTime y => Between(d, y),
                    _ => null,
                };
            default: return null;
        }
    }

    private static object? Multiply(object? a, object? b) => (a, b) switch
    {
        (FeelNumber n, FeelYearsMonths d) => Scale(d, n, FeelNumber.Multiply),
        (FeelYearsMonths d, FeelNumber n) => Scale(d, n, FeelNumber.Multiply),
        (FeelNumber n, FeelDaysTime d) => Scale(d, n, FeelNumber.Multiply),
        (FeelDaysTime d, FeelNumber n) => Scale(d, n, FeelNumber.Multiply),
        _ => null,
    };

    private static object? Divide(object? a, object? b) => (a, b) switch
    {
        (FeelYearsMonths d, FeelNumber n) => Scale(d, n, FeelNumber.Divide),
        (FeelDaysTime d, FeelNumber n) => Scale(d, n, FeelNumber.Divide),
        (FeelYearsMonths x, FeelYearsMonths y) => FeelNumber.Divide(FeelNumber.From(x.TotalMonths), FeelNumber.From(y.TotalMonths)),
        (FeelDaysTime x, FeelDaysTime y) => FeelNumber.Divide(FeelNumber.Create((BigInteger)x.TotalNanos, 0)!, FeelNumber.Create((BigInteger)y.TotalNanos, 0)!),
        _ => null,
    };

    private static FeelYearsMonths? Scale(FeelYearsMonths d, FeelNumber n, Func<FeelNumber, FeelNumber, FeelNumber?> by) =>
        by(FeelNumber.From(d.TotalMonths), n) is { } r && Whole(r) is { } months ? Months(months) : null;

    private static FeelDaysTime? Scale(FeelDaysTime d, FeelNumber n, Func<FeelNumber, FeelNumber, FeelNumber?> by) =>
        by(FeelNumber.Create((BigInteger)d.TotalNanos, 0)!, n) is { } r && Whole(r) is { } nanos ? Nanos(nanos) : null;

    private static Int128? Whole(FeelNumber n) =>
        n.Exponent > 38 ? null : n.Truncate() is var w && BigInteger.Abs(w) < BigInteger.Pow(10, 37) ? (Int128)w : null;

    private static FeelYearsMonths? Months(Int128 months) => Int128.Abs(months) > long.MaxValue / 4 ? null : new FeelYearsMonths((long)months);

    private static FeelDaysTime? Nanos(Int128 nanos) => Int128.Abs(nanos) > FeelDaysTime.LimitNanos ? null : new FeelDaysTime(nanos);

    private static long FloorDays(Int128 nanos)
    {
        var days = nanos / FeelTime.NanosPerDay;
        return (long)(nanos % FeelTime.NanosPerDay < 0 ? days - 1 : days);
    }

    private static FeelDaysTime? Between(FeelDateTime a, FeelDateTime b) =>
        (a.Zone is null) != (b.Zone is null) ? null : new FeelDaysTime(a.UtcNanos - b.UtcNanos);
}
