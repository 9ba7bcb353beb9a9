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
    /// <summary>Frames of the state before that were left to begin.</summary>
    private readonly HashSet<int> _scheduledBefore = [];
    private readonly SortedSet<int> _faulted = [];
    private Queue<Work>? _lane;
    private int _laneNo;
    private bool _halted;

    private bool HasWork => _told.Count > 0 || _resumes.Count > 0 || _later.Count > 0 || _busy.Any(no => _lanes[no].Count > 0);

    /// <summary>Whether a frame has been scheduled and has not begun: cancelling a branch leaves it alone, as Elsa does.</summary>
    public bool IsScheduled(int frame) => FindFrame(frame) is { Scheduled: true } || _scheduledBefore.Contains(frame);

    private void Enqueue(in Work work)
    {
        switch (work.Kind)
        {
            case WorkKind.ChildEnded: _told.Push(work); break;
            case WorkKind.Resume: _resumes.Enqueue(work); break;
            default:
                if (FindFrame(work.Frame) is not { } frame) return;
                if (work.Kind == WorkKind.Execute)
                {
                    if (frame.Call != 0) frame.Scheduled = true; else _scheduledBefore.Add(work.Frame);
                }
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

    private bool TakeWork(out Work work)
    {
        while (true)
        {
            if (_told.TryPop(out work)) { if (Usable(work)) return true; continue; }
            if (_lane is not null)
            {
                if (_lane.TryDequeue(out work)) { if (Usable(work)) return true; continue; }
                _busy.Remove(_laneNo);
                _laneNo = _busy.Max;
                _lane = _busy.Count == 0 ? null : _lanes[_laneNo];
                continue;
            }
            if (_resumes.TryDequeue(out work)) { if (Usable(work)) return true; continue; }
            if (!_later.TryDequeue(out work)) return false;
            Enqueue(work);
        }
    }

    /// <summary>False when the frame was cancelled while the work waited, or the work must wait for a retry.</summary>
    private bool Usable(in Work work)
    {
        if (FindFrame(work.Frame) is not { } frame) return false;
        if (!_halted && (InstanceOf(frame).Status == InstanceStatus.Running || (_faulted.Contains(frame.Instance) && work.Kind != WorkKind.Resume))) return true;
        _parked.Add(work);
        return false;
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
    private void TriggerRan(int id)
    {
        if (Stimulus.Kind != StimulusKinds.Start || Stimulus.ActivityId is not { } trigger || FindFrame(id) is not { } frame || frame.NodeId != trigger) return;
        if (InstanceOf(frame).Properties is var properties && properties.Has("trigger"))
            _instances = _instances.SetItem(frame.Instance - 1, InstanceOf(frame) with { Properties = properties.Without("trigger").With("triggeredBy", trigger) });
    }
}
