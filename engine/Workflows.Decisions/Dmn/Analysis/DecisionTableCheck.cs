using System.Collections;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Dmn;

/// <summary>What kind of weakness a table has.</summary>
public enum TableFindingKind
{
    /// <summary>Inputs for which no rule matches and there is no default.</summary>
    Gap,

    /// <summary>Two rules that match at once where only one may, or with different outputs where they must agree.</summary>
    Overlap,

    /// <summary>A rule that can never decide, since an earlier one always matches with it.</summary>
    Unreachable,

    /// <summary>Something that could not be checked, and why.</summary>
    NotChecked,
}

/// <summary>One finding of a table check.</summary>
/// <param name="Kind">What kind it is.</param>
/// <param name="MessageJa">The finding in Japanese.</param>
/// <param name="MessageEn">The finding in English.</param>
/// <param name="Rules">The numbers of the rules concerned, from 1.</param>
/// <param name="Example">An input that shows it, by column label; empty when there is none.</param>
/// <param name="OnlyFractions">True for a gap that only numbers with a fraction fall into: none if the input is a whole number.</param>
public sealed record TableFinding(TableFindingKind Kind, string MessageJa, string MessageEn, IReadOnlyList<int> Rules, FeelContext Example, bool OnlyFractions = false);

/// <summary>
/// Finds gaps and overlaps of a decision table. Each column is cut at the constants of its cells, one example stands for each
/// stretch between them, so what is found is exact for constants, ranges and lists; cells that compute with other names are
/// not checked, and the result says so.
/// </summary>
public static class DecisionTableCheck
{
    private const int MostFindings = 100, MostSteps = 200_000;

