using System.Collections.Immutable;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// Token based: every followed connection leaves a token, taken when its target ends; the target's merge mode says when tokens
/// make it run. Stream (also none): unless an activity that leads here still has a token coming. Merge: all forward ways in.
/// Converge: all ways in, also backward. Cascade: once a token. Race: the first token; the other ways in are cancelled and blocked.
/// </summary>
internal sealed class TokenMode : FlowMode
{
    public static readonly TokenMode Instance = new();

    public override void Ended(ActivityContext context, FlowGraph graph, PlanNode node, ChildEnd child)
    {
        if (Straight(context, graph, node, child)) return;
        var tokens = Tokens.Of(context, graph);
        if (node.Type == "Elsa.FlowJoin") foreach (var cancelled in CancelAncestors(context, graph, node)) tokens = tokens.Forget(cancelled);
        var taken = graph.Outbound(node).Where(c => child.Outcomes.Contains(c.Port)).ToArray();
        foreach (var connection in taken) tokens = tokens.Add(connection);
        tokens = tokens.Consume(node);
        foreach (var connection in taken)
        {
            var target = connection.Target;
            switch (MergeMode(context, connection))
            {
                case "Cascade":
                    context.Schedule(target);
                    break;
                case "Race":
                    foreach (var cancelled in CancelAncestors(context, graph, target)) tokens = tokens.Forget(cancelled);
                    if (tokens.IsBlocked(connection)) { tokens = tokens.Unblock(connection); break; }
                    context.Schedule(target);
                    foreach (var other in graph.ForwardInbound(target)) if (other.Source != node) tokens = tokens.Block(other);
                    break;
                case "Merge":
                    if (graph.ForwardInbound(target) is var forward && (forward.Length <= 1 || tokens.HasAll(target, forward, forwardOnly: true))) context.Schedule(target);
                    break;
                case "Converge":
                    if (graph.Inbound(target) is var inbound && (inbound.Length <= 1 || tokens.HasAll(target, inbound, forwardOnly: false))) context.Schedule(target);
                    break;
                default:
                    // Something that could still come this way holds the target back; a dead path does not.
                    if (!graph.ForwardInbound(target).Any(way => tokens.AnyFor(way.Source))) context.Schedule(target);
                    break;
            }
        }
        context.Live = tokens.Purge(node);
    }

    /// <summary>One token in all, and it goes one way on to an activity that asks for nothing: most of any flowchart.</summary>
    private static bool Straight(ActivityContext context, FlowGraph graph, PlanNode node, ChildEnd child)
    {
        if (node.Type == "Elsa.FlowJoin" || (context.Live is Tokens live ? !live.LiesOnlyAt(graph, node) : !context.Data.IsNull)) return false;
        Connection? only = null;
        foreach (var way in graph.Outbound(node))
        {
            if (!child.Outcomes.Contains(way.Port)) continue;
            if (only is not null) return false;
            only = way;
        }
        if (only is null || only.Merge != "Stream" || only.Target.Type == "Elsa.FlowJoin") return false;
        context.Schedule(only.Target);
        context.Live = only.OnlyToken ??= Tokens.Empty(graph).Add(only);
        return true;
    }

    private static string MergeMode(ActivityContext context, Connection way) =>
        way.Target.Type != "Elsa.FlowJoin" ? way.Merge : JoinMode(context, way.Target) == "WaitAny" ? "Race" : "Merge";

    /// <summary>The merge mode an activity names for itself; Stream when it names none.</summary>
    public static string MergeName(PlanNode target)
    {
        var own = DefinitionReader.GetAny(target.CustomProperties, "mergeMode").AsText();
        return own?.ToUpperInvariant() switch { "MERGE" or "2" => "Merge", "CONVERGE" or "3" => "Converge", "CASCADE" or "4" => "Cascade", "RACE" or "5" => "Race", _ => "Stream" };
    }

    public override IEnumerable<PlanNode> Starved(ActivityContext context, FlowGraph graph)
    {
        var tokens = Tokens.Of(context, graph);
        foreach (var (_, node) in context.Node.Children) if (tokens.AnyFor(node)) yield return node;
    }

    /// <summary>What lies on the connections: open tokens, and blocks a race left (a used block still bars until the target has ended).</summary>
    private sealed class Tokens : LiveData
    {
        private readonly FlowGraph _graph;
        private readonly ImmutableDictionary<PlanNode, Place> _places;
        private Datum? _written;

        private Tokens(FlowGraph graph, ImmutableDictionary<PlanNode, Place> places) { _graph = graph; _places = places; }

        private Place this[PlanNode target] => _places.TryGetValue(target, out var place) ? place : Place.Empty;

        private Tokens With(PlanNode target, Place place) => new(_graph, place.IsEmpty ? _places.Remove(target) : _places.SetItem(target, place));

        public static Tokens Empty(FlowGraph graph) => new(graph, ImmutableDictionary.Create<PlanNode, Place>(ReferenceEqualityComparer.Instance));

