using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Sql;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

/// <summary>A case a month after its end: smaller, and to everybody who asks the same.</summary>
public abstract class ArchiveTests(Database database) : StoreTests(database)
{
    private static readonly string Large = new('大', 6_000);

    [Fact]
    public async Task An_archived_case_is_read_replayed_and_proved_as_before_and_takes_less_room()
    {
        await using var store = Open(o => o.CachedStates = 0);
        var (ended, running) = await Fill(store);
        var before = await Everything(store, ended);
        var bytes = Bytes(store);
        store.Clock.Advance(TimeSpan.FromDays(29));
        Assert.StartsWith("0 ", await store.Archive(), StringComparison.Ordinal);
        store.Clock.Advance(TimeSpan.FromDays(2));
        Assert.StartsWith("1 ", await store.Archive(), StringComparison.Ordinal);
        Assert.StartsWith("0 ", await store.Archive(), StringComparison.Ordinal);

        Assert.Equal((1, 0), (await store.Count("Archive"), await store.Count("Parts p JOIN Cases c ON c.Id = p.CaseId WHERE c.Lifecycle = 'ended'")));
        Assert.True(Bytes(store) < bytes * 0.7, $"{Bytes(store)} of {bytes} bytes");
        Assert.Equal(before, await Everything(store, ended));
        Assert.True(store.Holds(Large[..100]));
        Assert.Null((await store.Get<IReplay>().Replay(Tenant, ended, default))!.Difference);
        Assert.Empty((await AuditTests.Verify(store)).Findings);
        // New steps are sealed and proved beside it.
        await store.Event(running, Ops(Op("set", ("field", "a"), ("value", 9))));
        await store.Get<IAuditTrail>().Seal(default);
        Assert.Empty((await AuditTests.Verify(store)).Findings);
        Assert.Equal([ended], (await store.Reader.ListCases(Tenant, new CaseFilter("p", Open: false), new PageRequest(), default)).Items.Select(c => c.Id));
    }

    [Fact]
    public async Task A_step_of_an_archived_case_brings_it_back_first()
    {
        await using var store = Open(o => o.CachedStates = 0);
        var (ended, _) = await Fill(store);
        store.Clock.Advance(TimeSpan.FromDays(31));
        await store.Archive();
        Assert.Equal(CaseOutcomeKind.Unheard, (await store.Event(ended)).Kind);
        Assert.Equal(1, await store.Count("Archive"));

        var alter = new Engine.Turns.Stimulus("alter-1", Engine.Turns.StimulusKinds.Alter, store.Now, "operator", Payload: Datum.Object(("fields", Datum.Object(("a", 7)))));
        var altered = await store.Executor.Execute(new CaseCommand("desk", Tenant, ended, alter), default);
        Assert.Equal(CaseOutcomeKind.Applied, altered.Kind);
        Assert.Equal(0, await store.Count("Archive"));
        Assert.Null((await store.Get<IReplay>().Replay(Tenant, ended, default))!.Difference);
        await store.Get<IAuditTrail>().Seal(default);
        Assert.Empty((await AuditTests.Verify(store)).Findings);
        // A month later it goes again.
        Assert.StartsWith("0 ", await store.Archive(), StringComparison.Ordinal);
        store.Clock.Advance(TimeSpan.FromDays(31));
        Assert.StartsWith("1 ", await store.Archive(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_case_is_disposed_of_like_any_other()
    {
        await using var store = Open();
        var (ended, _) = await Fill(store);
        store.Clock.Advance(TimeSpan.FromDays(400));
        await store.Archive();
        var made = await store.Get<IRetentionStore>().Dispose(Tenant, ended, [], [], "手続", store.Now.AddDays(-400), "P1Y", store.Now, default);
        Assert.Equal(Steps, made!.Steps);
        Assert.False(store.Holds(Large[..100]));
        Assert.False(store.Holds("保管カナリア"));
        Assert.Equal(0, await store.Count("Archive"));
        Assert.Empty((await AuditTests.Verify(store)).Findings);
        // What was disposed of is not archived any more.
        Assert.StartsWith("0 ", await store.Archive(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE Archive SET Bytes = (SELECT a.Bytes FROM Archive a WHERE a.CaseId <> Archive.CaseId) WHERE CaseId = (SELECT MIN(f.CaseId) FROM Archive f)")]
    [InlineData("DELETE FROM Archive")]
    public async Task Whoever_changes_what_is_archived_is_found_out(string tampering)
    {
        await using var store = Open(o => o.CachedStates = 0);
        var (ended, running) = await Fill(store);
        await store.Event(running, Ops(Op("end")));
        await store.Get<IAuditTrail>().Seal(default);
        store.Clock.Advance(TimeSpan.FromDays(31));
        Assert.StartsWith("2 ", await store.Archive(), StringComparison.Ordinal);
        Assert.Empty((await AuditTests.Verify(store)).Findings);
        await store.Get<ISqlWriter>().Write(session => session.Db.Run(tampering));
        var found = (await AuditTests.Verify(store)).Findings;
        Assert.Contains(found, f => f.Key == ended && f.Place.StartsWith("History ", StringComparison.Ordinal));
    }

    private const int Steps = 15;

    /// <summary>A case ended after many steps, and one that goes on; sealed.</summary>
    private static async Task<(string Ended, string Running)> Fill(TestStore store)
    {
        var ended = (await store.Start(Ops(Op("number", ("series", "S")), Op("set", ("field", "secret"), ("value", "保管カナリア"))))).CaseId!;
        var running = (await store.Start()).CaseId!;
        await store.Event(ended, Ops(Op("set", ("field", "large"), ("value", Large))));
        for (var i = 3; i < Steps; i++) await store.Event(ended, Ops(Op("set", ("field", "a"), ("value", i))));
        await store.Event(ended, Ops(Op("end")));
        await store.Get<IAuditTrail>().Seal(default);
        return (ended, running);
    }

    private static async Task<string> Everything(TestStore store, string id)
    {
        var history = await store.Reader.ReadHistory(Tenant, id, 0, 100, default);
        var state = (await store.Reader.ReadState(Tenant, id, default))!;
        return $"{state.Hash} {state.Fields.ToJson()} {string.Join('\n', history.Select(h => $"{h.Seq} {h.At:O} {h.Stimulus.ToDatum().ToJson()} {h.Context.ToDatum().ToJson()} {h.StateHash} {h.Journal.Count} {h.PlanId}"))}";
    }

    private static long Bytes(TestStore store) => store.Get<ISqlReaders>().Read(db =>
        new[] { ("History", "Body"), ("Parts", "Bytes"), ("Archive", "Bytes") }.Sum(t => db.Number($"SELECT SUM(length(t.{t.Item2})) FROM {t.Item1} t JOIN Cases c ON c.Id = t.CaseId WHERE c.Lifecycle = 'ended'") ?? 0));
}
