using System.Xml;
using System.Xml.Linq;
using Workflows.Decisions.Dmn;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tck;

/// <summary>
/// Runs the test cases of the DMN Technology Compatibility Kit that lie under a folder. The one place of this project that
/// reads files: it is a tool, not part of any evaluation.
/// </summary>
public static class TckRunner
{
    /// <summary>The time now() gives in the cases, the same on every run.</summary>
    private static readonly DateTimeOffset Now = new(2026, 4, 1, 9, 0, 0, TimeSpan.FromHours(9));

    /// <summary>Runs all cases; prints each that fails with what was expected and what came, and last "passed P of N".</summary>
    /// <param name="folder">A folder with *.dmn models and their *.xml cases, at any depth.</param>
    /// <param name="output">Where the failures and the count go.</param>
    /// <returns>How many cases passed, of how many.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static (int Passed, int Total) Run(string folder, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"フォルダ「{folder}」がありません / there is no folder \"{folder}\"");
        int passed = 0, total = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            XDocument cases;
            try
            {
                cases = XDocument.Load(file, LoadOptions.PreserveWhitespace);
            }
            catch (XmlException e)
            {
                output.WriteLine($"unreadable {Path.GetRelativePath(folder, file)}: {e.Message}");
                total++;
                continue;
            }
            if (cases.Root?.Name.LocalName != "testCases") continue;
            var (p, n) = RunFile(cases.Root, Path.GetDirectoryName(file)!, Path.GetRelativePath(folder, file), output);
            passed += p;
            total += n;
        }
        output.WriteLine($"passed {passed} of {total}");
        return (passed, total);
    }

    private static (int Passed, int Total) RunFile(XElement root, string folder, string name, TextWriter output)
    {
        var list = root.Elements().Where(e => e.Name.LocalName == "testCase").ToArray();
        DmnModel model;
        try
        {
            model = Load(folder, Child(root, "modelName")?.Value.Trim());
        }
        catch (Exception e) when (e is DmnFormatException or IOException)
        {
            output.WriteLine($"FAILED {name}: the model cannot be read: {e.Message}");
            return (0, list.Length);
        }
        var passed = 0;
        foreach (var test in list)
        {
            var problem = RunCase(model, test);
            if (problem is null) passed++;
            else output.WriteLine($"FAILED {name} {test.Attribute("id")?.Value}: {problem}");
        }
        return (passed, list.Length);
    }

    private static DmnModel Load(string folder, string? modelName)
    {
        var files = Directory.EnumerateFiles(folder, "*.dmn").Order(StringComparer.Ordinal).ToArray();
        var main = files.FirstOrDefault(f => Path.GetFileName(f) == modelName) ?? files.FirstOrDefault()
            ?? throw new FileNotFoundException($"no model \"{modelName}\" in {folder}");
        var spaces = files.ToDictionary(f => f, Namespace, StringComparer.Ordinal);
        var loaded = new Dictionary<string, DmnModel?>(StringComparer.Ordinal);
        DmnModel? Import(string space)
        {
            if (loaded.TryGetValue(space, out var known)) return known;
            loaded[space] = null;
            if (files.FirstOrDefault(f => spaces[f] == space) is not { } file) return null;
            using var stream = File.OpenRead(file);
            return loaded[space] = DmnModel.Read(stream, Import);
        }
        using var xml = File.OpenRead(main);
        return DmnModel.Read(xml, Import);
    }

    private static string Namespace(string file)
    {
        try
        {
            return XDocument.Load(file).Root?.Attribute("namespace")?.Value ?? "";
        }
        catch (XmlException)
        {
            // A broken neighbour only matters when it is imported, and then it is missing.
            return "";
        }
    }

    private static string? RunCase(DmnModel model, XElement test)
    {
        try
        {
            var inputs = new FeelContext(test.Elements().Where(e => e.Name.LocalName == "inputNode").Select(e => KeyValuePair.Create(
                e.Attribute("namespace")?.Value is { Length: > 0 } space ? $"{{{space}}}{FeelNames.Normalize(e.Attribute("name")?.Value ?? "")}" : e.Attribute("name")?.Value ?? "", TckValue.Read(e))));
            var invocable = test.Attribute("invocableName")?.Value;
            var type = test.Attribute("type")?.Value ?? "decision";
            var scope = new FeelScope { Now = Now };
            foreach (var node in test.Elements().Where(e => e.Name.LocalName == "resultNode"))
            {
                var name = node.Attribute("name")?.Value ?? "";
                var owner = model.ByNamespace(node.Attribute("namespace")?.Value ?? test.Attribute("namespace")?.Value) ?? model;
                object? actual;
                DmnResult result;
                if (type == "decisionService" && invocable is not null)
                {
                    result = owner.EvaluateService(invocable, inputs, scope);
                    var service = owner.DecisionServices.First(s => s.Name == FeelNames.Normalize(invocable) || s.Id == invocable);
                    actual = service.OutputDecisions.Count > 1 && result.Value is FeelContext c ? c[FeelNames.Normalize(name)] : result.Value;
                }
                else
                {
                    result = owner.Evaluate(type == "bkm" && invocable is not null ? invocable : name, inputs, scope);
                    actual = result.Value;
                }
                if (Child(node, "expected") is not { } expectedNode) continue;
                var expected = TckValue.Read(expectedNode);
                if (TckValue.Same(expected, actual)) continue;
                var why = string.Join(" | ", result.Messages.Take(3).Select(m => m.MessageEn));
                return $"{name}: expected {FeelValues.ToLiteral(expected)}, actual {FeelValues.ToLiteral(actual)}{(why.Length > 0 ? $" ({why})" : "")}";
            }
            return null;
        }
        catch (Exception e)
        {
            // A case that breaks the evaluator is a failed case, named like the others; the run goes on.
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    private static XElement? Child(XElement e, string name) => e.Elements().FirstOrDefault(c => c.Name.LocalName == name);
}
