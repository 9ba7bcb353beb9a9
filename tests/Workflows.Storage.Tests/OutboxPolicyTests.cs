using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public class OutboxPolicyTests
{
    private static Datum Call(string policy, string key = "k1") => Op("call", ("key", key), ("request", Datum.EmptyObject), ("policy", Datum.Parse(policy)));

    /// <summary>Local times (Japan) of the attempts, from 09:00 of Wednesday, 10 June 2026.</summary>
    private static async Task<List<string>> Attempts(string policy, TimeSpan for_, params CallOutcome[] outcomes)
    {
        await using var store = new TestStore();
        foreach (var outcome in outcomes) store.Connector.Next(outcome);
        await store.Start(Ops(Call(policy)));
        await store.Advance(for_);
        return [.. store.Connector.Calls.Select(c => c.Now.ToOffset(TimeSpan.FromHours(9)).ToString("MM-dd HH:mm:ss"))];
    }

    private static CallOutcome[] Down(int times) => [.. Enumerable.Repeat(CallOutcome.Retry("503"), times)];

    [Fact]
    public async Task A_schedule_of_a_time_of_day_tries_each_night() =>
        Assert.Equal(["06-10 09:00:00", "06-10 09:01:00", "06-11 02:00:00", "06-12 02:00:00"],
            await Attempts("""{"retry": [60, "02:00"], "giveUpAfter": 604800}""", TimeSpan.FromDays(3), [.. Down(3), CallOutcome.Done(Datum.Null)]));

    [Fact]
    public async Task After_minutes_it_goes_on_hourly_until_the_window_ends() =>
        Assert.Equal(["06-10 09:00:00", "06-10 09:01:00", "06-10 09:06:00", "06-10 09:21:00", "06-10 10:21:00", "06-10 11:21:00"],
            await Attempts("""{"retry": [60, 300, 900, 3600], "giveUpAfter": 10800}""", TimeSpan.FromDays(1), Down(20)));

    [Fact]
    public async Task No_schedule_is_one_attempt() =>
        Assert.Equal(["06-10 09:00:00"], await Attempts("""{"retry": [], "giveUpAfter": 10800}""", TimeSpan.FromDays(1), Down(5)));

    [Fact]
    public async Task Outside_its_window_a_message_waits_for_the_next_opening_day()
    {
        await using var store = new TestStore();
        store.Clock.SetUtcNow(new DateTimeOffset(2026, 6, 12, 17, 15, 0, TimeSpan.FromHours(9)));
        await store.Start(Ops(Call("""{"window": {"from": "08:30", "to": "17:15", "calendar": "jp-municipal"}}""")));
        await store.Advance(TimeSpan.FromDays(4));
        var call = Assert.Single(store.Connector.Calls);
        // Friday 17:15 is closed (half-open); the next office day is Monday.
        Assert.Equal("06-15 08:30", call.Now.ToOffset(TimeSpan.FromHours(9)).ToString("MM-dd HH:mm"));
        Assert.Equal(1, call.Attempt);
    }

    [Fact]
    public async Task Messages_of_one_line_go_one_after_another_over_all_cases()
    {
        await using var store = new TestStore();
        store.Connector.Next(CallOutcome.Retry("503"));
        await store.Start(Ops(Call("""{"retry": [60], "giveUpAfter": 600, "line": "robot"}""", "a")));
        await store.Start(Ops(Call("""{"retry": [60], "giveUpAfter": 600, "line": "robot"}""", "b")));
        await store.Start(Ops(Call("""{"retry": [60], "giveUpAfter": 600}""", "c")));
        await store.Executor.DrainAsync();
        Assert.Equal(["a", "c"], store.Connector.Calls.Select(c => c.IdempotencyKey));
        await store.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(["a", "c", "a", "b"], store.Connector.Calls.Select(c => c.IdempotencyKey));
    }

    [Fact]
    public async Task An_unknown_end_says_so()
    {
        await using var store = new TestStore();
        store.Connector.Next(CallOutcome.Unknown("lost"));
        var started = await store.Start(Ops(Call("""{"once": true}""")));
        await store.Advance(TimeSpan.FromHours(1));
        Assert.Single(store.Connector.Calls);
        Assert.True((await store.Fields(started.CaseId!))["answers"][0]["unknown"].AsBoolean());
    }

    [Fact]
    public async Task What_may_be_sent_once_only_is_not_sent_again_after_the_node_died_while_sending()
    {
        var folder = Directory.CreateTempSubdirectory("workflows-").FullName;
        string caseId;
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 6, 10, 9, 0, 0, TimeSpan.FromHours(9)));
        await using (var store = new TestStore(folder: folder, clock: clock) { KeepFolder = true })
        {
            using var dies = new CancellationTokenSource();
            store.Connector.Next(_ => { dies.Cancel(); throw new OperationCanceledException(dies.Token); });
            caseId = (await store.Start(Ops(Call("""{"once": true}""")))).CaseId!;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.Executor.DrainAsync(cancellationToken: dies.Token));
            Assert.Single(store.Connector.Calls);
        }
        await using var again = new TestStore(folder: folder, clock: clock);
        await again.Get<Running.IOutboxStore>().FreeLeases(default);
        await again.Executor.DrainAsync();
        Assert.Empty(again.Connector.Calls);
        Assert.True((await again.Fields(caseId))["answers"][0]["unknown"].AsBoolean());
    }

    [Fact]
    public async Task An_undoing_message_leaves_only_when_what_it_undoes_may_have_left()
    {
        await using var store = new TestStore();
        const string Undo = """{"undoes": "k1"}""";
        await store.Start(Ops(Call("{}"), Op("withdraw", ("key", "k1")), Call(Undo, "k1:undo")));
        await store.Executor.DrainAsync();
        Assert.Empty(store.Connector.Calls);

        store.Connector.Next(CallOutcome.Retry("503"));
        var tried = await store.Start(Ops(Call("{}")));
        await store.Executor.DrainAsync();
        await store.Event(tried.CaseId!, Ops(Op("withdraw", ("key", "k1")), Call(Undo, "k1:undo")));
        await store.Executor.DrainAsync();
        Assert.Equal(["k1", "k1:undo"], store.Connector.Calls.Select(c => c.IdempotencyKey));
    }
}
