using System.Runtime.CompilerServices;
using System.Text;
using Workflows.Cases.Packages;

namespace Workflows.Cases.Tests.Packages;

/// <summary>The sample package of these tests, whole or with one file changed.</summary>
internal static class SampleDefinitions
{
    public static string Folder { get; } = Path.Combine(Path.GetDirectoryName(Here())!, "Sample", "definitions");

    public static PackageSet Load() => PackageLoader.Load(Files());

    public static ProgramPackage Package() => Load().Packages.Get("library-card");

    /// <summary>The set with a text replaced in one file; the text must be there.</summary>
    public static PackageSet With(string path, string old, string replacement) =>
        PackageLoader.Load(Files().Select(f => f.Path == path ? new DefinitionFile(path, Encoding.UTF8.GetBytes(Replace(f, old, replacement))) : f));

    public static PackageSet WithFile(string path, string text) =>
        PackageLoader.Load(Files().Where(f => f.Path != path).Append(new DefinitionFile(path, Encoding.UTF8.GetBytes(text))));

    public static IReadOnlyList<DefinitionFile> Files() =>
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Select(f => new DefinitionFile(Path.GetRelativePath(Folder, f).Replace('\\', '/'), File.ReadAllBytes(f)))];

    private static string Replace(DefinitionFile file, string old, string replacement)
    {
        var text = Encoding.UTF8.GetString(file.Content.Span);
        Assert.Contains(old, text, StringComparison.Ordinal);
        return text.Replace(old, replacement, StringComparison.Ordinal);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
