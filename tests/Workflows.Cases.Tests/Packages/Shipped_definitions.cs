using System.Runtime.CompilerServices;
using Workflows.Cases.Packages;

namespace Workflows.Cases.Tests.Packages;

public sealed class Shipped_definitions
{
    [Fact]
    public void Every_shipped_package_and_municipality_is_without_an_error()
    {
        var set = PackageLoader.LoadFolder(Path.Combine(Root(), "definitions"));

        var problems = new PackageValidator().Validate(set);
        foreach (var warning in problems.Where(p => !p.IsError)) TestContext.Current.TestOutputHelper!.WriteLine(warning.ToString());

        Assert.True(problems.All(p => !p.IsError), string.Join('\n', problems.Where(p => p.IsError)));
        Assert.NotEmpty(set.Packages);
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
