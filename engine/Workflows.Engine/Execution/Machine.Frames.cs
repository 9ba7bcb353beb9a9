using System.Collections.Immutable;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>The working copy: frames over the state before, with an undo list for the call under way.</summary>
internal sealed partial class Machine
{
    private readonly Dictionary<int, Frame?> _frames = [];
    private readonly List<(int Id, bool Had, Frame? Old)> _undo = [];
    private Dictionary<int, SortedSet<int>>? _children;
    private readonly Dictionary<int, WorkflowPlan> _workflows = [];
    private ImmutableList<InstanceState> _instances;
    private ImmutableList<Incident> _incidents;
    private int _nextFrame;
    private readonly ulong _seed;

    public Datum Fields { get; set; }
    public Datum Head { get; set; }
    public Datum StepNotes { get; set; } = Datum.EmptyObject;
    public IReadOnlyList<Incident> Incidents => _incidents;
    public IReadOnlyList<InstanceState> Instances => _instances;

    public Frame? FindFrame(int id)
    {
        if (id == 0) return null;
        return _frames.TryGetValue(id, out var frame) ? frame : _before.FindFrame(id);
    }

    public Frame GetFrame(int id) => FindFrame(id) ?? throw new InvalidOperationException($"There is no frame {id}.");

    public void SetFrame(Frame frame) => Put(frame.Id, frame);

    private void Put(int id, Frame? frame)
    {
        var had = _frames.TryGetValue(id, out var old);
        _undo.Add((id, had, old));
        _frames[id] = frame;
    }

    public Frame AddFrame(int parent, int instance, PlanNode node, string scopePath, Datum tag, Datum? variables)
    {
        var frame = new Frame(_nextFrame++, parent, instance, node.Id, scopePath, FrameStatus.Running, Datum.Null, InitialVariables(node.Variables, variables), [], 0, tag);
        Put(frame.Id, frame);
        if (parent != 0)
        {
            var owner = GetFrame(parent);
            Put(parent, owner with { Children = owner.Children + 1 });
        }
        if (_children is not null) ChildrenOf(parent).Add(frame.Id);
        return frame;
    }

    private static Datum? InitialVariables(ImmutableArray<VariableSpec> specs, Datum? given)
    {
        if (specs.Length == 0) return given;
        var result = given ?? Datum.EmptyObject;
        foreach (var spec in specs)
            if (!result.Has(spec.Name)) result = result.With(spec.Name, spec.Default);
        return result;
    }

    private void RemoveFrame(Frame frame)
    {
        foreach (var bookmark in frame.Bookmarks) EmitCleared(bookmark);
        Put(frame.Id, null);
        if (frame.Parent != 0 && FindFrame(frame.Parent) is { } parent) Put(parent.Id, parent with { Children = parent.Children - 1 });
        if (_children is not null) ChildrenOf(frame.Parent).Remove(frame.Id);
        _scheduled.Remove(frame.Id);
        if (frame.Status == FrameStatus.Faulted && InstanceOf(frame).SubStatus != InstanceSubStatus.Faulted)
            _incidents = _incidents.RemoveAll(i => i.Frame == frame.Id && i.Severity == "error");
    }

    private SortedSet<int> ChildrenOf(int parent)
    {
        _children ??= IndexChildren();
        return _children.TryGetValue(parent, out var set) ? set : _children[parent] = [];
    }

    private Dictionary<int, SortedSet<int>> IndexChildren()
    {
        var index = new Dictionary<int, SortedSet<int>>();
        foreach (var frame in LiveFrames())
            (index.TryGetValue(frame.Parent, out var set) ? set : index[frame.Parent] = []).Add(frame.Id);
        return index;
    }

    public IEnumerable<Frame> ChildFrames(int parent) => ChildrenOf(parent).ToArray().Select(id => FindFrame(id)).OfType<Frame>();

