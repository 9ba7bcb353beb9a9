using Workflows.Cases.Ports;
using Workflows.Engine;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using Workflows.Storage.Running;
using Workflows.Storage.Tests.Kit;
using static Workflows.Storage.Tests.Kit.TestStore;

namespace Workflows.Storage.Tests;

/// <summary>What every database's step writer must do. A database runs it by deriving from it.</summary>
public abstract class StepWriterCompliance
{
    private protected abstract Store Open();

    /// <summary>A fresh database.</summary>
    private protected sealed record Store(IStepWriter Writer, ICaseLoader Loader, ICaseReader Reader, Func<string, int, Task<int>> CountRows, TestStore Owner) : IAsyncDisposable
    {
        /// <summary>Holds the database's writer until the event is set.</summary>
        public Task Hold(ManualResetEventSlim held) => Owner.Get<Sql.ISqlWriter>().Write(_ => held.Wait(TimeSpan.FromSeconds(20)));

        public ValueTask DisposeAsync() => Owner.DisposeAsync();
    }

    private static readonly Plan Plan = new TestPlans().Find("do");
    private static readonly DateTimeOffset Now = new(2026, 6, 10, 9, 0, 0, TimeSpan.FromHours(9));

    [Fact]
    public async Task A_new_case_can_be_loaded_with_the_state_that_was_written()
    {
        await using var store = Open();
        var result = await store.Writer.Write(Draft(null, "c1", Ops(Op("set", ("field", "a"), ("value", "あ")))));
        Assert.Equal(StepResultKind.Answered, result.Kind);
        var loaded = Load(store);
        Assert.Equal(1, loaded.Version);
        Assert.Equal("あ", loaded.State.Fields["a"].AsText());
        Assert.Equal(result.Case!.State.Hash, loaded.State.Hash);
    }

    [Fact]
    public async Task A_step_from_an_old_version_is_overtaken_and_leaves_nothing()
    {
        await using var store = Open();
        await store.Writer.Write(Draft(null, "c1"));
        var loaded = Load(store);
        await store.Writer.Write(Draft(loaded, "c2", Ops(Op("set", ("field", "a"), ("value", 1)))));

        var late = await store.Writer.Write(Draft(loaded, "c3", Ops(Op("set", ("field", "a"), ("value", 2)), Op("project", ("table", "timeline"), ("key", "k"), ("row", Datum.EmptyObject)))));
        Assert.Equal(StepResultKind.Overtaken, late.Kind);
        var asking = await store.Writer.Write(Draft(loaded, "c4", Ops(Op("claim", ("key", "k")))));
        Assert.Equal(StepResultKind.Overtaken, asking.Kind);

        Assert.Equal(2, Load(store).Version);
        Assert.Equal(1, Load(store).State.Fields["a"].AsLong());
        Assert.Equal(2, (await store.Reader.ReadHistory(Tenant, "case1", 0, 10, default)).Count);
        Assert.Empty(await store.Reader.ReadProjection(Tenant, "case1", "timeline", default));
        Assert.Equal(0, await store.CountRows("Claims", 0));
        Assert.Equal(2, await store.CountRows("Commands", 0));
    }

    [Fact]
    public async Task A_step_that_insists_runs_over_whatever_version_is_there()
    {
        await using var store = Open();
        await store.Writer.Write(Draft(null, "c1"));
        var loaded = Load(store);
        await store.Writer.Write(Draft(loaded, "c2", Ops(Op("set", ("field", "a"), ("value", 1)))));
        var insisting = await store.Writer.Write(Draft(loaded, "c3", Ops(Op("set", ("field", "b"), ("value", 2))), insist: true));
        Assert.Equal(3, insisting.Outcome!.Version);
        Assert.Equal(1, Load(store).State.Fields["a"].AsLong());
        Assert.Equal(2, Load(store).State.Fields["b"].AsLong());
    }

    [Fact]
    public async Task A_command_id_gives_its_first_answer_and_other_content_is_refused()
    {
        await using var store = Open();
        var first = await store.Writer.Write(Draft(null, "c1", Ops(Op("http")), digest: "d1"));
        var again = await store.Writer.Write(Draft(null, "c1", Ops(Op("http")), digest: "d1", caseId: "case2"));
        Assert.Equal(CaseOutcomeKind.Repeated, again.Outcome!.Kind);
        Assert.Equal(first.Outcome!.CaseId, again.Outcome.CaseId);
        Assert.Equal("made", again.Outcome.Replies![0].Body);
        var other = await store.Writer.Write(Draft(null, "c1", digest: "d2", caseId: "case3"));
        Assert.Equal("IDEMPOTENCY_CONFLICT", other.Outcome!.Refusal!.Code);
        Assert.Equal(1, await store.CountRows("Cases", 0));
    }

