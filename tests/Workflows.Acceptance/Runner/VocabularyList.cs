using System.Globalization;
using System.Text;
using Workflows.Cases.Scenarios.Steps;

namespace Workflows.Acceptance.Runner;

/// <summary>The vocabulary as the scenario folder's README lists it.</summary>
internal static class VocabularyList
{
    public const string Mark = "<!-- vocabulary -->";

    public static string Markdown()
    {
        var text = new StringBuilder();
        foreach (var (title, steps) in StepCatalog.Groups)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {title}\n```\n");
            foreach (var step in steps) text.Append(step.Example).Append('\n');
            text.Append("```\n");
        }
        return text.ToString();
    }
}
