namespace Workflows.Engine.Tests.Conformance;

/// <summary>Where the peers' test data lies: beside the project, or where WORKFLOWS_SHARED says.</summary>
internal static class Shared
{
    public static string? Folder(string name)
    {
        if (Environment.GetEnvironmentVariable("WORKFLOWS_SHARED") is { Length: > 0 } given) return Existing(Path.Combine(given, "conformance", name));
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (Existing(Path.Combine(at.FullName, "shared", "conformance", name)) is { } found) return found;
        return null;
    }

    private static string? Existing(string path) => Directory.Exists(path) ? path : null;
}
