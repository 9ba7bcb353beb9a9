using System.Diagnostics;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

/// <summary>Two things at the same moment, 200 times each: every end is right, every count exact, nobody sees a deadlock.</summary>
public abstract class RaceMatrix(Database database) : StoreTests(database)
{
    private const int Cases = 200;

    [Fact]
    public async Task Two_waits_of_one_case_resumed_at_once_both_go_on_and_the_case_ends()
    {
        await using var store = Open();
        await EachCase(store, "two", async id => await Together(() => store.Event(id, name: "a"), () => store.Event(id, name: "b")) is var (a, b) && a.Kind == CaseOutcomeKind.Applied && b.Kind == CaseOutcomeKind.Applied);
        Assert.Equal(Cases, await store.Count("Cases WHERE Lifecycle = 'ended' AND Version = 3"));
        Assert.Equal(0, await store.Count("Bookmarks"));
        Assert.Equal(Cases, await store.Count("History WHERE Seq = 3"));
    }

    [Fact]
    public async Task One_wait_reached_by_two_routes_at_once_goes_on_once()
    {
        await using var store = Open();
        await EachCase(store, "event", async id =>
        {
            var byName = new Stimulus($"n-{id}", StimulusKinds.Event, store.Now, "u1", Name: "go");
            var byPlace = new Stimulus($"p-{id}", StimulusKinds.Event, store.Now, "u2", ActivityId: "wait", Name: "go");
            var (a, b) = await Together(() => Say(store, "portal", id, byName), () => Say(store, "api", id, byPlace));
            return new[] { a, b }.Count(o => o.Kind == CaseOutcomeKind.Applied) == 1;
        });
        Assert.Equal(Cases, await store.Count("Cases WHERE Lifecycle = 'ended' AND Version = 2"));
        Assert.Equal(2 * Cases, await store.Count("History"));
    }

    [Fact]
    public async Task A_cancel_and_a_resume_at_once_leave_an_ended_case_and_no_wait()
    {
        await using var store = Open();
        await EachCase(store, "event", async id =>
        {
            var cancel = new Stimulus($"x-{id}", StimulusKinds.Cancel, store.Now, "operator", Payload: Datum.Object(("reason", "取下げ")));
            var (resumed, cancelled) = await Together(() => store.Event(id, name: "go"), () => Say(store, "desk", id, cancel));
            return new[] { resumed, cancelled }.Count(o => o.Kind == CaseOutcomeKind.Applied) == 1;
        });
        Assert.Equal(Cases, await store.Count("Cases WHERE Lifecycle = 'ended' AND Version = 2"));
        Assert.Equal(0, await store.Count("Bookmarks"));
    }

    [Fact]
    public async Task A_timer_and_an_event_at_once_both_count_and_the_timer_fires_once()
    {
        await using var store = Open();
        var ids = await StartAll(store, "do", Ops(Op("timer", ("seconds", 60), ("name", "t"))));
        store.Clock.Advance(TimeSpan.FromSeconds(60));
        var node = Task.Run(async () => { while (await store.Executor.DrainAsync() > 0) { } });
        var events = await Task.WhenAll(ids.Select(id => Task.Run(() => store.Event(id, Ops(Op("set", ("field", "said"), ("value", true)))))));
        await node;
        await store.Executor.DrainAsync();
        Assert.All(events, e => Assert.Equal(CaseOutcomeKind.Applied, e.Kind));
        Assert.Equal(0, await store.Count("Timers"));
        Assert.Equal(Cases, await store.Count("History WHERE Kind = 'timer'"));
        Assert.Equal(Cases, await store.Count("Cases WHERE Version = 3"));
        foreach (var id in ids.Take(20)) Assert.True((await store.Fields(id))["said"].AsBoolean());
    }

