using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Grouping, sorting by several keys, running totals, folding and comparing two lists. All keep the given order for equals.</summary>
internal static class ListFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("群別", ["列:list", "鍵:string|list|function"], "list", Group)
        .Def("並替", ["列:list", "順序:string|list|context|function"], "list", Sort)
        .Def("累計", ["列:list<number>"], "list<number>", RunningTotal)
        .Def("畳込み", ["列:list", "初期:Any~", "関数:function"], "Any", Fold)
        .Def("突合", ["a:list", "b:list", "鍵:string|list|function", "項目:list<string>?"], "context", Compare);

    /// <summary>The value of an item by a function, a field name, a path (a.b) or several of them as a list.</summary>
    private static object? Pick(FeelCallContext context, object? item, object? by)
    {
        switch (by)
        {
            case FeelFunction function:
                return function.Invoke(context, item);
            case IReadOnlyList<object?> several:
                return several.Select(one => Pick(context, item, one)).ToArray();
            default:
                var value = item;
                foreach (var step in Values.Text(by, "鍵").Split('.'))
                {
                    value = value is FeelContext map ? map[step] : null;
                }

                return value;
        }
    }

    private static object? Group(FunctionArgs a)
    {
        var groups = new List<(object? Key, List<object?> Items)>();
        var index = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in a.List(0))
        {
            var key = Pick(a.Context, item, a[1]);
            if (!index.TryGetValue(Identity(key), out var at))
            {
                index.Add(Identity(key), at = groups.Count);
                groups.Add((key, []));
            }

            groups[at].Items.Add(item);
        }

        return groups.Select(object? (g) => Values.Context(("鍵", g.Key), ("列", g.Items.ToArray()))).ToArray();
    }

    private static object? Sort(FunctionArgs a)
    {
        var orders = (a[1] is IReadOnlyList<object?> list ? list : [a[1]]).Select(Order.Of).ToArray();
        var context = a.Context;
        var items = a.List(0).Select(item => (Item: item, Keys: orders.Select(o => Pick(context, item, o.By)).ToArray())).ToArray();
        context.Step((long)items.Length * orders.Length);
        return items.Order(Comparer<(object? Item, object?[] Keys)>.Create((x, y) =>
        {
            for (var i = 0; i < orders.Length; i++)
            {
                if (orders[i].Compare(x.Keys[i], y.Keys[i]) is var c and not 0)
                {
                    return c;
                }
            }

            return 0;
        })).Select(x => x.Item).ToArray();
    }

    private static object? RunningTotal(FunctionArgs a)
    {
        var total = FeelNumber.Zero;
        var totals = new List<object?>();
        foreach (var item in a.List(0))
        {
            total = FeelNumber.Add(total, item as FeelNumber ?? throw Values.Wrong("累計の列", "数値", item)) ?? throw new OverflowException();
            totals.Add(total);
        }

        return totals.ToArray();
    }

    private static object? Fold(FunctionArgs a)
    {
        var function = (FeelFunction)a[2]!;
        var result = a[1];
        foreach (var item in a.List(0))
        {
            result = function.Invoke(a.Context, result, item);
        }

        return result;
    }

    private static object? Compare(FunctionArgs a)
    {
        var (context, by) = (a.Context, a[2]);
        string[] fields = a.Has(3) ? [.. a.List(3).Select(f => Values.Text(f, "項目"))] : [];
        var waiting = new SortedDictionary<string, Queue<int>>(StringComparer.Ordinal);
        var right = a.List(1);
        for (var i = 0; i < right.Count; i++)
        {
            var key = Identity(Pick(context, right[i], by));
            if (!waiting.TryGetValue(key, out var queue))
            {
                waiting.Add(key, queue = new Queue<int>());
            }

            queue.Enqueue(i);
        }

        var (both, different, onlyA) = (new List<object?>(), new List<object?>(), new List<object?>());
        var matched = new bool[right.Count];
        foreach (var item in a.List(0))
        {
            var key = Pick(context, item, by);
            if (!waiting.TryGetValue(Identity(key), out var queue) || !queue.TryDequeue(out var at))
            {
                onlyA.Add(item);
                continue;
            }

            matched[at] = true;
            both.Add(Values.Context(("鍵", key), ("a", item), ("b", right[at])));
            var unequal = fields.Where(f => FeelValues.Equal(Pick(context, item, f), Pick(context, right[at], f)) != true).ToArray();
            if (unequal.Length > 0)
            {
                different.Add(Values.Context(("鍵", key), ("a", item), ("b", right[at]), ("項目", Values.Of(unequal))));
            }
        }

        var onlyB = right.Where((_, i) => !matched[i]).ToArray();
        return Values.Context(("両方", both.ToArray()), ("aのみ", onlyA.ToArray()), ("bのみ", onlyB), ("相違", different.ToArray()));
    }

    // Equal values have equal texts, whatever way a number was written (1 and 1.0) or a moment's zone.
    private static string Identity(object? value) => value switch
    {
        FeelNumber number => $"n{number.Stripped()}",
        FeelDateTime moment => $"t{(moment.Zone is null ? "" : "z")}{moment.UtcNanos}",
        IReadOnlyList<object?> list => $"[{string.Join('\u0001', list.Select(Identity))}]",
        FeelContext map => $"{{{string.Join('\u0001', map.Names.Order(StringComparer.Ordinal).Select(n => $"{n}\u0002{Identity(map[n])}"))}}}",
        _ => FeelValues.ToLiteral(value),
    };

    private sealed record Order(object? By, bool Descending, bool NullFirst)
    {
        public static Order Of(object? value)
        {
            if (value is not FeelContext map)
            {
                return new Order(value, false, false);
            }

            var direction = Text(map, "順", "昇順");
            var empty = Text(map, "空", "後");
            return new Order(
                Values.Entry(map, "式") ?? throw new FunctionException("並替の順序に「式」がありません。", "An order of 並替 has no 式."),
                direction switch { "昇順" => false, "降順" => true, _ => throw FunctionException.UnknownOption("順", direction, ["昇順", "降順"]) },
                empty switch { "後" => false, "先" => true, _ => throw FunctionException.UnknownOption("空", empty, ["先", "後"]) });
        }

        public int Compare(object? x, object? y)
        {
            if (x is null || y is null)
            {
                return x is null && y is null ? 0 : (x is null) == NullFirst ? -1 : 1;
            }

            var order = FeelValues.Compare(x, y) ?? (x is bool a && y is bool b ? a.CompareTo(b) : throw new FunctionException(
                $"並替で{FeelValues.ToText(x)}と{FeelValues.ToText(y)}は比べられません。",
                $"並替 cannot compare {FeelValues.ToText(x)} with {FeelValues.ToText(y)}."));
            return Descending ? -order : order;
        }

        private static string Text(FeelContext map, string name, string whenMissing) =>
            map[name] is { } value ? Values.Text(value, name) : whenMissing;
    }
}
