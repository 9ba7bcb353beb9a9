namespace Workflows.Faults;

/// <summary>Where things are in the working copy these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();
    public static string Definitions => Path.Combine(Root, "definitions");

    /// <summary>Built with the same configuration and framework as this assembly.</summary>
    public static string ServerAssembly
    {
        get
        {
            var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
            var path = Path.Combine(Root, "engine", "Workflows.Server", "bin", own.Parent!.Name, own.Name, "workflows.dll");
            return File.Exists(path) ? path : throw new FileNotFoundException("Build engine/Workflows.Server first.", path);
        }
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Workflows.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Workflows.sln is not above the test's folder.");
    }
}