    /// <summary>All frames alive, by number.</summary>
    public IEnumerable<Frame> LiveFrames()
    {
        foreach (var frame in _before.Frames)
        {
            if (!_frames.TryGetValue(frame.Id, out var now)) yield return frame;
            else if (now is not null) yield return now;
        }
        foreach (var id in _frames.Keys.Where(id => id >= _before.Root.NextFrame).Order().ToArray())
            if (_frames[id] is { } added) yield return added;
    }

    public InstanceState InstanceOf(Frame frame) => _instances[frame.Instance - 1];

    public InstanceState InstanceNo(int no) => _instances[no - 1];

    public void ChangeInstance(int no, Func<InstanceState, InstanceState> change) => _instances = _instances.SetItem(no - 1, change(_instances[no - 1]));

    public WorkflowPlan WorkflowOf(int instance)
    {
        if (_workflows.TryGetValue(instance, out var found)) return found;
        var i = _instances[instance - 1];
        return _workflows[instance] = Plan.Workflows.TryGetValue($"{i.DefinitionId}@{i.Version}", out found) ? found
            : Plan.Workflows.TryGetValue(i.DefinitionId, out found) ? found : Plan.Root;
    }

    public PlanNode NodeOf(Frame frame) =>
        WorkflowOf(frame.Instance).NodesById.TryGetValue(frame.NodeId, out var node) ? node
        : throw new InvalidOperationException($"Plan {Plan.PlanId} has no activity '{frame.NodeId}'.");

    /// <summary>The nearest workflow-as-activity around a frame; null at the workflow's own level.</summary>
    public Frame? EnclosingComposite(int id)
    {
        for (var frame = FindFrame(id); frame is { Parent: not 0 };)
        {
            frame = GetFrame(frame.Parent);
            if (NodeOf(frame).Activity is WorkflowAsActivity) return frame;
        }
        return null;
    }

    // Completion and cancellation.

    private void CompleteFrame(int id, IReadOnlyList<string> outcomes)
    {
        if (FindFrame(id) is not { } frame) return;
        if (frame.Children > 0) CancelChildren(id, null);
        frame = GetFrame(id);
        JournalAdd("Completed", frame, NodeOf(frame), Datum.List(outcomes.Select(Datum.Of)));
        RemoveFrame(frame);
        if (frame.Parent != 0) Enqueue(new Work(WorkKind.ChildEnded, frame.Parent, null, new ChildEnd(frame.NodeId, frame.Id, frame.Tag, outcomes, false)));
        else EndInstance(frame.Instance, InstanceSubStatus.Finished);
    }

    /// <summary>Cancels children with all that runs in them, youngest first; the parent is not told.</summary>
    public void CancelChildren(int parent, Func<Frame, bool>? which)
    {
        foreach (var child in ChildFrames(parent).Where(f => which is null || which(f)).ToArray()) CancelTree(child.Id);
    }

    private void CancelTree(int root)
    {
        var order = new List<int> { root };
        for (var i = 0; i < order.Count; i++) order.AddRange(ChildrenOf(order[i]));
        for (var i = order.Count - 1; i >= 0; i--)
        {
            var frame = GetFrame(order[i]);
            var node = NodeOf(frame);
            var hands = new Hands(this, frame.Id);
            node.Activity.Cancelled(hands);
            hands.Close();
            frame = GetFrame(order[i]);
            JournalAdd("Canceled", frame, node);
            RemoveFrame(frame);
        }
    }

    public void CompleteAncestor(int from, PlanNode ancestor, IReadOnlyList<string> outcomes)
    {
        var frame = GetFrame(from);
        while (frame.NodeId != ancestor.Id && frame.Parent != 0) frame = GetFrame(frame.Parent);
        if (frame.NodeId != ancestor.Id) return;
        CompleteFrame(frame.Id, outcomes);
    }

    public void FinishInstance(int no, string subStatus)
    {
        var root = _instances[no - 1].RootFrame;
        if (FindFrame(root) is not null) CancelTree(root);
        EndInstance(no, subStatus);
    }

