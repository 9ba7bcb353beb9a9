using System.Globalization;
using System.Text;

namespace Workflows.Cases.Scenarios.Reporting;

/// <summary>How a run of scenarios ended.</summary>
public sealed record ScenarioReport(IReadOnlyList<ScenarioResult> Results)
{
    public int Passed => Results.Count(r => r.Passed);
    public int Failed => Results.Count - Passed;

    /// <summary>Every scenario passed, and there was at least one.</summary>
    public bool AllPassed => Results.Count > 0 && Failed == 0;

    /// <summary>For people: each failing step with what was expected and what was there, then the count.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        foreach (var result in Results.Where(r => !r.Passed)) text.AppendLine(result.ToText()).AppendLine();
        if (Results.Count == 0) text.AppendLine("シナリオがありません。");
        return text.Append(CultureInfo.InvariantCulture, $"{Results.Count} 件中 {Passed} 件が通り、{Failed} 件が通りませんでした。").ToString();
    }
}

/// <param name="Failure">The first step that failed; null when all passed.</param>
public sealed record ScenarioResult(Scenario Scenario, StepFailure? Failure, TimeSpan Took)
{
    public bool Passed => Failure is null;

    /// <summary>A file that is no Gherkin counts as a failing scenario.</summary>
    public static ScenarioResult Unreadable(string file, string problem) =>
        new(new Scenario(file, file, file, 1, [], []), new StepFailure(new ScenarioStep("", file, 1, null, null), problem, null, null), TimeSpan.Zero);

    public string ToText()
    {
        if (Failure is not { } failure) return $"✓ {Scenario.Id}";
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"✗ {Scenario.File}:{failure.Step.Line} {Scenario.Name}\n    {failure.Step}\n    {failure.Message.Replace("\n", "\n    ", StringComparison.Ordinal)}");
        if (failure.Expected is not null) text.Append("\n    期待: ").Append(failure.Expected).Append("\n    実際: ").Append(failure.Actual);
        return text.ToString();
    }
}

/// <param name="Expected">Null when the step could not be done at all.</param>
public sealed record StepFailure(ScenarioStep Step, string Message, string? Expected, string? Actual);
