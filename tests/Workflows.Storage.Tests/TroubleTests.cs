using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

/// <summary>Damaged rows, a clock put back, days of downtime.</summary>
public abstract class TroubleTests(Database database) : StoreTests(database)
{
    [Theory]
    [InlineData("UPDATE Parts SET Bytes = ? WHERE CaseId = ?")]
    [InlineData("UPDATE Cases SET Head = ? WHERE Id = ?")]
    public async Task A_poisoned_row_stops_its_own_case_only_and_shows_as_its_incident(string poison)
    {
        await using var store = Open(o => o.CachedStates = 0);
        Datum Work() => Ops(Op("timer", ("seconds", 60), ("name", "later")), Op("call", ("key", "k"), ("request", Datum.EmptyObject)));
        var cases = new List<string>();
        for (var i = 0; i < 5; i++) cases.Add((await store.Start(Work())).CaseId!);
        var poisoned = cases[2];
        var key = store.Get<ISqlReaders>().Read(db => db.Number("SELECT Id FROM Cases WHERE PublicId = ?", poisoned)!.Value);
        var before = store.Get<ISqlReaders>().Read(db => { using var row = db.Query("SELECT c.Head, p.Bytes FROM Cases c JOIN Parts p ON p.CaseId = c.Id WHERE c.Id = ?", key); row.Step(); return (row.Bytes(0), row.Bytes(1)); });
        await Run(store, poison, new byte[] { 3, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 }, key);

        store.Clock.Advance(TimeSpan.FromMinutes(2));
        await store.Executor.DrainAsync(200);
        foreach (var id in cases.Where(c => c != poisoned))
        {
            Assert.Single((await store.Fields(id))["timers"].Items);
            Assert.Equal(CaseOutcomeKind.Applied, (await store.Event(id)).Kind);
        }
        var refused = await store.Event(poisoned);
        Assert.Equal((CaseOutcomeKind.Refused, CaseUnreadableException.Code), (refused.Kind, refused.Refusal!.Code));
        await Assert.ThrowsAsync<CaseUnreadableException>(async () => await store.Reader.ReadState(Tenant, poisoned, default));
        // It stands among the faulted cases, in lists, and its work waits.
        Assert.Equal([poisoned], (await store.Reader.ListFaulted(Tenant, "p", new PageRequest(), default)).Items.Select(c => c.Id));
        Assert.Equal(5, (await store.Reader.ListCases(Tenant, new CaseFilter("p"), new PageRequest(), default)).Items.Count);
        Assert.Equal(1, await store.Count("Timers WHERE Attempts > 0 AND LastError IS NOT NULL"));
        Assert.Equal(1, await store.Count("Outbox WHERE Status = 0"));

        // Put back from a backup it goes on where it stood.
        await Run(store, "UPDATE Cases SET Head = ? WHERE Id = ?", before.Item1, key);
        await Run(store, "UPDATE Parts SET Bytes = ? WHERE CaseId = ?", before.Item2, key);
        store.Clock.Advance(TimeSpan.FromHours(1));
        await store.Executor.DrainAsync(200);
        Assert.Single((await store.Fields(poisoned))["timers"].Items);
        Assert.Empty((await store.Reader.ListFaulted(Tenant, "p", new PageRequest(), default)).Items);
        Assert.Equal((0, 0), (await store.Count("Timers"), await store.Count("Outbox WHERE Status = 0")));
        Assert.Null((await store.Get<IReplay>().Replay(Tenant, poisoned, default))!.Difference);
    }

