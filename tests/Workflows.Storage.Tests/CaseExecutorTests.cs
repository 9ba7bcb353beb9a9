using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class CaseExecutorTests(Database database) : StoreTests(database)
{
    [Fact]
    public async Task A_case_starts_waits_and_goes_on_to_its_end()
    {
        await using var store = Open();
        var started = await store.Start(workflow: "event");
        Assert.Equal(CaseOutcomeKind.Applied, started.Kind);
        Assert.Equal(1, started.Version);

        var ended = await store.Event(started.CaseId!, name: "go");
        Assert.Equal(CaseOutcomeKind.Applied, ended.Kind);
        Assert.Equal(2, ended.Version);
        var row = await store.Reader.FindCase(Tenant, started.CaseId!, default);
        Assert.Equal("ended", row!.Lifecycle);
        Assert.Empty(await store.Reader.FindWaiting(Tenant, "p", "event", "go", null, default));
    }

    [Fact]
    public async Task A_case_goes_on_from_the_file_after_a_restart()
    {
        var first = Open();
        first.KeepFolder = true;
        var started = await first.Start(Ops(Op("set", ("field", "a"), ("value", 1))));
        await first.DisposeAsync();

        await using var second = Open(folder: first.Folder);
        await second.Event(started.CaseId!, Ops(Op("set", ("field", "b"), ("value", 2))));
        var fields = await second.Fields(started.CaseId!);
        Assert.Equal(1, fields["a"].AsLong());
        Assert.Equal(2, fields["b"].AsLong());
    }

    [Fact]
    public async Task Another_municipality_does_not_find_the_case()
    {
        await using var store = Open();
        var started = await store.Start();
        Assert.Equal(CaseOutcomeKind.NotFound, (await store.Event(started.CaseId!, tenant: "14205")).Kind);
        Assert.Null(await store.Reader.FindCase("14205", started.CaseId!, default));
    }

    [Fact]
    public async Task What_nobody_waits_for_is_unheard_and_leaves_nothing()
    {
        await using var store = Open();
        var started = await store.Start();
        var outcome = await store.Event(started.CaseId!, name: "nobody", id: "x1");
        Assert.Equal(CaseOutcomeKind.Unheard, outcome.Kind);
        Assert.Equal(1, (await store.Reader.FindCase(Tenant, started.CaseId!, default))!.Version);
        Assert.Single(await store.Reader.ReadHistory(Tenant, started.CaseId!, 0, 10, default));
    }
}
