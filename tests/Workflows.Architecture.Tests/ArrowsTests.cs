using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Workflows.Architecture.Tests;

/// <summary>Dependencies point one way: Server → Storage → Cases → {Engine, Decisions}; connectors → Workflows.Connectors → Cases.</summary>
public partial class ArrowsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Workflows.Engine"] = [],
        ["Workflows.Decisions"] = [],
        ["Workflows.Cases"] = ["Workflows.Engine", "Workflows.Decisions"],
        ["Workflows.Storage"] = ["Workflows.Cases", "Workflows.Engine", "Workflows.Decisions"],
        ["Workflows.Connectors"] = ["Workflows.Cases", "Workflows.Engine", "Workflows.Decisions"],
    };

    [Fact]
    public void Every_project_references_only_what_its_place_allows()
    {
        var wrong = new List<string>();
        foreach (var project in House.Projects())
        {
            var name = Path.GetFileNameWithoutExtension(project);
            var references = XDocument.Load(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
            foreach (var reference in references)
                if (!MayReference(name, reference)) wrong.Add($"{name} → {reference}");
        }
        Assert.Empty(wrong);
    }

    private static bool MayReference(string from, string to) => from switch
    {
        "Workflows.Server" => true,
        _ when Allowed.TryGetValue(from, out var allowed) => allowed.Contains(to),
        // The catalogue lists every connector for the composition root, and nothing else.
        "Workflows.Connectors.Catalogue" => to.StartsWith("Workflows.Connectors", StringComparison.Ordinal),
        // A connector knows what a connector is, nothing of storage, pages or other connectors.
        _ when from.StartsWith("Workflows.Connectors.", StringComparison.Ordinal) => to is "Workflows.Connectors" || Allowed["Workflows.Connectors"].Contains(to),
        _ => false,
    };

    [Theory]
    [InlineData("engine/Workflows.Engine")]
    [InlineData("engine/Workflows.Decisions")]
    public void The_pure_projects_use_neither_clock_nor_chance_nor_files(string folder)
    {
        var wrong = House.Sources(folder)
            .SelectMany(file => File.ReadLines(file).Select((text, index) => (file, text, line: index + 1)))
            .Where(l => Impure().IsMatch(l.text) && !l.text.TrimStart().StartsWith("//", StringComparison.Ordinal) && !l.file.Contains("/Tck/", StringComparison.Ordinal))
            .Select(l => $"{Path.GetRelativePath(House.Root, l.file)}:{l.line}: {l.text.Trim()}");
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"\b(DateTime(Offset)?\.(Utc)?Now|DateTime\.Today|Guid\.NewGuid|new Random\(|Random\.Shared|File\.(Read|Write|Open|Exists)|Environment\.|HttpClient|DbContext)\b")]
    private static partial Regex Impure();

    [Fact]
    public void No_connector_is_named_outside_connectors_and_the_composition_root()
    {
        var wrong = House.Sources("engine")
            .Where(f => !f.Contains("/Workflows.Server/", StringComparison.Ordinal))
            .Where(f => File.ReadAllText(f).Contains("using Workflows.Connectors", StringComparison.Ordinal));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_with_a_project_has_a_readme_that_says_what_lives_there()
    {
        var without = House.Projects().Select(p => Path.GetDirectoryName(p)!).Where(d => !File.Exists(Path.Combine(d, "README.md"))).Select(d => Path.GetRelativePath(House.Root, d));
        Assert.Empty(without);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(House.Root, "Workflows.sln")).Replace('\\', '/');
        var missing = House.AllProjects().Select(p => Path.GetRelativePath(House.Root, p)).Where(p => !solution.Contains(p, StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public void A_file_over_four_hundred_lines_says_why()
    {
        var wrong = House.Sources("engine").Concat(House.Sources("connectors"))
            .Where(f => !f.Contains("/Migrations/", StringComparison.Ordinal))
            .Select(f => (File: f, Lines: File.ReadAllLines(f)))
            .Where(f => f.Lines.Length > 400 && !f.Lines.Any(l => l.Contains("Long because", StringComparison.Ordinal)))
            .Select(f => $"{Path.GetRelativePath(House.Root, f.File)}: {f.Lines.Length} lines");
        Assert.Empty(wrong);
    }
}

/// <summary>The source tree as it stands.</summary>
internal static class House
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Workflows.sln"))) return at.FullName;
        throw new DirectoryNotFoundException("Workflows.sln is not above the test's folder.");
    }

    public static IEnumerable<string> Projects() => new[] { "engine", "connectors" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root, f), "*.csproj", SearchOption.AllDirectories));
    public static IEnumerable<string> AllProjects() => Projects().Concat(new[] { "tests", "samples" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Root, f), "*.csproj", SearchOption.AllDirectories)));

    public static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !f.Contains("/bin/", StringComparison.Ordinal));
}
