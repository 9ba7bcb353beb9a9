using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Tests;

public sealed class KeptAnswersTests
{
    private readonly World _world = new();

    private ValueTask<CallOutcome> Find(string notice, string key, TimeSpan? cache) => _world.Opened.Connectors.Call(
        new(World.Tenant, World.Program, "C-TAX", "findLiability", Datum.Object(("subject", "11"), ("FY", 8), ("noticeNo", notice)), key, 1, _world.Clock.GetUtcNow()) { Cache = cache }, CancellationToken.None);

    [Fact]
    public async Task An_answer_to_the_same_request_is_given_again_until_it_is_too_old()
    {
        var week = TimeSpan.FromDays(7);
        var first = await Find("1234567890", "a", week);
        Assert.Equal(first.Value, (await Find("1234567890", "b", week)).Value);
        await Find("2000000017", "c", week);
        Assert.Equal(2, _world.Simulators.Calls(World.Tenant, "C-TAX").Count);
        await Find("1234567890", "d", null);
        Assert.Equal(3, _world.Simulators.Calls(World.Tenant, "C-TAX").Count);
        _world.Clock.Advance(week);
        await Find("1234567890", "e", week);
        Assert.Equal(4, _world.Simulators.Calls(World.Tenant, "C-TAX").Count);
    }

    [Fact]
    public async Task A_failure_is_never_kept()
    {
        _world.Simulators.Switch(World.Tenant, "C-TAX", "down", true);
        Assert.Equal(CallOutcomeKind.Retry, (await Find("1234567890", "a", TimeSpan.FromDays(1))).Kind);
        _world.Simulators.Switch(World.Tenant, "C-TAX", "down", false);
        Assert.Equal(CallOutcomeKind.Done, (await Find("1234567890", "a", TimeSpan.FromDays(1))).Kind);
    }
}
