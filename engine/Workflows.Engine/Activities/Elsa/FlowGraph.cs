using System.Collections.Concurrent;
using System.Collections.Immutable;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Activities.Elsa;

/// <param name="Index">Place in the definition, from 0.</param>
/// <param name="Port">Outcome name at the source; Done when the file names none.</param>
/// <param name="Backward">No part of the forward traversal from the start: a loop, or out of reach.</param>
/// <param name="Valid">For a backward one: every way from the start to its source leads through its target.</param>
internal sealed record Connection(int Index, PlanNode Source, string Port, PlanNode Target, bool Backward, bool Valid)
{
    /// <summary>The connection's name in the stored state, by ids.</summary>
    public string Key { get; } = $"{Source.LocalId}>{Port}>{Target.LocalId}";
    /// <summary>The merge mode its target names; Stream when it names none.</summary>
    public string Merge { get; } = TokenMode.MergeName(Target);
    /// <summary>The state in which a token lies here and nowhere else, made once.</summary>
    public State.LiveData? OnlyToken { get; set; }
}

/// <summary>A flowchart's connections, read once from any of Elsa's forms.</summary>
internal sealed class FlowSpec
{
    private readonly ConcurrentDictionary<PlanNode, FlowGraph> _graphs = new(ReferenceEqualityComparer.Instance);
    private readonly List<(PlanNode Source, string Port, PlanNode Target)> _connections = [];

    private FlowSpec() { }

    /// <summary>How it runs, once known.</summary>
    public FlowMode? Mode { get; set; }

    public IReadOnlyList<(PlanNode Source, string Port, PlanNode Target)> Connections => _connections;

    /// <summary>Explicit start, an Elsa.Start, one that can start the workflow, one without a way in, the first.</summary>
    public PlanNode? Start { get; private set; }

    /// <summary>The graph seen from a start: from another one, other connections are forward.</summary>
    public FlowGraph From(PlanNode start) => _graphs.TryGetValue(start, out var known) ? known : _graphs.GetOrAdd(start, new FlowGraph(start, _connections));

    public static FlowSpec Read(PlanNode flowchart, PlanBuilder builder)
    {
        var spec = new FlowSpec();
        var byId = new Dictionary<string, PlanNode>(StringComparer.Ordinal);
        foreach (var (_, node) in flowchart.Children) byId.TryAdd(node.LocalId, node);
        var seen = new HashSet<(PlanNode, string, PlanNode)>();
        foreach (var c in DefinitionReader.GetAny(flowchart.Source, "connections").Items)
        {
            var (source, port, target) = Ends(c);
            if (source is null || target is null || !byId.TryGetValue(source, out var from) || !byId.TryGetValue(target, out var to))
            {
                builder.Warning(flowchart.LocalId, "CONNECTION_LOST", $"接続「{source} → {target}」の一方がありません。接続は使われません。", $"The connection '{source} → {target}' has a missing end and is not used.", "接続を引き直してください。");
                continue;
            }
            if (seen.Add((from, port, to))) spec._connections.Add((from, port, to));
        }
        spec.Start = spec.FindStart(flowchart, byId);
        return spec;
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

    private PlanNode? FindStart(PlanNode flowchart, Dictionary<string, PlanNode> byId)
    {
        var start = DefinitionReader.GetAny(flowchart.Source, "start");
        var id = start.Kind == DatumKind.Object ? DefinitionReader.GetAny(start, "id").AsText() : start.AsText();
        if (id is not null && byId.TryGetValue(id, out var named)) return named;
        var nodes = flowchart.Children.Select(c => c.Node).ToArray();
        var targets = new HashSet<PlanNode>(_connections.Select(c => c.Target), ReferenceEqualityComparer.Instance);
        return nodes.FirstOrDefault(n => n.Type == "Elsa.Start")
            ?? nodes.FirstOrDefault(n => n.CanStartWorkflow)
            ?? nodes.FirstOrDefault(n => !targets.Contains(n))
            ?? nodes.FirstOrDefault();
    }
}

/// <summary>
/// The connections seen from a start. Forward ones are found breadth first in the definition's order; a connection that would
/// close a circle over forward ones is backward, and so is every one the start does not reach.
/// </summary>
internal sealed class FlowGraph
{
    private readonly Dictionary<PlanNode, ImmutableArray<Connection>> _outbound = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PlanNode, ImmutableArray<Connection>> _inbound = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PlanNode, ImmutableArray<Connection>> _forwardInbound = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, Connection> _byKey = new(StringComparer.Ordinal);

