using Workflows.Cases.Activities;
using Workflows.Cases.Activities.Policy;
using Workflows.Cases.Packages;
using Workflows.Cases.Scenarios;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Server.Scenarios;

namespace Workflows.Acceptance;

/// <summary>The general blocks on a neutral package: every scenario under <c>Blocks/scenarios</c> as one test.</summary>
public sealed class The_blocks(The_blocks.Worlds worlds) : IClassFixture<The_blocks.Worlds>
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Blocks");
    private static readonly PackageSet Packages = PackageLoader.LoadFolder(Path.Combine(Folder, "definitions"));
    private static readonly Lazy<IReadOnlyList<FeatureFile>> Files = new(() => ScenarioReader.ReadFolder(Path.Combine(Folder, "scenarios")));

    public static TheoryData<string> Ids => [.. Files.Value.SelectMany(f => f.Scenarios).Select(s => s.Id)];

    [Fact]
    public void Are_without_a_problem()
    {
        Assert.Empty(Packages.Problems.Select(p => p.ToString()));
        Assert.Empty(Files.Value.Select(f => f.Problem).OfType<string>());
        var problems = new PackageValidator(new PlanFactory(new ActivityCatalog([.. ElsaActivities.All, .. CaseActivities.All]), p => new ProgramPolicy(p))).Validate(Packages);
        Assert.Empty(problems.Where(p => p.IsError).Select(p => p.ToString()));
    }

    [Theory, MemberData(nameof(Ids))]
    public async Task Pass(string id)
    {
        var scenario = Files.Value.SelectMany(f => f.Scenarios).Single(s => s.Id == id);
        var result = await ScenarioRunner.Run(scenario, worlds.Factory, TestContext.Current.CancellationToken);
        Assert.True(result.Passed, result.ToText());
    }

    public sealed class Worlds : IAsyncDisposable
    {
        internal ScenarioWorlds Factory { get; } = new(Packages);

        public ValueTask DisposeAsync() => Factory.DisposeAsync();
    }
}
