using System.Collections.Immutable;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>Instances, completion, cancellation and incidents.</summary>
internal sealed partial class Machine
{
    private readonly Dictionary<int, WorkflowPlan> _workflows = [];
    private ImmutableList<InstanceState> _instances;
    private ImmutableList<Incident> _incidents;
    private readonly ulong _seed;

    public Datum Fields { get; set; }
    public Datum Head { get; set; }
    public Datum StepNotes { get; set; } = Datum.EmptyObject;
    public IReadOnlyList<Incident> Incidents => _incidents;
    public IReadOnlyList<InstanceState> Instances => _instances;

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

    public PlanNode NodeOf(Frame frame)
    {
        if (frame.Node is { } known) return known;
        if (!WorkflowOf(frame.Instance).NodesById.TryGetValue(frame.NodeId, out var node)) throw new InvalidOperationException($"Plan {Plan.PlanId} has no activity '{frame.NodeId}'.");
        // A frame of a state is shared with steps of other plans: only a working copy keeps its node.
        if (frame.Call != 0) frame.Node = node;
        return node;
    }

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
        _journal.Completed(NodeOf(frame), frame.ScopePath, outcomes);
        RemoveFrame(frame);
        if (frame.Parent != 0) _told.Push(new Work(WorkKind.ChildEnded, frame.Parent, null, new ChildEnd(frame.NodeId, frame.Id, frame.Tag, outcomes, false)));
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
        // Who waits is told once, also when a faulted one is retried and ends again.
        _instances = _instances.SetItem(no - 1, instance with { Status = InstanceStatus.Finished, SubStatus = subStatus, Properties = instance.Properties.Without("parent") });
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
        Edit(frame.Id).Status = FrameStatus.Faulted;
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
        _journal.Add(name, node, frame.ScopePath, data);

    public void Emit(Effect effect) => _effects.Add(effect);
    public void WriteHttp(HttpReply reply) => _replies.Add(reply);
}
