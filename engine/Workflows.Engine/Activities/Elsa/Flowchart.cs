using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.Turns;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// Elsa.Flowchart: activities joined by connections from outcomes. Two modes, as Elsa has them: counter based (a target with
/// several ways in waits until each was taken or can no longer be) and token based (merge modes by target). The definition
/// names its mode in customProperties <c>Flowchart:ExecutionMode</c>.
/// </summary>
internal sealed class Flowchart : Activity
{
    public override ActivityDescriptor Descriptor { get; } = new("Elsa.Flowchart", "流れ図", "Flowchart", "流れ図のとおりに進む", "流れ", "flowchart") { ChildPorts = ["activities[]"] };

    public override object? Prepare(PlanNode node, PlanBuilder builder) => FlowGraph.Read(node, builder);

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        var graph = Graph(context);
        var start = Triggered(context) ?? graph.Start;
        if (start is null) { context.Complete(); return []; }
        context.Data = Datum.EmptyObject;
        Mode(context).Begin(context, graph, start);
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        var graph = Graph(context);
        var node = context.Workflow.NodesById[child.NodeId];
        if (node.Activity.Descriptor is { IsTerminal: true } && node.Type == "Elsa.End")
        {
            context.CancelChildren();
            context.Complete();
            return [];
        }
        Mode(context).Ended(context, graph, node, child.Outcomes);
        if (!context.IsCompleted && !context.HasChildren) Finish(context, graph);
        return [];
    }

    /// <summary>Elsa ends silently when a join can never fire; so do we, and say so.</summary>
    private static void Finish(ActivityContext context, FlowGraph graph)
    {
        foreach (var node in Mode(context).Starved(context, graph))
            context.Warn("JOIN_NEVER_FIRED", $"合流「{node.Name ?? node.LocalId}」は、来ない枝を待ったまま終わりました。", Datum.Object(("activityId", node.Id)));
        context.Complete();
    }

    private static FlowGraph Graph(ActivityContext context) => (FlowGraph)context.Node.Prepared!;

    private static FlowMode Mode(ActivityContext context)
    {
        var own = DefinitionReader.GetAny(context.Node.CustomProperties, "Flowchart:ExecutionMode").AsText() ?? context.Workflow.FlowchartMode;
        return own is "TokenBased" or "1" ? TokenMode.Instance : CounterMode.Instance;
    }

    private static PlanNode? Triggered(ActivityContext context)
    {
        if (context.Stimulus.Kind != StimulusKinds.Start || context.Instance.Properties["trigger"].AsText() is not { } id) return null;
        return context.Node.Children.Select(c => c.Node).FirstOrDefault(n => n.Id == id);
    }
}

/// <summary>How connections become work.</summary>
internal abstract class FlowMode
{
    public abstract void Begin(ActivityContext context, FlowGraph graph, PlanNode start);
    public abstract void Ended(ActivityContext context, FlowGraph graph, PlanNode node, IReadOnlyList<string> outcomes);
    /// <summary>Joins that were reached by some way in and never ran.</summary>
    public abstract IEnumerable<PlanNode> Starved(ActivityContext context, FlowGraph graph);

    protected static string JoinMode(ActivityContext context, PlanNode node)
    {
        if (!node.Inputs.TryGetValue("mode", out var binding)) return "WaitAny";
        var value = binding.Expression is { } expression ? context.Evaluate(expression) : binding.Raw;
        return value.AsText() switch { null or "" or "0" => "WaitAny", "1" => "WaitAll", "2" => "WaitAllActive", var text => text };
    }
}