        /// <summary>Nothing lies anywhere but, at most, tokens for this activity.</summary>
        public bool LiesOnlyAt(FlowGraph graph, PlanNode node) => ReferenceEquals(graph, _graph) && (_places.Count == 0 || (_places.Count == 1 && this[node] is { IsEmpty: false, Blocked.Count: 0, Used.Count: 0 }));
        public bool AnyFor(PlanNode node) => this[node].Open.Count > 0;
        public bool IsBlocked(Connection c) => this[c.Target] is var place && (place.Blocked.ContainsKey(c.Index) || place.Used.Contains(c.Index));
        public bool HasAll(PlanNode target, ImmutableArray<Connection> ways, bool forwardOnly)
        {
            var place = this[target];
            return forwardOnly ? place.Forward >= ways.Length : place.Open.Count >= ways.Length;
        }

        public Tokens Add(Connection c)
        {
            var place = this[c.Target];
            var known = place.Open.TryGetValue(c.Index, out var count);
            return With(c.Target, place with { Open = place.Open.SetItem(c.Index, count + 1), Forward = place.Forward + (known || c.Backward ? 0 : 1) });
        }

        public Tokens Consume(PlanNode node) => AnyFor(node) ? With(node, this[node] with { Open = Place.Empty.Open, Forward = 0 }) : this;

        public Tokens Block(Connection c) => With(c.Target, this[c.Target] with { Blocked = this[c.Target].Blocked.SetItem(c.Index, this[c.Target].Blocked.GetValueOrDefault(c.Index) + 1) });

        /// <summary>A token came on a blocked way: it is lost with the block's. The token itself stays until the target ends.</summary>
        public Tokens Unblock(Connection c)
        {
            var place = this[c.Target];
            // The one used already bars all that comes until the target has ended; a further block is kept.
            if (place.Used.Contains(c.Index) || !place.Blocked.TryGetValue(c.Index, out var count)) return this;
            return With(c.Target, place with { Blocked = count > 1 ? place.Blocked.SetItem(c.Index, count - 1) : place.Blocked.Remove(c.Index), Used = place.Used.Add(c.Index) });
        }

        public Tokens Purge(PlanNode node) => this[node].Used.Count > 0 ? With(node, this[node] with { Used = Place.Empty.Used }) : this;

        /// <summary>An activity was cancelled: nothing comes to it or from it any more.</summary>
        public Tokens Forget(PlanNode node)
        {
            var result = new Tokens(_graph, _places.Remove(node));
            foreach (var c in _graph.Outbound(node))
            {
                var place = result[c.Target];
                if (place.IsEmpty) continue;
                var open = place.Open.ContainsKey(c.Index);
                result = result.With(c.Target, new Place(place.Open.Remove(c.Index), place.Forward - (open && !c.Backward ? 1 : 0), place.Blocked.Remove(c.Index), place.Used.Remove(c.Index)));
            }
            return result;
        }

        public static Tokens Of(ActivityContext context, FlowGraph graph)
        {
            if (context.Live is Tokens live && ReferenceEquals(live._graph, graph)) return live;
            var tokens = Empty(graph);
            var data = context.Data;
            foreach (var (key, count) in data["t"].Members)
                if (graph.Find(key) is { } c) for (var i = 0; i < (count.AsLong() ?? 1); i++) tokens = tokens.Add(c);
            foreach (var (key, count) in data["b"].Members)
                if (graph.Find(key) is { } c) for (var i = 0; i < (count.AsLong() ?? 1); i++) tokens = tokens.Block(c);
            foreach (var key in data["u"].Items)
                if (graph.Find(key.AsText() ?? "") is { } c) tokens = tokens.With(c.Target, tokens[c.Target] with { Used = tokens[c.Target].Used.Add(c.Index) });
            return tokens;
        }

        /// <summary><c>{t: {connection: tokens}, b: {connection: blocks}, u: [used blocks]}</c>.</summary>
        public override Datum ToDatum() => _written ??= Write();

        private Datum Write()
        {
            if (_places.Count == 0) return Datum.Null;
            List<KeyValuePair<string, Datum>> open = [], blocked = [];
            var used = new List<Datum>();
            foreach (var place in _places.OrderBy(p => p.Key.LocalId, StringComparer.Ordinal).Select(p => p.Value))
            {
                foreach (var (c, count) in place.Open) open.Add(new(_graph.Connections[c].Key, count));
                foreach (var (c, count) in place.Blocked) blocked.Add(new(_graph.Connections[c].Key, count));
                foreach (var c in place.Used) used.Add(Datum.Of(_graph.Connections[c].Key));
            }
            var result = Datum.EmptyObject;
            if (open.Count > 0) result = result.With("t", Datum.Object(open));
            if (blocked.Count > 0) result = result.With("b", Datum.Object(blocked));
            if (used.Count > 0) result = result.With("u", Datum.List(used));
            return result;
        }
    }

    /// <param name="Open">Tokens by connection.</param>
    /// <param name="Forward">Forward connections among them.</param>
    private sealed record Place(ImmutableSortedDictionary<int, int> Open, int Forward, ImmutableSortedDictionary<int, int> Blocked, ImmutableSortedSet<int> Used)
    {
        public static readonly Place Empty = new(ImmutableSortedDictionary<int, int>.Empty, 0, ImmutableSortedDictionary<int, int>.Empty, []);
        public bool IsEmpty => Open.Count == 0 && Blocked.Count == 0 && Used.Count == 0;
    }
}
