using System.Collections.Immutable;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Activities.Elsa;

/// <param name="Port">Outcome name at the source; Done when the file names none.</param>
/// <param name="Backward">Leads back to an activity on the way to its source: a loop.</param>
internal sealed record Connection(int Index, PlanNode Source, string Port, PlanNode Target, bool Backward);

/// <summary>A flowchart's connections, read once from any of Elsa's forms and sorted into forward and backward.</summary>
internal sealed class FlowGraph
{
    private readonly Dictionary<PlanNode, ImmutableArray<Connection>> _outbound = [];
    private readonly Dictionary<PlanNode, ImmutableArray<Connection>> _inbound = [];

    private FlowGraph(PlanNode? start, IReadOnlyList<Connection> connections)
    {
        Start = start;
        foreach (var group in connections.GroupBy(c => c.Source)) _outbound[group.Key] = [.. group];
        foreach (var group in connections.GroupBy(c => c.Target)) _inbound[group.Key] = [.. group];
    }

    public PlanNode? Start { get; }
    public ImmutableArray<Connection> Outbound(PlanNode node) => _outbound.TryGetValue(node, out var list) ? list : [];
    /// <summary>Inbound connections reachable from the start.</summary>
    public ImmutableArray<Connection> Inbound(PlanNode node) => _inbound.TryGetValue(node, out var list) ? list : [];
    public IEnumerable<Connection> ForwardInbound(PlanNode node) => Inbound(node).Where(c => !c.Backward);

    public static FlowGraph Read(PlanNode flowchart, PlanBuilder builder)
    {
        var byId = new Dictionary<string, PlanNode>(StringComparer.Ordinal);
        foreach (var (_, node) in flowchart.Children) byId.TryAdd(node.LocalId, node);
        var raw = new List<(PlanNode Source, string Port, PlanNode Target)>();
        foreach (var c in DefinitionReader.GetAny(flowchart.Source, "connections").Items)
        {
            var (source, port, target) = Ends(c);
            if (source is null || target is null || !byId.TryGetValue(source, out var from) || !byId.TryGetValue(target, out var to))
            {
                builder.Warning(flowchart.LocalId, "CONNECTION_LOST", $"接続「{source} → {target}」の一方がありません。接続は使われません。", $"The connection '{source} → {target}' has a missing end and is not used.", "接続を引き直してください。");
                continue;
            }
            if (!raw.Contains((from, port, to))) raw.Add((from, port, to));
        }
        var start = FindStart(flowchart, byId, raw);
        return new FlowGraph(start, start is null ? [] : Classify(start, raw));
    }

    /// <summary>New form <c>{source:{activity,port}, target:{activity}}</c>, old form <c>{source:"id", target:"id", sourcePort}</c>.</summary>
    private static (string? Source, string Port, string? Target) Ends(Datum c)
    {
        var source = DefinitionReader.GetAny(c, "source");
        var target = DefinitionReader.GetAny(c, "target");
        var port = source.Kind == DatumKind.Object ? DefinitionReader.GetAny(source, "port").AsText() : DefinitionReader.GetAny(c, "sourcePort").AsText();
        return (Id(source), string.IsNullOrEmpty(port) ? "Done" : port, Id(target));

        static string? Id(Datum end) => end.Kind == DatumKind.Object
            ? DefinitionReader.GetAny(end, "activity") is { Kind: DatumKind.Object } activity ? DefinitionReader.GetAny(activity, "id").AsText() : DefinitionReader.GetAny(end, "activity").AsText()
            : end.AsText();
    }

    /// <summary>Explicit start, an Elsa.Start, one that can start the workflow, one without inbound, the first.</summary>
    private static PlanNode? FindStart(PlanNode flowchart, Dictionary<string, PlanNode> byId, List<(PlanNode Source, string Port, PlanNode Target)> raw)
    {
        var start = DefinitionReader.GetAny(flowchart.Source, "start");
        var id = start.Kind == DatumKind.Object ? DefinitionReader.GetAny(start, "id").AsText() : start.AsText();
        if (id is not null && byId.TryGetValue(id, out var named)) return named;
        var nodes = flowchart.Children.Select(c => c.Node).ToArray();
        return nodes.FirstOrDefault(n => n.Type == "Elsa.Start")
            ?? nodes.FirstOrDefault(n => DefinitionReader.GetAny(n.CustomProperties, "canStartWorkflow").AsBoolean() || DefinitionReader.GetAny(n.Source, "canStartWorkflow").AsBoolean())
            ?? nodes.FirstOrDefault(n => raw.All(c => c.Target != n))
            ?? nodes.FirstOrDefault();
    }

    /// <summary>Depth first from the start, without recursion: a connection to a node still open is backward. Unreachable ones are left out.</summary>
    private static List<Connection> Classify(PlanNode start, List<(PlanNode Source, string Port, PlanNode Target)> raw)
    {
        var bySource = raw.GroupBy(c => c.Source).ToDictionary(g => g.Key, g => g.ToArray());
        var state = new Dictionary<PlanNode, int> { [start] = 1 };
        var result = new List<Connection>();
        var stack = new Stack<(PlanNode Node, int Next)>();
        stack.Push((start, 0));
        while (stack.Count > 0)
        {
            var (node, next) = stack.Pop();
            var outbound = bySource.GetValueOrDefault(node) ?? [];
            if (next >= outbound.Length) { state[node] = 2; continue; }
            stack.Push((node, next + 1));
            var (_, port, target) = outbound[next];
            var seen = state.GetValueOrDefault(target);
            result.Add(new Connection(result.Count, node, port, target, seen == 1));
            if (seen != 0) continue;
            state[target] = 1;
            stack.Push((target, 0));
        }
        return result;
    }
}
