namespace Workflows.Decisions.Feel;

/// <summary>Context functions (§10.3.4.11) and is (§10.3.4.9).</summary>
internal static class ContextFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Add("get value", ["m:context", "key:string"], (c, a) =>
            ((FeelContext)a[0]!).TryGetValue((string)a[1]!, out var v) ? v : c.Fail($"項目「{a[1]}」がありません", $"there is no entry \"{a[1]}\""))
        .Add("get entries", ["m:context"], (c, a) =>
        {
            var m = (FeelContext)a[0]!;
            c.Step(m.Count);
            return m.Select(e => (object?)new FeelContext(("key", e.Key), ("value", e.Value))).ToArray();
        }, "list<context>")
        .Add("context", ["entries:list"], Make, "context")
        .Add("context put", ["context:context", "key:string", "value:Any~"], (_, a) => ((FeelContext)a[0]!).With((string)a[1]!, a[2]), "context")
        .Add("context put", ["context:context", "keys:list", "value:Any~"], (c, a) => Put(c, (FeelContext)a[0]!, ListFunctions.List(a[1]), 0, a[2]), "context")
        .Add("context merge", ["contexts:list"], Merge, "context")
        .Add("is", ["value1:Any~", "value2:Any~"], (_, a) => FeelBool.Of(FeelValues.Is(a[0], a[1])), "boolean");

    private static object? Make(FeelCallContext c, object?[] a)
    {
        var entries = new List<KeyValuePair<string, object?>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in ListFunctions.List(a[0]))
        {
            c.Step();
            if (item is not FeelContext e || e["key"] is not string key || !e.TryGetValue("value", out var value))
                return c.Fail("要素は {key: 文字列, value: 値} です", "an entry is {key: string, value: any}");
            if (!seen.Add(key)) return c.Fail($"項目「{key}」が二度あります", $"the key \"{key}\" is used twice");
            entries.Add(KeyValuePair.Create(key, value));
        }
        return new FeelContext(entries);
    }

    private static object? Put(FeelCallContext c, FeelContext context, IReadOnlyList<object?> keys, int at, object? value)
    {
        if (at > 200) return c.Fail("キーが深すぎます", "the keys go too deep");
        if (keys.Count == 0 || keys[at] is not string key) return c.Fail("キーは文字列のリストです", "the keys are a list of strings");
        if (at == keys.Count - 1) return context.With(key, value);
        if (context[key] is not FeelContext inner) return c.Fail($"「{key}」の中は項目のまとまりではありません", $"\"{key}\" holds no context");
        return Put(c, inner, keys, at + 1, value) is FeelContext changed ? context.With(key, changed) : null;
    }

    private static object? Merge(FeelCallContext c, object?[] a)
    {
        var entries = new List<KeyValuePair<string, object?>>();
        foreach (var item in ListFunctions.List(a[0]))
        {
            if (item is not FeelContext context) return c.Fail($"リストに{Words.Ja(item)}があります", $"the list holds {Words.En(item)}");
            c.Step(context.Count + 1);
            entries.AddRange(context);
        }
        return new FeelContext(entries);
    }
}
