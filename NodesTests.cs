using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Running;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

/// <summary>Two nodes over one PostgreSQL database.</summary>
public class NodesTests
{
    private const int Calls = 120;

    [Fact]
    public async Task Two_nodes_carry_each_message_once_and_fire_each_timer_once()
    {
        await using var one = new TestStore(Database.PostgreSql, o => o.RunNode = true);
        await using var two = new TestStore(Database.PostgreSql, o => o.RunNode = true, one.Folder, one.Clock) { KeepFolder = true };
        for (var i = 0; i < Calls; i++)
        {
            await (i % 2 == 0 ? one : two).Start(Ops(Op("call", ("key", "k"), ("request", Datum.Object(("i", i)))), Op("timer", ("seconds", 5))));
        }
        one.Clock.Advance(TimeSpan.FromSeconds(10));
        using var stop = new CancellationTokenSource();
        var nodes = new[] { one, two }.Select(s => Task.Run(() => s.Get<EngineNode>().RunAsync(stop.Token))).ToArray();
        await Until(async () => await one.Count("Outbox WHERE Status = 1") == Calls && await one.Count("Timers") == 0);
        await stop.CancelAsync();
        await Task.WhenAll(nodes);

        var carried = one.Connector.Calls.Concat(two.Connector.Calls).Select(c => c.Request["i"].AsLong()).ToList();
        Assert.Equal(Calls, carried.Count);
        Assert.Equal(Calls, carried.Distinct().Count());
        Assert.NotEmpty(one.Connector.Calls);
        Assert.NotEmpty(two.Connector.Calls);
        Assert.Equal(Calls, await one.Count("History WHERE Kind = 'timer'"));
        Assert.Equal(Calls, await one.Count("History WHERE Kind = 'answer'"));
    }

    [Fact]
    public async Task What_a_dead_node_had_leased_is_carried_by_another_when_the_lease_has_run_out()
    {
        await using var dead = new TestStore(Database.PostgreSql, o => o.RunNode = true);
        await dead.Start(Ops(Op("call", ("key", "k"), ("request", Datum.EmptyObject))));
        Assert.Single(await dead.Get<IOutboxStore>().Lease(dead.Now, 10, null, default));
        await using var other = new TestStore(Database.PostgreSql, o => o.RunNode = true, dead.Folder, dead.Clock) { KeepFolder = true };
        Assert.Empty(await other.Get<IOutboxStore>().Lease(dead.Now, 10, null, default));
        Assert.Null(other.Get<IOutboxStore>().Next());
        await other.Get<Sql.ISqlWriter>().Write(session => session.Db.Run("UPDATE Outbox SET LeaseUntil = 1"));
        Assert.Equal(1, await other.Executor.DrainAsync());
        Assert.Single(other.Connector.Calls);
    }

    private static async Task Until(Func<Task<bool>> done)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await done()) return;
            await Task.Delay(50);
        }
        Assert.Fail("It did not come to its end in 30 s.");
    }
}
