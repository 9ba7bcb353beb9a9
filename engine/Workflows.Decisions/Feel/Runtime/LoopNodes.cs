using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Feel;

internal sealed class FilterNode(Node source, int slot, Node condition) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var v = source.Eval(f);
        if (v is null) return f.Run.Diagnostics is null ? null : f.Fail(this, "null", "null は絞り込めません", "null cannot be filtered");
        var list = v as IReadOnlyList<object?> ?? [v];
        return Apply(list, f, this, slot, condition);
    }

    public static object? Apply(IReadOnlyList<object?> list, FeelFrame f, Node node, int slot, Node condition)
    {
        if (condition is ConstantNode { Value: FeelNumber constant }) return At(list, constant, f, node);
        if (list.Count == 0)
        {
            f.Slots[slot] = null;
            // Nothing to test; an index must still give null, not an empty list.
            return condition is not CompareNode and not EqualNode and not LogicNode && condition.Eval(f) is FeelNumber n ? At(list, n, f, node) : Array.Empty<object?>();
        }
        var kept = new List<object?>();
        for (var i = 0; i < list.Count; i++)
        {
            f.Run.Step();
            f.Slots[slot] = list[i];
            switch (condition.Eval(f))
            {
                case true: kept.Add(list[i]); break;
                case false or null: break;
                case FeelNumber n when i == 0: return At(list, n, f, node);
                case var other:
                    return f.Run.Diagnostics is null ? null : f.Fail(condition, "condition", $"絞り込みの条件は真偽値か順番（数）ですが、{Words.Ja(other)}でした", $"a filter needs a boolean or an index, not {Words.En(other)}");
            }
        }
        return kept;
    }

    private static object? At(IReadOnlyList<object?> list, FeelNumber index, FeelFrame f, Node node)
    {
        if (index.ToInt64() is { } i && i != 0 && Math.Abs(i) <= list.Count) return list[(int)(i > 0 ? i - 1 : list.Count + i)];
        return f.Run.Diagnostics is null ? null : f.Fail(node, "index", $"{list.Count}件のリストに{index}番目はありません", $"a list of {list.Count} has no item {index}");
    }
}

/// <summary>What a loop runs over: a list, a range written with two dots, or a range value.</summary>
internal sealed class IterationSource(int slot, Node from, Node? to)
{
    public int Slot => slot;

    public Node From => from;

    /// <summary>The items, or null when there is nothing to run over (a reason is given).</summary>
    public IEnumerable<object?>? Items(FeelFrame f, Node node)
    {
        var a = from.Eval(f);
        if (to is not null) return Span(a, to.Eval(f), true, true, f, node);
        switch (a)
        {
            case IReadOnlyList<object?> list: return list;
            case null:
                f.Fail(from, "null", "繰り返す対象が null です", "there is nothing to iterate over (null)");
                return null;
            case FeelRange r: return Span(r.Start, r.End, r.StartIncluded, r.EndIncluded, f, node);
            default: return [a];
        }
    }

    private static IEnumerable<object?>? Span(object? a, object? b, bool low, bool high, FeelFrame f, Node node)
    {
        if (a is FeelNumber x && b is FeelNumber y && x.ToInt64() is { } i && y.ToInt64() is { } j) return Numbers(i, j, low, high);
        if (a is FeelDate d && b is FeelDate e) return Numbers(d.EpochDay, e.EpochDay, low, high).Select(n => (object?)FeelDate.FromEpochDay(((FeelNumber)n!).ToInt64()!.Value));
        f.Fail(node, "operand", $"{Words.Ja(a)}から{Words.Ja(b)}までは繰り返せません", $"cannot iterate from {Words.En(a)} to {Words.En(b)}");
        return null;
    }

    private static IEnumerable<object?> Numbers(long i, long j, bool low, bool high)
    {
        var step = i <= j ? 1 : -1;
        if (!low) i += step;
        if (!high) j -= step;
        if (step > 0 ? i > j : i < j) yield break;
        for (var n = i; ; n += step)
        {
            yield return FeelNumber.From(n);
            if (n == j) yield break;
        }
    }
}

