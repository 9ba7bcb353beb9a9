using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

/// <summary>What operators, properties and functions make of types.</summary>
internal static class CheckArithmetic
{
    public static FeelType? Result(BinaryOperator op, FeelType a, FeelType b)
    {
        if (a == FeelType.Null || b == FeelType.Null) return FeelType.Any;
        bool Is(FeelType x, FeelType y) => a == x && b == y;
        bool Span(FeelType t) => t == FeelType.YearsMonths || t == FeelType.DaysTime;
        bool Moment(FeelType t) => t == FeelType.Date || t == FeelType.DateTime;
        switch (op)
        {
            case BinaryOperator.Add:
                if (Is(FeelType.Number, FeelType.Number) || Is(FeelType.Text, FeelType.Text) || (a == b && Span(a))) return a;
                if (Span(b) && (Moment(a) || (a == FeelType.Time && b == FeelType.DaysTime))) return a;
                return Span(a) && (Moment(b) || (b == FeelType.Time && a == FeelType.DaysTime)) ? b : null;
            case BinaryOperator.Subtract:
                if (Is(FeelType.Number, FeelType.Number) || (a == b && Span(a))) return a;
                if (Span(b) && (Moment(a) || (a == FeelType.Time && b == FeelType.DaysTime))) return a;
                return (Moment(a) && Moment(b)) || Is(FeelType.Time, FeelType.Time) ? FeelType.DaysTime : null;
            case BinaryOperator.Multiply:
                if (Is(FeelType.Number, FeelType.Number)) return a;
                return Span(a) && b == FeelType.Number ? a : a == FeelType.Number && Span(b) ? b : null;
            case BinaryOperator.Divide:
                if (Is(FeelType.Number, FeelType.Number) || (a == b && Span(a))) return FeelType.Number;
                return Span(a) && b == FeelType.Number ? a : null;
            default: return Is(FeelType.Number, FeelType.Number) ? a : null;
        }
    }

    public static FeelType? Property(FeelType type, string name)
    {
        var date = name is "year" or "month" or "day" or "weekday";
        var clock = name is "hour" or "minute" or "second";
        if ((type == FeelType.Date && date) || (type == FeelType.Time && clock) || (type == FeelType.DateTime && (date || clock))) return FeelType.Number;
        if (type == FeelType.Time || type == FeelType.DateTime) return name switch { "time offset" => FeelType.DaysTime, "timezone" => FeelType.Text, _ => null };
        if (type == FeelType.YearsMonths) return name is "years" or "months" ? FeelType.Number : null;
        if (type == FeelType.DaysTime) return name is "days" or "hours" or "minutes" or "seconds" ? FeelType.Number : null;
        return type is FeelType.RangeType && name is "start included" or "end included" ? FeelType.Boolean : null;
    }

    /// <summary>Finds the signature a call means, or reports why none fits.</summary>
    public static FeelType Call(CheckWalk walk, CallExpr c, NativeFunction function, FeelType[] arguments)
    {
        (SignatureParameter Parameter, int At)? wrong = null;
        var shaped = false;
        foreach (var signature in function.Signatures)
        {
            if (!Shapes(signature, c, out var order)) continue;
            shaped = true;
            (SignatureParameter, int)? bad = null;
            for (var i = 0; i < arguments.Length && bad is null; i++)
            {
                var p = signature.Parameters[Math.Min(order[i], signature.Parameters.Length - 1)];
                if (p.Types.Length > 0 && p.Types.All(t => CheckWalk.Clash(arguments[i], t))) bad = (p, i);
            }
            if (bad is null) return signature.Result;
            wrong ??= bad;
        }
        if (wrong is { } w)
        {
            walk.Report(c.Arguments[w.At], "argument",
                $"関数「{function.Name}」の引数「{w.Parameter.Name}」には{string.Join("か", w.Parameter.Types.Select(Words.TypeJa))}が必要ですが、{Words.TypeJa(arguments[w.At])}です",
                $"parameter \"{w.Parameter.Name}\" of {function.Name} needs {string.Join(" or ", w.Parameter.Types.Select(t => t.Name))}, not {arguments[w.At].Name}");
        }
        else if (!shaped)
        {
            walk.Report(c, "arguments", $"引数が合いません。{string.Join(" / ", function.Describe())}", $"the arguments do not fit: {string.Join(" / ", function.Describe())}");
        }
        return function.Signatures.First().Result;
    }

    private static bool Shapes(Signature signature, CallExpr c, out int[] order)
    {
        order = new int[c.Arguments.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        if (c.Names is null) return signature.Takes(order.Length);
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = Array.FindIndex(signature.Parameters, p => p.Name == c.Names[i]);
            if (order[i] < 0) return false;
        }
        var given = order;
        return !signature.Parameters.Where((p, i) => !p.Optional && !p.Nullable && !given.Contains(i)).Any();
    }
}
