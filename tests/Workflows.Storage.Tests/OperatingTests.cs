using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

/// <summary>What operators meet: messages given up, cases of a newer version, a node at rest.</summary>
public abstract class OperatingTests(Database database) : StoreTests(database)
{
    [Fact]
    public async Task A_message_given_up_is_listed_and_starts_over_under_its_key()
    {
        await using var store = Open();
        store.Connector.Next(CallOutcome.Fatal("CLOSED", "閉じています"));
        var started = await store.Start(Ops(Op("notify", ("key", "k1"), ("channel", "C-1"))));
        await store.Executor.DrainAsync();
        var desk = store.Get<IMessageDesk>();
        var dead = Assert.Single((await desk.List(Tenant, null, null, null, new PageRequest(), default)).Items);
        Assert.Equal(("failed", "k1", "C-1", started.CaseId, false), (dead.Status, dead.Key, dead.Target, dead.CaseId, dead.Answers));
        Assert.Empty((await desk.List("14208", null, null, null, new PageRequest(), default)).Items);
        Assert.False(await desk.Retry("14208", dead.Id, store.Now, default));

        Assert.True(await desk.Retry(Tenant, dead.Id, store.Now, default));
        Assert.False(await desk.Retry(Tenant, dead.Id, store.Now, default));
        Assert.Equal(1, await store.Executor.DrainAsync());
        Assert.Equal(["k1", "k1"], store.Connector.Calls.Select(c => c.IdempotencyKey));
        Assert.Equal("done", (await desk.Find(Tenant, dead.Id, default))!.Status);
        Assert.False(await desk.Discard(Tenant, dead.Id, default));
    }

    [Fact]
    public async Task A_case_written_by_a_newer_version_is_left_alone_until_a_node_of_that_version_serves_it()
    {
        await using var store = Open();
        var started = await store.Start(Ops(Op("timer", ("seconds", 60), ("name", "later"))));
        await Mark(store, started.CaseId!, Sql.SqlCases.Format + 1_000);
        Assert.Equal(CaseOutcomeKind.Busy, (await store.Event(started.CaseId!)).Kind);
        store.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await store.Get<IEnginePump>().NextDue(default));
        Assert.Equal(0, await store.Executor.DrainAsync());
        Assert.Equal(1, await store.Count("Timers WHERE Attempts = 0"));

        await Mark(store, started.CaseId!, Sql.SqlCases.Format);
        Assert.Equal(1, await store.Executor.DrainAsync());
        Assert.Equal(CaseOutcomeKind.Applied, (await store.Event(started.CaseId!)).Kind);
    }

    [Fact]
    public async Task A_drained_node_takes_nothing_from_outside_until_it_resumes()
    {
        await using var store = Open();
        var node = store.Get<INodeControl>();
        node.Drain();
        Assert.Equal(NodeState.Drained, node.State);
        var refused = await store.Start();
        Assert.Equal(CaseOutcomeKind.Busy, refused.Kind);
        Assert.True(refused.RetryAfter > TimeSpan.Zero);
        node.Resume();
        Assert.Equal(CaseOutcomeKind.Applied, (await store.Start()).Kind);
    }

    private static Task Mark(TestStore store, string caseId, int format) =>
        store.Get<Sql.ISqlWriter>().WriteWaiting(session => session.Db.Run("UPDATE Cases SET StateFormat = ? WHERE PublicId = ?", format, caseId), default);
}
