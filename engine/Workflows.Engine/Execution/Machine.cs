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
    private readonly List<JournalEntry> _journal = [];
    private readonly List<HttpReply> _replies = [];
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
                    if (Plan.Policy is { } before) StartCall(new Work(WorkKind.PolicyBefore, 0), hands => before.Before(hands), thenDeliver: true);
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
                    if (TakeWork() is { } work) StartWork(work);
                    else if (!WakeConditions()) { SuspendInstances(); _stage = Stage.Release; }
                    break;
                case Stage.Release:
                    _stage = Stage.After;
                    if (_instances.Any(i => i.Status == InstanceStatus.Finished && i.Properties.Has("claims"))) StartCall(new Work(WorkKind.PolicyAfter, 0), _ => Release());
                    break;
                case Stage.After:
                    _stage = Stage.Settled;
                    if (Plan.Policy is { } after) { var heard = _heard; StartCall(new Work(WorkKind.PolicyAfter, 0), hands => after.After(hands, heard)); }
                    break;
                default:
                    // The policy may have scheduled nothing; what it wrote is part of the step.
                    return new Turn([], Settle(), this);
            }
        }
    }

    private void StartWork(Work work)
    {
        var frame = FindFrame(work.Frame)!;
        var node = NodeOf(frame);
        switch (work.Kind)
        {
            case WorkKind.Execute:
                _scheduled.Remove(work.Frame);
                if (++_executed > Context.Limits.Activities)
                {
                    _halted = true;
                    RaiseIncident(work, "BUDGET_EXCEEDED", $"1回の処理で実行できるアクティビティは {Context.Limits.Activities:N0} 件までです。繰り返しが終わらない流れになっていないか確認してください。", Datum.Object(("limit", Context.Limits.Activities)));
                    return;
                }
                JournalAdd("Started", frame, node);
                StartCall(work, hands => { hands.EvaluateInputs(); return node.Activity.Execute(hands); });
                break;
            case WorkKind.Resume:
                var bookmark = frame.Bookmarks.FirstOrDefault(b => b.Id == work.BookmarkId);
                if (bookmark is null) return;
                if (!bookmark.Data["keep"].AsBoolean()) RemoveBookmark(frame, bookmark);
                if (frame.Status == FrameStatus.Faulted) return;
                JournalAdd("Resumed", frame, node);
                StartCall(work, hands => node.Activity.Resume(hands, bookmark, Stimulus), bookmark);
                break;
            case WorkKind.ChildEnded or WorkKind.Nudge:
                StartCall(work, hands => node.Activity.ChildEnded(hands, work.Child!));
                break;
        }
    }

    private void StartCall(Work work, Func<Hands, IEnumerable<Question>> start, Bookmark? burnt = null, bool thenDeliver = false)
    {
        var hands = new Hands(this, work.Frame);
        _call = new Call(work, hands, start, burnt, thenDeliver, Snapshot());
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
        if (hands.HasScheduled)
        {
            foreach (var work in hands.Scheduled) Enqueue(work);
            foreach (var later in hands.ScheduledLast) _later.Enqueue(later);
        }
        if (call.Work.Kind == WorkKind.Execute) TriggerRan(call.Work.Frame, hands);
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
internal sealed record Work(WorkKind Kind, int Frame, string? BookmarkId = null, ChildEnd? Child = null)
{
    public Datum Write() => Datum.Object(("k", (int)Kind), ("f", Frame), ("b", BookmarkId),
        ("c", Child is null ? Datum.Null : Datum.Object(("n", Child.NodeId), ("f", Child.Frame), ("t", Child.Tag), ("o", Datum.List(Child.Outcomes.Select(Datum.Of))), ("x", Child.Cancelled))));

    public static Work Read(Datum d) => new((WorkKind)(int)d["k"].AsLong()!.Value, (int)d["f"].AsLong()!.Value, d["b"].AsText(),
        d["c"].IsNull ? null : new ChildEnd(d["c"]["n"].AsText()!, (int)d["c"]["f"].AsLong()!.Value, d["c"]["t"], [.. d["c"]["o"].Items.Select(o => o.AsText()!)], d["c"]["x"].AsBoolean()));
}

/// <summary>An activity's method under way.</summary>
internal sealed class Call(Work work, Hands hands, Func<Hands, IEnumerable<Question>> start, Bookmark? burnt, bool thenDeliver, Savepoint before)
{
    private IEnumerator<Question>? _questions;

    public Work Work { get; } = work;
    public Hands Hands { get; } = hands;
    public Bookmark? Burnt { get; } = burnt;
    public bool ThenDeliver { get; } = thenDeliver;
    public Savepoint Before { get; } = before;
    /// <summary>The question as the activity made it: replies are kept by this object.</summary>
    public Question? Asked { get; set; }

    public Question? Next()
    {
        _questions ??= start(Hands).GetEnumerator();
        return _questions.MoveNext() ? _questions.Current : null;
    }

    public void Reply(Reply reply) => Hands.Replies[Asked!] = reply;
}