    /// <summary>The instance is over, or stopped by a fault; whoever waits for it goes on.</summary>
    private void EndInstance(int no, string subStatus)
    {
        var instance = _instances[no - 1];
        if (instance.Status == InstanceStatus.Finished && subStatus != InstanceSubStatus.Cancelled) return;
        if (subStatus == InstanceSubStatus.Faulted) _faulted.Add(no);
        _instances = _instances.SetItem(no - 1, instance with { Status = InstanceStatus.Finished, SubStatus = subStatus });
        if (instance.Properties["parent"].AsLong() is { } parent && FindFrame((int)parent) is not null)
            Enqueue(new Work(WorkKind.ChildEnded, (int)parent, null, new ChildEnd("", -no, Datum.Null, [subStatus], subStatus == InstanceSubStatus.Cancelled)));
    }

    private void SuspendInstances()
    {
        for (var i = 0; i < _instances.Count; i++)
            if (_instances[i] is { Status: InstanceStatus.Running, SubStatus: InstanceSubStatus.Executing } instance) _instances = _instances.SetItem(i, instance with { SubStatus = InstanceSubStatus.Suspended });
    }

    // Incidents.

    private void RaiseIncident(Work work, string code, string message, Datum detail, Bookmark? burnt = null)
    {
        var frame = GetFrame(work.Frame);
        var node = NodeOf(frame);
        SetFrame(frame with { Status = FrameStatus.Faulted });
        _incidents = _incidents.Add(new Incident(NewId("i"), frame.Id, frame.NodeId, frame.ScopePath, node.Type, "error", code, message, Context.Now,
            (detail.IsNull ? Datum.EmptyObject : detail).With("retry", work.Write()).With("stimulus", work.Kind == WorkKind.Resume ? Stimulus.ToDatum() : Datum.Null)
                .With("bookmark", burnt is null ? Datum.Null : Datum.Object(("id", burnt.Id), ("kind", burnt.Kind), ("name", burnt.Name), ("key", burnt.Key), ("data", burnt.Data)))));
        JournalAdd("Faulted", frame, node, Datum.Object(("code", code), ("message", message)));
        Show(_incidents[^1], Row(_incidents[^1], open: true));
        if (!ContinuesWithIncidents(WorkflowOf(frame.Instance)))
            EndInstance(frame.Instance, InstanceSubStatus.Faulted);
    }

    /// <summary>Elsa's strategy by its type name; a programme's workflows go on unless they say otherwise.</summary>
    private bool ContinuesWithIncidents(WorkflowPlan workflow)
    {
        var strategy = workflow.Options["incidentStrategyType"].AsText();
        if (string.IsNullOrEmpty(strategy)) return Plan.Policy is not null;
        return strategy.Contains("ContinueWithIncidents", StringComparison.Ordinal);
    }

    public void Warn(Frame frame, string code, string message, Datum? detail)
    {
        var node = NodeOf(frame);
        _incidents = _incidents.Add(new Incident(NewId("i"), frame.Id, frame.NodeId, frame.ScopePath, node.Type, "warning", code, message, Context.Now, detail ?? Datum.EmptyObject));
        Show(_incidents[^1], Row(_incidents[^1], open: true).With("severity", "warning"));
    }

    private void Show(Incident incident, Datum row) => _effects.Add(new ProjectionSet("incidents", incident.Id, row));

    /// <summary>An incident as operators see it.</summary>
    private static Datum Row(Incident incident, bool open) => Datum.Object(
        ("activityId", incident.ActivityId), ("scopePath", incident.ScopePath), ("activityType", incident.ActivityType),
        ("code", incident.Code), ("message", incident.Message), ("at", Datum.Of(incident.At)), ("open", open));

    // Ids and randomness: from (seed, counter), SplitMix64.

