using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Graphs;

namespace Workflows.Decisions.Tests.Functions.Graphs;

public sealed class GraphTests
{
    [Fact]
    public void The_shortest_way_and_its_ties_by_id()
    {
        GraphEdge[] edges = [new("S", "B", 10), new("S", "A", 10), new("A", "G", 5), new("B", "G", 5), new("S", "G", 16)];
        Assert.Equal(15, Graph.Shortest(edges, "S", "G")!.Length);
        Assert.Equal(["S", "A", "G"], Graph.Shortest(edges, "S", "G")!.Points);
        Assert.Equal(["G", "A", "S"], Graph.Shortest(edges, "G", "S")!.Points);
        Assert.Equal(["S"], Graph.Shortest(edges, "S", "S")!.Points);
        Assert.Null(Graph.Shortest(edges, "S", "X"));
    }

    [Fact]
    public void One_way_edges_and_edges_of_length_0()
    {
        GraphEdge[] edges = [new("A", "B", 0, true), new("B", "A", 0, true), new("B", "C", 1, true)];
        Assert.Equal(["A", "B", "C"], Graph.Shortest(edges, "A", "C")!.Points);
        Assert.Null(Graph.Shortest(edges, "C", "A"));
        Assert.Throws<FunctionException>(() => Graph.Shortest([new("A", "B", -1)], "A", "B"));
    }

    [Fact] // community D2
    public void Clicks_from_the_top_page()
    {
        GraphEdge[] links = [new("トップ", "くらし"), new("くらし", "ごみ"), new("ごみ", "分別表"), new("分別表", "詳細"), new("孤立", "トップ"), new("ごみ", "トップ")];
        Assert.Equal(
            [("トップ", 0), ("くらし", 1), ("ごみ", 2), ("分別表", 3), ("詳細", 4)],
            Graph.Depths(links, "トップ"));
    }

    [Fact] // school-and-home D14
    public void Circles_among_units()
    {
        Assert.Empty(Graph.Circles([new("1年", "2年"), new("2年", "3年"), new("1年", "3年")]));
        var circles = Graph.Circles([new("c", "a"), new("a", "b"), new("b", "c"), new("c", "d"), new("e", "e")]);
        Assert.Equal(["a,b,c", "e"], circles.Select(c => string.Join(',', c)));
    }
}