    [Fact]
    public async Task A_clock_put_back_neither_loses_nor_repeats_anything_and_what_is_to_be_done_at_once_does_not_wait()
    {
        await using var store = Open();
        var began = store.Now;
        var id = (await store.Start(Ops(Op("timer", ("seconds", 60), ("name", "first"))))).CaseId!;
        store.Clock.Advance(TimeSpan.FromHours(2));
        await store.Executor.DrainAsync();
        store.Clock.AdjustTime(began.AddMinutes(30));

        // The case's own time does not go back; its message goes out now all the same.
        await store.Event(id, Ops(Op("call", ("key", "k"), ("request", Datum.EmptyObject)), Op("timer", ("seconds", 60), ("name", "second"))));
        await store.Executor.DrainAsync();
        Assert.Single(store.Connector.Calls);
        Assert.Equal(1, await store.Count("Outbox WHERE Status = 1"));
        var history = await store.Reader.ReadHistory(Tenant, id, 0, 10, default);
        Assert.Equal(history.Select(h => h.Context.Now).Order(), history.Select(h => h.Context.Now));
        Assert.Equal(["first"], (await store.Fields(id))["timers"].Items.Select(t => t["name"].AsText()));

        store.Clock.AdjustTime(began.AddHours(3));
        await store.Executor.DrainAsync();
        Assert.Equal(["first", "second"], (await store.Fields(id))["timers"].Items.Select(t => t["name"].AsText()));
        Assert.Null((await store.Get<IReplay>().Replay(Tenant, id, default))!.Difference);
    }

    [Fact]
    public async Task After_a_week_of_downtime_each_due_timer_fires_once_oldest_first_and_so_many_at_once_at_most()
    {
        const int Cases = 150, AtOnce = 64;
        await using var store = Open(o => o.RunNode = true);
        await store.Get<IScheduleStore>().Set(Tenant, "p", "daily", store.Schedules.Next(store.Now), default);
        var random = new Random(7);
        for (var i = 0; i < Cases; i++) await store.Start(Ops(Op("timer", ("seconds", random.Next(60, 6 * 86_400)), ("name", "due"))));
        store.Clock.Advance(TimeSpan.FromDays(7));

        using var stop = new CancellationTokenSource();
        var node = Task.Run(() => store.Get<EngineNode>().RunAsync(stop.Token));
        for (var i = 0; i < 600 && (await store.Count("Timers WHERE CaseId IS NOT NULL") > 0 || store.Schedules.Fired.Count == 0); i++) await Task.Delay(50);
        await stop.CancelAsync();
        await node;

        var fired = store.Get<ISqlReaders>().Read(db =>
        {
            var found = new List<long>();
            using var rows = db.Once("SELECT CaseId FROM History WHERE Kind = 'timer' ORDER BY Id");
            while (rows.Step()) found.Add(rows.Long(0));
            return found;
        });
        Assert.Equal(Cases, fired.Count);
        Assert.Equal(Cases, fired.Distinct().Count());
        // Oldest first: within what is served at once the order is open, beyond it none is overtaken.
        var due = new List<DateTimeOffset>();
        foreach (var row in (await store.Reader.ListCases(Tenant, new CaseFilter("p"), new PageRequest(500), default)).Items)
            due.Add((await store.Reader.ReadHistory(Tenant, row.Id, 1, 1, default)).Select(h => h.Stimulus.Due!.Value).FirstOrDefault(DateTimeOffset.MaxValue));
        var order = due.Where(d => d < DateTimeOffset.MaxValue).Order().ToList();
        var seen = new List<DateTimeOffset>();
        foreach (var key in fired) seen.Add(await DueOf(store, key));
        for (var i = 0; i < seen.Count; i++) Assert.True(Math.Abs(order.IndexOf(seen[i]) - i) < AtOnce, $"The timer in place {i} was number {order.IndexOf(seen[i])} by its time.");
        // A start that missed seven firings fires once.
        Assert.Single(store.Schedules.Fired);
    }

    private static async Task<DateTimeOffset> DueOf(TestStore store, long key)
    {
        var id = store.Get<ISqlReaders>().Read(db => { using var row = db.Query("SELECT PublicId FROM Cases WHERE Id = ?", key); row.Step(); return row.Text(0); });
        return (await store.Reader.ReadHistory(Tenant, id, 1, 1, default))[0].Stimulus.Due!.Value;
    }

    private static Task Run(TestStore store, string sql, params object?[] values) => store.Get<ISqlWriter>().WriteWaiting(session => session.Db.Run(sql, values), default);
}
