using System.Collections.Immutable;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// Counter based: each way into a join counts how often it was visited and remembers whether it was followed; the join counts how
/// often it ended. A join runs once every forward way in has been visited more often than it ended, if any was followed
/// (WaitAll: if all were); otherwise it is skipped and its own ways out are visited unfollowed (a dead path). A target with one
/// way in needs no count: it runs when it is followed.
/// </summary>
internal sealed class CounterMode : FlowMode
{
    public static readonly CounterMode Instance = new();

    /// <summary>Tag of an activity scheduled by a backward connection: its end is no visit of its own.</summary>
    private static readonly Datum Back = Datum.Object(("back", true));

    public override void Ended(ActivityContext context, FlowGraph graph, PlanNode node, ChildEnd child)
    {
        var counts = Counts.Of(context, graph);
        if (Straight(context, graph, node, child)) return;
        var before = counts;
        var open = new Stack<Visit>();
        open.Push(new Visit(node, child.Outcomes, false));
        // A join counts its own end before the branches it cancels are skipped, so that it does not run once more for them.
        if (!child.Tag["back"].AsBoolean()) counts = counts.Ended(node);
        if (node.Type == "Elsa.FlowJoin") Skip(open, CancelAncestors(context, graph, node));
        while (open.TryPop(out var visit))
        {
            if (visit is { Next: 0, Skipped: true }) counts = counts.Ended(visit.Node);
            var ways = graph.Outbound(visit.Node);
            if (visit.Next == ways.Length) continue;
            open.Push(visit with { Next = visit.Next + 1 });
            var connection = ways[visit.Next];
            var followed = visit.Outcomes.Contains(connection.Port);
            var target = connection.Target;
            if (connection.Backward)
            {
                if (!followed) continue;
                if (!connection.Valid) throw context.Fault("BACKWARD_INVALID", $"「{connection.Source.Name ?? connection.Source.LocalId}」から「{target.Name ?? target.LocalId}」へ戻る接続は使えません。戻る先を通らずに来る道があります。");
                context.Schedule(target, Back);
                continue;
            }
            if (!Counts.Needed(graph, target))
            {
                if (followed) context.Schedule(target);
                else Skip(open, [target]);
                continue;
            }
            counts = counts.Visit(connection, followed);
            switch (Decide(context, counts, connection))
            {
                case Decision.Run:
                    context.Schedule(target);
                    if (Mode(context, target) == "WaitAny") Skip(open, CancelAncestors(context, graph, target));
                    break;
                case Decision.Skip:
                    Skip(open, [target]);
                    break;
            }
        }
        if (!ReferenceEquals(before, counts)) context.Live = counts;
    }

    /// <summary>Nothing is counted here and every way out is followed to an activity that counts nothing: most of any flowchart.</summary>
    private static bool Straight(ActivityContext context, FlowGraph graph, PlanNode node, ChildEnd child)
    {
        if (Counts.Needed(graph, node)) return false;
        var ways = graph.Outbound(node);
        foreach (var way in ways)
            if (way.Backward || Counts.Needed(graph, way.Target) || !child.Outcomes.Contains(way.Port)) return false;
        foreach (var way in ways) context.Schedule(way.Target);
        return true;
    }

    /// <summary>An activity whose ways out are being visited: depth first, as Elsa does, so that what a dead path sets free is scheduled in its place.</summary>
    private readonly record struct Visit(PlanNode Node, IReadOnlyList<string> Outcomes, bool Skipped, int Next = 0);

    private static void Skip(Stack<Visit> open, IReadOnlyList<PlanNode> nodes)
    {
        for (var i = nodes.Count - 1; i >= 0; i--) open.Push(new Visit(nodes[i], [], true));
    }

    private enum Decision { Wait, Run, Skip }

    private static Decision Decide(ActivityContext context, Counts counts, Connection connection)
    {
        var target = connection.Target;
        var group = counts[target];
        switch (Mode(context, target))
        {
            case "WaitAny":
                if (group.Visits(connection) <= group.Ends || IsScheduled(context, target)) return Decision.Wait;
                return group.AnyFollowed ? Decision.Run : group.AllVisited ? Decision.Skip : Decision.Wait;
            case "WaitAll":
                return !group.AllVisited ? Decision.Wait : group.AllFollowed ? Decision.Run : Decision.Skip;
            default:
                return !group.AllVisited ? Decision.Wait : group.AnyFollowed ? Decision.Run : Decision.Skip;
        }
    }

    private static string Mode(ActivityContext context, PlanNode target) => target.Type == "Elsa.FlowJoin" ? JoinMode(context, target) : "WaitAllActive";

    public override IEnumerable<PlanNode> Starved(ActivityContext context, FlowGraph graph)
    {
        var counts = Counts.Of(context, graph);
        foreach (var (_, node) in context.Node.Children)
            if (Counts.Needed(graph, node) && counts[node].AnyFollowed && Mode(context, node) != "WaitAny") yield return node;
    }

