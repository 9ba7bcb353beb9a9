using System.Collections.Immutable;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>
/// One step being made: the working copy, the work still to do, and the call that is under way. Iterative throughout;
/// nothing here recurses with the definition.
/// </summary>
internal sealed partial class Machine
{
    private readonly CaseState _before;
    private readonly List<Effect> _effects = [];
    private readonly Journal _journal = new();
    private readonly List<HttpReply> _replies = [];
    private readonly Call _only;
    private Call? _call;
    private int _asked;
    private int _executed;
    private int _conditionRounds;
    private bool _heard;
    private Stage _stage = Stage.Before;
    private Refusal? _refusal;
    private ulong _random;

    private enum Stage { Before, Run, Release, After, Settled }

    public Machine(Plan plan, CaseState before, Stimulus stimulus, StepContext context)
    {
        Plan = plan;
        _only = new Call(this);
        _before = before;
        Stimulus = stimulus;
        Context = context.Now < before.LastNow ? context with { Now = before.LastNow } : context;
        Fields = before.Fields;
        Head = before.Head;
        _instances = [.. before.Instances];
        _incidents = [.. before.Incidents];
        _nextFrame = before.Root.NextFrame;
        _seed = StableHash(Context.Seed);
        foreach (var pending in before.Root.Pending) Enqueue(Work.Read(pending));
    }

    public Plan Plan { get; }
    public Stimulus Stimulus { get; }
    public StepContext Context { get; }

    public Turn Begin() => Advance();

    public Turn Resume(IReadOnlyList<Question> open, IReadOnlyList<Reply> replies)
    {
        if (replies.Count != open.Count) throw new ArgumentException($"{open.Count} questions are open, {replies.Count} replies were given.", nameof(replies));
        _call!.Reply(replies[0]);
        return Advance();
    }

    private Turn Advance()
    {
        while (true)
        {
            if (_call is not null)
            {
                var question = RunCall();
                if (_refusal is not null) return Refused();
                if (question is not null) return new Turn([question], null, this);
                continue;
            }
            switch (_stage)
            {
                case Stage.Before:
                    _stage = Stage.Run;
                    if (Plan.Policy is { } before) StartCall(new Work(WorkKind.PolicyBefore, 0), before.Before, thenDeliver: true);
                    else
                    {
                        try { Deliver(); }
                        catch (RefusalException refused) { _refusal = refused.Refusal; return Refused(); }
                    }
                    break;
                case Stage.Run:
                    // A move changes names only: what was left to do stays left, conditions are looked at in the next step.
                    if (IsMove) { _stage = Stage.After; break; }
                    if (_asked >= Context.Limits.Questions) { _effects.Add(new ContinueSoon()); _stage = Stage.After; break; }
                    if (TakeWork(out var work)) StartWork(work);
                    else if (!WakeConditions()) { SuspendInstances(); _stage = Stage.Release; }
                    break;
                case Stage.Release:
                    _stage = Stage.After;
                    if (_instances.Any(i => i.Status == InstanceStatus.Finished && i.Properties.Has("claims"))) StartCall(new Work(WorkKind.PolicyAfter, 0), _ => Release());
                    break;
                case Stage.After:
                    _stage = Stage.Settled;
                    if (Plan.Policy is not null) StartCall(new Work(WorkKind.PolicyAfter, 0), LastWord);
                    break;
                default:
                    // The policy may have scheduled nothing; what it wrote is part of the step.
                    return new Turn([], Settle(), this);
            }
        }
    }

    private void StartWork(in Work work)
    {
        var frame = FindFrame(work.Frame)!;
        var node = NodeOf(frame);
        switch (work.Kind)
        {
            case WorkKind.Execute:
                if (frame.Call != 0) frame.Scheduled = false;
                if (_scheduledBefore.Count > 0) _scheduledBefore.Remove(work.Frame);
                if (++_executed > Context.Limits.Activities)
                {
                    _halted = true;
                    RaiseIncident(work, "BUDGET_EXCEEDED", $"1回の処理で実行できるアクティビティは {Context.Limits.Activities:N0} 件までです。繰り返しが終わらない流れになっていないか確認してください。", Datum.Object(("limit", Context.Limits.Activities)));
                    return;
                }
                _journal.Started(node, frame.ScopePath);
                StartCall(work);
                break;
            case WorkKind.Resume:
                if (Bookmark(frame, work.BookmarkId) is not { } bookmark) return;
                if (!bookmark.Data["keep"].AsBoolean()) RemoveBookmark(frame, bookmark);
                if (frame.Status == FrameStatus.Faulted) return;
                JournalAdd("Resumed", frame, node);
                StartCall(work, burnt: bookmark);
                break;
            case WorkKind.ChildEnded or WorkKind.Nudge:
                StartCall(work);
                break;
        }
    }

    private IEnumerable<Question> LastWord(Hands hands) => Plan.Policy!.After(hands, _heard);

    private static Bookmark? Bookmark(Frame frame, string? id)
    {
        foreach (var bookmark in frame.Bookmarks) if (bookmark.Id == id) return bookmark;
        return null;
    }

    /// <param name="start">Null for the activity's own method of the work's kind.</param>
    private void StartCall(in Work work, Func<Hands, IEnumerable<Question>>? start = null, Bookmark? burnt = null, bool thenDeliver = false)
    {
        _only.Begin(work, start, burnt, thenDeliver, Snapshot());
        _call = _only;
    }

