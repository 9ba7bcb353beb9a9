namespace Workflows.Decisions.Feel;

/// <summary>The relations of points and ranges (§10.3.4.10), and range (§10.3.4.1).</summary>
internal static class RangeFunctions
{
    private const string Point = "number|string|date|time|date and time|years and months duration|days and time duration";

    public static void AddTo(FeelFunctionRegistry r)
    {
        r.Add("range", ["from:string"], (c, a) => Parse((string)a[0]!) ?? c.Fail("[下限..上限] の形の範囲ではありません（端は同じ種類の定数で、下限が上限より大きくならないこと）", "not a range such as [1..10] with constant ends of one kind in order"), "range");
        Points(r, "before", (a, b) => Less(a, b));
        PointRange(r, "before", (p, x) => Or(Less(p, x.Start), And(Same(p, x.Start), !x.StartIncluded)));
        RangePoint(r, "before", (x, p) => Or(Less(x.End, p), And(Same(x.End, p), !x.EndIncluded)));
        Ranges(r, "before", Before);
        Points(r, "after", (a, b) => Less(b, a));
        PointRange(r, "after", (p, x) => Or(Less(x.End, p), And(Same(x.End, p), !x.EndIncluded)));
        RangePoint(r, "after", (x, p) => Or(Less(p, x.Start), And(Same(p, x.Start), !x.StartIncluded)));
        Ranges(r, "after", (x, y) => Before(y, x));
        Ranges(r, "meets", Meets);
        Ranges(r, "met by", (x, y) => Meets(y, x));
        Ranges(r, "overlaps", Overlaps);
        Ranges(r, "overlaps before", OverlapsBefore);
        Ranges(r, "overlaps after", (x, y) => OverlapsBefore(y, x));
        PointRange(r, "finishes", (p, x) => And(Same(p, x.End), x.EndIncluded));
        Ranges(r, "finishes", Finishes);
        RangePoint(r, "finished by", (x, p) => And(Same(p, x.End), x.EndIncluded));
        Ranges(r, "finished by", (x, y) => Finishes(y, x));
        RangePoint(r, "includes", (x, p) => x.Contains(p));
        Ranges(r, "includes", Includes);
        PointRange(r, "during", (p, x) => x.Contains(p));
        Ranges(r, "during", (x, y) => Includes(y, x));
        PointRange(r, "starts", (p, x) => And(Same(p, x.Start), x.StartIncluded));
        Ranges(r, "starts", Starts);
        RangePoint(r, "started by", (x, p) => And(Same(p, x.Start), x.StartIncluded));
        Ranges(r, "started by", (x, y) => Starts(y, x));
        Points(r, "coincides", (a, b) => Same(a, b));
        Ranges(r, "coincides", (x, y) => And(Bounds(x, y, (c, d) => c == 0 && d == 0), x.StartIncluded == y.StartIncluded && x.EndIncluded == y.EndIncluded));
    }

    private static void Points(FeelFunctionRegistry r, string name, Func<object, object, bool?> f) =>
        r.Add(name, ["point1:" + Point, "point2:" + Point], (c, a) => Give(c, f(a[0]!, a[1]!)), "boolean");

    private static void PointRange(FeelFunctionRegistry r, string name, Func<object, FeelRange, bool?> f) =>
        r.Add(name, ["point:" + Point, "range:range"], (c, a) => Give(c, f(a[0]!, (FeelRange)a[1]!)), "boolean");

    private static void RangePoint(FeelFunctionRegistry r, string name, Func<FeelRange, object, bool?> f) =>
        r.Add(name, ["range:range", "point:" + Point], (c, a) => Give(c, f((FeelRange)a[0]!, a[1]!)), "boolean");

    private static void Ranges(FeelFunctionRegistry r, string name, Func<FeelRange, FeelRange, bool?> f) =>
        r.Add(name, ["range1:range", "range2:range"], (c, a) => Give(c, f((FeelRange)a[0]!, (FeelRange)a[1]!)), "boolean");

    private static object? Give(FeelCallContext c, bool? b) => b is { } v ? FeelBool.Of(v) : c.Fail("種類の違う値は比べられません", "values of different kinds cannot be compared");

    private static bool? And(bool? a, bool b) => a is null ? null : a.Value && b;

    private static bool? Or(bool? a, bool? b) => a is null || b is null ? null : a.Value || b.Value;

