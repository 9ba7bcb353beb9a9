using Workflows.Decisions.Dmn;
using Workflows.Decisions.Feel;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Validation;

/// <summary>Gaps and overlaps of a decision's tables. What the check cannot know is no finding.</summary>
internal static class DecisionTables
{
    public static IEnumerable<PackageProblem> Check(DecisionSpec decision)
    {
        foreach (var own in decision.Model.Decisions)
        {
            if (own.Expression is not DmnDecisionTable table) continue;
            foreach (var finding in DecisionTableCheck.Check(decision.Model, own.Name).Where(f => f.Kind != TableFindingKind.NotChecked && !f.OnlyFractions))
            {
                var (code, severity) = finding.Kind switch
                {
                    TableFindingKind.Gap => ("TABLE_GAP", "warning"),
                    // Only the table's own hit policy makes an overlap a mistake; the check has looked at it.
                    TableFindingKind.Overlap => ("TABLE_OVERLAP", "error"),
                    _ => ("RULE_UNREACHABLE", "warning"),
                };
                var place = finding.Kind == TableFindingKind.Gap || finding.Rules.Count == 0 ? table.Id : table.Rules[finding.Rules[^1] - 1].Id;
                yield return new(decision.File, "#" + place, finding.MessageJa, finding.MessageEn, null, severity) { Code = code, Instead = finding.Kind == TableFindingKind.Gap ? Row(table, finding) : null };
            }
        }
    }

    /// <summary>A rule for the example of a gap, its outputs yet to be filled in.</summary>
    private static string? Row(DmnDecisionTable table, TableFinding gap)
    {
        if (gap.Example.Count == 0) return null;
        var used = table.Rules.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        var no = table.Rules.Count + 1;
        while (used.Contains($"{table.Id}_rule{no}")) no++;
        var when = table.Inputs.Select(i => (i.Id, Text: gap.Example.FirstOrDefault(e => e.Key == i.Label || e.Key == i.Expression?.Text).Value)).Where(c => c.Text is not null);
        return Datum.Object(("id", $"{table.Id}_rule{no}"), ("note", "追加した行"),
            ("when", Datum.Object(when.Select(c => KeyValuePair.Create(c.Id, Datum.Of(FeelValues.ToLiteral(c.Text)))))),
            ("then", Datum.Object(table.Outputs.Select(o => KeyValuePair.Create(o.Id, Datum.Of("null")))))).ToJson();
    }
}
