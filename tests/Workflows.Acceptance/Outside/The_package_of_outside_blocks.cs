using System.Runtime.CompilerServices;
using Workflows.Cases.Activities;
using Workflows.Cases.Activities.Policy;
using Workflows.Cases.Packages;
using Workflows.Cases.Scenarios;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Server.Scenarios;

namespace Workflows.Acceptance.Outside;

/// <summary>Blocks that reach outside, on a package of no programme: calls, declared connectors, documents, notices.</summary>
public sealed class The_package_of_outside_blocks
{
    private static readonly string Folder = Path.Combine(Here(), "definitions");
    private static readonly Lazy<PackageSet> Packages = new(() => PackageLoader.LoadFolder(Folder));
    private static readonly Lazy<IReadOnlyList<FeatureFile>> Files = new(() => ScenarioReader.ReadFolder(Folder));

    public static TheoryData<string> Ids => [.. Files.Value.SelectMany(f => f.Scenarios).Select(s => s.Id)];

    [Fact]
    public void Is_valid() => Assert.Empty(new PackageValidator(new PlanFactory(new ActivityCatalog([.. ElsaActivities.All, .. CaseActivities.All]), p => new ProgramPolicy(p))).Validate(Packages.Value).Where(p => p.IsError).Select(p => p.ToString()));

    [Theory, MemberData(nameof(Ids))]
    public async Task Passes(string id)
    {
        await using var worlds = new ScenarioWorlds(Packages.Value);
        var result = await ScenarioRunner.Run(Files.Value.SelectMany(f => f.Scenarios).Single(s => s.Id == id), worlds, TestContext.Current.CancellationToken);
        Assert.True(result.Passed, result.ToText());
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
