using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>How a stimulus reaches the activities that wait for it.</summary>
internal sealed partial class Machine
{
    private const int MaxConditionRounds = 1_000;

    private void Deliver()
    {
        switch (Stimulus.Kind)
        {
            case StimulusKinds.Start: StartRoot(Stimulus.Data); break;
            case StimulusKinds.Continue: _heard = HasWork; break;
            case StimulusKinds.Retry: Retry(); break;
            case StimulusKinds.Skip: Skip(); break;
            case StimulusKinds.Cancel:
                foreach (var instance in _instances.Where(i => i.Status == InstanceStatus.Running || i.SubStatus == InstanceSubStatus.Faulted).ToArray())
                {
                    FinishInstance(instance.No, InstanceSubStatus.Cancelled);
                    _heard = true;
                }
                break;
            case StimulusKinds.Aborted: AbortAt(); break;
            case StimulusKinds.Migrate: Migrate(); break;
            case StimulusKinds.UndoMigration: UndoMigration(); break;
            // A case may be placed mid-way before it ever began: its activities see the alteration as they start.
            case StimulusKinds.Alter:
                if (_instances.Count == 0) StartRoot(Stimulus.Data["input"]);
                else { SetVariables(); ResumeMatching(); }
                _heard = true;
                break;
            // A case on hold puts by what comes; an ended one may be taken up again.
            case var _ when StepNotes["held"].AsBoolean(): _heard = true; break;
            case var _ when StepNotes["reopen"].AsBoolean() && _instances.All(i => i.Status == InstanceStatus.Finished): StartRoot(Datum.Null); break;
            default: ResumeMatching(); break;
        }
    }

    private void StartRoot(Datum input)
    {
        _heard = true;
        var claims = Activation.Claims(Plan.Root, Stimulus.Key);
        if (claims.Count == 0) { Begin(claims); return; }
        StartCall(new Work(WorkKind.PolicyBefore, 0), hands => Compete(hands, claims));
        void Begin(IReadOnlyList<ClaimKey> held)
        {
            var scheduled = new List<Work>();
            StartInstance(Plan.Root, input, Stimulus.Key, 0, scheduled, held);
            foreach (var work in scheduled) Enqueue(work);
        }
        IEnumerable<Question> Compete(Hands hands, IReadOnlyList<ClaimKey> keys)
        {
            foreach (var key in keys)
            {
                yield return key;
                if (hands.Reply(key).Outcome == Reply.Taken)
                    throw hands.Refuse(new Refusal("ALREADY_RUNNING", "同じ条件の処理がすでに進行中です。終わってから始めてください。"));
            }
            Begin(keys);
        }
    }

    /// <summary>Begins a workflow inside this case; the frame of its root activity is scheduled.</summary>
    public InstanceState StartInstance(WorkflowPlan workflow, Datum input, string? correlationId, int waitingFrame, List<Work> schedule, IReadOnlyList<ClaimKey> claims, int parentInstance = 0)
    {
        var no = _instances.Count + 1;
        var properties = Datum.EmptyObject;
        if (no == 1 && Stimulus is { Kind: StimulusKinds.Start, ActivityId: { } trigger }) properties = properties.With("trigger", trigger);
        if (parentInstance != 0) properties = properties.With("ParentInstanceId", parentInstance == 1 ? Context.CaseId : $"{Context.CaseId}/{parentInstance}");
        if (waitingFrame != 0) properties = properties.With("WaitForCompletion", true).With("parent", waitingFrame);
        if (claims.Count > 0) properties = properties.With("claims", Datum.List(claims.Select(c => Datum.Of(c.Key))));
        var values = input.Kind == DatumKind.Object ? input : Datum.EmptyObject;
        foreach (var parameter in workflow.Inputs)
            if (!values.Has(parameter.Name) && !parameter.Default.IsNull) values = values.With(parameter.Name, parameter.Default);
        _instances = _instances.Add(new InstanceState(no, workflow.DefinitionId, workflow.Version, InstanceStatus.Running, InstanceSubStatus.Executing,
            string.IsNullOrEmpty(correlationId) ? null : correlationId, null, _nextFrame, values, Datum.EmptyObject, Datum.EmptyObject, properties));
        Datum? variables = null;
        foreach (var spec in workflow.Variables) variables = (variables ?? Datum.EmptyObject).With(spec.Name, spec.Default);
        var frame = AddFrame(0, no, workflow.Root, "", Datum.Null, variables);
        schedule.Add(new Work(WorkKind.Execute, frame.Id));
        return _instances[no - 1];
    }

    /// <summary>Keys of instances that have ended are given back in the same step.</summary>
    private IEnumerable<Question> Release()
    {
        foreach (var instance in _instances.Where(i => i.Status == InstanceStatus.Finished && i.SubStatus != InstanceSubStatus.Faulted && i.Properties.Has("claims")).ToArray())
        {
            foreach (var key in instance.Properties["claims"].Items) yield return new UnclaimKey(Activation.Namespace, key.AsText()!);
            ChangeInstance(instance.No, i => i with { Properties = i.Properties.Without("claims") });
        }
    }

