namespace Workflows.Decisions.Functions.Graphs;

/// <summary>An edge between two named points. Length in whatever unit the caller uses, not negative.</summary>
public sealed record GraphEdge(string From, string To, decimal Length = 1, bool OneWay = false);

/// <summary>The shortest way: its length and the points on it.</summary>
public sealed record GraphPath(decimal Length, IReadOnlyList<string> Points);

/// <summary>最短経路, 到達深さ, 閉路. Order of results and ties follow the ids (ordinal), never a hash.</summary>
public static class Graph
{
    /// <summary>The shortest way, or null when there is none. Of equally long ways the one whose points come first by id.</summary>
    public static GraphPath? Shortest(IReadOnlyList<GraphEdge> edges, string from, string to)
    {
        if (edges.FirstOrDefault(e => e.Length < 0) is { } negative)
        {
            throw new FunctionException(
                $"辺「{negative.From}–{negative.To}」の長さ（{negative.Length}）が負です。", $"Edge {negative.From}–{negative.To} has a negative length.");
        }

        // Cost to the goal first (length, then edges, so that ways of length 0 cannot run in a circle); then walk from the start,
        // always to the smallest id that keeps to a cheapest way.
        var ahead = Neighbours(edges, reverse: false);
        var left = Costs(Neighbours(edges, reverse: true), to);
        if (!left.TryGetValue(from, out var total))
        {
            return null;
        }

        var points = new List<string> { from };
        while (points[^1] != to)
        {
            var here = points[^1];
            var next = ahead[here]
                .Where(n => left.TryGetValue(n.To, out var rest) && (rest.Length + n.Length, rest.Edges + 1) == left[here])
                .MinBy(n => n.To, StringComparer.Ordinal);
            points.Add(next.To);
        }

        return new GraphPath(total.Length, points);
    }

    /// <summary>The fewest edges from the root to every point that can be reached, by depth, then id; the root has 0. Edges are taken in their direction.</summary>
    public static IReadOnlyList<(string Point, int Depth)> Depths(IReadOnlyList<GraphEdge> edges, string root)
    {
        var ahead = Neighbours([.. edges.Select(e => e with { OneWay = true })], reverse: false);
        var found = new List<(string Point, int Depth)> { (root, 0) };
        var seen = new SortedSet<string>(StringComparer.Ordinal) { root };
        var level = new List<string> { root };
        for (var depth = 1; level.Count > 0; depth++)
        {
            level = [.. level.SelectMany(p => ahead.GetValueOrDefault(p) ?? []).Select(n => n.To).Where(seen.Add).Order(StringComparer.Ordinal)];
            found.AddRange(level.Select(p => (p, depth)));
        }

        return found;
    }

    /// <summary>One directed circle for every group of points that can reach each other: its points from the smallest id on; empty when there is none.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Circles(IReadOnlyList<GraphEdge> edges)
    {
        var circles = new List<IReadOnlyList<string>>();
        var directed = edges.Select(e => e with { OneWay = true, Length = 1 }).ToList();
        var reach = directed.SelectMany(e => new[] { e.From, e.To }).Distinct().Order(StringComparer.Ordinal).ToList();
        var covered = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var start in reach)
        {
            if (covered.Contains(start) || ShortestCircle(directed, start) is not { } circle)
            {
                continue;
            }

            circles.Add(circle);
            foreach (var point in Depths(directed, start).Select(d => d.Point).Where(p => Depths(directed, p).Any(d => d.Point == start)))
            {
                covered.Add(point);
            }
        }

        return circles;
    }

    private static IReadOnlyList<string>? ShortestCircle(List<GraphEdge> edges, string start) =>
        edges.Where(e => e.From == start)
            .Select(e => e.To == start ? new GraphPath(0, [start]) : Shortest(edges, e.To, start))
            .Where(p => p is not null)
            .OrderBy(p => p!.Length).ThenBy(p => string.Join('\u0001', p!.Points), StringComparer.Ordinal)
            .Select(p => (IReadOnlyList<string>?)[start, .. p!.Points.SkipLast(1)])
            .FirstOrDefault();

    private static SortedDictionary<string, List<(string To, decimal Length)>> Neighbours(IReadOnlyList<GraphEdge> edges, bool reverse)
    {
        var map = new SortedDictionary<string, List<(string To, decimal Length)>>(StringComparer.Ordinal);
        foreach (var edge in edges)
        {
            Add(reverse ? edge.To : edge.From, reverse ? edge.From : edge.To, edge.Length);
            if (!edge.OneWay)
            {
                Add(reverse ? edge.From : edge.To, reverse ? edge.To : edge.From, edge.Length);
            }
        }

        return map;

        void Add(string a, string b, decimal length)
        {
            if (!map.TryGetValue(a, out var list))
            {
                map.Add(a, list = []);
            }

            list.Add((b, length));
        }
    }

    // Dijkstra.
    private static SortedDictionary<string, (decimal Length, int Edges)> Costs(
        SortedDictionary<string, List<(string To, decimal Length)>> neighbours, string from)
    {
        var done = new SortedDictionary<string, (decimal Length, int Edges)>(StringComparer.Ordinal);
        var queue = new PriorityQueue<string, (decimal Length, int Edges)>();
        queue.Enqueue(from, (0, 0));
        while (queue.TryDequeue(out var point, out var cost))
        {
            if (!done.TryAdd(point, cost) || !neighbours.TryGetValue(point, out var ways))
            {
                continue;
            }

            foreach (var way in ways.Where(w => !done.ContainsKey(w.To)))
            {
                queue.Enqueue(way.To, (cost.Length + way.Length, cost.Edges + 1));
            }
        }

        return done;
    }
}
