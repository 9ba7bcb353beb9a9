using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

public abstract class TimerTests(Database database) : StoreTests(database)
{
    [Fact]
    public async Task Timers_fire_oldest_first_and_late_ones_tell_when_they_were_due()
    {
        await using var store = Open();
        var from = store.Now;
        var started = await store.Start(Ops(Op("timer", ("seconds", 300), ("name", "c")), Op("timer", ("seconds", 100), ("name", "a")), Op("timer", ("seconds", 200), ("name", "b"))));
        store.Clock.Advance(TimeSpan.FromSeconds(250));
        Assert.Equal(2, await store.Executor.DrainAsync());

        var timers = (await store.Fields(started.CaseId!))["timers"].Items;
        Assert.Equal(["a", "b"], timers.Select(t => t["name"].AsText()));
        Assert.Equal(from.AddSeconds(100), timers[0]["due"].AsInstant());
        Assert.Equal(from.AddSeconds(250), timers[0]["now"].AsInstant());
        Assert.Equal(from.AddSeconds(300), await store.Get<IEnginePump>().NextDue(default));
    }

    [Fact]
    public async Task A_due_timer_fires_before_the_stimulus_that_arrives_after_it()
    {
        await using var store = Open();
        var started = await store.Start(Ops(Op("timer", ("seconds", 100), ("name", "a")), Op("timer", ("seconds", 50), ("name", "b")), Op("timer", ("seconds", 500), ("name", "later"))));
        store.Clock.Advance(TimeSpan.FromSeconds(120));
        var outcome = await store.Event(started.CaseId!, Ops(Op("set", ("field", "x"), ("value", 1))));
        Assert.Equal(4, outcome.Version);
        var history = await store.Reader.ReadHistory(Tenant, started.CaseId!, 0, 10, default);
        Assert.Equal(["start", "timer", "timer", "event"], history.Select(h => h.Stimulus.Kind));
        Assert.Equal(["b", "a"], history.Where(h => h.Stimulus.Kind == "timer").Select(h => h.Stimulus.Name));
    }

    [Fact]
    public async Task A_limit_is_exact_to_the_millisecond_even_when_the_timer_job_is_late()
    {
        await using var store = new TestStore();
        var started = await store.Start(Ops(Op("timer", ("seconds", 90), ("name", "limit"))));
        store.Clock.Advance(TimeSpan.FromMilliseconds(89_999));
        await store.Event(started.CaseId!, Ops(Op("set", ("field", "x"), ("value", 1))));
        store.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await store.Event(started.CaseId!, Ops(Op("set", ("field", "x"), ("value", 2))));
        var history = await store.Reader.ReadHistory(Tenant, started.CaseId!, 0, 10, default);
        Assert.Equal(["start", "event", "timer", "event"], history.Select(h => h.Stimulus.Kind));
    }

    [Fact]
    public async Task A_start_with_a_key_for_good_begins_once_ever()
    {
        await using var store = new TestStore();
        Task<CaseOutcome> Begin(string id) => store.Executor.Execute(new CaseCommand("t", Tenant, null, new Stimulus(id, StimulusKinds.Start, store.Now, "system", Payload: Datum.EmptyObject), new StartTarget("p", "s", "do", Once: "record-1")), default).AsTask();
        Assert.Equal(CaseOutcomeKind.Applied, (await Begin("a")).Kind);
        Assert.Equal("ALREADY_STARTED", (await Begin("b")).Refusal?.Code);
        Assert.Equal(1, await store.Count("Cases"));
        // The same command again is the first answer, not a second case.
        Assert.NotEqual(CaseOutcomeKind.Refused, (await Begin("a")).Kind);
    }

