using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// Counter based: each connection counts how often it was visited and remembers whether it was followed. A target runs once every
/// forward way in has been visited once more than the target itself, if any was followed; otherwise it is skipped and its own ways
/// out are visited unfollowed (a dead path). Loops count on.
/// </summary>
internal sealed class CounterMode : FlowMode
{
    public static readonly CounterMode Instance = new();

    public override void Begin(ActivityContext context, FlowGraph graph, PlanNode start)
    {
        var counts = new Counts(context.Data);
        counts.Run(start);
        context.Data = counts.Write();
        context.Schedule(start);
    }

    public override void Ended(ActivityContext context, FlowGraph graph, PlanNode node, IReadOnlyList<string> outcomes)
    {
        var counts = new Counts(context.Data);
        var due = new List<PlanNode>();
        var visit = new Queue<(PlanNode Node, IReadOnlyList<string> Outcomes)>();
        visit.Enqueue((node, outcomes));
        while (visit.TryDequeue(out var one))
        {
            foreach (var connection in graph.Outbound(one.Node))
            {
                var followed = one.Outcomes.Contains(connection.Port);
                if (connection.Backward)
                {
                    if (followed) { counts.Run(connection.Target); due.Add(connection.Target); }
                    continue;
                }
                counts.Visit(connection, followed);
                switch (Decide(context, graph, counts, connection, followed))
                {
                    case Decision.Run:
                        counts.Run(connection.Target);
                        due.Add(connection.Target);
                        break;
                    case Decision.Skip:
                        counts.Run(connection.Target, skipped: true);
                        visit.Enqueue((connection.Target, []));
                        break;
                }
            }
        }
        context.Data = counts.Write();
        foreach (var target in due) context.Schedule(target);
    }

    private enum Decision { Wait, Run, Skip }

    private static Decision Decide(ActivityContext context, FlowGraph graph, Counts counts, Connection connection, bool followed)
    {
        var target = connection.Target;
        var inbound = graph.ForwardInbound(target).ToArray();
        var ran = counts.Runs(target);
        var allVisited = inbound.All(c => counts.Visits(c) > ran);
        var anyFollowed = inbound.Any(c => counts.Visits(c) > ran && counts.Followed(c));
        if (target.Type == "Elsa.FlowJoin")
        {
            switch (JoinMode(context, target))
            {
                case "WaitAny":
                    // The first way in wins; the others' branches are cancelled and count as visited.
                    if (followed && !inbound.Any(c => c != connection && counts.Visits(c) > ran && counts.Followed(c)))
                    {
                        CancelUpstream(context, graph, target, connection);
                        foreach (var other in inbound) counts.VisitUpTo(other, ran + 1);
                        return Decision.Run;
                    }
                    return allVisited && !anyFollowed ? Decision.Skip : Decision.Wait;
                case "WaitAll":
                    if (!allVisited) return Decision.Wait;
                    return inbound.All(counts.Followed) ? Decision.Run : Decision.Skip;
            }
        }
        return !allVisited ? Decision.Wait : anyFollowed ? Decision.Run : Decision.Skip;
    }

    /// <summary>Cancels what still runs on the other ways into a join.</summary>
    internal static void CancelUpstream(ActivityContext context, FlowGraph graph, PlanNode join, Connection? winner)
    {
        var upstream = new HashSet<PlanNode>();
        var open = new Stack<PlanNode>(graph.ForwardInbound(join).Where(c => c != winner).Select(c => c.Source));
        while (open.TryPop(out var node))
        {
            if (!upstream.Add(node)) continue;
            foreach (var c in graph.ForwardInbound(node)) open.Push(c.Source);
        }
        // What leads to the winner as well is not only the losers'.
        context.CancelChildren(f => upstream.Any(n => n.Id == f.NodeId));
    }

    public override IEnumerable<PlanNode> Starved(ActivityContext context, FlowGraph graph)
    {
        var counts = new Counts(context.Data);
        foreach (var (_, node) in context.Node.Children)
        {
            var inbound = graph.ForwardInbound(node).ToArray();
            var ran = counts.Runs(node);
            if (inbound.Length < 2 || !inbound.Any(c => counts.Visits(c) > ran && counts.Followed(c))) continue;
            if (node.Type == "Elsa.FlowJoin" && JoinMode(context, node) == "WaitAny") continue;
            yield return node;
        }
    }

    /// <summary>The frame's data: <c>{v: {connection: visits}, f: [followed], r: {node: runs}}</c>.</summary>
    private sealed class Counts(Datum data)
    {
        private Datum _visits = data["v"].IsNull ? Datum.EmptyObject : data["v"];
        private Datum _followed = data["f"].IsNull ? Datum.EmptyObject : data["f"];
        private Datum _runs = data["r"].IsNull ? Datum.EmptyObject : data["r"];
        private Datum _skipped = data["s"].IsNull ? Datum.EmptyObject : data["s"];

        public long Visits(Connection c) => _visits[Key(c)].AsLong() ?? 0;
        public bool Followed(Connection c) => _followed[Key(c)].AsBoolean();
        public long Runs(PlanNode node) => _runs[node.Id].AsLong() ?? 0;

        public void Visit(Connection c, bool followed)
        {
            _visits = _visits.With(Key(c), Visits(c) + 1);
            _followed = _followed.With(Key(c), followed);
        }

        public void VisitUpTo(Connection c, long count)
        {
            if (Visits(c) < count) _visits = _visits.With(Key(c), count);
        }

        public void Run(PlanNode node, bool skipped = false)
        {
            _runs = _runs.With(node.Id, Runs(node) + 1);
            _skipped = skipped ? _skipped.With(node.Id, true) : _skipped.Without(node.Id);
        }

        public Datum Write() => Datum.Object(("v", _visits), ("f", _followed), ("r", _runs), ("s", _skipped));

        private static string Key(Connection c) => $"{c.Source.LocalId}>{c.Port}>{c.Target.LocalId}";
    }
}
