using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class OutboxTests(Database database) : StoreTests(database)
{
    private static readonly Datum Policy = Datum.Object(("retry", Datum.List(10, 60)), ("giveUpAfter", 150));

    [Fact]
    public async Task A_call_is_made_and_its_answer_enters_the_case()
    {
        await using var store = Open();
        store.Connector.Next(CallOutcome.Done(Datum.Object(("receipt", "R-1"))));
        var started = await store.Start(Call());
        Assert.Empty(store.Connector.Calls);
        Assert.Equal(1, await store.Executor.DrainAsync());

        var call = Assert.Single(store.Connector.Calls);
        Assert.Equal(("C-1", "op", "k1", 1, "v"), (call.Connector, call.Operation, call.IdempotencyKey, call.Attempt, call.Request["x"].AsText()));
        var answer = (await store.Fields(started.CaseId!))["answers"][0];
        Assert.Equal(("k1", "Done", "R-1"), (answer["key"].AsText(), answer["outcome"].AsText(), answer["value"]["receipt"].AsText()));
        Assert.Equal("done", Assert.Single(await store.Reader.ReadOutbox(Tenant, started.CaseId!, default)).Status);
        Assert.Equal(0, await store.Executor.DrainAsync());
    }

    [Fact]
    public async Task Failed_attempts_follow_the_schedule_with_the_same_key()
    {
        await using var store = Open();
        var times = new List<TimeSpan>();
        var from = store.Now;
        CallOutcome Down(ConnectorCall c) { times.Add(c.Now - from); return CallOutcome.Retry("503"); }
        store.Connector.Next(Down);
        store.Connector.Next(c => { times.Add(c.Now - from); throw new HttpRequestException("refused"); });
        store.Connector.Next(c => { times.Add(c.Now - from); return CallOutcome.Done(Datum.Null); });
        var started = await store.Start(Call());
        await store.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal([0, 10, 70], times.Select(t => t.TotalSeconds));
        Assert.Equal(["k1", "k1", "k1"], store.Connector.Calls.Select(c => c.IdempotencyKey));
        Assert.Equal([1, 2, 3], store.Connector.Calls.Select(c => c.Attempt));
        Assert.Equal("Done", (await store.Fields(started.CaseId!))["answers"][0]["outcome"].AsText());
    }

    [Fact]
    public async Task After_the_window_the_case_hears_that_it_failed_and_the_same_key_starts_over_when_sent_again()
    {
        await using var store = Open();
        for (var i = 0; i < 10; i++) store.Connector.Next(CallOutcome.Retry("503"));
        var started = await store.Start(Call());
        await store.Advance(TimeSpan.FromMinutes(10));
        // At 0, 10, 70 and 130 seconds; the next would be past 150.
        Assert.Equal(4, store.Connector.Calls.Count);
        var answer = Assert.Single((await store.Fields(started.CaseId!))["answers"].Items);
        Assert.Equal(("Failed", "GIVEN_UP"), (answer["outcome"].AsText(), answer["code"].AsText()));
        var row = Assert.Single(await store.Reader.ReadOutbox(Tenant, started.CaseId!, default));
        Assert.Equal("failed", row.Status);
        Assert.Contains("503", row.LastError, StringComparison.Ordinal);

        await store.Event(started.CaseId!, Call());
        store.Connector.Calls.Clear();
        await store.Advance(TimeSpan.FromMinutes(10));
        Assert.All(store.Connector.Calls, c => Assert.Equal("k1", c.IdempotencyKey));
        Assert.Equal(2, (await store.Fields(started.CaseId!))["answers"].Items.Length);
    }

    [Fact]
    public async Task A_case_may_send_the_same_message_again_in_the_step_that_hears_of_its_end()
    {
        await using var store = Open();
        store.Connector.Next(CallOutcome.Fatal("DOWN", "down"));
        store.Connector.Next(CallOutcome.Done(Datum.Of("second")));
        var call = Op("call", ("key", "k1"), ("request", Datum.EmptyObject));
        var started = await store.Start(Ops(Op("set", ("field", "again"), ("value", call)), call));
        await store.Executor.DrainAsync();
        var answers = (await store.Fields(started.CaseId!))["answers"].Items;
        Assert.Equal(["Failed", "Done"], answers.Select(a => a["outcome"].AsText()));
        Assert.Equal(["k1", "k1"], store.Connector.Calls.Select(c => c.IdempotencyKey));
        Assert.Equal("done", Assert.Single(await store.Reader.ReadOutbox(Tenant, started.CaseId!, default)).Status);
    }

    [Theory]
    [InlineData(CallOutcomeKind.BusinessFault, "NO_ACCOUNT", "NO_ACCOUNT", "done")]
    [InlineData(CallOutcomeKind.Fatal, "UNAUTHORIZED", "Failed", "failed")]
    [InlineData(CallOutcomeKind.Unknown, null, "Failed", "failed")]
    public async Task Other_ends_are_told_by_name_and_never_retried(CallOutcomeKind kind, string? code, string outcome, string status)
    {
        await using var store = Open();
        store.Connector.Next(new CallOutcome(kind, Datum.Null, code, "m"));
        var started = await store.Start(Call());
        await store.Advance(TimeSpan.FromMinutes(10));
        Assert.Single(store.Connector.Calls);
        Assert.Equal(outcome, (await store.Fields(started.CaseId!))["answers"][0]["outcome"].AsText());
        Assert.Equal(status, Assert.Single(await store.Reader.ReadOutbox(Tenant, started.CaseId!, default)).Status);
    }

    [Fact]
    public async Task Signals_reach_a_case_by_id_or_number_in_order_and_once()
    {
        await using var store = Open();
        var receiver = await store.Start(Ops(Op("head", ("field", "number"), ("value", "KF-2026-000001"))));
        var sender = await store.Start(Ops(
            Op("signal", ("to", "KF-2026-000001"), ("id", "s1"), ("payload", Ops(Op("set", ("field", "last"), ("value", 1))))),
            Op("signal", ("to", "KF-2026-000001"), ("id", "s2"), ("payload", Ops(Op("set", ("field", "last"), ("value", 2))))),
            Op("signal", ("to", receiver.CaseId!), ("id", "s3"), ("payload", Ops(Op("refuse")))),
            Op("signal", ("to", "nobody"), ("id", "s4"))));
        await store.Executor.DrainAsync();

        var fields = await store.Fields(receiver.CaseId!);
        Assert.Equal(["s1", "s2"], fields["heard"].Items.Select(h => h.AsText()));
        Assert.Equal(2, fields["last"].AsLong());
        Assert.Equal(["Applied", "Applied", "Refused", "NotFound"], (await store.Fields(sender.CaseId!))["answers"].Items.OrderBy(a => a["key"].AsText()).Select(a => a["outcome"].AsText()));

        await store.Event(receiver.CaseId!, Ops(Op("end")));
        await store.Event(sender.CaseId!, Ops(Op("signal", ("to", receiver.CaseId!), ("id", "s5"))));
        await store.Executor.DrainAsync();
        Assert.Equal("Unheard", (await store.Fields(sender.CaseId!))["answers"][4]["outcome"].AsText());
    }

    [Fact]
    public async Task A_child_is_made_in_the_step_and_begins_afterwards_once()
    {
        await using var store = Open();
        var parent = await store.Start(Ops(
            Op("child", ("workflow", "do"), ("key", "a"), ("input", Ops(Op("set", ("field", "from"), ("value", "parent"))))),
            Op("child", ("workflow", "do"), ("key", "a"), ("input", Datum.Null))));
        var replies = (await store.Fields(parent.CaseId!))["replies"];
        var child = replies[0]["value"]["caseId"].AsText()!;
        Assert.Equal(child, replies[1]["value"]["caseId"].AsText());
        Assert.Equal(0, (await store.Reader.FindCase(Tenant, child, default))!.Version);
        await store.Executor.DrainAsync();
        Assert.Equal("parent", (await store.Fields(child))["from"].AsText());
        Assert.Equal(2, await store.Count("Cases"));
    }

    [Fact]
    public async Task A_vaulted_value_reaches_the_connector_and_is_found_nowhere_else()
    {
        const string Canary = "canary-4711-secret-口座";
        await using var store = Open();
        var vault = store.Get<IVault>();
        var id = await vault.Put(Tenant, Encoding.UTF8.GetBytes(Canary), store.Now.AddHours(1), default);
        var started = await store.Start(Ops(Op("call", ("key", "k1"), ("request", Datum.Object(("pin", Datum.Object(("vault", id), ("present", true))))), ("policy", Policy))));
        Assert.False(store.Holds(Canary));
        await store.Executor.DrainAsync();

        Assert.Equal(Canary, Assert.Single(store.Connector.Calls).Request["pin"].AsText());
        Assert.False(store.Holds(Canary));
        // What is not secret is found by the same search: it looks into every packed value.
        Assert.True(store.Holds(id));
        Assert.Null(await vault.Get(Tenant, id, default));
        Assert.Null(await vault.Get("14205", id, default));
        Assert.Single((await store.Fields(started.CaseId!))["answers"].Items);
    }

    [Fact]
    public async Task A_vaulted_value_past_its_time_is_gone()
    {
        await using var store = Open();
        var vault = store.Get<IVault>();
        var id = await vault.Put(Tenant, new byte[] { 1, 2, 3 }, store.Now.AddMinutes(5), default);
        Assert.Equal([1, 2, 3], await vault.Get(Tenant, id, default));
        Assert.Null(await vault.Get("14205", id, default));
        store.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(await vault.Get(Tenant, id, default));
    }

    [Fact]
    public async Task The_node_serves_in_the_background_too()
    {
        await using var store = Open();
        using var stop = new CancellationTokenSource();
        var running = store.Get<Running.EngineNode>().RunAsync(stop.Token);
        var ids = new List<string>();
        for (var i = 0; i < 20; i++) ids.Add((await store.Start(Call($"k{i}"))).CaseId!);
        for (var i = 0; i < 200 && await store.Count("Outbox WHERE Status = 0") > 0; i++) await Task.Delay(50);
        await stop.CancelAsync();
        await running;
        Assert.Equal(20, store.Connector.Calls.Count);
        foreach (var id in ids) Assert.Equal("Done", (await store.Fields(id))["answers"][0]["outcome"].AsText());
    }

    private static Datum Call(string key = "k1") => Ops(Op("call", ("key", key), ("request", Datum.Object(("x", "v"))), ("policy", Policy)));
}