    [Fact]
    public async Task A_change_of_a_watched_register_comes_due_with_it_and_a_change_meanwhile_is_not_lost()
    {
        await using var store = new TestStore();
        store.Registers.R = store.Registers.R with { Watchers = ["expiring"] };
        var registers = store.Get<IRegisterStore>();
        await registers.Change(Tenant, "p", new ChangeRecord("R", "add", null, Datum.Object(("code", "M-1"))), "staff", store.Now, default);
        var row = Assert.Single(await store.Get<IScheduleStore>().List(Tenant, default));
        Assert.Equal(("expiring#M-1", store.Now), (row.StartId, row.Due));
        store.Schedules.Firing = () => registers.Change(Tenant, "p", new ChangeRecord("R", "change", "M-1", Datum.Object(("amount", "5"))), "staff", store.Now, default).AsTask();
        await store.Executor.DrainAsync(1);
        store.Schedules.Firing = null;
        // It was looked at before the second change: it stays due.
        Assert.Equal(store.Now, Assert.Single(await store.Get<IScheduleStore>().List(Tenant, default)).Due);
    }

    [Fact]
    public async Task Many_timers_of_many_cases_fire_in_the_order_they_were_due()
    {
        await using var store = Open();
        for (var i = 0; i < 20; i++) await store.Start(Ops(Op("timer", ("seconds", (i * 7) % 20), ("name", $"{i}"))));
        store.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(20, await store.Executor.DrainAsync());
        Assert.Equal(0, await store.Count("Timers"));
        Assert.Equal(20, await store.Count("History WHERE Kind = 'timer'"));
    }

    [Fact]
    public async Task A_step_that_stops_at_a_bound_goes_on_by_itself_to_the_end()
    {
        await using var store = Open();
        var started = await store.Start(workflow: "many");
        await store.Executor.DrainAsync();
        Assert.Equal(1, await store.Count("Numbers WHERE Series = 'many' AND Last = 3000"));
        var history = await store.Reader.ReadHistory(Tenant, started.CaseId!, 0, 10, default);
        Assert.Equal(["start", "continue", "continue"], history.Select(h => h.Stimulus.Kind));
        Assert.Equal("ended", (await store.Reader.FindCase(Tenant, started.CaseId!, default))!.Lifecycle);
        Assert.Equal(0, await store.Count("Timers"));
        Assert.Null((await store.Get<IReplay>().Replay(Tenant, started.CaseId!, default))!.Difference);
    }

    [Fact]
    public async Task A_scheduled_start_missed_for_ten_days_happens_once_and_is_due_again_tomorrow()
    {
        await using var store = Open();
        var schedules = store.Get<IScheduleStore>();
        await schedules.Set(Tenant, "p", "daily", store.Schedules.Next(store.Now), default);
        var due = Assert.Single(await schedules.List(Tenant, default)).Due;
        store.Clock.SetUtcNow(due.AddDays(10).AddHours(1));
        await store.Executor.DrainAsync();

        Assert.Equal(due, Assert.Single(store.Schedules.Fired).Due);
        Assert.Equal(1, await store.Count("Cases"));
        Assert.Equal(due.AddDays(11), Assert.Single(await schedules.List(Tenant, default)).Due);
        // A publish of the same definition meanwhile changes nothing that is due.
        await schedules.Set(Tenant, "p", "daily", due.AddDays(12), default);
        Assert.Equal(due.AddDays(11), Assert.Single(await schedules.List(Tenant, default)).Due);
        await store.Advance(TimeSpan.FromDays(2));
        Assert.Equal(3, store.Schedules.Fired.Count);
        await schedules.Set(Tenant, "p", "daily", null, default);
        Assert.Empty(await schedules.List(Tenant, default));
    }

    [Fact]
    public async Task A_timer_whose_plan_is_gone_is_kept_and_the_others_go_on()
    {
        await using var store = Open();
        store.Plans.Add("do2", Datum.Object(("id", "do1"), ("type", "Test.Do")));
        var lost = await store.Start(Ops(Op("timer", ("seconds", 10))), workflow: "do2");
        var good = await store.Start(Ops(Op("timer", ("seconds", 20))));
        store.Plans.Broken = "plan-do2";
        store.Clock.Advance(TimeSpan.FromSeconds(30));
        await store.Executor.DrainAsync();
        Assert.Single((await store.Fields(good.CaseId!))["timers"].Items);
        Assert.Equal(1, await store.Count("Timers WHERE Attempts = 1 AND LastError LIKE '%plan-do2%'"));

        store.Plans.Broken = null;
        await store.Advance(TimeSpan.FromMinutes(1));
        Assert.Single((await store.Fields(lost.CaseId!))["timers"].Items);
    }
}
