using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class ReplayTests(Database database) : StoreTests(database)
{
    [Fact]
    public async Task A_history_with_questions_timers_answers_and_large_values_replays_to_the_same_state()
    {
        await using var store = Open();
        var large = new string('大', 6_000);
        var started = await store.Start(Ops(Op("number", ("series", "S")), Op("claim", ("key", "k")), Op("secret"), Op("timer", ("seconds", 60)), Op("set", ("field", "large"), ("value", large))));
        await store.Event(started.CaseId!, Ops(Op("call", ("key", "k1"), ("request", Datum.Object(("x", 1))))));
        await store.Executor.DrainAsync();
        await store.Advance(TimeSpan.FromMinutes(2));
        await store.Event(started.CaseId!, Ops(Op("end")));
        Assert.Equal(1, await store.Count("\"Values\" WHERE length(Bytes) < 4000 AND Id > 1"));
        Assert.Equal(large, (await store.Fields(started.CaseId!))["large"].AsText());

        var report = await store.Get<IReplay>().Replay(Tenant, started.CaseId!, default);
        Assert.Null(report!.Difference);
        Assert.Equal(5, report.Steps);
    }

    [Theory]
    [InlineData("UPDATE History SET StateHash = Body WHERE Seq = 2", "state", 2)]
    [InlineData("DELETE FROM History WHERE Seq = 2", "missing", 2)]
    [InlineData("UPDATE Parts SET Bytes = (SELECT Bytes FROM Parts p WHERE p.CaseId <> Parts.CaseId)", "stored", 3)]
    public async Task Tampering_is_reported_at_the_step_where_it_shows(string tampering, string what, long seq)
    {
        await using var store = Open(o => o.CachedStates = 0);
        var started = await store.Start(Ops(Op("number", ("series", "S"))));
        await store.Start();
        await store.Event(started.CaseId!, Ops(Op("set", ("field", "a"), ("value", 1))));
        await store.Event(started.CaseId!, Ops(Op("set", ("field", "b"), ("value", 2))));
        await store.Get<Sql.ISqlWriter>().Write(session => { session.Db.Run(tampering); return 0; });

        var report = await store.Get<IReplay>().Replay(Tenant, started.CaseId!, default);
        Assert.Equal((what, seq), (report!.Difference!.What, report.Difference.Seq));
    }
}
