using Workflows.Decisions.Feel;
using Workflows.Decisions.Feel.Syntax;

namespace Workflows.Decisions.Dmn;

/// <summary>
/// Finds the rules that can match without asking each: for every column whose cells are constants and constant ranges, the
/// set of rules (a bit a rule) for each stretch of the value line; the sets of the columns are intersected.
/// </summary>
internal sealed class TableIndex
{
    private const int FewestRules = 8;
    private const long MostWords = 2_000_000;

    private readonly Column?[] columns;
    private readonly int words;
    private readonly ulong[] all;

    private TableIndex(Column?[] columns, int rules)
    {
        this.columns = columns;
        words = (rules + 63) / 64;
        all = new ulong[words];
        for (var r = 0; r < rules; r++) all[r >> 6] |= 1UL << (r & 63);
        Covers = columns.Select(c => c is not null).ToArray();
    }

    /// <summary>The columns that need no further test.</summary>
    public bool[] Covers { get; }

    public static TableIndex? Make(CellTests?[][] cells, int columnCount)
    {
        if (cells.Length < FewestRules) return null;
        var columns = new Column?[columnCount];
        for (var c = 0; c < columnCount; c++) columns[c] = Column.Make(cells, c);
        return columns.Any(c => c is not null) ? new TableIndex(columns, cells.Length) : null;
    }

    /// <summary>The rules that the indexed columns let pass; null when a value is of another kind than its column's constants.</summary>
    public ulong[]? Candidates(object?[] values)
    {
        var result = (ulong[])all.Clone();
        for (var c = 0; c < columns.Length; c++)
        {
            if (columns[c] is not { } column) continue;
            if (column.Rules(values[c]) is not { } rules) return null;
            for (var w = 0; w < words; w++) result[w] &= rules[w];
        }
        return result;
    }

    private sealed class Column(Type kind, object[] bounds, ulong[][] sets, Dictionary<object, ulong[]>? exact, ulong[] otherwise)
    {
        public ulong[]? Rules(object? value)
        {
            if (value is null || value.GetType() != kind) return null;
            if (exact is not null) return exact.TryGetValue(value, out var found) ? found : otherwise;
            int low = 0, high = bounds.Length - 1;
            while (low <= high)
            {
                var middle = (low + high) / 2;
                var order = FeelValues.Compare(value, bounds[middle])!.Value;
                if (order == 0) return sets[2 * middle + 1];
                if (order < 0) high = middle - 1;
                else low = middle + 1;
            }
            return sets[2 * low];
        }

        public static Column? Make(CellTests?[][] cells, int c)
        {
            var points = new List<object>();
            var onlyEqual = true;
            Type? kind = null;
            foreach (var row in cells)
            {
                if (row[c] is not { } cell) continue;
                foreach (var test in cell.Tests)
                {
                    if (Span(test) is not { } span) return null;
                    foreach (var end in new[] { span.Start, span.End })
                    {
                        if (end is null) continue;
                        kind ??= end.GetType();
                        if (end.GetType() != kind) return null;
                        points.Add(end);
                    }
                    onlyEqual &= test.Operator is null or BinaryOperator.Equal && test.Value is ConstantNode;
                }
            }
            if (kind is null) return null;
            return onlyEqual ? Equalities(cells, c, kind) : kind == typeof(bool) ? null : Intervals(cells, c, kind, points);
        }

        private static Column Equalities(CellTests?[][] cells, int c, Type kind)
        {
            var words = (cells.Length + 63) / 64;
            var otherwise = new ulong[words];
            var exact = new Dictionary<object, ulong[]>();
            foreach (var cell in cells.Select(r => r[c]).Where(x => x is not null))
                foreach (var test in cell!.Tests) exact.TryAdd(((ConstantNode)test.Value).Value!, new ulong[words]);
            for (var r = 0; r < cells.Length; r++)
            {
                var bit = 1UL << (r & 63);
                if (cells[r][c] is not { } cell)
                {
                    otherwise[r >> 6] |= bit;
                    foreach (var set in exact.Values) set[r >> 6] |= bit;
                    continue;
                }
                var listed = cell.Tests.Select(t => ((ConstantNode)t.Value).Value!).ToHashSet();
                if (cell.Syntax.Negated) otherwise[r >> 6] |= bit;
                foreach (var (value, set) in exact)
                    if (listed.Contains(value) != cell.Syntax.Negated) set[r >> 6] |= bit;
            }
            return new Column(kind, [], [], exact, otherwise);
        }

        private static Column? Intervals(CellTests?[][] cells, int c, Type kind, List<object> points)
        {
            points.Sort((a, b) => FeelValues.Compare(a, b)!.Value);
            var bounds = points.Where((p, i) => i == 0 || FeelValues.Compare(p, points[i - 1]) != 0).ToArray();
            var words = (cells.Length + 63) / 64;
            if ((2L * bounds.Length + 1) * words > MostWords) return null;
            var sets = new ulong[2 * bounds.Length + 1][];
            for (var s = 0; s < sets.Length; s++) sets[s] = new ulong[words];
            for (var r = 0; r < cells.Length; r++)
            {
                var bit = 1UL << (r & 63);
                var passes = new bool[sets.Length];
                if (cells[r][c] is not { } cell) Array.Fill(passes, true);
                else
                {
                    foreach (var test in cell.Tests) Mark(Span(test)!, test.Operator == BinaryOperator.NotEqual, bounds, passes);
                    if (cell.Syntax.Negated)
                        for (var s = 0; s < passes.Length; s++) passes[s] = !passes[s];
                }
                for (var s = 0; s < passes.Length; s++)
                    if (passes[s]) sets[s][r >> 6] |= bit;
            }
            return new Column(kind, bounds, sets, null, []);
        }

        /// <summary>Marks the stretches of a span: stretch 2i+1 is bound i itself, stretch 2i the open gap before it.</summary>
        private static void Mark(FeelRange span, bool complement, object[] bounds, bool[] passes)
        {
            var from = span.Start is null ? 0 : 2 * Find(bounds, span.Start) + (span.StartIncluded ? 1 : 2);
            var to = span.End is null ? passes.Length - 1 : 2 * Find(bounds, span.End) + (span.EndIncluded ? 1 : 0);
            for (var s = 0; s < passes.Length; s++)
                if ((s >= from && s <= to) != complement) passes[s] = true;
        }

        private static int Find(object[] bounds, object value)
        {
            int low = 0, high = bounds.Length - 1;
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (FeelValues.Compare(bounds[middle], value) < 0) low = middle + 1;
                else high = middle;
            }
            return low;
        }

        /// <summary>The values a constant test lets pass (for !=: those it does not); null when it is no constant.</summary>
        private static FeelRange? Span(CompiledTest test)
        {
            if (test.RefersToInput) return null;
            if (test.Operator is null && test.Value is RangeNode { Constant: { } range })
                return (range.Start ?? range.End) is FeelTime or FeelDateTime ? null : range;
            // Times and date-times compare across zones, which no fixed order of the line can show.
            if (test.Value is not ConstantNode { Value: FeelNumber or string or bool or FeelDate or FeelYearsMonths or FeelDaysTime } constant) return null;
            var v = constant.Value!;
            return test.Operator switch
            {
                null or BinaryOperator.Equal or BinaryOperator.NotEqual => new FeelRange(v, true, v, true),
                BinaryOperator.Less => new FeelRange(null, false, v, false),
                BinaryOperator.LessOrEqual => new FeelRange(null, false, v, true),
                BinaryOperator.Greater => new FeelRange(v, false, null, false),
                _ => new FeelRange(v, true, null, false),
            };
        }
    }
}
