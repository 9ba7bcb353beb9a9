using System.Reflection;
using System.Text.RegularExpressions;
using Workflows.Cases.Activities;
using Workflows.Engine.Activities;

namespace Workflows.Cases.Tests.Activities;

/// <summary>What is known of each activity is complete, and the same as the page that describes the format.</summary>
public sealed class Descriptors
{
    public static TheoryData<string> Types => [.. CaseActivities.All.Select(a => a.Descriptor.Type)];

    private static ActivityDescriptor Of(string type) => CaseActivities.All.Single(a => a.Descriptor.Type == type).Descriptor;

    [Fact]
    public void Every_activity_of_the_case_layer_is_in_the_catalogue()
    {
        var written = typeof(CaseActivities).Assembly.GetTypes().Where(t => typeof(Activity).IsAssignableFrom(t) && !t.IsAbstract).ToHashSet();
        Assert.Equal(written, CaseActivities.All.Select(a => a.GetType()).ToHashSet());
        Assert.Equal(CaseActivities.All.Count, CaseActivities.All.Select(a => a.Descriptor.Type).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void It_has_labels_a_sentence_an_icon_and_outcomes(string type)
    {
        var d = Of(type);
        Assert.StartsWith("Case.", d.Type, StringComparison.Ordinal);
        Assert.Matches("[ぁ-んァ-ヶ一-龠]", d.LabelJa);
        Assert.Matches("^[A-Z][A-Za-z ]+$", d.LabelEn);
        Assert.Matches("[ぁ-んァ-ヶ一-龠]", d.SentenceJa);
        Assert.NotEmpty(d.Category);
        Assert.Matches("^[a-z-]+$", d.Icon);
        Assert.True(d.IsTerminal || d.Outcomes.Count > 0 || d.OutcomesFrom is not null);
        foreach (Match hole in Regex.Matches(d.SentenceJa, "{([a-zA-Z]+)}")) Assert.Contains(d.Inputs, i => i.Name == hole.Groups[1].Value);
        if (d.OutcomesFrom is { } from) Assert.Contains(d.Inputs, i => i.Name == from);
        Assert.Equal(d.AllowsHandlers, d.ChildPorts.Contains("handlers[].body"));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Each_input_has_a_label_a_picker_and_stands_plain_in_the_definition(string type)
    {
        foreach (var input in Of(type).Inputs)
        {
            Assert.Matches("^[a-z][A-Za-z0-9]*$", input.Name);
            Assert.Matches("[ぁ-んァ-ヶ一-龠A-Z]", input.LabelJa);
            Assert.True(Enum.IsDefined(input.Picker));
            Assert.NotEmpty(input.TypeName);
            Assert.False(input.Wrapped);
        }
        Assert.Equal(Of(type).Inputs.Count, Of(type).Inputs.Select(i => i.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Its_properties_are_those_of_the_format_page(string type)
    {
        var row = File.ReadAllLines(Path.Combine(Root(), "docs", "package-format.md")).Single(l => l.StartsWith($"| `{type}` |", StringComparison.Ordinal));
        var d = Of(type);
        var cell = row.Split('|')[2];
        foreach (var name in d.Inputs.Select(i => i.Name).Concat(d.ChildPorts.Where(p => !p.Contains('[', StringComparison.Ordinal)))) Assert.Matches($@"(?<![A-Za-z]){name}(?![A-Za-z])", cell);
        // What the page requires, the descriptor requires (a body is a child).
        foreach (Match required in Regex.Matches(Regex.Replace(cell, @"\[\s*\{[^}]*\}\s*\]|\{[^}]*\}", ""), @"([a-zA-Z0-9]+)(?:: [a-zA-Z ]+)?(?: \([^)]*\))? ✓"))
            Assert.True(d.Inputs.Any(i => i.Name == required.Groups[1].Value && i.Required) || d.ChildPorts.Contains(required.Groups[1].Value), $"{type}.{required.Groups[1].Value} is required by the page.");
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Workflows.sln"))) at = at.Parent ?? throw new DirectoryNotFoundException("Workflows.sln");
        return at.FullName;
    }
}
