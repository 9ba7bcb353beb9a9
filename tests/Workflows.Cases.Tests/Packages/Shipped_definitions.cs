using System.Runtime.CompilerServices;
using Workflows.Cases.Packages;

namespace Workflows.Cases.Tests.Packages;

public sealed class Shipped_definitions
{
    [Fact]
    public void Every_shipped_package_and_municipality_loads_without_an_error()
    {
        var set = PackageLoader.LoadFolder(Path.Combine(Root(), "definitions"));

        var errors = set.Problems.Where(p => p.IsError).ToList();
        Assert.True(errors.Count == 0, string.Join('\n', errors));
        Assert.NotEmpty(set.Packages);
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
