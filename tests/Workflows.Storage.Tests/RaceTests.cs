using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class RaceTests(Database database) : StoreTests(database)
{
    [Fact]
    public async Task Of_200_cases_wanting_one_key_one_gets_it()
    {
        await using var store = Open();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => store.Start(Ops(Op("claim", ("key", "room-1")))))));
        Assert.All(outcomes, o => Assert.Equal(CaseOutcomeKind.Applied, o.Kind));
        var replies = new List<Datum>();
        foreach (var outcome in outcomes) replies.Add((await store.Fields(outcome.CaseId!))["replies"][0]);
        var winner = Assert.Single(replies.Index(), r => r.Item["outcome"].AsText() == Reply.Done).Index;
        Assert.All(replies.Where(r => r["outcome"].AsText() == Reply.Taken), r => Assert.Equal(outcomes[winner].CaseId, r["value"]["by"].AsText()));
    }

    [Fact]
    public async Task Of_50_starts_with_one_key_one_case_begins()
    {
        await using var store = Open();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => store.Start(key: "2026-06-10"))));
        var winner = Assert.Single(outcomes, o => o.Kind == CaseOutcomeKind.Applied);
        Assert.All(outcomes.Where(o => o != winner), o => Assert.Equal(("ALREADY_OPEN", winner.CaseId), (o.Refusal!.Code, o.CaseId)));
        Assert.Equal(1, await store.Count("Cases"));

        await store.Event(winner.CaseId!, Ops(Op("end")));
        Assert.Equal(CaseOutcomeKind.Applied, (await store.Start(key: "2026-06-10")).Kind);
    }

    [Fact]
    public async Task Two_stimuli_at_once_on_one_case_both_count()
    {
        await using var store = Open();
        var started = await store.Start();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => store.Event(started.CaseId!, Ops(Op("set", ("field", $"f{i}"), ("value", i)))))));
        Assert.All(outcomes, o => Assert.Equal(CaseOutcomeKind.Applied, o.Kind));
        Assert.Equal(Enumerable.Range(2, 60).Select(v => (long)v), outcomes.Select(o => o.Version).Order());
        var fields = await store.Fields(started.CaseId!);
        for (var i = 0; i < 60; i++) Assert.Equal(i, fields[$"f{i}"].AsLong());
    }

    [Fact]
    public async Task One_command_50_times_at_once_has_one_effect()
    {
        await using var store = Open();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => store.Start(Ops(Op("number", ("series", "S"))), id: "same", digest: "d"))));
        Assert.Single(outcomes, o => o.Kind == CaseOutcomeKind.Applied);
        Assert.Equal(49, outcomes.Count(o => o.Kind == CaseOutcomeKind.Repeated));
        Assert.Single(outcomes.Select(o => o.CaseId).Distinct());
        Assert.Equal(1, await store.Count("Cases"));
        Assert.Equal(1, await store.Count("Numbers WHERE Last = 1 AND Series = 'S'"));
    }

    [Fact]
    public async Task Numbers_have_no_gaps_though_every_third_step_is_refused()
    {
        await using var store = Open();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => Task.Run(() =>
            store.Start(i % 3 == 0 ? Ops(Op("number", ("series", "KF")), Op("refuse")) : Ops(Op("number", ("series", "KF")))))));
        var numbers = new List<long>();
        foreach (var outcome in outcomes.Where(o => o.Kind == CaseOutcomeKind.Applied)) numbers.Add((await store.Fields(outcome.CaseId!))["replies"][0]["value"].AsLong()!.Value);
        Assert.Equal(Enumerable.Range(1, 80).Select(n => (long)n), numbers.Order());
    }

    [Fact]
    public async Task A_register_keeps_one_active_record_a_person_under_race()
    {
        await using var store = Open();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => store.Start(Ops(
            Op("change", ("register", "R"), ("operation", "add"), ("values", Datum.Object(("person", "p1"), ("status", "有効")))))))));
        var replies = new List<Datum>();
        foreach (var outcome in outcomes) replies.Add((await store.Fields(outcome.CaseId!))["replies"][0]);
        var done = Assert.Single(replies, r => r["outcome"].AsText() == Reply.Done);
        Assert.All(replies.Where(r => r != done), r => Assert.Equal("one-active", r["value"]["constraint"].AsText()));
        Assert.Equal("M-000001", done["value"]["id"].AsText());
    }

    [Fact]
    public async Task A_full_queue_answers_busy()
    {
        await using var store = Open(o => { o.QueueLength = 4; o.GroupSize = 1; });
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Task.Run(() => store.Start())));
        Assert.Contains(outcomes, o => o.Kind == CaseOutcomeKind.Busy);
        Assert.All(outcomes.Where(o => o.Kind == CaseOutcomeKind.Busy), o => Assert.NotNull(o.RetryAfter));
        Assert.Equal(outcomes.Count(o => o.Kind == CaseOutcomeKind.Applied), await store.Count("Cases"));
    }
}
