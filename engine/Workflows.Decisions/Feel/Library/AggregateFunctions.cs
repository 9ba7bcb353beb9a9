namespace Workflows.Decisions.Feel;

/// <summary>Functions that reduce a list or their arguments to one value (§10.3.4.4).</summary>
internal static class AggregateFunctions
{
    public static void AddTo(FeelFunctionRegistry r)
    {
        r.Add("count", ["list:list"], (_, a) => FeelNumber.From(ListFunctions.List(a[0]).Count), "number");
        Both(r, "min", "Any", (c, l) => Extreme(c, l, -1));
        Both(r, "max", "Any", (c, l) => Extreme(c, l, 1));
        Both(r, "sum", "number", (c, l) => Fold(c, l, FeelNumber.Add));
        Both(r, "product", "number", (c, l) => Fold(c, l, FeelNumber.Multiply));
        Both(r, "mean", "number", (c, l) => Fold(c, l, FeelNumber.Add) is FeelNumber s ? FeelNumber.Divide(s, FeelNumber.From(l.Count)) : null);
        Both(r, "median", "number", Median);
        Both(r, "mode", "list<number>", Mode);
        Both(r, "stddev", "number", Deviation);
        Both(r, "all", "boolean", (c, l) => Truth(c, l, true));
        Both(r, "any", "boolean", (c, l) => Truth(c, l, false));
    }

    /// <summary>f(list) and f(item, item, …).</summary>
    private static void Both(FeelFunctionRegistry r, string name, string result, Func<FeelCallContext, IReadOnlyList<object?>, object?> body) => r
        .Add(name, ["list:list"], (c, a) => body(c, ListFunctions.List(a[0])), result)
        .Add(name, ["c:Any~", "n:Any~…"], (c, a) => ((object?[])a[1]!) is { Length: > 0 } rest ? body(c, [a[0], .. rest]) : c.Fail("リストが必要です", "a list is needed"), result);

    private static object? Fold(FeelCallContext c, IReadOnlyList<object?> list, Func<FeelNumber, FeelNumber, FeelNumber?> step)
    {
        if (Numbers(c, list) is not { } numbers) return null;
        if (numbers.Length == 0) return c.Fail("リストが空です", "the list is empty");
        var total = numbers[0];
        for (var i = 1; i < numbers.Length; i++)
        {
            if (step(total, numbers[i]) is not { } next) return c.Fail("結果は数として表せません", "the result is out of range");
            total = next;
        }
        return total;
    }

    private static FeelNumber[]? Numbers(FeelCallContext c, IReadOnlyList<object?> list)
    {
        c.Step(list.Count);
        var numbers = new FeelNumber[list.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (list[i] is not FeelNumber n)
            {
                c.Fail($"{i + 1}番目が数ではなく{Words.Ja(list[i])}です", $"item {i + 1} is {Words.En(list[i])}, not a number");
                return null;
            }
            numbers[i] = n;
        }
        return numbers;
    }

    private static object? Extreme(FeelCallContext c, IReadOnlyList<object?> list, int sign)
    {
        c.Step(list.Count);
        if (list.Count == 0) return c.Fail("リストが空です", "the list is empty");
        var best = list[0];
        if (FeelValues.Compare(best, best) is null) return c.Fail($"1番目の{Words.Ja(best)}は大小を比べられません", $"item 1, {Words.En(best)}, has no order");
        for (var i = 1; i < list.Count; i++)
        {
            if (FeelValues.Compare(list[i], best) is not { } order)
                return c.Fail($"{i + 1}番目の{Words.Ja(list[i])}は{Words.Ja(best)}と比べられません", $"item {i + 1}, {Words.En(list[i])}, cannot be compared with {Words.En(best)}");
            if (order * sign > 0) best = list[i];
        }
        return best;
    }

    private static object? Median(FeelCallContext c, IReadOnlyList<object?> list)
    {
        if (Numbers(c, list) is not { } n || n.Length == 0) return null;
        Array.Sort(n);
        var middle = n.Length / 2;
        return n.Length % 2 == 1 ? n[middle] : FeelNumber.Add(n[middle - 1], n[middle]) is { } sum ? FeelNumber.Divide(sum, FeelNumber.From(2)) : null;
    }

    private static object? Mode(FeelCallContext c, IReadOnlyList<object?> list)
    {
        if (Numbers(c, list) is not { } n) return null;
        Array.Sort(n);
        var best = new List<object?>();
        var most = 0;
        for (var i = 0; i < n.Length;)
        {
            var j = i;
            while (j < n.Length && n[j] == n[i]) j++;
            if (j - i > most)
            {
                best.Clear();
                most = j - i;
            }
            if (j - i == most) best.Add(n[i]);
            i = j;
        }
        return best;
    }

    private static object? Deviation(FeelCallContext c, IReadOnlyList<object?> list)
    {
        if (Numbers(c, list) is not { } n) return null;
        if (n.Length < 2) return c.Fail("標準偏差には2件以上必要です", "a standard deviation needs two items at least");
        if (Fold(c, list, FeelNumber.Add) is not FeelNumber sum || FeelNumber.Divide(sum, FeelNumber.From(n.Length)) is not { } mean) return null;
        FeelNumber? squares = FeelNumber.Zero;
        foreach (var x in n)
        {
            var d = FeelNumber.Subtract(x, mean);
            var square = d is null ? null : FeelNumber.Multiply(d, d);
            squares = square is null || squares is null ? null : FeelNumber.Add(squares, square);
        }
        return squares is null ? null : FeelNumber.Divide(squares, FeelNumber.From(n.Length - 1))?.Sqrt();
    }

    private static object? Truth(FeelCallContext c, IReadOnlyList<object?> list, bool all)
    {
        c.Step(list.Count);
        var unknown = false;
        var result = all;
        for (var i = 0; i < list.Count; i++)
        {
            switch (list[i])
            {
                case bool b: if (b != all) result = b; break;
                case null: unknown = true; break;
                default: return c.Fail($"{i + 1}番目が真偽値ではなく{Words.Ja(list[i])}です", $"item {i + 1} is {Words.En(list[i])}, not a boolean");
            }
        }
        return unknown && result == all ? null : FeelBool.Of(result);
    }
}
