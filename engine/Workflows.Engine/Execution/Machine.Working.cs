using System.Collections.Immutable;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>
/// The working copy: frames over the state before. A frame is copied when it is first changed and changed in place from then on;
/// what the call under way changed can be taken back. Frames that ended within the step are used again.
/// </summary>
internal sealed partial class Machine
{
    private readonly Dictionary<int, Frame?> _frames = [];
    private readonly List<Change> _changes = [];
    private readonly Stack<Frame> _spare = new();
    private Dictionary<int, SortedSet<int>>? _children;
    private int _callNo = 1;
    private int _nextFrame;

    private enum ChangeKind { Added, Copied, Edited, Removed }

    /// <param name="Frame">As it was when edited; the working copy when removed.</param>
    private readonly record struct Change(ChangeKind Kind, int Id, Frame? Frame);

    public Frame? FindFrame(int id) =>
        _frames.TryGetValue(id, out var frame) ? frame : id < _before.Root.NextFrame ? _before.FindFrame(id) : null;

    public Frame GetFrame(int id) => FindFrame(id) ?? throw new InvalidOperationException($"There is no frame {id}.");

    /// <summary>The frame to be changed in place.</summary>
    public Frame Edit(int id)
    {
        if (_frames.TryGetValue(id, out var own))
        {
            if (own is null) throw new InvalidOperationException($"There is no frame {id}.");
            if (own.Call == _callNo) return own;
            _changes.Add(new Change(ChangeKind.Edited, id, Spare(own)));
        }
        else
        {
            _frames[id] = own = Spare(_before.FindFrame(id) ?? throw new InvalidOperationException($"There is no frame {id}."));
            _changes.Add(new Change(ChangeKind.Copied, id, null));
        }
        own.Call = _callNo;
        return own;
    }

    private Frame Spare(Frame like)
    {
        if (!_spare.TryPop(out var frame)) frame = new Frame();
        frame.Take(like);
        return frame;
    }

    private static readonly Frame Blank = new();

    public Frame AddFrame(int parent, int instance, PlanNode node, string scopePath, Datum tag, Datum? variables)
    {
        var frame = Spare(Blank);
        frame.Id = _nextFrame++;
        frame.Parent = parent;
        frame.Instance = instance;
        frame.NodeId = node.Id;
        frame.Node = node;
        frame.ScopePath = scopePath;
        frame.Variables = InitialVariables(node.Variables, variables);
        frame.Tag = tag;
        frame.Call = _callNo;
        _frames.Add(frame.Id, frame);
        _changes.Add(new Change(ChangeKind.Added, frame.Id, null));
        if (parent != 0) Edit(parent).Children++;
        if (_children is not null) (_children.TryGetValue(parent, out var set) ? set : _children[parent] = []).Add(frame.Id);
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
        _frames.TryGetValue(frame.Id, out var own);
        if (frame.Id < _before.Root.NextFrame) _frames[frame.Id] = null; else _frames.Remove(frame.Id);
        _changes.Add(new Change(ChangeKind.Removed, frame.Id, own));
        if (frame.Parent != 0 && FindFrame(frame.Parent) is not null) Edit(frame.Parent).Children--;
        if (_children is not null && _children.TryGetValue(frame.Parent, out var siblings)) siblings.Remove(frame.Id);
        if (_scheduledBefore.Count > 0) _scheduledBefore.Remove(frame.Id);
        if (frame.Status == FrameStatus.Faulted && InstanceOf(frame).SubStatus != InstanceSubStatus.Faulted) ForgetIncidents(frame.Id);
    }

    private void ForgetIncidents(int frame) => _incidents = _incidents.RemoveAll(i => i.Frame == frame && i.Severity == "error");

    private IEnumerable<int> ChildrenOf(int parent)
    {
        if (parent != 0 && FindFrame(parent) is { Children: 0 }) return [];
        _children ??= IndexChildren();
        return _children.TryGetValue(parent, out var set) ? set : [];
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
            if (_frames.GetValueOrDefault(id) is { } added) yield return added;
    }

    /// <summary>What was changed so far stays; from here on changes can be taken back together.</summary>
    private Savepoint Snapshot()
    {
        foreach (var change in _changes)
            if (change.Frame is { } unused) _spare.Push(unused);
        _changes.Clear();
        _callNo++;
        return new Savepoint(Fields, Head, _instances, _incidents, _effects.Count, _journal.Count, _replies.Count, _nextFrame, _random);
    }

    private void Undo(in Savepoint at)
    {
        for (var i = _changes.Count - 1; i >= 0; i--)
        {
            var (kind, id, frame) = _changes[i];
            switch (kind)
            {
                case ChangeKind.Edited: _frames[id]!.Take(frame!); break;
                case ChangeKind.Removed when frame is not null: _frames[id] = frame; break;
                default: _frames.Remove(id); break;
            }
        }
        _changes.Clear();
        _callNo++;
        _children = null;
        Fields = at.Fields;
        Head = at.Head;
        _instances = at.Instances;
        _incidents = at.Incidents;
        _effects.RemoveRange(at.Effects, _effects.Count - at.Effects);
        _journal.Truncate(at.Journal);
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
                if (frame is null) frames.Remove(id); else frames[id] = frame.Settled();
            }
            if (no == 0) parts[0] = new StatePart(0, [.. frames.Values], root);
            else if (frames.Count > 0) parts[no] = new StatePart(no, [.. frames.Values], null);
            else parts.Remove(no);
        }
        dirty = [.. changed];
        // Frames of this step stand in the new parts as they settled.
        return new CaseState(root, parts.ToImmutable(), _before.KnownWaits?.After(_frames.Select(f => (_before.FindFrame(f.Key), f.Value))));
    }
}

/// <summary>The working copy at the start of a call; values are immutable, so it is cheap.</summary>
internal readonly record struct Savepoint(
    Datum Fields, Datum Head, ImmutableList<InstanceState> Instances, ImmutableList<Incident> Incidents, int Effects, int Journal, int Replies, int NextFrame, ulong Random);
