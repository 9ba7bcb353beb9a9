using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>A decision table at work (DMN 1.5 §8.2, §10.4.2).</summary>
internal sealed class TableNode(
    DmnDecisionTable table, string elementId, string elementName, int slot, Node[] inputs, CellTests?[] allowed, CellTests?[][] cells, OutputColumn[] outputs, TableIndex? index) : Node
{
    public string[] Labels { get; init; } = [];

    public override object? Eval(FeelFrame f)
    {
        var values = new object?[inputs.Length];
        for (var c = 0; c < values.Length; c++) values[c] = inputs[c].Eval(f);
        for (var c = 0; c < values.Length; c++)
        {
            if (values[c] is null || allowed[c] is not { } tests) continue;
            f.Slots[slot] = values[c];
            if (tests.Run(values[c], f) == true) continue;
            f.Fail(this, "input", $"入力「{Labels[c]}」の値 {CoerceNode.Short(values[c])} は許された値（{tests.Text}）ではありません", $"input \"{Labels[c]}\" is {CoerceNode.Short(values[c])}, not one of the allowed values ({tests.Text})");
            return Done(f, values, [], null);
        }
        var hits = Hits(values, f);
        return Done(f, values, hits, Result(hits, f));
    }

    private List<int> Hits(object?[] values, FeelFrame f)
    {
        var hits = new List<int>();
        var first = table.HitPolicy == DmnHitPolicy.First;
        f.Run.Step(1 + cells.Length / 16);
        var candidates = index?.Candidates(values);
        if (candidates is not null)
        {
            for (var w = 0; w < candidates.Length; w++)
            {
                for (var bits = candidates[w]; bits != 0; bits &= bits - 1)
                {
                    var r = w * 64 + System.Numerics.BitOperations.TrailingZeroCount(bits);
                    if (!Matches(r, values, f, index!.Covers)) continue;
                    hits.Add(r);
                    if (first) return hits;
                }
            }
            return hits;
        }
        for (var r = 0; r < cells.Length; r++)
        {
            if (!Matches(r, values, f, null)) continue;
            hits.Add(r);
            if (first) return hits;
        }
        return hits;
    }

    private bool Matches(int rule, object?[] values, FeelFrame f, bool[]? covered)
    {
        var row = cells[rule];
        for (var c = 0; c < row.Length; c++)
        {
            if (row[c] is not { } tests || (covered is not null && covered[c])) continue;
            f.Slots[slot] = values[c];
            if (tests.Run(values[c], f) != true) return false;
        }
        return true;
    }

    private object? Result(List<int> hits, FeelFrame f)
    {
        if (hits.Count == 0)
        {
            if (outputs.Any(o => o.Default is not null)) return Shape(c => outputs[c].Default?.Eval(f));
            return (table.HitPolicy, table.Aggregation) switch
            {
                (DmnHitPolicy.Collect, DmnAggregation.None) => Array.Empty<object?>(),
                (DmnHitPolicy.Collect, DmnAggregation.Count) => FeelNumber.Zero,
                _ => f.Run.Diagnostics is null ? null : f.Fail(this, "no-rule", "当てはまる規則がありません", "no rule matches"),
            };
        }
        switch (table.HitPolicy)
        {
            case DmnHitPolicy.Unique:
                return hits.Count == 1
                    ? Output(hits[0], f)
                    : f.Fail(this, "overlap", $"ヒットポリシー U（一意）の表で規則{string.Join("、", hits.Select(h => h + 1))}が同時に当てはまりました", $"rules {string.Join(", ", hits.Select(h => h + 1))} match at once in a unique table");
            case DmnHitPolicy.First: return Output(hits[0], f);
            case DmnHitPolicy.Any:
                var any = Output(hits[0], f);
                foreach (var h in hits.Skip(1))
                {
                    if (FeelValues.Equal(any, Output(h, f)) != true)
                        return f.Fail(this, "conflict", $"ヒットポリシー A（任意）の表で規則{hits[0] + 1}と規則{h + 1}の出力が違います", $"rules {hits[0] + 1} and {h + 1} differ in an any table");
                }
                return any;
            case DmnHitPolicy.Priority: return Ordered(hits, f)[0];
            case DmnHitPolicy.OutputOrder: return Ordered(hits, f).ToArray();
            case DmnHitPolicy.RuleOrder: return hits.Select(h => Output(h, f)).ToArray();
            default: return Collect(hits, f);
        }
    }

    private object? Collect(List<int> hits, FeelFrame f)
    {
        var all = hits.Select(h => Output(h, f)).ToArray();
        var function = table.Aggregation switch
        {
            DmnAggregation.Sum => "sum",
            DmnAggregation.Min => "min",
            DmnAggregation.Max => "max",
            _ => null,
        };
        if (table.Aggregation == DmnAggregation.Count) return FeelNumber.From(all.Length);
        if (function is null) return all;
        if (outputs.Length == 1) return Aggregate(function, all, f);
        // Several outputs are aggregated column by column.
        return Shape(c => Aggregate(function, all.Select(o => (o as FeelContext)?[outputs[c].Name]).ToArray(), f));
    }

    private static object? Aggregate(string function, object?[] all, FeelFrame f) => FeelLibrary.Find(function)!.InvokeCore(f, [all], null);

    private object? Output(int rule, FeelFrame f) => Shape(c => outputs[c].Entries[rule].Eval(f));

    private object? Shape(Func<int, object?> column)
    {
        if (outputs.Length == 1) return column(0);
        var names = new string[outputs.Length];
        var values = new object?[outputs.Length];
        for (var c = 0; c < names.Length; c++)
        {
            names[c] = outputs[c].Name;
            values[c] = column(c);
        }
        return FeelContext.Own(names, values);
    }

    /// <summary>The outputs of the hits, the earliest in the output values first; rules of one rank keep their order.</summary>
    private List<object?> Ordered(List<int> hits, FeelFrame f)
    {
        var orders = outputs.Select(o => o.Order?.Select(n => n.Eval(f)).ToArray()).ToArray();
        var ranked = new List<(int[] Rank, object? Output)>();
        foreach (var h in hits)
        {
            var output = Output(h, f);
            var rank = new int[outputs.Length];
            for (var c = 0; c < rank.Length; c++)
            {
                var v = outputs.Length == 1 ? output : ((FeelContext)output!).Values[c];
                rank[c] = orders[c] is { } order ? Array.FindIndex(order, x => FeelValues.Equal(x, v) == true) : 0;
                if (rank[c] < 0) rank[c] = int.MaxValue;
            }
            ranked.Add((rank, output));
        }
        return ranked.Select((x, i) => (x.Rank, x.Output, i)).Order(Comparer<(int[] Rank, object? Output, int I)>.Create((a, b) =>
        {
            for (var c = 0; c < a.Rank.Length; c++)
                if (a.Rank[c] != b.Rank[c]) return a.Rank[c].CompareTo(b.Rank[c]);
            return a.I.CompareTo(b.I);
        })).Select(x => x.Output).ToList();
    }

    private object? Done(FeelFrame f, object?[] values, List<int> hits, object? result)
    {
        if (f.Run.Trace is { } trace)
        {
            trace.Add(new DmnHit(
                table.Id, elementId, elementName,
                hits.Select(h => table.Rules[h].Id is { Length: > 0 } id ? id : $"{h + 1}").ToArray(), hits.Select(h => h + 1).ToArray(),
                new FeelContext(Labels.Select((l, i) => KeyValuePair.Create(l, values[i]))), result));
        }
        return result;
    }
}
