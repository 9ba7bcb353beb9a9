using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Migration;

/// <summary>What may still begin once an activity has ended: everything its containers can lead to from there.</summary>
internal static class Ahead
{
    /// <summary>Ids of activities that may begin after <paramref name="node"/> has ended.</summary>
    public static HashSet<string> Of(PlanNode node)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var at = node; at.Parent is { } parent; at = parent)
            foreach (var next in After(parent, at)) Add(next, found);
        return found;
    }

    private static void Add(PlanNode root, HashSet<string> found)
    {
        foreach (var node in MapProposer.InOrder(root)) found.Add(node.Id);
    }

    /// <summary>The siblings a container may begin after one of its children.</summary>
    private static IEnumerable<PlanNode> After(PlanNode container, PlanNode child)
    {
        if (container.Prepared is FlowSpec flow) return Downstream(flow, child);
        return container.Type switch
        {
            "Elsa.Sequence" => container.Children.Select(c => c.Node).SkipWhile(n => !ReferenceEquals(n, child)).Skip(1),
            // One of several was chosen, or all run beside one another: the end of one begins no other.
            "Elsa.If" or "Elsa.Switch" or "Elsa.Parallel" or "Elsa.Fork" or "Elsa.Workflow" => [],
            "Elsa.SendHttpRequest" or "Elsa.BulkDispatchWorkflows" or "Elsa.ParallelForEach" => [],
            // Loops, state machines, scopes with handlers: any part may come (again).
            _ => container.Children.Select(c => c.Node),
        };
    }

    private static IEnumerable<PlanNode> Downstream(FlowSpec flow, PlanNode from)
    {
        var seen = new HashSet<PlanNode>(ReferenceEqualityComparer.Instance);
        var open = new Queue<PlanNode>([from]);
        while (open.TryDequeue(out var node))
            foreach (var (source, _, target) in flow.Connections)
                if (ReferenceEquals(source, node) && seen.Add(target)) { yield return target; open.Enqueue(target); }
    }
}
