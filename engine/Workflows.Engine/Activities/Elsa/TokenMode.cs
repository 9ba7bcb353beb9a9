using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// Token based: every followed connection leaves a token; the target's merge mode says when tokens make it run.
/// Stream (None): once nothing upstream is pending. Merge: all forward ways in. Converge: all ways in, also backward.
/// Cascade: once a token. Race: the first token, the other ways in are cancelled and blocked.
/// </summary>
internal sealed class TokenMode : FlowMode
{
    public static readonly TokenMode Instance = new();

    public override void Begin(ActivityContext context, FlowGraph graph, PlanNode start) => context.Schedule(start);

    public override void Ended(ActivityContext context, FlowGraph graph, PlanNode node, IReadOnlyList<string> outcomes)
    {
        var tokens = Tokens.Read(context.Data);
        var taken = graph.Outbound(node).Where(c => outcomes.Contains(c.Port)).ToArray();
        tokens.Consume(node);
        foreach (var connection in taken) tokens.Add(connection, blocked: false);
        foreach (var connection in taken)
        {
            var target = connection.Target;
            switch (MergeMode(context, target))
            {
                case "Cascade":
                    context.Schedule(target);
                    break;
                case "Race":
                    if (tokens.TakeBlock(connection)) { tokens.Drop(connection); break; }
                    CounterMode.CancelUpstream(context, graph, target, connection);
                    context.Schedule(target);
                    foreach (var other in graph.ForwardInbound(target).Where(c => c.Source != connection.Source || c.Port != connection.Port)) tokens.Add(other, blocked: true);
                    break;
                case "Merge":
                    if (AllArrived(graph.ForwardInbound(target), tokens)) context.Schedule(target);
                    break;
                case "Converge":
                    if (AllArrived(graph.Inbound(target), tokens)) context.Schedule(target);
                    break;
                default:
                    // Something that could still come this way holds the target back; a dead path does not.
                    if (!graph.ForwardInbound(target).Any(inbound => tokens.AnyFor(inbound.Source) || Running(context, inbound.Source))) context.Schedule(target);
                    break;
            }
        }
        context.Data = tokens.Write();
    }

    private static bool AllArrived(IEnumerable<Connection> inbound, Tokens tokens) => inbound.All(tokens.Has);

    private static bool Running(ActivityContext context, PlanNode node) => context.ChildFrames.Any(f => f.NodeId == node.Id);

    private static string MergeMode(ActivityContext context, PlanNode target)
    {
        var own = DefinitionReader.GetAny(target.CustomProperties, "mergeMode").AsText();
        if (!string.IsNullOrEmpty(own) && own != "0") return own switch { "1" => "Stream", "2" => "Merge", "3" => "Converge", "4" => "Cascade", "5" => "Race", _ => own };
        if (target.Type != "Elsa.FlowJoin") return "Stream";
        return JoinMode(context, target) == "WaitAny" ? "Race" : "Merge";
    }

    public override IEnumerable<PlanNode> Starved(ActivityContext context, FlowGraph graph)
    {
        var tokens = Tokens.Read(context.Data);
        foreach (var (_, node) in context.Node.Children)
            if (tokens.AnyFor(node) && MergeMode(context, node) is "Merge" or "Converge" && graph.Inbound(node).Any(tokens.Has)) yield return node;
    }

    /// <summary>The frame's data: <c>{t: [{c: connection, n: target, b: blocked}]}</c>; consumed tokens are gone.</summary>
    private sealed class Tokens
    {
        private readonly List<(string Connection, string Target, bool Blocked)> _all = [];

        public static Tokens Read(Datum data)
        {
            var tokens = new Tokens();
            foreach (var t in data["t"].Items) tokens._all.Add((t["c"].AsText()!, t["n"].AsText()!, t["b"].AsBoolean()));
            return tokens;
        }

        public void Add(Connection c, bool blocked) => _all.Add((Key(c), c.Target.Id, blocked));
        public bool Has(Connection c) => _all.Contains((Key(c), c.Target.Id, false));
        public bool AnyFor(PlanNode node) => _all.Exists(t => t.Target == node.Id && !t.Blocked);
        public void Consume(PlanNode node) => _all.RemoveAll(t => t.Target == node.Id && !t.Blocked);
        public bool TakeBlock(Connection c) => _all.Remove((Key(c), c.Target.Id, true));
        public void Drop(Connection c) => _all.Remove((Key(c), c.Target.Id, false));
        public Datum Write() => _all.Count == 0 ? Datum.EmptyObject
            : Datum.Object(("t", Datum.List(_all.Select(t => Datum.Object(("c", t.Connection), ("n", t.Target), ("b", t.Blocked))))));

        private static string Key(Connection c) => $"{c.Source.LocalId}>{c.Port}>{c.Target.LocalId}";
    }
}
