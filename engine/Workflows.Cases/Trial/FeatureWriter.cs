using System.Globalization;
using System.Text;
using Workflows.Cases.Scenarios;

namespace Workflows.Cases.Trial;

/// <summary>Writes a session as a scenario, at the end of a feature file.</summary>
internal static class FeatureWriter
{
    public static string Append(string? file, string feature, string name, IEnumerable<ScenarioStep> steps)
    {
        var text = new StringBuilder(string.IsNullOrWhiteSpace(file) ? $"# language: ja\n機能: {Line(feature)}\n" : file.TrimEnd() + "\n");
        text.Append(CultureInfo.InvariantCulture, $"\n  シナリオ: {Line(name)}\n");
        foreach (var step in steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"    {step.Keyword} {step.Text}\n");
            if (step.Table is { } table)
            {
                var widths = Enumerable.Range(0, table.Max(r => r.Count)).Select(c => table.Max(r => c < r.Count ? Cell(r[c]).Length : 0)).ToList();
                foreach (var row in table) text.Append("      | ").AppendJoin(" | ", row.Select((c, i) => Cell(c).PadRight(widths[i]))).Append(" |\n");
            }
            if (step.DocString is { } doc)
            {
                text.Append("      \"\"\"\n");
                foreach (var line in doc.ReplaceLineEndings("\n").Split('\n')) text.Append("      ").Append(line.Replace("\"\"\"", "\\\"\\\"\\\"", StringComparison.Ordinal)).Append('\n');
                text.Append("      \"\"\"\n");
            }
        }
        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
    private static string Line(string text) => text.ReplaceLineEndings(" ").Trim();
}
