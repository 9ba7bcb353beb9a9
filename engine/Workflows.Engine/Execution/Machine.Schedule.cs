using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>
/// What runs next, as in Elsa: an activity that has ended tells its container at once; activities run in the order they were
/// scheduled, breadth first; a workflow run inline goes ahead of the one that runs it; several waits met by one stimulus
/// are served one after the other, each until nothing is runnable.
/// </summary>
internal sealed partial class Machine
{
    private readonly Stack<Work> _told = new();
    private readonly SortedDictionary<int, Queue<Work>> _lanes = [];
    private readonly SortedSet<int> _busy = [];
    private readonly Queue<Work> _resumes = new();
    private readonly Queue<Work> _later = new();
    private readonly List<Work> _parked = [];
    private readonly HashSet<int> _scheduled = [];
    private readonly SortedSet<int> _faulted = [];
    private Queue<Work>? _lane;
    private int _laneNo;
    private bool _halted;

    private bool HasWork => _told.Count > 0 || _resumes.Count > 0 || _later.Count > 0 || _busy.Any(no => _lanes[no].Count > 0);

    /// <summary>Whether a frame has been scheduled and has not begun: cancelling a branch leaves it alone, as Elsa does.</summary>
    public bool IsScheduled(int frame) => _scheduled.Contains(frame);

    public void MarkScheduled(int frame) => _scheduled.Add(frame);

    private void Enqueue(Work work)
    {
        switch (work.Kind)
        {
            case WorkKind.ChildEnded: _told.Push(work); break;
            case WorkKind.Resume: _resumes.Enqueue(work); break;
            default:
                if (FindFrame(work.Frame) is not { } frame) return;
                if (work.Kind == WorkKind.Execute) _scheduled.Add(work.Frame);
                Lane(frame.Instance).Enqueue(work);
                break;
        }
    }

    private Queue<Work> Lane(int instance)
    {
        if (_lane is not null && instance == _laneNo) return _lane;
        if (!_lanes.TryGetValue(instance, out var lane)) lane = _lanes[instance] = new Queue<Work>();
        _busy.Add(instance);
        if (_lane is null || instance > _laneNo) (_lane, _laneNo) = (lane, instance);
        return lane;
    }

    private Work? TakeWork()
    {
        while (true)
        {
            if (_told.Count > 0) { if (Usable(_told.Pop()) is { } told) return told; continue; }
            if (_lane is not null)
            {
                if (_lane.Count > 0) { if (Usable(_lane.Dequeue()) is { } next) return next; continue; }
                _busy.Remove(_laneNo);
                _laneNo = _busy.Max;
                _lane = _busy.Count == 0 ? null : _lanes[_laneNo];
                continue;
            }
            if (_resumes.Count > 0) { if (Usable(_resumes.Dequeue()) is { } resume) return resume; continue; }
            if (_later.Count == 0) return null;
            Enqueue(_later.Dequeue());
        }
    }

    /// <summary>Null when the frame was cancelled while the work waited, or the work must wait for a retry.</summary>
    private Work? Usable(Work work)
    {
        if (FindFrame(work.Frame) is not { } frame) return null;
        if (!_halted && (InstanceOf(frame).Status == InstanceStatus.Running || (_faulted.Contains(frame.Instance) && work.Kind != WorkKind.Resume))) return work;
        _parked.Add(work);
        return null;
    }

    /// <summary>What is left when the step ends, in the order it would run.</summary>
    private IEnumerable<Work> PendingWork()
    {
        foreach (var work in _told.Reverse()) yield return work;
        foreach (var no in _busy.Reverse()) foreach (var work in _lanes[no]) yield return work;
        foreach (var work in _parked) yield return work;
        foreach (var work in _resumes) yield return work;
        foreach (var work in _later) yield return work;
    }

    /// <summary>The activity a start began at has run: met again in a loop it waits like any other.</summary>
    private void TriggerRan(int id, Hands hands)
    {
        if (Stimulus.Kind != StimulusKinds.Start || Stimulus.ActivityId is not { } trigger || FindFrame(id) is not { } frame || frame.NodeId != trigger) return;
        ChangeInstance(frame.Instance, i => i.Properties.Has("trigger") ? i with { Properties = i.Properties.Without("trigger").With("triggeredBy", trigger) } : i);
    }
}
