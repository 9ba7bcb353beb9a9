using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Tests.Kit;

namespace Workflows.Storage.Tests;

/// <summary>Loose definitions and their versions.</summary>
public abstract class DefinitionStoreTests(Database database) : StoreTests(database)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_draft_is_written_over_until_it_is_published_then_the_next_version_begins()
    {
        await using var store = Open();
        var definitions = store.Get<IDefinitionStore>();
        await Draft(definitions, store, "一");
        var second = await Draft(definitions, store, "二");
        Assert.Equal((1, true, false), (second.Version, second.IsLatest, second.IsPublished));
        await definitions.Publish(TestStore.Tenant, "d", 1, "plan-1", "p", store.Now, [], Ct);
        var next = await Draft(definitions, store, "三");
        Assert.Equal(2, next.Version);
        Assert.Equal("二", (await definitions.Find(TestStore.Tenant, "d", 1, Ct))!.Content["text"].AsText());
        Assert.Equal([2, 1], (await definitions.Versions(TestStore.Tenant, "d", Ct)).Select(v => v.Version));
    }

    [Fact]
    public async Task One_version_is_published_at_a_time_and_its_timed_starts_come_and_go_with_it()
    {
        await using var store = Open();
        var definitions = store.Get<IDefinitionStore>();
        await Draft(definitions, store, "一");
        var stamp = await definitions.Stamp(TestStore.Tenant, Ct);
        await definitions.Publish(TestStore.Tenant, "d", 1, "plan-1", "p", store.Now, [("d#a", store.Now.AddHours(1)), ("d#b", store.Now.AddHours(2))], Ct);
        Assert.NotEqual(stamp, await definitions.Stamp(TestStore.Tenant, Ct));
        await Draft(definitions, store, "二");
        await definitions.Publish(TestStore.Tenant, "d", 2, "plan-2", "p", store.Now, [("d#b", store.Now.AddHours(3))], Ct);
        Assert.Equal([2], (await definitions.Published(TestStore.Tenant, Ct)).Where(v => v.IsPublished).Select(v => v.Version));
        Assert.Equal("d#b", Assert.Single(await store.Get<IScheduleStore>().List(TestStore.Tenant, Ct)).StartId);
        Assert.True(await definitions.Retract(TestStore.Tenant, "d", "p", store.Now, Ct));
        Assert.False(await definitions.Retract(TestStore.Tenant, "d", "p", store.Now, Ct));
        Assert.Empty(await store.Get<IScheduleStore>().List(TestStore.Tenant, Ct));
        Assert.Empty(await definitions.Tenants(Ct));
    }

    [Fact]
    public async Task Another_municipality_sees_nothing_of_it()
    {
        await using var store = Open();
        var definitions = store.Get<IDefinitionStore>();
        await Draft(definitions, store, "一");
        Assert.Null(await definitions.Find("14208", "d", null, Ct));
        Assert.Empty(await definitions.Newest("14208", Ct));
        Assert.Empty(await definitions.Versions("14208", "d", Ct));
    }

    private static async Task<DefinitionRow> Draft(IDefinitionStore definitions, TestStore store, string text) =>
        await definitions.SaveDraft(TestStore.Tenant, "d", "定義", version => Datum.Object(("version", version), ("text", text)), "p", store.Now, Ct);
}
