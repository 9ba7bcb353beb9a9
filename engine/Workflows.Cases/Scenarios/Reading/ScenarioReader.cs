using Gherkin;
using Gherkin.Ast;

namespace Workflows.Cases.Scenarios.Reading;

/// <summary>Reads standard Gherkin (<c># language: ja</c>): backgrounds are put in front, outlines become a scenario a row.</summary>
public static class ScenarioReader
{
    /// <summary>All <c>*.feature</c> files under a folder, in ordinal order of their paths; a single file is a folder of one.</summary>
    public static IReadOnlyList<FeatureFile> ReadFolder(string path)
    {
        if (File.Exists(path)) return [Read(Path.GetFileName(path), File.ReadAllText(path))];
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"フォルダ「{path}」がありません。 (There is no folder '{path}'.)");
        return
        [
            .. Directory.EnumerateFiles(path, "*.feature", SearchOption.AllDirectories)
                .Select(f => (Full: f, Relative: Path.GetRelativePath(path, f).Replace('\\', '/')))
                .OrderBy(f => f.Relative, StringComparer.Ordinal)
                .Select(f => Read(f.Relative, File.ReadAllText(f.Full))),
        ];
    }

    public static FeatureFile Read(string file, string text)
    {
        GherkinDocument document;
        try
        {
            // Files are Japanese; a file that says nothing is read so too.
            document = new Parser().Parse(new TokenScanner(new StringReader(text)), new TokenMatcher("ja"));
        }
        catch (ParserException e)
        {
            return new(file, [], $"{file} を読めません: {e.Message}");
        }
        if (document.Feature is not { } feature) return new(file, [], null);
        var scenarios = new List<Scenario>();
        Collect(file, feature, feature.Children, [], [.. feature.Tags.Select(t => t.Name)], scenarios);
        return new(file, scenarios, null);
    }

    private static void Collect(string file, Feature feature, IEnumerable<IHasLocation> children, IReadOnlyList<Step> outer, IReadOnlyList<string> tags, List<Scenario> into)
    {
        var background = outer;
        foreach (var child in children)
        {
            switch (child)
            {
                case Background own: background = [.. background, .. own.Steps]; break;
                case Rule rule: Collect(file, feature, rule.Children, background, [.. tags, .. rule.Tags.Select(t => t.Name)], into); break;
                case Gherkin.Ast.Scenario scenario: Expand(file, feature, scenario, background, tags, into); break;
            }
        }
    }

    private static void Expand(string file, Feature feature, Gherkin.Ast.Scenario scenario, IReadOnlyList<Step> background, IReadOnlyList<string> outer, List<Scenario> into)
    {
        IReadOnlyList<string> tags = [.. outer, .. scenario.Tags.Select(t => t.Name)];
        if (!scenario.Examples.Any())
        {
            into.Add(new(file, feature.Name, scenario.Name, scenario.Location.Line, tags, Steps([.. background, .. scenario.Steps], _ => _)));
            return;
        }
        foreach (var examples in scenario.Examples.Where(e => e.TableHeader is not null))
        {
            var names = examples.TableHeader.Cells.Select(c => c.Value).ToList();
            foreach (var row in examples.TableBody)
            {
                var values = row.Cells.Select(c => c.Value).ToList();
                string Fill(string text)
                {
                    for (var i = 0; i < names.Count; i++) text = text.Replace($"<{names[i]}>", values[i], StringComparison.Ordinal);
                    return text;
                }
                into.Add(new(file, feature.Name, $"{Fill(scenario.Name)} [{string.Join(", ", values)}]", row.Location.Line, [.. tags, .. examples.Tags.Select(t => t.Name)],
                    [.. Steps(background, _ => _), .. Steps(scenario.Steps, Fill)]));
            }
        }
    }

    private static List<ScenarioStep> Steps(IEnumerable<Step> steps, Func<string, string> fill) =>
    [
        .. steps.Select(s => new ScenarioStep(s.Keyword.Trim(), fill(s.Text), s.Location.Line,
            s.DataTable is { } table ? [.. table.Rows.Select(r => (IReadOnlyList<string>)[.. r.Cells.Select(c => fill(c.Value))])] : null,
            s.DocString is { } doc ? fill(doc.Content) : null)),
    ];
}
