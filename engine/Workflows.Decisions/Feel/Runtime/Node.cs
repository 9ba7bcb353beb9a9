namespace Workflows.Decisions.Feel;

/// <summary>A compiled part of an expression: a compact tree that evaluates without parsing or reflection.</summary>
internal abstract class Node
{
    public int Start;
    public int End;
    public string Text = "";

    public string Source => Start >= 0 && End <= Text.Length && Start < End ? Text[Start..Math.Min(End, Start + 200)] : "";

    public abstract object? Eval(FeelFrame f);
}

internal sealed class ConstantNode(object? value) : Node
{
    public object? Value => value;

    public override object? Eval(FeelFrame f) => value;
}

internal sealed class LocalNode(int index) : Node
{
    public override object? Eval(FeelFrame f) => f.Slots[index];
}

internal sealed class OuterLocalNode(int depth, int index) : Node
{
    public override object? Eval(FeelFrame f)
    {
        for (var d = depth; d > 0; d--) f = f.Parent!;
        return f.Slots[index];
    }
}

/// <summary>A free name: the scope's value, else the builtin or registered function of that name.</summary>
internal sealed class NameNode(string name) : Node
{
    private readonly FeelFunction? builtin = FeelLibrary.Find(name);

    public string Name => name;

    public override object? Eval(FeelFrame f)
    {
        if (f.Run.Scope.TryGet(name, out var value)) return value;
        if (f.Run.Functions?.Find(name) is { } registered) return registered;
        if (builtin is not null) return builtin;
        if (f.Run.Diagnostics is { } d)
        {
            var near = FeelNames.Nearest(name, f.Run.Scope.Names.Concat(f.Run.Functions?.Names ?? []).Concat(FeelLibrary.Names));
            f.Fail(this, "name", $"「{name}」という項目も関数もありません{(near is null ? "" : $"。「{near}」の間違いではありませんか")}",
                $"there is no name \"{name}\"{(near is null ? "" : $"; did you mean \"{near}\"?")}");
        }
        return null;
    }

    /// <summary>The function to call: a function in scope goes before the library, other values do not hide it.</summary>
    public FeelFunction? Function(FeelFrame f, out bool found)
    {
        found = f.Run.Scope.TryGet(name, out var value);
        if (value is FeelFunction own) return own;
        return f.Run.Functions?.Find(name) ?? builtin;
    }
}

/// <summary>A name inside a filter: an entry of the item when it has one, else what it means outside.</summary>
internal sealed class FilterNameNode(Node item, string name, Node outer) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var it = item.Eval(f);
        if (it is FeelContext c && c.TryGetValue(name, out var v)) return v;
        if (name == "item") return it;
        return it is not null and not FeelContext && FeelProperties.TryGet(it, name, out var p) && !IsKnown(f) ? p : outer.Eval(f);
    }

    private bool IsKnown(FeelFrame f) => outer is not NameNode || f.Run.Scope.TryGet(name, out _);
}

internal sealed class NegateNode(Node operand) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var v = operand.Eval(f);
        switch (v)
        {
            case FeelNumber n: return n.Negate();
            case FeelYearsMonths ym: return new FeelYearsMonths(-ym.TotalMonths);
            case FeelDaysTime dt: return new FeelDaysTime(-dt.TotalNanos);
            default:
                return f.Run.Diagnostics is null ? null : f.Fail(this, "operand", $"「-」は数か期間に付けられますが、{Words.Ja(v)}でした", $"\"-\" needs a number or a duration, not {Words.En(v)}");
        }
    }
}

internal sealed class ArithmeticNode(Syntax.BinaryOperator op, Node left, Node right) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var a = left.Eval(f);
        var b = right.Eval(f);
        return FeelArithmetic.Apply(op, a, b, f, this);
    }
}

internal sealed class EqualNode(Node left, Node right, bool negate) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var a = left.Eval(f);
        var b = right.Eval(f);
        if (FeelValues.Equal(a, b) is { } r) return FeelBool.Of(r != negate);
        return f.Run.Diagnostics is null ? null : f.Fail(this, "operand", $"{Words.Ja(a)}と{Words.Ja(b)}は比べられません", $"{Words.En(a)} cannot be compared with {Words.En(b)}");
    }
}

internal sealed class CompareNode(Syntax.BinaryOperator op, Node left, Node right) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var a = left.Eval(f);
        var b = right.Eval(f);
        return Apply(op, a, b, f, this);
    }

    public static object? Apply(Syntax.BinaryOperator op, object? a, object? b, FeelFrame f, Node node)
    {
        var c = a is FeelNumber x && b is FeelNumber y ? x.CompareTo(y) : FeelValues.Compare(a, b);
        if (c is not { } order)
        {
            if (f.Run.Diagnostics is not null)
            {
                if (a is null || b is null) f.Fail(node, "null", $"{(a is null ? "左" : "右")}側の値がありません（null）", $"the {(a is null ? "left" : "right")} operand is null");
                else f.Fail(node, "operand", $"{Words.Ja(a)}と{Words.Ja(b)}の大小は比べられません", $"{Words.En(a)} and {Words.En(b)} have no order");
            }
            return null;
        }
        return FeelBool.Of(op switch
        {
            Syntax.BinaryOperator.Less => order < 0,
            Syntax.BinaryOperator.LessOrEqual => order <= 0,
            Syntax.BinaryOperator.Greater => order > 0,
            _ => order >= 0,
        });
    }
}

