using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>
/// What can be said of a flowchart before it runs: activities out of reach, outcomes that never come, loops that Elsa refuses,
/// and joins that wait for a branch that never comes.
/// </summary>
internal static class FlowCheck
{
    /// <summary>Joins are looked at while choices × connections stay below this.</summary>
    private const long MaxWork = 20_000_000;

    public static void Check(PlanNode flowchart, FlowSpec spec, string? workflowMode, PlanBuilder builder)
    {
        if (spec.Start is not { } start) return;
        var graph = spec.From(start);
        var starts = new List<PlanNode> { start };
        foreach (var (_, node) in flowchart.Children)
            if (node != start && node.CanStartWorkflow && node.Activity.Descriptor.IsTrigger) starts.Add(node);
        var reached = Reach(graph, starts, null);
        foreach (var (_, node) in flowchart.Children)
            if (!reached.Nodes.Contains(node))
                builder.Warning(node.Id, "ACTIVITY_UNREACHABLE", $"「{Name(node)}」へ来る道がありません。", $"Nothing leads to the activity '{Name(node)}'.", "接続を引くか、アクティビティを消してください。");
        foreach (var connection in graph.Connections)
        {
            if (Outcomes(connection.Source) is { } possible && !possible.Contains(connection.Port))
                builder.Warning(connection.Source.Id, "OUTCOME_UNKNOWN", $"「{Name(connection.Source)}」の結果に「{connection.Port}」はありません。この接続は使われません。", $"'{Name(connection.Source)}' has no outcome '{connection.Port}'; the connection is never taken.", $"使える結果: {string.Join('、', possible)}");
            if (connection is { Backward: true, Valid: false } && starts.Count == 1 && reached.Nodes.Contains(connection.Source) && Flowchart.ModeName(flowchart, workflowMode) == "CounterBased")
                builder.Warning(connection.Source.Id, "BACKWARD_INVALID", $"「{Name(connection.Source)}」から「{Name(connection.Target)}」へ戻る接続は、戻る先を通らずに来る道があるため実行時に異常になります。", $"The connection back from '{Name(connection.Source)}' to '{Name(connection.Target)}' faults when taken: some way to its source does not lead through its target.", "戻る先を、すべての道が通る所にしてください。");
        }
        Joins(flowchart, graph, starts, reached, Flowchart.ModeName(flowchart, workflowMode) == "TokenBased", builder);
    }

    private static void Joins(PlanNode flowchart, FlowGraph graph, List<PlanNode> starts, Reached reached, bool tokens, PlanBuilder builder)
    {
        var joins = flowchart.Children.Select(c => c.Node).Where(n => reached.Nodes.Contains(n) && WaitsForAll(n, tokens) && graph.ForwardInbound(n).Length + (Converges(n, tokens) ? 1 : 0) > 1).ToArray();
        if (joins.Length == 0) return;
        foreach (var join in joins)
        {
            var missing = Ways(graph, join, tokens).FirstOrDefault(c => !reached.Connections.Contains(c.Index) || Outcomes(c.Source) is { } possible && !possible.Contains(c.Port));
            if (missing is not null) Never(join, $"「{Name(missing.Source)}」から来る枝は決して来ません。", $"the branch from '{Name(missing.Source)}' never comes", builder);
        }
        var choices = flowchart.Children.Select(c => c.Node).Where(n => reached.Nodes.Contains(n) && Exclusive(n)).ToArray();
        var ports = choices.Sum(c => graph.Outbound(c).Select(o => o.Port).Distinct().Count());
        if ((long)ports * Math.Max(1, graph.Connections.Count) > MaxWork) return;
        foreach (var choice in choices)
        {
            if (Reach(graph, graph.Outbound(choice).Select(c => c.Target), null).Nodes.Contains(choice)) continue;
            var needs = new Dictionary<int, string>();
            foreach (var port in graph.Outbound(choice).Select(o => o.Port).Distinct())
            {
                var without = Reach(graph, starts, (choice, port));
                foreach (var index in reached.Connections) if (!without.Connections.Contains(index)) needs.TryAdd(index, port);
            }
            foreach (var join in joins)
            {
                var needed = Ways(graph, join, tokens).Select(c => needs.GetValueOrDefault(c.Index)).ToArray();
                var distinct = needed.Where(n => n is not null).Distinct().ToArray();
                if (distinct.Length > 1)
                    Never(join, $"「{Name(choice)}」の「{distinct[0]}」と「{distinct[1]}」の両方の枝を待ちますが、来るのは一方だけです。", $"it waits for both '{distinct[0]}' and '{distinct[1]}' of '{Name(choice)}', of which only one comes", builder);
                else if (distinct.Length == 1 && needed.Contains(null))
                    builder.Warning(join.Id, "JOIN_MAY_STARVE", $"合流「{Name(join)}」は「{Name(choice)}」が「{distinct[0]}」でないとき、来ない枝を待ったまま終わります。", $"The join '{Name(join)}' waits for a branch that does not come unless '{Name(choice)}' gives '{distinct[0]}'.", "合流の待ち方を変えるか、どの場合にも枝がつながるようにしてください。");
            }
        }
    }