    /// <summary>Checks the table of a decision.</summary>
    /// <exception cref="ArgumentException">The decision has no table as its logic.</exception>
    public static IReadOnlyList<TableFinding> Check(DmnModel model, string decisionNameOrId)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.FindDecision(decisionNameOrId)?.Expression is DmnDecisionTable table
            ? Check(table, t => model.Types.Find(t))
            : throw new ArgumentException($"「{decisionNameOrId}」は決定表ではありません / \"{decisionNameOrId}\" is no decision table", nameof(decisionNameOrId));
    }

    /// <summary>Checks a table.</summary>
    public static IReadOnlyList<TableFinding> Check(DmnDecisionTable table, Func<string?, FeelType?>? types = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        var findings = new List<TableFinding>();
        var columns = new List<TableColumn>();
        for (var c = 0; c < table.Inputs.Count; c++)
        {
            var column = TableColumn.Make(table, c, types, out var problem);
            if (column is null) findings.Add(new TableFinding(TableFindingKind.NotChecked, problem!.Value.Ja, problem.Value.En, [], FeelContext.Empty));
            else columns.Add(column);
        }
        if (columns.Count < table.Inputs.Count) return findings;
        if (table.HitPolicy is DmnHitPolicy.Unique or DmnHitPolicy.Any) Overlaps(table, columns, findings);
        if (table.HitPolicy is DmnHitPolicy.First) Unreachable(table, columns, findings);
        if (table.Outputs.All(o => o.Default is null)) new GapSearch(columns, findings).Run(table.Rules.Count);
        return findings;
    }

    private static void Overlaps(DmnDecisionTable table, List<TableColumn> columns, List<TableFinding> findings)
    {
        for (var i = 0; i < table.Rules.Count; i++)
        {
            for (var j = i + 1; j < table.Rules.Count && findings.Count < MostFindings; j++)
            {
                if (Meeting(columns, i, j) is not { } example) continue;
                if (table.HitPolicy == DmnHitPolicy.Any && table.Rules[i].Outputs.Select(o => o.Text.Trim()).SequenceEqual(table.Rules[j].Outputs.Select(o => o.Text.Trim()), StringComparer.Ordinal)) continue;
                findings.Add(new TableFinding(
                    TableFindingKind.Overlap, $"規則{i + 1}と規則{j + 1}が同時に当てはまります（例 {Say(example)}）", $"rules {i + 1} and {j + 1} match at once (for {Say(example)})", [i + 1, j + 1], example));
            }
        }
    }

    private static FeelContext? Meeting(List<TableColumn> columns, int i, int j)
    {
        var chosen = new List<(string, object?)>();
        foreach (var column in columns)
        {
            var s = -1;
            for (var k = 0; k < column.Stretches.Count && s < 0; k++)
                if (column.Stretches[k].Rules[i] && column.Stretches[k].Rules[j]) s = k;
            if (s < 0) return null;
            chosen.Add((column.Label, column.Stretches[s].Example));
        }
        return new FeelContext([.. chosen]);
    }

    private static void Unreachable(DmnDecisionTable table, List<TableColumn> columns, List<TableFinding> findings)
    {
        for (var j = 1; j < table.Rules.Count; j++)
        {
            for (var i = 0; i < j && findings.Count < MostFindings; i++)
            {
                if (!columns.All(c => c.Stretches.All(s => !s.Rules[j] || s.Rules[i]))) continue;
                findings.Add(new TableFinding(
                    TableFindingKind.Unreachable, $"規則{j + 1}は、先にある規則{i + 1}が必ず当てはまるので使われません", $"rule {j + 1} is never used, since rule {i + 1} before it always matches", [i + 1, j + 1], FeelContext.Empty));
                break;
            }
        }
    }

    internal static string Say(FeelContext example) => string.Join("、", example.Select(e => $"{e.Key} = {FeelValues.ToLiteral(e.Value)}"));

    /// <summary>Walks the columns with the rules still possible; where none is left there is a gap.</summary>
    private sealed class GapSearch(List<TableColumn> columns, List<TableFinding> findings)
    {
        private readonly HashSet<string> closed = new(StringComparer.Ordinal);
        private readonly List<TableStretch> chosen = [];
        private int steps;

        public void Run(int rules)
        {
            if (!Search(0, new BitArray(rules, true)) && steps >= MostSteps)
                findings.Add(new TableFinding(TableFindingKind.NotChecked, "表が大きいので、隙間は一部だけ調べました", "the table is large; gaps were searched only in part", [], FeelContext.Empty));
        }

        /// <summary>True when the search went through.</summary>
        private bool Search(int column, BitArray possible)
        {
            if (++steps >= MostSteps || findings.Count >= MostFindings) return false;
            if (!possible.HasAnySet())
            {
                Report();
                return true;
            }
            if (column == columns.Count) return true;
            var key = $"{column}:{Key(possible)}";
            // The same rules left at the same column lead to the same gaps, reported already.
            if (!closed.Add(key)) return true;
            var done = new HashSet<string>(StringComparer.Ordinal);
            foreach (var stretch in columns[column].Stretches.OrderBy(s => s.Rank))
            {
                var left = new BitArray(possible).And(stretch.Rules);
                if (!done.Add(Key(left))) continue;
                chosen.Add(stretch);
                var finished = Search(column + 1, left);
                chosen.RemoveAt(chosen.Count - 1);
                if (!finished) return false;
            }
            return true;
        }

        private void Report()
        {
            var example = new FeelContext(columns.Select((c, i) => KeyValuePair.Create(c.Label, i < chosen.Count ? chosen[i].Example : c.Stretches[0].Example)));
            var fraction = chosen.Any(s => s.Fraction);
            findings.Add(new TableFinding(
                TableFindingKind.Gap,
                $"当てはまる規則がない入力があります（例 {Say(example)}）{(fraction ? "。整数だけの項目なら問題ありません" : "")}",
                $"no rule matches some inputs (for {Say(example)}){(fraction ? "; none if the input is a whole number" : "")}", [], example, fraction));
        }

        private static string Key(BitArray bits)
        {
            var bytes = new byte[(bits.Length + 7) / 8];
            bits.CopyTo(bytes, 0);
            return Convert.ToHexString(bytes);
        }
    }
}
