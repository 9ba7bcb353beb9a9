using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Data;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>Comparisons that say what was expected and what was there.</summary>
internal static class Checks
{
    public static ScenarioException Wrong(string what, string expected, string actual) => new($"{what}: 期待 {expected}、実際 {actual}", expected, actual);

    public static ValueTask Equal(string what, string expected, string actual) => Values.SameText(actual, expected) ? default : throw Wrong(what, expected, actual);

    /// <summary>Only the keys listed count; every one that differs is said.</summary>
    public static void Members(string what, IEnumerable<(string Key, string Cell)> expected, Func<string, Datum> read, ProgramPackage package, string hint = "")
    {
        var wrong = new List<(string Key, string Expected, string Actual)>();
        foreach (var (key, cell) in expected)
        {
            var actual = read(key);
            if (!Values.Same(actual, cell) && !SameOption(actual, cell, FieldKeys.Known(package, key))) wrong.Add((key, cell.Trim(), Values.Show(actual)));
        }
        if (wrong.Count > 0)
            throw new ScenarioException($"{what}「{string.Join("」「", wrong.Select(w => w.Key))}」が違います{hint}",
                string.Join("、", wrong.Select(w => $"{w.Key}={w.Expected}")), string.Join("、", wrong.Select(w => $"{w.Key}={w.Actual}")));
    }

    /// <summary>The value or the label of a choice's option.</summary>
    private static bool SameOption(Datum actual, string cell, FieldSpec? field) =>
        field is { Options.Count: > 0 } && actual.AsText() is { } value && field.Options.Any(o => o.Value == value && o.Label.Ja == Values.Text(cell));
}
