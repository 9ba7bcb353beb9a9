using Workflows.Cases.Scenarios;
using Workflows.Cases.Scenarios.Reading;
using Workflows.Server.Scenarios;

namespace Workflows.Acceptance;

/// <summary>Every scenario under <c>definitions/**/scenarios</c> as one test, on the real engine, storage and simulators.</summary>
public sealed class The_scenarios(The_scenarios.Worlds worlds) : IClassFixture<The_scenarios.Worlds>
{
    private static readonly Lazy<IReadOnlyList<FeatureFile>> Files = new(() => ScenarioReader.ReadFolder(Definitions.Folder));

    public static TheoryData<string> Ids => [.. Files.Value.SelectMany(f => f.Scenarios).Select(s => s.Id)];

    [Fact]
    public void Can_all_be_read()
    {
        Assert.Empty(Files.Value.Select(f => f.Problem).OfType<string>());
        Assert.NotEmpty(Ids);
        Assert.Equal(Ids.Count, Ids.Select(r => r.Data).Distinct().Count());
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
        internal ScenarioWorlds Factory { get; } = new(Definitions.Packages);

        public ValueTask DisposeAsync() => Factory.DisposeAsync();
    }
}
