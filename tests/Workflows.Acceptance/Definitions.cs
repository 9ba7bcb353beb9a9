using Workflows.Cases.Packages;

namespace Workflows.Acceptance;

/// <summary>The product's definitions as they stand beside the tests.</summary>
internal static class Definitions
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "definitions");

    public static PackageSet Packages { get; } = PackageLoader.LoadFolder(Folder);
}