    /// <summary>Runs the call under way until it ends or asks.</summary>
    private Question? RunCall()
    {
        var call = _call!;
        try
        {
            if (call.Next() is { } question)
            {
                _asked++;
                var frame = FindFrame(call.Work.Frame);
                var asked = question with { No = _asked, ActivityId = frame?.NodeId ?? "", ScopePath = frame?.ScopePath ?? "" };
                call.Asked = question;
                return asked;
            }
            call.Hands.Close();
            EndCall(call);
        }
        catch (RefusalException refusal)
        {
            _refusal = refusal.Refusal;
        }
        catch (Exception error) when (error is not OutOfMemoryException and not InsufficientExecutionStackException)
        {
            Undo(call.Before);
            if (call.Work.Frame == 0) throw new InvalidOperationException($"The case policy failed: {error.Message}", error);
            var (code, message, detail) = FaultException.Describe(error);
            RaiseIncident(call.Work, code, message, detail, call.Burnt);
            _call = null;
        }
        return null;
    }

    private void EndCall(Call call)
    {
        _call = null;
        var hands = call.Hands;
        foreach (var work in hands.Scheduled) Enqueue(work);
        foreach (var later in hands.ScheduledLast) _later.Enqueue(later);
        if (call.Work.Kind == WorkKind.Execute) TriggerRan(call.Work.Frame);
        if (call.ThenDeliver) Deliver();
        else if (call.Work.Frame != 0 && hands.Outcomes is { } outcomes) CompleteFrame(call.Work.Frame, outcomes);
    }

    private Step Settle()
    {
        var state = Freeze(out var dirty);
        return new Step(state, dirty, _effects, _journal, _replies, null) { Heard = _heard };
    }

    public void CountAsHeard(bool heard) => _heard = heard;

    private Turn Refused() => new([], new Step(_before, [], [], [], [], _refusal), this);

    private static ulong StableHash(string text)
    {
        var digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));
        return BitConverter.ToUInt64(digest, 0);
    }
}

/// <summary>A nudge is a <see cref="ChildEnded"/> that waits its turn in the instance's lane.</summary>
internal enum WorkKind { Execute, Resume, ChildEnded, PolicyBefore, PolicyAfter, Nudge }

/// <summary>One thing to do next.</summary>
internal readonly record struct Work(WorkKind Kind, int Frame, string? BookmarkId = null, ChildEnd Child = default)
{
    public Datum Write() => Datum.Object(("k", (int)Kind), ("f", Frame), ("b", BookmarkId),
        ("c", Kind is WorkKind.ChildEnded or WorkKind.Nudge ? Datum.Object(("n", Child.NodeId), ("f", Child.Frame), ("t", Child.Tag), ("o", Datum.List(Child.Outcomes.Select(Datum.Of))), ("x", Child.Cancelled)) : Datum.Null));

    public static Work Read(Datum d) => new((WorkKind)(int)d["k"].AsLong()!.Value, (int)d["f"].AsLong()!.Value, d["b"].AsText(),
        d["c"].IsNull ? default : new ChildEnd(d["c"]["n"].AsText()!, (int)d["c"]["f"].AsLong()!.Value, d["c"]["t"], [.. d["c"]["o"].Items.Select(o => o.AsText()!)], d["c"]["x"].AsBoolean()));
}

/// <summary>An activity's method under way. One is at a time, so a machine uses one object for all.</summary>
internal sealed class Call(Machine machine)
{
    private IEnumerator<Question>? _questions;
    private Func<Hands, IEnumerable<Question>>? _start;
    private bool _begun;

    public Work Work { get; private set; }
    public Hands Hands { get; } = new(machine);
    public Bookmark? Burnt { get; private set; }
    public bool ThenDeliver { get; private set; }
    public Savepoint Before { get; private set; }
    /// <summary>The question as the activity made it: replies are kept by this object.</summary>
    public Question? Asked { get; set; }

    public void Begin(in Work work, Func<Hands, IEnumerable<Question>>? start, Bookmark? burnt, bool thenDeliver, in Savepoint before)
    {
        (Work, _start, Burnt, ThenDeliver, Before) = (work, start, burnt, thenDeliver, before);
        (_questions, _begun, Asked) = (null, false, null);
        Hands.Open(work.Frame);
    }

    public Question? Next()
    {
        if (!_begun)
        {
            _begun = true;
            var questions = Ask();
            // Most activities ask nothing.
            if (questions is Question[] { Length: 0 }) return null;
            _questions = questions.GetEnumerator();
        }
        return _questions is not null && _questions.MoveNext() ? _questions.Current : null;
    }

    private IEnumerable<Question> Ask()
    {
        if (_start is not null) return _start(Hands);
        var activity = Hands.Node.Activity;
        switch (Work.Kind)
        {
            case WorkKind.Execute: Hands.EvaluateInputs(); return activity.Execute(Hands);
            case WorkKind.Resume: return activity.Resume(Hands, Burnt!, machine.Stimulus);
            default: return activity.ChildEnded(Hands, Work.Child);
        }
    }

    public void Reply(Reply reply) => Hands.Replies[Asked!] = reply;
}