    [Fact]
    public async Task A_refused_step_leaves_only_its_answer()
    {
        await using var store = Open();
        var refused = await store.Writer.Write(Draft(null, "c1", Ops(Op("claim", ("key", "k")), Op("number", ("series", "S")), Op("refuse"))));
        Assert.Equal(CaseOutcomeKind.Refused, refused.Outcome!.Kind);
        foreach (var table in new[] { "Cases", "Parts", "History", "Claims", "Numbers", "Bookmarks", "Instances" }) Assert.Equal(0, await store.CountRows(table, 0));
        var again = await store.Writer.Write(Draft(null, "c1", Ops(Op("claim", ("key", "k")))));
        Assert.Equal(CaseOutcomeKind.Refused, again.Outcome!.Kind);
        Assert.Equal("だめ", again.Outcome.Refusal!.Errors![0].Message);
    }

    [Fact]
    public async Task Only_dirty_parts_are_written()
    {
        await using var store = Open();
        await store.Writer.Write(Draft(null, "c1"));
        var loaded = Load(store);
        var draft = Draft(loaded, "c2", Ops(Op("set", ("field", "a"), ("value", 1))));
        // The step says no part changed: the stored part must stay as it is.
        var lying = new StepDraft
        {
            Command = draft.Command, CaseId = draft.CaseId, Loaded = loaded, Program = "p", Workflow = "do", Plan = Plan,
            Settle = (current, answers) => draft.Settle(current, answers) is var s ? s with { Step = s.Step with { DirtyParts = [] } } : null!,
        };
        await store.Writer.Write(lying);
        Assert.Equal(0, await store.CountRows("Parts", 1));
        Assert.Equal(1, await store.CountRows("Parts", 0));
        Assert.Equal(2, (await store.Reader.FindCase(Tenant, "case1", default))!.Version);
    }

    [Fact]
    public async Task Effects_become_rows()
    {
        await using var store = Open();
        await store.Writer.Write(Draft(null, "c1", Ops(
            Op("timer", ("seconds", 60)),
            Op("call", ("key", "k1"), ("request", Datum.Object(("x", 1)))),
            Op("project", ("table", "tasks"), ("key", "1.9"), ("row", Datum.Object(("task", "matching"), ("title", "照合"), ("role", "staff"), ("status", "open"), ("due", "2026-06-12")))),
            Op("project", ("table", "sort"), ("key", "amount"), ("row", Datum.Object(("value", 15200), ("type", "number")))),
            Op("project", ("table", "notices"), ("key", "n1"), ("row", Datum.Object(("to", "u1"), ("title", "受付")))),
            Op("project", ("table", "header"), ("key", ""), ("row", Datum.Object(("number", "KF-1"), ("status", "審査中"), ("lifecycle", "active"), ("applicant", "u1")))))));

        var row = await store.Reader.FindCase(Tenant, "KF-1", default);
        Assert.Equal(("審査中", "u1", "active"), (row!.Status, row.Applicant, row.Lifecycle));
        Assert.Equal(["case1"], await store.Reader.FindWaiting(Tenant, "p", "event", "do", null, default));
        Assert.Equal(1, await store.CountRows("Timers", 0));
        Assert.Equal(1, await store.CountRows("CaseSort", 0));
        Assert.Equal(4, await store.CountRows("TaskSort", 0));
        Assert.Equal("pending", Assert.Single(await store.Reader.ReadOutbox(Tenant, "case1", default)).Status);
        Assert.Equal("受付", Assert.Single((await store.Reader.ListNotices(Tenant, "u1", new PageRequest(), default)).Items).Row["title"].AsText());
        Assert.Equal("照合", Assert.Single((await store.Reader.ListTasks(Tenant, new TaskFilter(["p/staff"]), new PageRequest(), default)).Items).Title);
    }

    [Fact]
    public async Task One_bad_step_among_those_written_together_is_alone_in_failing()
    {
        await using var store = Open();
        using var held = new ManualResetEventSlim();
        // What is asked meanwhile waits and is written together where there is one writer.
        var holding = store.Hold(held);
        var before = store.Writer.Write(Draft(null, "c1"));
        var asking = store.Writer.Write(Draft(null, "c2", Ops(Op("claim", ("key", "k"))), caseId: "case2"));
        var bad = store.Writer.Write(With(Draft(null, "c3", caseId: "case3"), new NobodysEffect()));
        var after = store.Writer.Write(Draft(null, "c4", caseId: "case4"));
        held.Set();
        await holding;

        Assert.Equal(CaseOutcomeKind.Applied, (await before).Outcome!.Kind);
        Assert.Equal(CaseOutcomeKind.Applied, (await after).Outcome!.Kind);
        await Assert.ThrowsAsync<NotSupportedException>(() => bad);
        // A turn with questions may have to begin again: then nothing of it is there.
        var asked = (await asking).Kind == StepResultKind.Answered ? 1 : 0;
        Assert.Equal(asked, await store.CountRows("Claims", 0));
        foreach (var table in new[] { "Cases", "History", "Commands", "Parts" }) Assert.Equal(2 + asked, await store.CountRows(table, 0));
    }