internal sealed class LogicNode(bool isAnd, Node[] operands) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var unknown = false;
        foreach (var operand in operands)
        {
            var v = operand.Eval(f);
            if (v is bool b)
            {
                if (b != isAnd) return FeelBool.Of(b);
                continue;
            }
            if (v is not null && f.Run.Diagnostics is not null)
                f.Fail(operand, "operand", $"{(isAnd ? "and" : "or")} には真偽値が必要ですが、{Words.Ja(v)}でした", $"\"{(isAnd ? "and" : "or")}\" needs a boolean, not {Words.En(v)}");
            unknown = true;
        }
        return unknown ? null : FeelBool.Of(isAnd);
    }
}

internal sealed class BetweenNode(Node value, Node low, Node high) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var v = value.Eval(f);
        var above = CompareNode.Apply(Syntax.BinaryOperator.GreaterOrEqual, v, low.Eval(f), f, this) as bool?;
        var below = CompareNode.Apply(Syntax.BinaryOperator.LessOrEqual, v, high.Eval(f), f, this) as bool?;
        if (above == false || below == false) return FeelBool.False;
        return above is null || below is null ? null : FeelBool.True;
    }
}

internal sealed class IfNode(Node condition, Node then, Node otherwise) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var c = condition.Eval(f);
        if (c is true) return then.Eval(f);
        if (c is not bool && f.Run.Diagnostics is not null)
            f.Fail(condition, "condition", $"if の条件が真偽値でなく{Words.Ja(c)}なので else を使いました", $"the condition is {Words.En(c)}, not a boolean, so else was taken");
        return otherwise.Eval(f);
    }
}

internal sealed class ListNode(Node[] items) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var list = new object?[items.Length];
        for (var i = 0; i < list.Length; i++) list[i] = items[i].Eval(f);
        f.Run.Step(list.Length);
        return list;
    }
}

internal sealed class ContextNode(string[] names, int[] slots, Node[] values, bool duplicate) : Node
{
    public override object? Eval(FeelFrame f)
    {
        if (duplicate) return f.Fail(this, "context", "同じ項目名が二度あります", "an entry name is used twice");
        var v = new object?[values.Length];
        for (var i = 0; i < v.Length; i++)
        {
            f.Slots[slots[i]] = v[i] = values[i].Eval(f);
            // A function in a context may call itself by the name of its entry.
            if (values[i] is FunctionNode && v[i] is FunctionNode.Closure own) own.BindSelf(slots[i]);
        }
        f.Run.Step(v.Length);
        return FeelContext.Own(names, v);
    }
}

internal sealed class RangeNode(Node? low, bool lowIncluded, Node? high, bool highIncluded) : Node
{
    /// <summary>The range when its ends are constants that have an order; null otherwise.</summary>
    public FeelRange? Constant
    {
        get
        {
            var (a, b) = ((low as ConstantNode)?.Value, (high as ConstantNode)?.Value);
            if ((low is not null && a is null) || (high is not null && b is null)) return null;
            return a is not null && b is not null && FeelValues.Compare(a, b) is null ? null : new FeelRange(a, lowIncluded, b, highIncluded);
        }
    }

    public override object? Eval(FeelFrame f)
    {
        var a = low?.Eval(f);
        var b = high?.Eval(f);
        if ((low is not null && a is null) || (high is not null && b is null))
            return f.Run.Diagnostics is null ? null : f.Fail(this, "null", "範囲の端の値がありません（null）", "an end of the range is null");
        if (a is not null && b is not null && FeelValues.Compare(a, b) is null && !ReferenceEquals(low, high))
            return f.Run.Diagnostics is null ? null : f.Fail(this, "operand", $"範囲の端の{Words.Ja(a)}と{Words.Ja(b)}は比べられません", $"the ends of the range, {Words.En(a)} and {Words.En(b)}, have no order");
        return new FeelRange(a, lowIncluded, b, highIncluded);
    }
}

internal sealed class PathNode(Node source, string name) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var v = source.Eval(f);
        return Get(v, f, true);
    }

    private object? Get(object? v, FeelFrame f, bool top)
    {
        switch (v)
        {
            case FeelContext c:
                if (c.TryGetValue(name, out var entry)) return entry;
                if (f.Run.Diagnostics is not null)
                {
                    var near = FeelNames.Nearest(name, c.Names);
                    f.Fail(this, "member", $"項目「{name}」がありません{(near is null ? "" : $"。「{near}」の間違いではありませんか")}", $"there is no entry \"{name}\"{(near is null ? "" : $"; did you mean \"{near}\"?")}");
                }
                return null;
            case IReadOnlyList<object?> list when top:
                var items = new object?[list.Count];
                for (var i = 0; i < items.Length; i++) items[i] = Get(list[i], f, false);
                f.Run.Step(items.Length);
                return items;
            case null:
                return f.Run.Diagnostics is null ? null : f.Fail(this, "null", $"null の項目「{name}」は読めません", $"null has no member \"{name}\"");
            default:
                if (FeelProperties.TryGet(v, name, out var property)) return property;
                return f.Run.Diagnostics is null ? null : f.Fail(this, "member", $"{Words.Ja(v)}に「{name}」という項目はありません", $"{Words.En(v)} has no member \"{name}\"");
        }
    }
}

internal sealed class InstanceOfNode(Node value, FeelType? type, string typeName) : Node
{
    public override object? Eval(FeelFrame f)
    {
        var v = value.Eval(f);
        if (type is null) return f.Fail(this, "type", $"型「{typeName}」がありません", $"there is no type \"{typeName}\"");
        if (v is null) return FeelBool.Of(type == FeelType.Null);
        return FeelBool.Of(type.IsInstance(v));
    }
}

internal sealed class UnsupportedNode(string code, string ja, string en) : Node
{
    public override object? Eval(FeelFrame f) => f.Fail(this, code, ja, en);
}