internal sealed class ForNode(IterationSource[] iterators, int partial, Node body) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var results = new List<object?>();
        f.Slots[partial] = results;
        return Loop(f, 0, results) ? results.ToArray() : null;
    }

    private bool Loop(FeelFrame f, int level, List<object?> results)
    {
        if (level == iterators.Length)
        {
            // partial is what was made so far; a value kept from it must not grow afterwards.
            f.Slots[partial] = new PartialList(results, results.Count);
            results.Add(body.Eval(f));
            return true;
        }
        if (iterators[level].Items(f, this) is not { } items) return false;
        foreach (var item in items)
        {
            f.Run.Step();
            f.Slots[iterators[level].Slot] = item;
            if (!Loop(f, level + 1, results)) return false;
        }
        return true;
    }

    private sealed class PartialList(List<object?> list, int count) : IReadOnlyList<object?>
    {
        public object? this[int index] => index < count ? list[index] : throw new ArgumentOutOfRangeException(nameof(index));

        public int Count => count;

        public IEnumerator<object?> GetEnumerator()
        {
            for (var i = 0; i < count; i++) yield return list[i];
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

internal sealed class QuantifiedNode(bool every, IterationSource[] iterators, Node condition) : Node
{
    public override object? Eval(FeelFrame f)
    {
        bool? result = every;
        var failed = false;
        return Loop(f, 0, ref result, ref failed) && !failed ? FeelBool.Of(result) : null;
    }

    private bool Loop(FeelFrame f, int level, ref bool? result, ref bool failed)
    {
        if (level == iterators.Length)
        {
            var v = condition.Eval(f);
            if (v is bool b)
            {
                if (b != every) result = b;
            }
            else if (v is null)
            {
                if (result == every) result = null;
            }
            else
            {
                failed = true;
                f.Fail(condition, "condition", $"satisfies の条件は真偽値ですが、{Words.Ja(v)}でした", $"the condition must be a boolean, not {Words.En(v)}");
            }
            return true;
        }
        if (iterators[level].Items(f, this) is not { } items) return false;
        foreach (var item in items)
        {
            f.Run.Step();
            f.Slots[iterators[level].Slot] = item;
            if (!Loop(f, level + 1, ref result, ref failed)) return false;
        }
        return true;
    }
}

internal sealed class CompiledTest(BinaryOperator? op, Node value, bool refersToInput)
{
    public BinaryOperator? Operator => op;

    public Node Value => value;

    public bool RefersToInput => refersToInput;

    /// <summary>True when the input passes; null when it cannot be told.</summary>
    public bool? Run(object? input, FeelFrame f, bool cell)
    {
        if (op is null && value is NotEqualTestNode ne) return FeelValues.Equal(input, ne.Value.Eval(f)) is { } e ? !e : null;
        if (op is null && value is RangeNode range)
            return range.Eval(f) is FeelRange r ? r.Contains(input) : null;
        var v = value.Eval(f);
        switch (op)
        {
            case null: break;
            case BinaryOperator.Equal: return FeelValues.Equal(input, v);
            case BinaryOperator.NotEqual: return FeelValues.Equal(input, v) is { } equal ? !equal : null;
            default: return CompareNode.Apply(op.Value, input, v, f, value) as bool?;
        }
        if (refersToInput) return v as bool?;
        // A cell may also hold a condition over other names; its truth then decides.
        if (cell && v is bool truth && input is not bool and not null && input is not IReadOnlyList<object?>) return truth;
        return Matches(input, v);
    }

    private static bool? Matches(object? input, object? v)
    {
        switch (v)
        {
            case FeelRange r: return r.Contains(input);
            case IReadOnlyList<object?> list:
                foreach (var item in list)
                {
                    if (FeelValues.Equal(input, item) == true) return true;
                    if (item is FeelRange range && range.Contains(input) == true) return true;
                }
                return FeelValues.Equal(input, v) == true;
            default: return FeelValues.Equal(input, v) ?? false;
        }
    }
}

internal sealed class NotEqualTestNode(Node value) : Node
{
    public Node Value => value;

    public override object? Eval(FeelFrame f) => f.Fail(this, "operand", "「!=」の条件は in の右側でだけ使えます", "a \"!=\" test is only possible after \"in\"");
}

internal sealed class InNode(Node value, CompiledTest[] tests) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var v = value.Eval(f);
        bool? result = false;
        foreach (var test in tests)
        {
            var r = test.Run(v, f, false);
            if (r == true) return FeelBool.True;
            if (r is null) result = null;
        }
        return FeelBool.Of(result);
    }
}
