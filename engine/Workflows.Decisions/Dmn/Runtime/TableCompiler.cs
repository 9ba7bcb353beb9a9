using Workflows.Decisions.Feel;
using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Dmn;

/// <summary>Compiles a decision table: each distinct cell text once, then the index over the columns.</summary>
internal sealed class TableCompiler(DmnCompiler owner, DmnDecisionTable table)
{
    private bool broken;

    public Node Make()
    {
        var inputs = new Node[table.Inputs.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            inputs[i] = table.Inputs[i].Expression is { } e
                ? owner.Typed(owner.Literal(e), owner.TypeOf(e.TypeRef, e.Id), $"入力「{Label(i)}」", $"input \"{Label(i)}\"")
                : owner.Unsupported("empty", $"入力{i + 1}の式がありません", $"input {i + 1} has no expression", table.Inputs[i].Id);
        }
        return owner.InputSlot<Node>(slot =>
        {
            var cells = new CellTests?[table.Rules.Count][];
            var caches = inputs.Select(_ => new Dictionary<string, CellTests?>(StringComparer.Ordinal)).ToArray();
            for (var r = 0; r < cells.Length; r++)
            {
                cells[r] = new CellTests?[inputs.Length];
                for (var c = 0; c < inputs.Length; c++)
                {
                    var cell = table.Rules[r].Inputs[c];
                    if (!caches[c].TryGetValue(cell.Text, out var tests))
                    {
                        tests = owner.ParsedTests(cell.Text, cell.Id, $"規則{r + 1}の入力「{Label(c)}」: ", $"rule {r + 1}, input \"{Label(c)}\": ");
                        if (tests is null) broken = true;
                        // A cell that lets everything pass is no cell to evaluate.
                        if (tests is { IsAny: true }) tests = AnyCell;
                        caches[c][cell.Text] = tests;
                    }
                    cells[r][c] = ReferenceEquals(tests, AnyCell) ? null : tests;
                }
            }
            var allowed = table.Inputs.Select((i, c) => i.InputValues is null ? null : owner.ParsedTests(i.InputValues, i.Id, $"入力「{Label(c)}」の値: ", $"values of input \"{Label(c)}\": ")).ToArray();
            var outputs = Outputs();
            if (broken) return new UnsupportedNode("parse", $"決定表「{table.Id}」に読めないセルがあります", $"decision table \"{table.Id}\" has cells that cannot be read");
            return new TableNode(table, owner.ElementId, owner.ElementName, slot, inputs, allowed, cells!, outputs, TableIndex.Make(cells!, inputs.Length)) { Labels = inputs.Select((_, i) => Label(i)).ToArray() };
        });
    }

    internal static readonly CellTests AnyCell = new("-", new TestsExpr(false, []), []);

    private string Label(int i) => table.Inputs[i].Label.Length > 0 ? table.Inputs[i].Label : table.Inputs[i].Expression?.Text.Trim() ?? $"{i + 1}";

    private OutputColumn[] Outputs()
    {
        var columns = new OutputColumn[table.Outputs.Count];
        for (var c = 0; c < columns.Length; c++)
        {
            var o = table.Outputs[c];
            var label = o.Name ?? (o.Label.Length > 0 ? o.Label : $"{c + 1}");
            var type = owner.TypeOf(o.TypeRef, o.Id);
            var cache = new Dictionary<string, Node?>(StringComparer.Ordinal);
            var entries = new Node[table.Rules.Count];
            for (var r = 0; r < entries.Length; r++)
            {
                var cell = table.Rules[r].Outputs[c];
                if (!cache.TryGetValue(cell.Text, out var node))
                {
                    node = string.IsNullOrWhiteSpace(cell.Text) || cell.Text.Trim() == "-"
                        ? new ConstantNode(null)
                        : owner.Parsed(cell.Text, cell.Id, $"規則{r + 1}の出力「{label}」: ", $"rule {r + 1}, output \"{label}\": ");
                    if (node is null) broken = true;
                    else node = owner.Typed(node, type, $"出力「{label}」", $"output \"{label}\"");
                    cache[cell.Text] = node;
                }
                entries[r] = node ?? new ConstantNode(null);
            }
            var byDefault = o.Default is { } d && !string.IsNullOrWhiteSpace(d.Text) ? owner.Typed(owner.Literal(d), type, $"出力「{label}」", $"output \"{label}\"") : null;
            columns[c] = new OutputColumn(o.Name ?? label, entries, byDefault, Order(o, label));
        }
        return columns;
    }

    /// <summary>The output values as a list, best first; null when there are none.</summary>
    private Node[]? Order(DmnOutputClause o, string label)
    {
        if (o.OutputValues is null) return null;
        var tests = owner.ParsedTests(o.OutputValues, o.Id, $"出力「{label}」の値: ", $"values of output \"{label}\": ");
        return tests?.Tests.Select(t => t.Value).ToArray();
    }
}

/// <summary>An output column: an entry a rule, the default, the output values in order of priority.</summary>
internal sealed record OutputColumn(string Name, Node[] Entries, Node? Default, Node[]? Order);