    [Fact]
    public async Task A_command_that_was_refused_before_stays_refused_though_its_case_stands_as_it_was()
    {
        await using var store = Open();
        await store.Writer.Write(Draft(null, "c1"));
        var loaded = Load(store);
        Assert.Equal(CaseOutcomeKind.Refused, (await store.Writer.Write(Draft(loaded, "c2", Ops(Op("refuse"))))).Outcome!.Kind);

        var again = await store.Writer.Write(Draft(loaded, "c2", Ops(Op("set", ("field", "a"), ("value", 1)))));
        Assert.Equal(CaseOutcomeKind.Refused, again.Outcome!.Kind);
        Assert.Equal(1, Load(store).Version);
        Assert.Equal(CaseOutcomeKind.Applied, (await store.Writer.Write(Draft(loaded, "c3"))).Outcome!.Kind);
        Assert.Equal(2, await store.CountRows("History", 0));
    }

    private sealed record NobodysEffect : Effect;

    private static StepDraft With(StepDraft draft, Effect effect) => new()
    {
        Command = draft.Command, CaseId = draft.CaseId, Program = draft.Program, Workflow = draft.Workflow, Plan = draft.Plan,
        Settle = (current, answers) => draft.Settle(current, answers) is var s ? s with { Step = s.Step with { Effects = [.. s.Step.Effects, effect] } } : null!,
    };

    private static LoadedCase Load(Store store) =>
        store.Loader.Load(new CaseCommand("probe", Tenant, "case1", new Stimulus("probe", StimulusKinds.Event, Now, "u")), null).AsTask().GetAwaiter().GetResult().Case!;

    private static StepDraft Draft(LoadedCase? loaded, string id, Datum? payload = null, string? digest = null, bool insist = false, string caseId = "case1")
    {
        var stimulus = new Stimulus(id, loaded is null ? StimulusKinds.Start : StimulusKinds.Event, Now, "u1", Name: "do", Payload: payload ?? Datum.EmptyObject);
        var context = new StepContext(Tenant, caseId, Now, id, Datum.EmptyObject);
        return new StepDraft
        {
            Command = new CaseCommand("test", Tenant, loaded is null ? null : caseId, stimulus, loaded is null ? new StartTarget("p", null, "do") : null, digest),
            CaseId = caseId, Loaded = loaded, Program = "p", Workflow = "do", Plan = Plan, Insist = insist,
            Asks = insist || Interpreter.Begin(Plan, loaded?.State ?? CaseState.Empty, stimulus, context).Settled is null,
            Settle = (current, answers) =>
            {
                var (step, tape) = Interpreter.Run(Plan, current?.State ?? CaseState.Empty, stimulus, context, answers).AsTask().Result;
                return new SettledStep(step, tape, context);
            },
        };
    }
}

/// <summary>A step writer on a database.</summary>
public abstract class StepWriterOn(Database database, bool plainEf) : StepWriterCompliance
{
    private protected override Store Open()
    {
        var store = new TestStore(database, o => o.PlainEf = plainEf);
        return new Store(store.Get<IStepWriter>(), store.Get<ICaseLoader>(), store.Reader, (table, part) => store.Count(table == "Parts" && part > 0 ? $"Parts WHERE PartNo = {part}" : table), store);
    }
}

public sealed class SqliteStepWriterTests() : StepWriterOn(Database.Sqlite, plainEf: false);
public sealed class PostgreSqlStepWriterTests() : StepWriterOn(Database.PostgreSql, plainEf: false)
{
    [Fact]
    public async Task Steps_of_different_cases_go_in_groups_by_one_round_trip_and_none_by_itself()
    {
        await using var store = Open();
        var (writer, alone) = ((PostgreSql.PostgreSqlStepWriter)store.Writer, store.Owner.Get<Sql.ISqlWriter>());
        var ids = (await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => store.Owner.Start(workflow: "event")))).Select(o => o.CaseId!).ToList();
        var (before, commits) = (alone.Commits, writer.Commits);
        var outcomes = await Task.WhenAll(ids.Select(id => Task.Run(() => store.Owner.Event(id, name: "go"))));
        Assert.All(outcomes, o => Assert.Equal(CaseOutcomeKind.Applied, o.Kind));
        Assert.Equal((before, 0), (alone.Commits, writer.Rewritten));
        Assert.InRange(writer.Commits - commits, 1, 59);
    }

    [Fact]
    public async Task A_group_in_which_somebody_was_there_first_is_written_again_and_the_others_lose_nothing()
    {
        await using var store = Open();
        var ids = (await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => store.Owner.Start(workflow: "event")))).Select(o => o.CaseId!).ToList();
        // Each case is told four times at once.
        var outcomes = await Task.WhenAll(ids.SelectMany(id => Enumerable.Repeat(id, 4)).Select(id => Task.Run(() => store.Owner.Event(id, name: "go"))));
        Assert.Equal((12, 36), (outcomes.Count(o => o.Kind == CaseOutcomeKind.Applied), outcomes.Count(o => o.Kind is CaseOutcomeKind.Unheard or CaseOutcomeKind.Refused)));
        Assert.Equal(24, await store.CountRows("History", 0));
    }
}
public sealed class EfStepWriterOnSqliteTests() : StepWriterOn(Database.Sqlite, plainEf: true);
public sealed class EfStepWriterOnPostgreSqlTests() : StepWriterOn(Database.PostgreSql, plainEf: true);
