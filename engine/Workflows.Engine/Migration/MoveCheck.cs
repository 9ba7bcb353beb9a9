using Workflows.Engine.Plans;
using Workflows.Engine.State;

namespace Workflows.Engine.Migration;

/// <summary>Something about a move of one case.</summary>
/// <param name="Severity">error: it cannot be moved; warning: look before moving.</param>
/// <param name="ActivityId">The activity in the old plan.</param>
public sealed record MoveFinding(string Severity, string Code, string ActivityId, string ScopePath, string MessageJa, string MessageEn);

/// <summary>A place where a case stands now, and where it will stand.</summary>
/// <param name="Waits">What it waits for, as kinds and names.</param>
public sealed record MovePlace(string Workflow, string ActivityId, string ScopePath, string Type, string Label, string? NewActivityId, string? NewScopePath, string? NewLabel, IReadOnlyList<string> Waits);

/// <summary>The dry run for one case.</summary>
public sealed record MoveReport(IReadOnlyList<MovePlace> Places, IReadOnlyList<MoveFinding> Findings)
{
    public bool Possible => Findings.All(f => f.Severity != "error");
}

/// <summary>Says for a case where it stands, where it will stand and what is in the way. Changes nothing.</summary>
public static class MoveCheck
{
    /// <param name="finished">Activities that have ended in this case so far, by workflow and id in the old plan; they must not run again.</param>
    public static MoveReport Check(Plan from, Plan to, CaseState state, MoveMap map, IEnumerable<(string Workflow, string ActivityId)> finished)
    {
        var places = new List<MovePlace>();
        var findings = new List<MoveFinding>();
        var done = finished.ToLookup(f => f.Workflow, f => f.ActivityId, StringComparer.Ordinal);
        foreach (var frame in state.Frames)
        {
            var instance = state.Instances[frame.Instance - 1];
            var old = WorkflowIn(from, instance);
            var next = MapProposer.Counterpart(old, from, to);
            if (!old.NodesById.TryGetValue(frame.NodeId, out var node)) continue;
            var target = map.To(old.DefinitionId, frame.NodeId) is { } id ? next?.NodesById.GetValueOrDefault(id) : null;
            if (frame.Children == 0)
                places.Add(new MovePlace(old.DefinitionId, frame.NodeId, frame.ScopePath, node.Type, Label(node), target?.Id, target is null ? null : map.Path(old.DefinitionId, frame.ScopePath), target is null ? null : Label(target), [.. frame.Bookmarks.Select(b => $"{b.Kind} {b.Name}".TrimEnd())]));
            foreach (var problem in Structure(frame, node, target, map.Find(old.DefinitionId, frame.NodeId), state, map, old)) findings.Add(problem);
            if (target is not null && frame.Children == 0) findings.AddRange(Again(frame, node, target, map, old, done[old.DefinitionId].ToHashSet(StringComparer.Ordinal)));
        }
        return new MoveReport(places, findings);
    }

    public static WorkflowPlan WorkflowIn(Plan plan, InstanceState instance) =>
        plan.Workflows.GetValueOrDefault($"{instance.DefinitionId}@{instance.Version}") ?? plan.Workflows.GetValueOrDefault(instance.DefinitionId) ?? plan.Root;

    /// <summary>What the move itself refuses.</summary>
    private static IEnumerable<MoveFinding> Structure(Frame frame, PlanNode node, PlanNode? target, MoveEntry? entry, CaseState state, MoveMap map, WorkflowPlan old)
    {
        if (target is null)
        {
            yield return Error("ACTIVITY_GONE", frame, $"「{Label(node)}」（{frame.NodeId}）は新しい版にありません。どの活動で続けるかを選んでください。",
                entry?.To is { } named ? $"The new version has no activity '{named}'." : $"'{frame.NodeId}' has no counterpart in the new version; choose one.");
            yield break;
        }
        if (target.Type != node.Type)
            yield return Error("TYPE_CHANGED", frame, $"「{Label(node)}」は種類が {node.Type} から {target.Type} に変わるため、途中では移せません。", $"'{frame.NodeId}' changes its type from {node.Type} to {target.Type}.");
        var parent = frame.Parent == 0 ? null : state.FindFrame(frame.Parent);
        if ((parent is null) != (target.Parent is null) || (parent is not null && map.To(old.DefinitionId, parent.NodeId) != target.Parent!.Id))
            yield return Error("SCOPE_CHANGED", frame, $"「{Label(node)}」は新しい版では別の枠の中にあります。", $"'{frame.NodeId}' stands in another container in the new version.");
        else if (!MapProposer.SamePort(MapProposer.PortOf(node), MapProposer.PortOf(target)))
            yield return Error("PORT_CHANGED", frame, $"「{Label(node)}」は新しい版では枠の別の口（{MapProposer.PortOf(target)}）にあります。", $"'{frame.NodeId}' hangs on another port ('{MapProposer.PortOf(target)}') in the new version.");
        foreach (var variable in node.Variables)
        {
            var kept = target.Variables.FirstOrDefault(v => string.Equals(v.Name, variable.Name, StringComparison.OrdinalIgnoreCase));
            if (kept is null) yield return Warning("VARIABLE_GONE", frame, $"変数「{variable.Name}」は新しい版にありません。値は使われません。", $"The variable '{variable.Name}' is not in the new version.");
            else if (kept.TypeName != variable.TypeName) yield return Warning("VARIABLE_TYPE", frame, $"変数「{variable.Name}」の型が {variable.TypeName} から {kept.TypeName} に変わります。", $"The variable '{variable.Name}' changes its type from {variable.TypeName} to {kept.TypeName}.");
        }
    }

    /// <summary>Finished activities the case could not meet again before, and would meet again after the move.</summary>
    private static IEnumerable<MoveFinding> Again(Frame frame, PlanNode node, PlanNode target, MoveMap map, WorkflowPlan old, HashSet<string> finished)
    {
        if (finished.Count == 0) yield break;
        var before = Ahead.Of(node);
        var after = Ahead.Of(target);
        foreach (var id in finished.Order(StringComparer.Ordinal))
        {
            if (before.Contains(id) || map.To(old.DefinitionId, id) is not { } now || !after.Contains(now)) continue;
            yield return Error("WOULD_RUN_AGAIN", frame, $"終わった「{id}」が、「{Label(target)}」の後にもう一度行われることになります。", $"The finished '{id}' would run again after '{target.Id}'.");
        }
    }

    private static string Label(PlanNode node) => DefinitionReader.GetAny(DefinitionReader.GetAny(node.Source, "metadata"), "displayText").AsText() ?? node.Name ?? node.LocalId;

    private static MoveFinding Error(string code, Frame frame, string ja, string en) => new("error", code, frame.NodeId, frame.ScopePath, ja, en);
    private static MoveFinding Warning(string code, Frame frame, string ja, string en) => new("warning", code, frame.NodeId, frame.ScopePath, ja, en);
}