    private void ResumeMatching()
    {
        var matches = new List<Work>();
        foreach (var frame in Addressed())
        {
            foreach (var bookmark in frame.Bookmarks)
                if (Matches(frame, bookmark)) matches.Add(new Work(WorkKind.Resume, frame.Id, bookmark.Id));
        }
        if (matches.Count == 0) return;
        _heard = true;
        foreach (var instance in matches.Select(m => GetFrame(m.Frame).Instance).Distinct().ToArray())
            ChangeInstance(instance, i => i.Status == InstanceStatus.Running ? i with { SubStatus = InstanceSubStatus.Executing } : i);
        foreach (var match in matches) Enqueue(match);
    }

    /// <summary>The frames the stimulus may reach, among however many: a wait named by its id is found by its frame's number, one told by name by the index.</summary>
    private IEnumerable<Frame> Addressed()
    {
        if (Stimulus.Kind is StimulusKinds.Task or StimulusKinds.Timer or StimulusKinds.Answer)
        {
            if (Stimulus.Key is not { } id) return LiveFrames();
            var dot = id.IndexOf('.', StringComparison.Ordinal);
            return dot > 0 && int.TryParse(id.AsSpan(0, dot), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) && FindFrame(number) is { } frame ? [frame] : [];
        }
        if (Stimulus.Kind == StimulusKinds.Alter || Stimulus.Name is not { } name) return LiveFrames();
        // What the policy has touched in this step already is looked at too.
        var reached = _before.Waits.Waiting(Stimulus.Kind, name);
        return (_frames.Count == 0 ? reached : reached.Union(_frames.Keys)).Select(FindFrame).OfType<Frame>().ToArray();
    }

    private bool Matches(Frame frame, Bookmark bookmark)
    {
        if (bookmark.Kind != Stimulus.Kind || frame.Status == FrameStatus.Faulted) return false;
        if (Stimulus.ActivityId is { } activity && activity != frame.NodeId) return false;
        if (Stimulus.ScopePath is { } path && path != frame.ScopePath) return false;
        return Stimulus.Kind switch
        {
            // Addressed to one wait: by its id; the activity and place alone do when the id is of another time.
            StimulusKinds.Task or StimulusKinds.Timer or StimulusKinds.Answer =>
                Stimulus.Key is { } id ? bookmark.Id == id : Stimulus.ActivityId is not null && (Stimulus.Name is null || Stimulus.Kind == StimulusKinds.Task || bookmark.Name == Stimulus.Name),
            StimulusKinds.Alter => true,
            // Broadcast: by name; a wait with a key hears only that key, and an event without a key reaches all.
            // Elsa's events carry a correlation id that is the instance's, as it is now.
            StimulusKinds.Event when Stimulus.Key is { } correlation && NodeOf(frame).Activity is Activities.Elsa.Event => bookmark.Name == Stimulus.Name && InstanceOf(frame).CorrelationId == correlation,
            _ => bookmark.Name == Stimulus.Name && (bookmark.Key is null || bookmark.Key == Stimulus.Key || (Stimulus.Key is null && Stimulus.Kind == StimulusKinds.Event)),
        };
    }

    private bool WakeConditions()
    {
        if (_halted || !AnyConditions()) return false;
        List<Work>? woken = null;
        foreach (var frame in LiveFrames())
        {
            if (frame.Status == FrameStatus.Faulted) continue;
            foreach (var bookmark in frame.Bookmarks)
            {
                if (bookmark.Kind != "condition") continue;
                bool holds;
                try { holds = NodeOf(frame).Activity.Holds(new Hands(this, frame.Id), bookmark); }
                catch (Exception error) when (error is FaultException or Expressions.ExpressionException)
                {
                    var (code, message, detail) = FaultException.Describe(error);
                    RaiseIncident(new Work(WorkKind.Resume, frame.Id, bookmark.Id), code, message, detail);
                    continue;
                }
                if (holds) (woken ??= []).Add(new Work(WorkKind.Resume, frame.Id, bookmark.Id));
            }
        }
        if (woken is null) return false;
        if (++_conditionRounds > MaxConditionRounds)
        {
            RaiseIncident(woken[0], "CONDITION_LOOP", "条件による遷移が終わりません。条件を見直してください。", Datum.Null);
            return false;
        }
        foreach (var one in woken) Enqueue(one);
        return true;
    }

    private bool AnyConditions()
    {
        foreach (var (_, part) in _before.Parts) if (part.HasConditions) return true;
        foreach (var (_, frame) in _frames)
            if (frame is not null) foreach (var bookmark in frame.Bookmarks) if (bookmark.Kind == "condition") return true;
        return false;
    }

