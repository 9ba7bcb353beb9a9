using System.Text.RegularExpressions;
using Workflows.Cases.Scenarios.Reading;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>What a step may be.</summary>
internal enum StepKind
{
    /// <summary>Something is so, or happens: afterwards everything that is due is served.</summary>
    Act,
    /// <summary>An expectation: changes nothing.</summary>
    Expect,
}

/// <summary>One sentence of the vocabulary.</summary>
/// <param name="Pattern">A regular expression over the normalised sentence; <c>{s}</c> stands for a quoted text, <c>{n}</c> for a number.</param>
/// <param name="Example">How people write it; it must match the pattern.</param>
internal sealed record StepDefinition(StepKind Kind, string Pattern, string Example, Func<ScenarioContext, StepArguments, ValueTask> Run)
{
    private Regex? _regex;

    public Regex Regex => _regex ??= new("^" + Pattern.Replace("{s}", "\"([^\"]*)\"", StringComparison.Ordinal).Replace("{n}", "([0-9]+(?:\\.[0-9]+)?)", StringComparison.Ordinal) + "$",
        RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public static StepDefinition Act(string pattern, string example, Func<ScenarioContext, StepArguments, ValueTask> run) => new(StepKind.Act, pattern, example, run);
    public static StepDefinition Expect(string pattern, string example, Func<ScenarioContext, StepArguments, ValueTask> run) => new(StepKind.Expect, pattern, example, run);
}

/// <summary>What a sentence said: its groups, table and text block.</summary>
internal sealed class StepArguments(ScenarioStep step, Match match)
{
    public ScenarioStep Step => step;

    /// <summary>Group n from 1; empty when it was left out.</summary>
    public string this[int group] => match.Groups[group].Value;
    public bool Has(int group) => match.Groups[group].Success;
    public int Number(int group) => (int)decimal.Parse(match.Groups[group].Value, System.Globalization.CultureInfo.InvariantCulture);
    public IReadOnlyList<string> Quoted => Sentence.Quoted(match.Value);

    public bool HasTable => step.Table is { Count: > 0 };

    /// <summary>The rows of a table 項目・値 (its heading may be left out); empty without a table.</summary>
    /// <exception cref="ScenarioException">A row has not two cells.</exception>
    public IReadOnlyList<(string Key, string Cell)> Pairs
    {
        get
        {
            var rows = new List<(string, string)>();
            foreach (var row in step.Table ?? [])
            {
                if (row.Count != 2) throw new ScenarioException($"表は「項目」と「値」の2列で書いてください（{row.Count}列あります）。");
                if (rows.Count == 0 && row[0] is "項目" or "キー" or "名前" && row[1] is "値" or "内容") continue;
                rows.Add((row[0], row[1]));
            }
            return rows;
        }
    }

    /// <summary>The rows of a table whose first row names the columns.</summary>
    public IReadOnlyList<IReadOnlyList<(string Key, string Cell)>> Records
    {
        get
        {
            if (step.Table is not { Count: > 0 } table) throw new ScenarioException("表が要ります（1行目は列の名前）。");
            return [.. table.Skip(1).Select(r => (IReadOnlyList<(string, string)>)[.. table[0].Zip(r)])];
        }
    }

    public string DocString => step.DocString ?? throw new ScenarioException("内容を \"\"\" で囲んで書いてください。");
}
