namespace Workflows.Decisions.Tests;

/// <summary>Finds the conformance data that lies beside the repository; tests that need it are skipped without it.</summary>
internal static class Conformance
{
    public static string? Folder(string name)
    {
        if (Environment.GetEnvironmentVariable("WORKFLOWS_SHARED") is { Length: > 0 } shared && Directory.Exists(Path.Combine(shared, "conformance", name)))
            return Path.Combine(shared, "conformance", name);
        for (var d = new DirectoryInfo(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            var candidate = Path.Combine(d.FullName, "shared", "conformance", name);
            if (Directory.Exists(candidate)) return candidate;
        }
        return null;
    }
}