    private Incident? AddressedIncident() =>
        _incidents.LastOrDefault(i => i.Severity == "error"
            && (Stimulus.Key is null || Stimulus.Key == i.Id)
            && (Stimulus.ActivityId is null || Stimulus.ActivityId == i.ActivityId)
            && (Stimulus.ScopePath is null || Stimulus.ScopePath == i.ScopePath));

    /// <summary>Does the faulted call again, exactly: its own writes were undone when it failed.</summary>
    private void Retry()
    {
        if (AddressedIncident() is not { } incident || FindFrame(incident.Frame) is not { } frame) return;
        _heard = true;
        Settle(incident, frame);
        var work = Work.Read(incident.Detail["retry"]);
        frame = GetFrame(frame.Id);
        if (work.Kind == WorkKind.Resume && incident.Detail["bookmark"] is { IsNull: false } b)
        {
            var bookmark = new Bookmark(b["id"].AsText()!, b["kind"].AsText()!, b["name"].AsText()!, b["key"].AsText(), null, b["data"]);
            var original = incident.Detail["stimulus"].IsNull ? Stimulus : Stimulus.From(incident.Detail["stimulus"]);
            var node = NodeOf(frame);
            StartCall(work, hands => node.Activity.Resume(hands, bookmark, original), bookmark);
            return;
        }
        Enqueue(work);
    }

    private void Skip()
    {
        if (AddressedIncident() is not { } incident || FindFrame(incident.Frame) is not { } frame) return;
        _heard = true;
        Settle(incident, frame);
        CompleteFrame(frame.Id, [Stimulus.Data["outcome"].AsText() ?? "Done"]);
    }

    private void Settle(Incident incident, Frame frame)
    {
        _incidents = _incidents.RemoveAll(i => i.Id == incident.Id);
        Show(incident, Row(incident, open: false).With("settledBy", Stimulus.Actor).With("settledAt", Datum.Of(Context.Now)));
        Edit(frame.Id).Status = FrameStatus.Running;
        ChangeInstance(frame.Instance, i => i with { Status = InstanceStatus.Running, SubStatus = InstanceSubStatus.Executing });
    }

    private void AbortAt()
    {
        var frame = LiveFrames().FirstOrDefault(f => (Stimulus.ActivityId is null || f.NodeId == Stimulus.ActivityId) && (Stimulus.ScopePath is null || f.ScopePath == Stimulus.ScopePath))
            ?? LiveFrames().FirstOrDefault();
        if (frame is null) return;
        _heard = true;
        RaiseIncident(new Work(WorkKind.Execute, frame.Id), "ABORTED", $"処理が時間または記憶域の上限を超えたため中止しました: {Stimulus.Data["reason"].AsText()}", Stimulus.Data);
    }

    // Bookmarks.

    public Bookmark AddBookmark(int frameId, string kind, string name, string? key, DateTimeOffset? due, Datum data)
    {
        var frame = Edit(frameId);
        var bookmark = new Bookmark($"{frameId}.{frame.Waits}", kind, name, key, due, data);
        (frame.Bookmarks, frame.Status, frame.Waits) = (frame.Bookmarks.Add(bookmark), FrameStatus.Waiting, frame.Waits + 1);
        if (due is { } at) _effects.Add(new TimerSet(bookmark.Id, at, frame.NodeId, frame.ScopePath, name));
        else if (kind != "condition") _effects.Add(new BookmarkSet(bookmark.Id, kind, name, key, frame.NodeId, frame.ScopePath));
        return bookmark;
    }

    public void RemoveBookmark(Frame frame, Bookmark bookmark)
    {
        frame = Edit(frame.Id);
        if (frame.Status == FrameStatus.Waiting && frame.Bookmarks.Length == 1) frame.Status = FrameStatus.Running;
        frame.Bookmarks = frame.Bookmarks.Remove(bookmark);
        EmitCleared(bookmark);
    }

    public void FreezeTimers()
    {
        foreach (var frame in LiveFrames())
            foreach (var bookmark in frame.Bookmarks)
                if (bookmark.Due is not null) _effects.Add(new TimerCleared(bookmark.Id));
    }

    public void ThawTimers(TimeSpan by)
    {
        foreach (var id in LiveFrames().Where(f => f.Bookmarks.Any(b => b.Due is not null)).Select(f => f.Id).ToArray())
        {
            var frame = Edit(id);
            frame.Bookmarks = [.. frame.Bookmarks.Select(b => b.Due is { } due ? b with { Due = due + by } : b)];
            foreach (var bookmark in frame.Bookmarks)
                if (bookmark.Due is { } later) _effects.Add(new TimerSet(bookmark.Id, later, frame.NodeId, frame.ScopePath, bookmark.Name));
        }
    }

    private void EmitCleared(Bookmark bookmark)
    {
        if (bookmark.Due is not null) _effects.Add(new TimerCleared(bookmark.Id));
        else if (bookmark.Kind != "condition") _effects.Add(new BookmarkCleared(bookmark.Id));
    }
}