    private static bool? And(bool? a, bool? b) => a is null || b is null ? null : a.Value && b.Value;

    /// <summary>An unbounded end (null) has nothing beyond it.</summary>
    private static bool? Less(object? a, object? b) => a is null || b is null ? false : FeelValues.Compare(a, b) is { } c ? c < 0 : null;

    private static bool? Same(object? a, object? b) => a is null || b is null ? false : FeelValues.Compare(a, b) is { } c ? c == 0 : null;

    /// <summary>Order of two ends of which null is minus infinity (lower) or plus infinity (upper).</summary>
    private static int? Order(object? a, bool aUpper, object? b, bool bUpper)
    {
        if (a is null && b is null) return aUpper == bUpper ? 0 : aUpper ? 1 : -1;
        if (a is null) return aUpper ? 1 : -1;
        if (b is null) return bUpper ? -1 : 1;
        return FeelValues.Compare(a, b);
    }

    private static bool? Bounds(FeelRange x, FeelRange y, Func<int, int, bool> test) =>
        Order(x.Start, false, y.Start, false) is { } s && Order(x.End, true, y.End, true) is { } e ? test(s, e) : null;

    private static bool? Before(FeelRange x, FeelRange y) =>
        Order(x.End, true, y.Start, false) is { } c ? c < 0 || (c == 0 && (!x.EndIncluded || !y.StartIncluded)) : null;

    private static bool? Meets(FeelRange x, FeelRange y) =>
        Order(x.End, true, y.Start, false) is { } c ? c == 0 && x.EndIncluded && y.StartIncluded : null;

    private static bool? Overlaps(FeelRange x, FeelRange y) =>
        Order(x.End, true, y.Start, false) is { } a && Order(x.Start, false, y.End, true) is { } b
            ? (a > 0 || (a == 0 && x.EndIncluded && y.StartIncluded)) && (b < 0 || (b == 0 && x.StartIncluded && y.EndIncluded))
            : null;

    private static bool? OverlapsBefore(FeelRange x, FeelRange y) =>
        Order(x.End, true, y.Start, false) is { } touch
            ? And(
                Bounds(x, y, (s, e) => (s < 0 || (s == 0 && x.StartIncluded && !y.StartIncluded)) && (e < 0 || (e == 0 && (!x.EndIncluded || y.EndIncluded)))),
                touch > 0 || (touch == 0 && x.EndIncluded && y.StartIncluded))
            : null;

    private static bool? Finishes(FeelRange x, FeelRange y) =>
        Bounds(x, y, (s, e) => e == 0 && x.EndIncluded == y.EndIncluded && (s > 0 || (s == 0 && (!x.StartIncluded || y.StartIncluded))));

    private static bool? Starts(FeelRange x, FeelRange y) =>
        Bounds(x, y, (s, e) => s == 0 && x.StartIncluded == y.StartIncluded && (e < 0 || (e == 0 && (!x.EndIncluded || y.EndIncluded))));

    private static bool? Includes(FeelRange x, FeelRange y) =>
        Bounds(x, y, (s, e) => (s < 0 || (s == 0 && (x.StartIncluded || !y.StartIncluded))) && (e > 0 || (e == 0 && (x.EndIncluded || !y.EndIncluded))));

    /// <summary>A range of constant ends only: nothing in the text is evaluated but literals and date("…") with literals.</summary>
    private static FeelRange? Parse(string text)
    {
        if (!FeelExpression.TryParse(text, out var e, out _) || e!.Syntax is not Syntax.RangeExpr { Low: { } low, High: { } high } || text.TrimStart()[0] is not ('[' or '(' or ']')) return null;
        if (!IsConstant(low) || !IsConstant(high)) return null;
        return e.Evaluate(new FeelScope()) is FeelRange { Start: { } s, End: { } t } r && FeelValues.Compare(s, t) <= 0 ? r : null;
    }

    private static bool IsConstant(Syntax.Expr e) => e switch
    {
        Syntax.LiteralExpr { Value: not null } or Syntax.AtExpr => true,
        Syntax.NegateExpr n => n.Operand is Syntax.LiteralExpr { Value: FeelNumber },
        Syntax.CallExpr { Function: Syntax.NameExpr { Name: "date" or "time" or "date and time" or "duration" }, Arguments: [Syntax.LiteralExpr { Value: string }] } => true,
        _ => false,
    };
}
