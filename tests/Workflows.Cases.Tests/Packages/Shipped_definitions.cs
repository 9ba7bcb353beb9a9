using System.Runtime.CompilerServices;
using Workflows.Cases.Activities;
using Workflows.Cases.Activities.Policy;
using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;

namespace Workflows.Cases.Tests.Packages;

public sealed class Shipped_definitions
{
    private static readonly PlanFactory Factory = new(new ActivityCatalog([.. ElsaActivities.All, .. CaseActivities.All]), package => new ProgramPolicy(package));

    [Fact]
    public void Every_shipped_package_and_municipality_is_without_an_error()
    {
        var set = PackageLoader.LoadFolder(Path.Combine(Root(), "definitions"));

        var problems = new PackageValidator(Factory).Validate(set);
        foreach (var warning in problems.Where(p => !p.IsError)) TestContext.Current.TestOutputHelper!.WriteLine(warning.ToString());

        Assert.True(problems.All(p => !p.IsError), string.Join('\n', problems.Where(p => p.IsError)));
        Assert.NotEmpty(set.Packages);
    }

    internal static string Folder => Path.Combine(Root(), "definitions");

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", ".."));
}
