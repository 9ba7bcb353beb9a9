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
        await schedules.Set(Tenant, "p", "daily", await store.Schedules.NextDue(Tenant, "p", "daily", store.Now, default), default);
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