    /// <summary>Visits of the joins' ways in. Only differences count, so a join in balance is forgotten and the state stays small.</summary>
    private sealed class Counts : LiveData
    {
        private readonly FlowGraph _graph;
        private readonly ImmutableDictionary<PlanNode, Group> _groups;
        private Datum? _written;

        private Counts(FlowGraph graph, ImmutableDictionary<PlanNode, Group> groups) { _graph = graph; _groups = groups; }

        /// <summary>A join with no way in at all has nothing to count: a flowchart may begin with one.</summary>
        public static bool Needed(FlowGraph graph, PlanNode target) => graph.ForwardInbound(target).Length > (target.Type == "Elsa.FlowJoin" ? 0 : 1);

        public Group this[PlanNode target] => _groups.TryGetValue(target, out var group) ? group : new Group(_graph.ForwardInbound(target), 0, ImmutableSortedDictionary<int, (long, bool)>.Empty);

        public Counts Ended(PlanNode node) => Needed(_graph, node) ? With(node, this[node].End()) : this;
        public Counts Visit(Connection connection, bool followed) => With(connection.Target, this[connection.Target].Visit(connection, followed));

        private Counts With(PlanNode node, Group group) => new(_graph, group.Balanced ? _groups.Remove(node) : _groups.SetItem(node, group));

        public static Counts Of(ActivityContext context, FlowGraph graph)
        {
            if (context.Live is Counts live && ReferenceEquals(live._graph, graph)) return live;
            var nothing = (Counts)(graph.Nothing ??= new Counts(graph, ImmutableDictionary.Create<PlanNode, Group>(ReferenceEqualityComparer.Instance)));
            if (context.Data.IsNull) return nothing;
            var groups = nothing._groups;
            foreach (var (id, stored) in context.Data["g"].Members)
            {
                var target = context.Node.Children.FirstOrDefault(c => c.Node.LocalId == id).Node;
                if (target is null) continue;
                var visits = ImmutableSortedDictionary.CreateBuilder<int, (long, bool)>();
                foreach (var (key, value) in stored["c"].Members)
                    if (graph.Find(key) is { Backward: false } connection) visits[connection.Index] = (value[0].AsLong() ?? 0, value[1].AsBoolean());
                groups = groups.SetItem(target, new Group(graph.ForwardInbound(target), stored["e"].AsLong() ?? 0, visits.ToImmutable()));
            }
            return new Counts(graph, groups);
        }

        /// <summary><c>{g: {join: {e: ends, c: {connection: [visits, followed]}}}}</c>.</summary>
        public override Datum ToDatum() => _written ??= _groups.Count == 0 ? Datum.Null : Datum.Object(("g", Datum.Object(
            _groups.OrderBy(g => g.Key.LocalId, StringComparer.Ordinal).Select(g => KeyValuePair.Create(g.Key.LocalId, g.Value.ToDatum())))));
    }

    private sealed class Group(ImmutableArray<Connection> inbound, long ends, ImmutableSortedDictionary<int, (long Visits, bool Followed)> visits)
    {
        private readonly long _most = visits.Count == 0 ? 0 : visits.Values.Max(v => v.Visits);

        public long Ends => ends;
        public bool Balanced => ends == 0 && visits.Count == 0;
        public bool AllVisited => inbound.Length > 0 && Least > ends;
        public bool AnyFollowed => _most > ends && visits.Values.Any(v => v.Visits == _most && v.Followed);
        public bool AllFollowed => _most > ends && visits.Count == inbound.Length && visits.Values.All(v => v.Visits == _most && v.Followed);
        private long Least => visits.Count < inbound.Length ? 0 : visits.Values.Min(v => v.Visits);

        public long Visits(Connection connection) => visits.TryGetValue(connection.Index, out var visit) ? visit.Visits : 0;

        public Group Visit(Connection connection, bool followed) => new Group(inbound, ends, visits.SetItem(connection.Index, (Visits(connection) + 1, followed))).Reduce();

        public Group End() => new Group(inbound, ends + 1, visits).Reduce();

        private Group Reduce()
        {
            var common = Math.Min(Least, ends);
            if (common == 0) return this;
            var rest = visits.Where(v => v.Value.Visits > common).Select(v => KeyValuePair.Create(v.Key, (v.Value.Visits - common, v.Value.Followed)));
            return new(inbound, ends - common, rest.ToImmutableSortedDictionary());
        }

        public Datum ToDatum()
        {
            var members = new List<KeyValuePair<string, Datum>>();
            foreach (var connection in inbound)
                if (visits.TryGetValue(connection.Index, out var visit)) members.Add(new(connection.Key, Datum.List(visit.Visits, visit.Followed)));
            return Datum.Object(("e", ends), ("c", Datum.Object(members)));
        }
    }
}