    [Fact]
    public async Task Two_processes_on_one_database_resume_each_case_once()
    {
        await using var store = Open();
        var ids = await StartAll(store, "event");
        using var other = Process.Start(new ProcessStartInfo("dotnet", [typeof(RaceMatrix).Assembly.Location, "resume", Where.ToString(), store.Folder, PostgreSqlCluster.SharedIfStarted ?? "", .. ids]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        Assert.Equal("ready", await other.StandardOutput.ReadLineAsync());
        await other.StandardInput.WriteLineAsync("go");
        var own = await ResumeAll(store, ids);
        var theirs = int.Parse((await other.StandardOutput.ReadLineAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        await other.WaitForExitAsync();
        Assert.Equal(Cases, own + theirs);
        Assert.Equal(Cases, await store.Count("Cases WHERE Lifecycle = 'ended' AND Version = 2"));
        Assert.Equal(2 * Cases, await store.Count("History"));
    }

    [Fact]
    public async Task Of_200_requests_for_the_last_permitted_place_one_gets_it()
    {
        await using var store = Open();
        const int Limit = 5;
        Datum Ask(int i) => Ops(Op("room", ("register", "R"), ("where", Datum.Object(("status", "有効"))), ("limit", Limit), ("values", Datum.Object(("person", $"p{i}"), ("status", "有効"), ("amount", i)))));
        for (var i = 0; i < Limit - 1; i++) await store.Start(Ask(i));
        var outcomes = await Task.WhenAll(Enumerable.Range(10, Cases).Select(i => Task.Run(() => store.Start(Ask(i)))));
        Assert.All(outcomes, o => Assert.Equal(CaseOutcomeKind.Applied, o.Kind));
        Assert.Equal(Limit, await store.Count("RegisterRecords"));
        var got = 0;
        foreach (var outcome in outcomes) if ((await store.Fields(outcome.CaseId!))["got"].AsBoolean()) got++;
        Assert.Equal(1, got);
    }

    /// <summary>The other process: says ready, waits for go, resumes every case, tells how many answered Applied.</summary>
    internal static async Task<int> ResumeFromOutside(Database database, string folder, string? server, string[] ids)
    {
        if (!string.IsNullOrEmpty(server)) PostgreSqlCluster.Attach(server);
        await using var store = new TestStore(database, folder: folder) { KeepFolder = true };
        _ = store.Executor;
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync();
        await Console.Out.WriteLineAsync((await ResumeAll(store, ids)).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return 0;
    }

    private static async Task<int> ResumeAll(TestStore store, IEnumerable<string> ids)
    {
        var outcomes = await Task.WhenAll(ids.Select(id => Task.Run(() => store.Event(id, name: "go"))));
        Assert.All(outcomes, o => Assert.True(o.Kind is CaseOutcomeKind.Applied or CaseOutcomeKind.Unheard, o.Kind.ToString()));
        return outcomes.Count(o => o.Kind == CaseOutcomeKind.Applied);
    }

    private static async Task<CaseOutcome> Say(TestStore store, string client, string id, Stimulus stimulus) => await store.Executor.Execute(new CaseCommand(client, Tenant, id, stimulus), CancellationToken.None);

    private static async Task<string[]> StartAll(TestStore store, string workflow, Datum? payload = null) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, Cases).Select(_ => Task.Run(() => store.Start(payload, workflow))))).Select(o => o.CaseId!)];

    private static async Task EachCase(TestStore store, string workflow, Func<string, Task<bool>> race)
    {
        var ids = await StartAll(store, workflow);
        var right = await Task.WhenAll(ids.Select(id => Task.Run(() => race(id))));
        Assert.Equal(Cases, right.Count(r => r));
    }

    /// <summary>Both at the same moment, as near as threads can be brought.</summary>
    private static async Task<(CaseOutcome First, CaseOutcome Second)> Together(Func<Task<CaseOutcome>> first, Func<Task<CaseOutcome>> second)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task<CaseOutcome> Go(Func<Task<CaseOutcome>> what)
        {
            await gate.Task;
            return await what();
        }
        var (a, b) = (Go(first), Go(second));
        gate.SetResult();
        return (await a, await b);
    }
}
