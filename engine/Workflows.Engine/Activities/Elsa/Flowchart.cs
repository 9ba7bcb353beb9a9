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

    public override object? Prepare(PlanNode node, PlanBuilder builder) => FlowSpec.Read(node, builder);

    public override IEnumerable<Question> Execute(ActivityContext context)
    {
        if (Start(context) is { } start) context.Schedule(start);
        else context.Complete();
        return [];
    }

    public override IEnumerable<Question> ChildEnded(ActivityContext context, ChildEnd child)
    {
        var node = context.Workflow.NodesById[child.NodeId];
        // A terminal activity ends the flowchart with all that runs in it.
        if (node.Activity.Descriptor.EndsContainer || Start(context) is not { } start)
        {
            context.Complete();
            return [];
        }
        var graph = ((FlowSpec)context.Node.Prepared!).From(start);
        var mode = Mode(context);
        mode.Ended(context, graph, node, child);
        if (context.IsCompleted || context.HasChildren) return [];
        // Elsa ends silently when a join can never fire; so do we, and say so.
        foreach (var join in mode.Starved(context, graph))
            context.Warn("JOIN_NEVER_FIRED", $"合流「{join.Name ?? join.LocalId}」は、来ない枝を待ったまま終わりました。", Datum.Object(("activityId", join.Id)));
        context.Complete();
        return [];
    }

    /// <summary>Tokens and visits lie on connections, which are named by activities: those whose ends have counterparts are kept.</summary>
    public override void Moved(ActivityContext context, Moving moving)
    {
        string? Local(string id) => moving.Child(context.Node, id);
        string? Key(string key)
        {
            var (first, last) = (key.IndexOf('>', StringComparison.Ordinal), key.LastIndexOf('>'));
            return first > 0 && last > first && Local(key[..first]) is { } source && Local(key[(last + 1)..]) is { } target ? $"{source}{key[first..(last + 1)]}{target}" : null;
        }
        Datum Renamed(Datum members, Func<string, string?> name, Func<Datum, Datum>? inner = null) =>
            Datum.Object(members.Members.Select(m => (Name: name(m.Key), m.Value)).Where(m => m.Name is not null).Select(m => KeyValuePair.Create(m.Name!, inner is null ? m.Value : inner(m.Value))));
        var data = context.Data;
        if (data["t"].Kind == DatumKind.Object) data = data.With("t", Renamed(data["t"], Key));
        if (data["b"].Kind == DatumKind.Object) data = data.With("b", Renamed(data["b"], Key));
        if (data["u"].Kind == DatumKind.List) data = data.With("u", Datum.List(data["u"].Items.Select(k => Key(k.AsText() ?? "")).OfType<string>().Select(k => Datum.Of(k))));
        if (data["g"].Kind == DatumKind.Object) data = data.With("g", Renamed(data["g"], Local, g => g.With("c", Renamed(g["c"], Key))));
        context.Data = data;
    }

    /// <summary>The trigger that began the instance when it stands in this flowchart, else the definition's start.</summary>
    private static PlanNode? Start(ActivityContext context)
    {
        var spec = (FlowSpec)context.Node.Prepared!;
        var properties = context.Instance.Properties;
        if ((properties["trigger"].AsText() ?? properties["triggeredBy"].AsText()) is not { } id) return spec.Start;
        foreach (var (_, node) in context.Node.Children) if (node.Id == id) return node;
        return spec.Start;
    }

    /// <summary>The same for every run of the plan.</summary>
    private static FlowMode Mode(ActivityContext context)
    {
        var spec = (FlowSpec)context.Node.Prepared!;
        return spec.Mode ??= ModeName(context.Node, context.Workflow.FlowchartMode) == "TokenBased" ? TokenMode.Instance : CounterMode.Instance;
    }

    /// <summary>TokenBased or CounterBased: the flowchart's own, the definition's, the default.</summary>
    public static string ModeName(PlanNode flowchart, string? workflowMode)
    {
        var own = DefinitionReader.GetAny(flowchart.CustomProperties, "Flowchart:ExecutionMode").AsText();
        return Known(own) ?? Known(workflowMode) ?? "CounterBased";

        static string? Known(string? name) => name?.ToUpperInvariant() switch { "TOKENBASED" or "1" => "TokenBased", "COUNTERBASED" or "2" => "CounterBased", _ => null };
    }
}

/// <summary>How connections become work.</summary>
internal abstract class FlowMode
{
    public abstract void Ended(ActivityContext context, FlowGraph graph, PlanNode node, ChildEnd child);
    /// <summary>Joins that were reached by some way in and never ran.</summary>
    public abstract IEnumerable<PlanNode> Starved(ActivityContext context, FlowGraph graph);

    protected static string JoinMode(ActivityContext context, PlanNode node)
    {
        if (!node.Inputs.TryGetValue("mode", out var binding)) return "WaitAny";
        return JoinName((binding.Expression is { } expression ? context.Evaluate(expression) : binding.Raw).AsText());
    }

    public static string JoinName(string? value) => value switch { null or "" or "0" => "WaitAny", "1" => "WaitAll", "2" => "WaitAllActive", _ => value };

    /// <summary>Cancels what has begun on the ways into a join and has not ended; what is only scheduled still runs, as in Elsa.</summary>
    protected static IReadOnlyList<PlanNode> CancelAncestors(ActivityContext context, FlowGraph graph, PlanNode join)
    {
        if (!context.HasChildren) return [];
        HashSet<PlanNode>? ancestors = null;
        var cancelled = new List<PlanNode>();
        foreach (var frame in context.ChildFrames.ToArray())
        {
            if (context.IsScheduled(frame.Id)) continue;
            ancestors ??= graph.Ancestors(join);
            var node = context.Workflow.NodesById[frame.NodeId];
            if (!ancestors.Contains(node)) continue;
            context.CancelChildren(f => f.Id == frame.Id);
            cancelled.Add(node);
        }
        return cancelled;
    }

    protected static bool IsScheduled(ActivityContext context, PlanNode node)
    {
        if (!context.HasChildren) return false;
        foreach (var frame in context.ChildFrames) if (frame.NodeId == node.Id && context.IsScheduled(frame.Id)) return true;
        return false;
    }
}
