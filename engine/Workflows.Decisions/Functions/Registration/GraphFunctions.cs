using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Graphs;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Ways through a net of edges {自, 至, 長さ, 一方通行, 閉鎖} (or from, to, length, oneWay, closed); closed edges are skipped.</summary>
internal static class GraphFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("最短経路", ["辺:list", "自:string|number", "至:string|number"], "context", Shortest)
        .Def("到達深さ", ["辺:list", "根:string|number"], "list", a =>
            Graph.Depths(Edges(a), a.Text(1)).Select(object? (d) => Values.Context(("点", d.Point), ("深さ", Values.Of(d.Depth)))).ToArray())
        .Def("閉路", ["辺:list"], "list", a => Graph.Circles(Edges(a)).Select(object? (c) => Values.Of(c)).ToArray());

    private static object? Shortest(FunctionArgs a) => Graph.Shortest(Edges(a), a.Text(1), a.Text(2)) is { } path
        ? Values.Context(("長さ", Values.Of(path.Length)), ("経路", Values.Of(path.Points)))
        : null;

    private static GraphEdge[] Edges(FunctionArgs a)
    {
        var edges = a.List(0).Select((e, i) => (Map: Values.Map(e, $"{i + 1}番目の辺"), Place: $"{i + 1}番目の辺"))
            .Where(e => Values.Entry(e.Map, "閉鎖", "closed") is not true)
            .Select(e => new GraphEdge(
                Values.Text(Values.Entry(e.Map, "自", "from"), $"{e.Place}の自"),
                Values.Text(Values.Entry(e.Map, "至", "to"), $"{e.Place}の至"),
                Values.Entry(e.Map, "長さ", "length") is { } length ? Values.Number(length, $"{e.Place}の長さ") : 1,
                Values.Entry(e.Map, "一方通行", "oneWay") is true))
            .ToArray();
        a.Context.Step((long)edges.Length * 4);
        return edges;
    }
}