    private static void Never(PlanNode join, string ja, string en, PlanBuilder builder) =>
        builder.Warning(join.Id, "JOIN_NEVER_FIRES", $"合流「{Name(join)}」は実行されません。{ja}", $"The join '{Name(join)}' never fires: {en}.", "合流の待ち方を変えるか、枝をつなぎ直してください。");

    private static IEnumerable<Connection> Ways(FlowGraph graph, PlanNode join, bool tokens) => Converges(join, tokens) ? graph.Inbound(join) : graph.ForwardInbound(join);

    private static bool Converges(PlanNode node, bool tokens) => tokens && node.Type != "Elsa.FlowJoin" && TokenMode.MergeName(node) == "Converge";

    private static bool WaitsForAll(PlanNode node, bool tokens)
    {
        if (node.Type == "Elsa.FlowJoin") return LiteralInput.Of(node, "mode") is { } mode && (FlowMode.JoinName(mode.AsText()) == "WaitAll" || (tokens && FlowMode.JoinName(mode.AsText()) == "WaitAllActive"));
        return tokens && TokenMode.MergeName(node) is "Merge" or "Converge";
    }

    /// <summary>Takes one of its ways out, never two.</summary>
    private static bool Exclusive(PlanNode node) => node.Type switch
    {
        "Elsa.FlowDecision" => true,
        "Elsa.FlowSwitch" => LiteralInput.Of(node, "mode") is { } mode && mode.AsText() is null or "" or "MatchFirst" or "0",
        _ => false,
    };

    /// <summary>All outcomes an activity can have; null when that is not known before it runs.</summary>
    private static IReadOnlyList<string>? Outcomes(PlanNode node)
    {
        var descriptor = node.Activity.Descriptor;
        switch (node.Activity)
        {
            case FlowDecision: return descriptor.Outcomes;
            case FlowSwitch: return node.Prepared is IReadOnlyList<SwitchCase> cases ? [.. cases.Select(c => c.Label), .. descriptor.Outcomes] : null;
            case FlowFork: return LiteralInput.Of(node, "branches") is { Kind: DatumKind.List } branches ? [.. branches.Items.Select(b => b.AsText() ?? "")] : null;
            case Start or WriteLine or SetVariable or SetName or Correlate or SetOutput or Event or Delay or TimerActivity or FlowJoin or PublishEvent or RunTask or If or For or ForEach or ParallelForEach or While or Sequence: return descriptor.Outcomes;
            default: return null;
        }
    }

    private static Reached Reach(FlowGraph graph, IEnumerable<PlanNode> starts, (PlanNode Node, string Port)? without)
    {
        var nodes = new HashSet<PlanNode>(ReferenceEqualityComparer.Instance);
        var connections = new HashSet<int>();
        var open = new Stack<PlanNode>(starts);
        while (open.TryPop(out var node))
        {
            if (!nodes.Add(node)) continue;
            foreach (var connection in graph.Outbound(node))
            {
                if (without is { } cut && cut.Node == node && cut.Port == connection.Port) continue;
                connections.Add(connection.Index);
                open.Push(connection.Target);
            }
        }
        return new Reached(nodes, connections);
    }

    private static string Name(PlanNode node) => node.Name is { Length: > 0 } name ? name : node.LocalId;

    private sealed record Reached(HashSet<PlanNode> Nodes, HashSet<int> Connections);
}