    public ulong NextRandom()
    {
        var z = _seed + (++_random * 0x9E3779B97F4A7C15UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    public string NewId(string prefix) => $"{prefix}{NextRandom():x16}";

    public void JournalAdd(string name, Frame frame, PlanNode node, Datum? data = null) =>
        _journal.Add(new JournalEntry(name, frame.NodeId, frame.ScopePath, node.Type, data));

    public void Emit(Effect effect) => _effects.Add(effect);
    public void WriteHttp(HttpReply reply) => _replies.Add(reply);

    // Undo and freeze.

    private Savepoint Snapshot()
    {
        // What began and ended within this step leaves no trace.
        foreach (var (id, _, _) in _undo)
            if (id >= _before.Root.NextFrame && _frames.TryGetValue(id, out var frame) && frame is null) _frames.Remove(id);
        _undo.Clear();
        return new Savepoint(Fields, Head, _instances, _incidents, _effects.Count, _journal.Count, _replies.Count, _nextFrame, _random);
    }

    private void Undo(in Savepoint at)
    {
        for (var i = _undo.Count - 1; i >= 0; i--)
        {
            var (id, had, old) = _undo[i];
            if (had) _frames[id] = old; else _frames.Remove(id);
        }
        _undo.Clear();
        _children = null;
        for (var id = at.NextFrame; id < _nextFrame; id++) _scheduled.Remove(id);
        Fields = at.Fields;
        Head = at.Head;
        _instances = at.Instances;
        _incidents = at.Incidents;
        _effects.RemoveRange(at.Effects, _effects.Count - at.Effects);
        _journal.RemoveRange(at.Journal, _journal.Count - at.Journal);
        _replies.RemoveRange(at.Replies, _replies.Count - at.Replies);
        _nextFrame = at.NextFrame;
        _random = at.Random;
    }

    private CaseState Freeze(out IReadOnlyList<int> dirty)
    {
        for (var i = 0; i < _instances.Count; i++)
        {
            var now = _instances[i];
            if (i < _before.Instances.Count && ReferenceEquals(_before.Instances[i], now)) continue;
            _effects.Add(new InstanceSet(now.No, now.DefinitionId, now.Version, now.Status, now.SubStatus, now.CorrelationId, now.Name));
        }
        var pending = PendingWork().Where(w => FindFrame(w.Frame) is not null).Select(w => w.Write()).ToImmutableArray();
        var root = new RootState
        {
            Epoch = Plan.Epoch,
            LastNow = Context.Now,
            NextFrame = _nextFrame,
            Fields = Fields,
            Head = Head,
            Instances = [.. _instances],
            Incidents = [.. _incidents],
            Pending = pending,
            Undo = _undoData,
        };
        // Taking a move back gives the very state before it.
        if (_restored is { } former) root = former;
        var parts = _before.Parts.ToBuilder();
        var changed = new SortedSet<int> { 0 };
        foreach (var id in _frames.Keys) changed.Add(id / CaseState.FramesPerPart);
        foreach (var no in changed)
        {
            var frames = new SortedDictionary<int, Frame>();
            if (_before.Parts.TryGetValue(no, out var old)) foreach (var frame in old.Frames) frames[frame.Id] = frame;
            var first = no * CaseState.FramesPerPart;
            for (var id = first; id < first + CaseState.FramesPerPart; id++)
            {
                if (!_frames.TryGetValue(id, out var frame)) continue;
                if (frame is null) frames.Remove(id); else frames[id] = frame;
            }
            if (no == 0) parts[0] = new StatePart(0, [.. frames.Values], root);
            else if (frames.Count > 0) parts[no] = new StatePart(no, [.. frames.Values], null);
            else parts.Remove(no);
        }
        dirty = [.. changed];
        return new CaseState(root, parts.ToImmutable());
    }
}

/// <summary>The working copy at the start of a call; values are immutable, so it is cheap.</summary>
internal readonly record struct Savepoint(
    Datum Fields, Datum Head, ImmutableList<InstanceState> Instances, ImmutableList<Incident> Incidents, int Effects, int Journal, int Replies, int NextFrame, ulong Random);
