using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Expressions;
using Workflows.Engine.Migration;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Tests.Migration;

/// <summary>A running case goes on in another version of its definition, where it stands; nothing finished runs again.</summary>
public class MovingCasesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 10, 9, 0, 0, TimeSpan.FromHours(9));

    [Fact]
    public void A_case_goes_on_in_the_new_version_with_what_was_put_behind_its_place()
    {
        var moved = new Moved(Define.Sequence("s", Define.Line("a"), Define.Event("e", "go"), Define.Line("b")),
            Define.Sequence("s", Define.Line("new before"), Define.Line("a"), Define.Event("e", "go"), Define.Line("new after"), Define.Line("b")));
        Assert.Empty(moved.Report.Findings);
        Assert.Equal("e", Assert.Single(moved.Report.Places).NewActivityId);
        Assert.Equal(["new after", "b"], moved.Apply().GoOn("go"));
    }

    [Fact]
    public void A_renamed_activity_is_found_by_the_ids_it_once_had()
    {
        var renamed = Define.Event("wait for it", "go").With("customProperties", Datum.Object(("case", Datum.Object(("formerIds", Datum.List("e"))))));
        var moved = new Moved(Define.Sequence("s", Define.Line("a"), Define.Event("e", "go"), Define.Line("b")), Define.Sequence("s", renamed, Define.Line("b")));
        Assert.Equal(("wait for it", "formerIds"), (moved.Map.Find("test", "e")!.To, moved.Map.Find("test", "e")!.Why));
        Assert.Equal(["b"], moved.Apply().GoOn("go"));
        Assert.Contains(moved.LastStep!.Effects, e => e is BookmarkCleared);
    }

    [Fact]
    public void An_activity_with_another_id_is_proposed_when_only_one_fits_its_place()
    {
        var moved = new Moved(Define.Sequence("s", Define.Event("e", "go"), Define.Line("b")), Define.Sequence("s", Define.Event("other", "go"), Define.Line("b")));
        Assert.Equal("shape", moved.Map.Find("test", "e")!.Why);
        Assert.Equal(["b"], moved.Apply().GoOn("go"));
    }

    [Fact]
    public void Where_nothing_fits_the_dry_run_says_so_and_the_move_is_refused_until_a_person_chooses()
    {
        var moved = new Moved(Define.Sequence("s", Define.Event("e", "go"), Define.Line("b")), Define.Sequence("s", Define.Event("x", "one"), Define.Event("y", "two"), Define.Line("b")));
        Assert.Equal("ACTIVITY_GONE", Assert.Single(moved.Report.Findings).Code);
        Assert.Equal("MIGRATION_BLOCKED", moved.Try().Refusal!.Code);
        var chosen = moved.Choose("e", "y");
        Assert.True(chosen.Report.Possible);
        // The wait keeps what it waits for; it is the rest that is new.
        Assert.Equal(["b"], chosen.Apply().GoOn("go"));
    }

    [Fact]
    public void What_has_finished_never_runs_again()
    {
        var moved = new Moved(Define.Sequence("s", Define.Line("a"), Define.Event("e", "go"), Define.Line("b")), Define.Sequence("s", Define.Event("e", "go"), Define.Line("a"), Define.Line("b")));
        Assert.Equal("WOULD_RUN_AGAIN", Assert.Single(moved.Report.Findings).Code);
        Assert.False(moved.Report.Possible);
    }

    [Fact]
    public void In_a_loop_what_ran_may_run_again_as_before()
    {
        Datum Loop(params Datum[] body) => Datum.Object(("id", "w"), ("type", "Elsa.While"), ("condition", Define.Input("true", "JavaScript", "Boolean")), ("body", Define.Sequence("s", body)));
        var moved = new Moved(Loop(Define.Line("a"), Define.Event("e", "go")), Loop(Define.Line("a"), Define.Event("e", "go"), Define.Line("b")));
        Assert.Empty(moved.Report.Findings);
        Assert.Equal("w[1]", Assert.Single(moved.Report.Places).ScopePath);
        Assert.Equal(["b", "a"], moved.Apply().GoOn("go"));
    }

    [Theory]
    [InlineData("TokenBased")]
    [InlineData("CounterBased")]
    public void A_join_keeps_the_branches_that_have_arrived(string mode)
    {
        Datum Flow(string first, string wait) => Define.Flowchart("f",
            [Define.Fork("fork", "A", "B"), Named(Define.Line(first), "a"), Named(Define.Event(wait, "go"), "e"), Define.Join("join", "WaitAll"), Define.Line("end")],
            $"fork:A>{first}", $"fork:B>{wait}", $"{first}>join", $"{wait}>join", "join>end");
        var moved = new Moved(Flow("a", "e"), Flow("a2", "e2"), mode);
        Assert.True(moved.Report.Possible, string.Join('\n', moved.Report.Findings));
        Assert.Equal(["end"], moved.Apply().GoOn("go"));
        Assert.Equal(InstanceStatus.Finished, moved.State.Instances[0].Status);
    }

    [Fact]
    public void Iterations_timers_and_variables_keep_their_places()
    {
        Datum Each(string body) => Datum.Object(("id", "each"), ("type", "Elsa.ParallelForEach"), ("items", Define.Input("[1,2,3]", "Object", "Object")), ("body", Define.Sequence(body, Named(Define.Delay($"{body}-d", "01:00:00"), "d"), Define.Script($"{body}-l", "getCurrentValue()"))));
        var moved = new Moved(Each("s"), Each("t"));
        Assert.True(moved.Report.Possible, string.Join('\n', moved.Report.Findings));
        Assert.Equal(3, moved.Report.Places.Count);
        var before = moved.State.Bookmarks.Select(b => (b.Bookmark.Id, b.Bookmark.Due)).ToArray();
        moved.Apply();
        Assert.Equal(before, moved.State.Bookmarks.Select(b => (b.Bookmark.Id, b.Bookmark.Due)));
        Assert.Equal(["each[1]", "each[2]", "each[3]"], moved.State.Bookmarks.Select(b => b.Frame.ScopePath));
        Assert.Equal(["1", "2", "3"], moved.Pass(TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Another_type_or_another_container_is_in_the_way()
    {
        var old = Define.Sequence("s", Define.Event("e", "go"), Define.Line("b"));
        Assert.Contains("TYPE_CHANGED", new Moved(old, Define.Sequence("s", Define.Delay("e", "01:00:00"), Define.Line("b"))).Choose("e", "e").Report.Findings.Select(f => f.Code));
        Assert.Contains("SCOPE_CHANGED", new Moved(old, Define.Sequence("s", Define.Sequence("inner", Define.Event("e", "go")), Define.Line("b"))).Report.Findings.Select(f => f.Code));
    }

    [Fact]
    public void A_move_is_taken_back_to_the_very_state_while_nothing_has_happened()
    {
        var moved = new Moved(Define.Sequence("s", Define.Line("a"), Define.Event("e", "go"), Define.Line("b")), Define.Sequence("t", Define.Event("e2", "go"), Define.Line("b")));
        var before = moved.State.Hash;
        moved.Apply();
        Assert.NotEqual(before, moved.State.Hash);
        moved.Undo();
        Assert.Equal(before, moved.State.Hash);
        moved.Apply().GoOn("go");
        Assert.Equal("UNDO_TOO_LATE", moved.TryUndo().Refusal!.Code);
    }

    [Fact]
    public void A_faulted_activity_is_retried_in_the_new_version()
    {
        var moved = new Moved(Define.Sequence("s", Define.Line("a"), Define.Script("x", "nothing.there"), Define.Line("b")), Define.Sequence("s", Define.Line("a"), Define.Script("x", "'mended'"), Define.Line("b")));
        moved.Apply();
        Assert.Equal(["mended", "b"], moved.Say(new Stimulus("retry", StimulusKinds.Retry, Now, "op", Key: moved.State.Incidents[0].Id)));
    }

    private static Datum Named(Datum activity, string name) => activity.With("name", name);

    /// <summary>One case begun on an old definition, and the move to the new one.</summary>
    private sealed class Moved
    {
        private readonly Plan _old, _next;
        private int _count;
        private Plan _plan;

        public Moved(Datum old, Datum next, string? mode = null)
        {
            _old = Compile("old", Define.Workflow(old, mode: mode));
            _next = Compile("new", Define.Workflow(next, mode: mode).With("version", 2));
            _plan = _old;
            State = CaseState.Empty;
            Say(new Stimulus("start", StimulusKinds.Start, Now, "u"));
            Map = MapProposer.Propose(_old, _next);
        }

        public CaseState State { get; private set; }
        public MoveMap Map { get; private set; }
        public Step? LastStep { get; private set; }
        private List<JournalEntry> Journal { get; } = [];
        public MoveReport Report => MoveCheck.Check(_old, _next, State, Map, Journal.Where(j => j.Event == "Completed").Select(j => ("test", j.ActivityId)));

        public Moved Choose(string from, string to) { Map = Map.With("test", from, to); return this; }

        public Step Try() => Run(_next, new Stimulus($"m{_count++}", StimulusKinds.Migrate, Now, "op", Payload: Datum.Object(("from", "old"), ("to", "new"), ("map", Map.ToDatum()))));
        public Step TryUndo() => Run(_old, new Stimulus($"u{_count++}", StimulusKinds.UndoMigration, Now.AddMinutes(5), "op", Payload: Datum.Object(("to", "old"))));

        public Moved Apply() { Take(Try()); _plan = _next; return this; }
        public void Undo() { Take(TryUndo()); _plan = _old; }
        public IReadOnlyList<string> GoOn(string name) => Say(new Stimulus($"e{_count++}", StimulusKinds.Event, Now, "u", Name: name));

        public IReadOnlyList<string> Pass(TimeSpan by)
        {
            var lines = new List<string>();
            foreach (var (frame, bookmark) in State.Bookmarks.Where(b => b.Bookmark.Due <= Now + by).ToArray())
                lines.AddRange(Say(new Stimulus($"t{_count++}", StimulusKinds.Timer, Now + by, "timer", ActivityId: frame.NodeId, ScopePath: frame.ScopePath, Key: bookmark.Id, Due: bookmark.Due)));
            return lines;
        }

        public IReadOnlyList<string> Say(Stimulus stimulus)
        {
            var step = Run(_plan, stimulus);
            Take(step);
            return [.. step.Journal.Where(j => j.Event == "WriteLine").Select(j => j.Data!.AsText()!)];
        }

        private void Take(Step step)
        {
            Assert.Null(step.Refusal);
            // As stored and read again.
            State = Bench.Reload(step.State);
            Assert.Equal(step.State.Hash, State.Hash);
            Journal.AddRange(step.Journal);
            LastStep = step;
        }

        private Step Run(Plan plan, Stimulus stimulus)
        {
            var context = new StepContext("14204", "case-1", stimulus.At, stimulus.Id, Datum.EmptyObject);
            var step = Interpreter.Begin(plan, State, stimulus, context).Settled!;
            Assert.Equal(step.State.Hash, Interpreter.Begin(plan, State, stimulus, context).Settled!.State.Hash);
            return step;
        }

        private static Plan Compile(string id, Datum definition) =>
            new PlanCompiler(new ActivityCatalog(ElsaActivities.All), BasicLanguages.All).Compile(id, definition, [], null, null, out _);
    }
}
