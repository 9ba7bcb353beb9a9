using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Migration;

/// <summary>
/// Proposes which activity of a new plan is which of the old: the same id; an id it once had (<c>customProperties.case.formerIds</c>);
/// or the same type in the same place of the same container, where only one fits.
/// </summary>
public static class MapProposer
{
    public static MoveMap Propose(Plan from, Plan to)
    {
        var entries = new List<MoveEntry>();
        foreach (var old in Distinct(from))
        {
            if (Counterpart(old, from, to) is { } next) entries.AddRange(Propose(old, next));
            else entries.AddRange(InOrder(old.Root).Select(n => new MoveEntry(old.DefinitionId, n.Id, n.LocalId, null, "gone")));
        }
        return new MoveMap(entries);
    }

    /// <summary>The workflow of the new plan an instance of the old one goes on in.</summary>
    public static WorkflowPlan? Counterpart(WorkflowPlan old, Plan from, Plan to) =>
        ReferenceEquals(old, from.Root) ? to.Root : to.Workflows.GetValueOrDefault(old.DefinitionId);

    /// <summary>The workflows of a plan, each once, the root first.</summary>
    public static IEnumerable<WorkflowPlan> Distinct(Plan plan) =>
        plan.Workflows.Values.Where(w => !ReferenceEquals(w, plan.Root)).Distinct().OrderBy(w => w.DefinitionId, StringComparer.Ordinal).ThenBy(w => w.Version).Prepend(plan.Root);

    private static IEnumerable<MoveEntry> Propose(WorkflowPlan old, WorkflowPlan next)
    {
        var former = new Dictionary<string, PlanNode>(StringComparer.Ordinal);
        foreach (var node in next.NodesById.Values) foreach (var id in FormerIds(node)) former.TryAdd(id, node);
        var found = new Dictionary<PlanNode, (PlanNode? To, string Why)>(ReferenceEqualityComparer.Instance);
        var taken = new HashSet<PlanNode>(ReferenceEqualityComparer.Instance);
        var order = InOrder(old.Root).ToArray();
        foreach (var node in order)
        {
            if (next.NodesById.TryGetValue(node.Id, out var same) && same.Type == node.Type) found[node] = (same, "id");
            else if ((former.TryGetValue(node.Id, out var renamed) || former.TryGetValue(node.LocalId, out renamed)) && renamed.Type == node.Type) found[node] = (renamed, "formerIds");
            if (found.TryGetValue(node, out var match)) taken.Add(match.To!);
        }
        // Containers come before what they hold, so a renamed container's content is looked for inside its counterpart.
        foreach (var node in order)
        {
            if (found.ContainsKey(node)) continue;
            var match = ByShape(node, node.Parent is null ? null : found[node.Parent].To, next, taken);
            if (match is not null) taken.Add(match);
            found[node] = (match, match is null ? "gone" : "shape");
        }
        return order.Select(node => new MoveEntry(old.DefinitionId, node.Id, node.LocalId, found[node].To?.Id, found[node].Why));
    }

    private static PlanNode? ByShape(PlanNode node, PlanNode? parent, WorkflowPlan next, HashSet<PlanNode> taken)
    {
        if (node.Parent is null) return next.Root.Type == node.Type && !taken.Contains(next.Root) ? next.Root : null;
        if (parent is null) return null;
        var port = PortOf(node);
        var candidates = parent.Children.Where(c => c.Node.Type == node.Type && !taken.Contains(c.Node) && SamePort(c.Port, port)).Select(c => c.Node).ToArray();
        if (candidates.Length == 0) return null;
        var alike = candidates.Where(c => Meaning(c).Equals(Meaning(node))).ToArray();
        if (alike.Length == 1) return alike[0];
        var named = candidates.Where(c => c.Name is { Length: > 0 } && c.Name == node.Name).ToArray();
        if (named.Length == 1) return named[0];
        var rivals = node.Parent.Children.Count(c => c.Node.Type == node.Type && SamePort(c.Port, port) && !next.NodesById.ContainsKey(c.Node.Id));
        return candidates.Length == 1 && rivals == 1 ? candidates[0] : null;
    }

    /// <summary>What an activity does, without its name and place.</summary>
    private static Datum Meaning(PlanNode node) => PlanIdentity.Ordered(node.Source.Without("id").Without("nodeId").Without("name").Without("metadata").Without("activities").Without("connections"));

    public static IEnumerable<string> FormerIds(PlanNode node) => node.CaseProperties["formerIds"].Items.Select(i => i.AsText()).OfType<string>();

    /// <summary>The port of its parent a node hangs on; empty for the root.</summary>
    public static string PortOf(PlanNode node)
    {
        if (node.Parent is { } parent) foreach (var (port, child) in parent.Children) if (ReferenceEquals(child, node)) return port;
        return "";
    }

    /// <summary>Places in a list (<c>branches:2</c>) may shift; names of ports may not.</summary>
    public static bool SamePort(string one, string other) => string.Equals(Name(one), Name(other), StringComparison.OrdinalIgnoreCase);

    private static string Name(string port) => string.Join(':', port.Split(':').Where(part => !int.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _)));

    /// <summary>All activities, containers before what they hold.</summary>
    public static IEnumerable<PlanNode> InOrder(PlanNode root)
    {
        var open = new Stack<PlanNode>();
        open.Push(root);
        while (open.TryPop(out var node))
        {
            yield return node;
            for (var i = node.Children.Length - 1; i >= 0; i--) open.Push(node.Children[i].Node);
        }
    }
}