    public FlowGraph(PlanNode start, IReadOnlyList<(PlanNode Source, string Port, PlanNode Target)> raw)
    {
        Start = start;
        var forward = Forward(start, raw);
        var connections = new List<Connection>(raw.Count);
        for (var i = 0; i < raw.Count; i++)
        {
            var (source, port, target) = raw[i];
            var backward = !forward.Contains((source, target));
            connections.Add(new Connection(i, source, port, target, backward, !backward || LeadsThrough(start, source, target, forward)));
        }
        foreach (var group in connections.GroupBy(c => c.Source)) _outbound[group.Key] = [.. group];
        foreach (var group in connections.GroupBy(c => c.Target))
        {
            _inbound[group.Key] = [.. group];
            _forwardInbound[group.Key] = [.. group.Where(c => !c.Backward)];
        }
        foreach (var connection in connections) _byKey[connection.Key] = connection;
        Connections = connections;
    }

    public PlanNode Start { get; }
    /// <summary>The state in which nothing waits, made once.</summary>
    public State.LiveData? Nothing { get; set; }
    public IReadOnlyList<Connection> Connections { get; }
    public ImmutableArray<Connection> Outbound(PlanNode node) => _outbound.TryGetValue(node, out var list) ? list : [];
    public ImmutableArray<Connection> Inbound(PlanNode node) => _inbound.TryGetValue(node, out var list) ? list : [];
    public ImmutableArray<Connection> ForwardInbound(PlanNode node) => _forwardInbound.TryGetValue(node, out var list) ? list : [];
    /// <summary>Null when the plan has no such connection any more.</summary>
    public Connection? Find(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>Every activity from which a forward way leads to this one.</summary>
    public HashSet<PlanNode> Ancestors(PlanNode node)
    {
        var found = new HashSet<PlanNode>(ReferenceEqualityComparer.Instance);
        var open = new Stack<PlanNode>();
        open.Push(node);
        while (open.TryPop(out var next))
            foreach (var connection in ForwardInbound(next))
                if (found.Add(connection.Source)) open.Push(connection.Source);
        return found;
    }

    private static HashSet<(PlanNode, PlanNode)> Forward(PlanNode start, IReadOnlyList<(PlanNode Source, string Port, PlanNode Target)> raw)
    {
        var next = raw.GroupBy(c => c.Source).ToDictionary(g => g.Key, g => g.Select(c => c.Target).Distinct().ToArray());
        var edges = new HashSet<(PlanNode, PlanNode)>();
        var bySource = new Dictionary<PlanNode, List<PlanNode>>(ReferenceEqualityComparer.Instance);
        var visited = new HashSet<PlanNode>(ReferenceEqualityComparer.Instance);
        var queue = new Queue<PlanNode>();
        queue.Enqueue(start);
        while (queue.TryDequeue(out var source))
        {
            if (!visited.Add(source) || !next.TryGetValue(source, out var targets)) continue;
            foreach (var target in targets)
            {
                // Only an activity already left can lead back here.
                if (target == source || (visited.Contains(target) && Reaches(target, source, bySource))) continue;
                edges.Add((source, target));
                (bySource.TryGetValue(source, out var list) ? list : bySource[source] = []).Add(target);
                if (!visited.Contains(target)) queue.Enqueue(target);
            }
        }
        return edges;
    }

    private static bool Reaches(PlanNode from, PlanNode to, Dictionary<PlanNode, List<PlanNode>> next)
    {
        var seen = new HashSet<PlanNode>(ReferenceEqualityComparer.Instance);
        var open = new Stack<PlanNode>();
        open.Push(from);
        while (open.TryPop(out var node))
        {
            if (node == to) return true;
            if (!seen.Add(node) || !next.TryGetValue(node, out var targets)) continue;
            foreach (var target in targets) open.Push(target);
        }
        return false;
    }

    /// <summary>Whether every forward way from the start to <paramref name="node"/> leads through <paramref name="gate"/>.</summary>
    private static bool LeadsThrough(PlanNode start, PlanNode node, PlanNode gate, HashSet<(PlanNode Source, PlanNode Target)> forward)
    {
        if (node == gate || start == gate) return true;
        var next = new Dictionary<PlanNode, List<PlanNode>>(ReferenceEqualityComparer.Instance);
        foreach (var (source, target) in forward)
            if (source != gate && target != gate) (next.TryGetValue(source, out var list) ? list : next[source] = []).Add(target);
        return !Reaches(start, node, next);
    }
}
