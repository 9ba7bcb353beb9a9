using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Migration;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Execution;

/// <summary>
/// The case moves to this machine's plan. Frames keep their numbers and with them waits, claims, timers and drafts; only the names
/// of places change. Nothing runs in this step. What is needed to take the move back lies in the root until the next step.
/// </summary>
internal sealed partial class Machine
{
    private RootState? _restored;
    private Datum _undoData = Datum.Null;

    private bool IsMove => Stimulus.Kind is StimulusKinds.Migrate or StimulusKinds.UndoMigration;

    private void Migrate()
    {
        _heard = true;
        MoveMap map;
        try { map = MoveMap.From(Stimulus.Data["map"]); }
        catch (FormatException error) { throw new RefusalException(new Refusal("MIGRATION_MAP", $"対応表の「{error.Message}」がありません。", error.Message)); }
        var undo = StateCodec.WriteForUndo(_before, Stimulus.Data["from"].AsText() ?? "");
        var targets = new Dictionary<int, PlanNode>();
        var workflows = new Dictionary<int, string>();
        foreach (var instance in _instances) workflows[instance.No] = instance.DefinitionId;
        foreach (var instance in _instances.ToArray()) MoveInstance(instance, map);
        foreach (var frame in LiveFrames().ToArray())
        {
            var definition = workflows[frame.Instance];
            var node = map.To(definition, frame.NodeId) is { } id ? WorkflowOf(frame.Instance).NodesById.GetValueOrDefault(id) : null;
            if (node is null) throw Blocked("ACTIVITY_GONE", frame, "新しい版に続きの活動がありません。");
            var parent = frame.Parent == 0 ? null : targets[frame.Parent];
            if (!ReferenceEquals(parent, node.Parent)) throw Blocked("SCOPE_CHANGED", frame, "新しい版では別の枠の中にあります。");
            if (!Stimulus.Data["types"][frame.NodeId].IsNull && Stimulus.Data["types"][frame.NodeId].AsText() != node.Type) throw Blocked("TYPE_CHANGED", frame, "種類が変わります。");
            targets[frame.Id] = node;
            var tag = parent is null ? frame.Tag : parent.Activity.MovedTag(parent, node, frame.Tag) ?? throw Blocked("NOT_NOW", frame, "いまの段階では移せません。少し後で行ってください。");
            var moved = Edit(frame.Id);
            (moved.NodeId, moved.Node, moved.ScopePath, moved.Tag) = (node.Id, node, map.Path(definition, frame.ScopePath), tag);
            (moved.Data, moved.Live, moved.Variables) = (frame.Live?.ToDatum() ?? frame.Data, null, InitialVariables(node.Variables, frame.Variables));
        }
        foreach (var frame in LiveFrames().ToArray())
        {
            var hands = new Hands(this, frame.Id);
            targets[frame.Id].Activity.Moved(hands, new Moving(map, workflows[frame.Instance]));
            hands.Close();
            Replace(GetFrame(frame.Id));
        }
        _incidents = [.. _incidents.Select(i => MoveIncident(i, workflows, map))];
        _undoData = undo;
        foreach (var frame in LiveFrames()) JournalAdd("Moved", frame, targets[frame.Id]);
    }

    private void MoveInstance(InstanceState instance, MoveMap map)
    {
        var old = instance.DefinitionId;
        var next = instance.No == 1 ? Plan.Root : Plan.Workflows.GetValueOrDefault(old);
        if (next is null)
        {
            if (instance.Status == InstanceStatus.Running) throw new RefusalException(new Refusal("WORKFLOW_GONE", $"新しい版にワークフロー「{old}」がありません。"));
            return;
        }
        _workflows.Remove(instance.No);
        var properties = instance.Properties;
        foreach (var name in new[] { "trigger", "triggeredBy" })
            if (properties[name].AsText() is { } id) properties = properties.With(name, map.To(old, id) ?? id);
        var outputs = Datum.Object(instance.ActivityOutputs.Members.Select(m => KeyValuePair.Create(map.To(old, m.Key) ?? m.Key, m.Value)));
        ChangeInstance(instance.No, i => i with { DefinitionId = next.DefinitionId, Version = next.Version, Properties = properties, ActivityOutputs = outputs });
    }

    private Incident MoveIncident(Incident incident, Dictionary<int, string> workflows, MoveMap map)
    {
        if (FindFrame(incident.Frame) is not { } frame) return incident;
        var definition = workflows[frame.Instance];
        var detail = incident.Detail;
        if (detail["retry"]["c"]["n"].AsText() is { } child) detail = detail.With("retry", detail["retry"].With("c", detail["retry"]["c"].With("n", map.To(definition, child) ?? child)));
        var moved = incident with { ActivityId = frame.NodeId, ScopePath = frame.ScopePath, Detail = detail };
        if (moved.ActivityId != incident.ActivityId || moved.ScopePath != incident.ScopePath) Show(moved, Row(moved, open: true));
        return moved;
    }

    /// <summary>Its waits are found at the new place.</summary>
    private void Replace(Frame frame)
    {
        foreach (var bookmark in frame.Bookmarks)
            if (bookmark.Due is not null || bookmark.Kind != "condition") _effects.Add(new WaitMoved(bookmark.Id, frame.NodeId, frame.ScopePath));
    }

    private void UndoMigration()
    {
        if (_before.Root.Undo is not { IsNull: false } undo)
            throw new RefusalException(new Refusal("UNDO_TOO_LATE", "移した後に案件が進んだため、元に戻せません。"));
        if (undo["from"].AsText() != Plan.PlanId) throw new RefusalException(new Refusal("UNDO_PLAN", "元の版と違う定義です。"));
        _heard = true;
        (_restored, var parts) = StateCodec.ReadUndo(undo);
        _instances = [.. _restored.Instances];
        _incidents = [.. _restored.Incidents];
        _workflows.Clear();
        Fields = _restored.Fields;
        Head = _restored.Head;
        foreach (var part in parts)
        {
            foreach (var frame in part.Frames)
            {
                Edit(frame.Id).Take(frame);
                Replace(frame);
                var hands = new Hands(this, frame.Id);
                NodeOf(frame).Activity.Moved(hands, new Moving(new MoveMap([]), InstanceOf(frame).DefinitionId));
                hands.Close();
            }
        }
        foreach (var incident in _incidents) Show(incident, Row(incident, open: true));
    }

    private static RefusalException Blocked(string code, Frame frame, string why) =>
        new(new Refusal("MIGRATION_BLOCKED", $"「{frame.NodeId}」: {why} ({code})", frame.NodeId));
}
