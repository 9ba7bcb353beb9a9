namespace Workflows.Decisions.Feel;

/// <summary>List functions that do not reduce (§10.3.4.4), and sort (§10.3.4.7).</summary>
internal static class ListFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Add("list contains", ["list:list", "element:Any~"], (c, a) => FeelBool.Of(IndexOf(c, List(a[0]), a[1], 0) >= 0), "boolean")
        .Add("sublist", ["list:list", "start position:number", "length:number?"], Sublist, "list")
        .Add("append", ["list:list", "item:Any~…"], (c, a) => Made(c, [.. List(a[0]), .. (object?[])a[1]!]), "list")
        .Add("concatenate", ["list:list…"], (c, a) => Made(c, ((object?[])a[0]!).SelectMany(List).ToArray()), "list")
        .Add("insert before", ["list:list", "position:number", "newItem:Any~"], (c, a) =>
        {
            var list = List(a[0]);
            return Position(c, list, a[1]) is { } at ? Made(c, [.. list.Take(at), a[2], .. list.Skip(at)]) : null;
        }, "list")
        .Add("remove", ["list:list", "position:number"], (c, a) =>
        {
            var list = List(a[0]);
            return Position(c, list, a[1]) is { } at ? Made(c, [.. list.Take(at), .. list.Skip(at + 1)]) : null;
        }, "list")
        .Add("list replace", ["list:list", "position:number", "newItem:Any~"], (c, a) =>
        {
            var list = List(a[0]);
            return Position(c, list, ((FeelNumber)a[1]!).ToScale(0, FeelRounding.Down)) is { } at ? Made(c, [.. list.Take(at), a[2], .. list.Skip(at + 1)]) : null;
        }, "list")
        .Add("list replace", ["list:list", "match:function", "newItem:Any~"], ReplaceMatching, "list")
        .Add("reverse", ["list:list"], (c, a) => Made(c, List(a[0]).Reverse().ToArray()), "list")
        .Add("index of", ["list:list", "match:Any~"], (c, a) =>
        {
            var list = List(a[0]);
            var found = new List<object?>();
            for (var i = IndexOf(c, list, a[1], 0); i >= 0; i = IndexOf(c, list, a[1], i + 1)) found.Add(FeelNumber.From(i + 1));
            return found;
        }, "list<number>")
        .Add("union", ["list:list…"], (c, a) => Distinct(c, ((object?[])a[0]!).SelectMany(List)), "list")
        .Add("distinct values", ["list:list"], (c, a) => Distinct(c, List(a[0])), "list")
        .Add("flatten", ["list:list"], (c, a) =>
        {
            var flat = new List<object?>();
            Flatten(c, List(a[0]), flat, 0);
            return flat;
        }, "list")
        .Add("sort", ["list:list", "precedes:function"], Sort, "list")
        .Add("sort", ["list:list"], Sort, "list");

    internal static IReadOnlyList<object?> List(object? v) => (IReadOnlyList<object?>)v!;

    private static object?[] Made(FeelCallContext c, object?[] list)
    {
        c.Step(list.Length);
        return list;
    }

    private static int IndexOf(FeelCallContext c, IReadOnlyList<object?> list, object? value, int from)
    {
        for (var i = from; i < list.Count; i++)
        {
            c.Step();
            if (FeelValues.Equal(list[i], value) == true) return i;
        }
        return -1;
    }

    private static int? Position(FeelCallContext c, IReadOnlyList<object?> list, object? position)
    {
        if ((position as FeelNumber)?.ToInt64() is { } p && p != 0 && Math.Abs(p) <= list.Count) return (int)(p > 0 ? p - 1 : list.Count + p);
        c.Fail($"{list.Count}件のリストに{FeelValues.ToText(position)}番目はありません", $"a list of {list.Count} has no item {FeelValues.ToText(position)}");
        return null;
    }

    private static object? Sublist(FeelCallContext c, object?[] a)
    {
        var list = List(a[0]);
        if (Position(c, list, ((FeelNumber)a[1]!).ToScale(0, FeelRounding.Down)) is not { } from) return null;
        var count = list.Count - from;
        if (a[2] is FeelNumber n)
        {
            if (n.ToScale(0, FeelRounding.Down)?.ToInt64() is not { } length || length < 0 || length > count)
                return c.Fail($"{from + 1}番目から{n}件は取れません（全{list.Count}件）", $"there are not {n} items from item {from + 1} of {list.Count}");
            count = (int)length;
        }
        return Made(c, list.Skip(from).Take(count).ToArray());
    }

    private static object? ReplaceMatching(FeelCallContext c, object?[] a)
    {
        var match = (FeelFunction)a[1]!;
        if (!match.Accepts(2)) return c.Fail("match の関数は引数を2個（要素と新しい値）とります", "the match function takes two parameters, the item and the new item");
        var list = List(a[0]);
        var made = new object?[list.Count];
        for (var i = 0; i < made.Length; i++)
        {
            c.Step();
            if (match.Invoke(c, list[i], a[2]) is not bool hit) return c.Fail("match の関数の結果が真偽値ではありません", "the match function did not give a boolean");
            made[i] = hit ? a[2] : list[i];
        }
        return made;
    }

    private static List<object?> Distinct(FeelCallContext c, IEnumerable<object?> items)
    {
        var kept = new List<object?>();
        var seen = new HashSet<object>();
        var nullSeen = false;
        foreach (var item in items)
        {
            c.Step();
            // Scalars of one kind are equal exactly when .NET says so; only containers are compared one by one.
            var isNew = item switch
            {
                null => !nullSeen,
                string or bool or FeelNumber or FeelDate or FeelYearsMonths or FeelDaysTime => seen.Add(item),
                _ => !kept.Exists(k => { c.Step(); return FeelValues.Equal(k, item) == true; }),
            };
            nullSeen |= item is null;
            if (isNew) kept.Add(item);
        }
        return kept;
    }

    private static void Flatten(FeelCallContext c, IReadOnlyList<object?> list, List<object?> flat, int depth)
    {
        if (depth > 500) throw new FeelLimitException("リストの入れ子が深すぎます", "the list is nested too deeply");
        foreach (var item in list)
        {
            c.Step();
            if (item is IReadOnlyList<object?> inner) Flatten(c, inner, flat, depth + 1);
            else flat.Add(item);
        }
    }

    private static object? Sort(FeelCallContext c, object?[] a)
    {
        var items = List(a[0]).ToArray();
        var precedes = a.Length > 1 ? (FeelFunction)a[1]! : null;
        if (precedes is not null && !precedes.Accepts(2)) return c.Fail("precedes の関数は引数を2個とります", "the precedes function takes two parameters");
        var failed = false;
        MergeSort(items, new object?[items.Length], 0, items.Length, (x, y) =>
        {
            c.Step();
            if (failed) return false;
            var before = precedes is not null ? precedes.Invoke(c, x, y) : FeelValues.Compare(x, y) is { } order ? FeelBool.Of(order < 0) : null;
            if (before is bool b) return b;
            failed = true;
            return false;
        });
        return failed ? c.Fail("並べる順が真偽値で決まりません", "the order is not given by a boolean") : items;
    }

    /// <summary>Stable whatever the caller's order does; an order that contradicts itself still ends.</summary>
    private static void MergeSort(object?[] items, object?[] spare, int from, int to, Func<object?, object?, bool> before)
    {
        if (to - from < 2) return;
        var middle = (from + to) / 2;
        MergeSort(items, spare, from, middle, before);
        MergeSort(items, spare, middle, to, before);
        int i = from, j = middle, k = from;
        while (i < middle && j < to) spare[k++] = before(items[j], items[i]) ? items[j++] : items[i++];
        while (i < middle) spare[k++] = items[i++];
        while (j < to) spare[k++] = items[j++];
        Array.Copy(spare, from, items, from, to - from);
    }
}
