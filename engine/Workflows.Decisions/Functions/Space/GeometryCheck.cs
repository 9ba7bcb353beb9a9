namespace Workflows.Decisions.Functions.Space;

/// <summary>図形検査: whether a drawn area can be registered (GE D7). The sentences are those of the form.</summary>
public static class GeometryCheck
{
    /// <summary>Every fault of a figure, in order; empty = sound. Rings must be closed, have three different points and must not cross themselves or each other.</summary>
    public static IReadOnlyList<string> Faults(PlaneGeometry geometry)
    {
        var faults = new List<string>();
        if (!geometry.Vertices().Any())
        {
            faults.Add("図形に座標がありません。");
        }

        foreach (var line in geometry.Lines.Where(l => l.Distinct().Count() < 2))
        {
            faults.Add($"線には異なる点が2つ以上必要です（{line.Count}点）。");
        }

        foreach (var ring in geometry.Polygons.SelectMany(p => p.Rings))
        {
            if (ring.Distinct().Count() < 3)
            {
                faults.Add("面には異なる点が3つ以上必要です。");
            }
            else if (ring[0] != ring[^1])
            {
                faults.Add("図形が閉じていません。");
            }
            else if (CrossesItself(ring))
            {
                faults.Add("図形が自己交差しています。");
            }
        }

        foreach (var polygon in geometry.Polygons)
        {
            var shell = new PlaneGeometry([], [], [new PlanePolygon(polygon.Shell, [])]);
            if (polygon.Holes.Any(h => h.Any(p => !PlaneMeasures.Contains(shell, p))))
            {
                faults.Add("穴が外側の輪の外にあります。");
            }
        }

        return [.. faults.Distinct()];
    }

    private static bool CrossesItself(IReadOnlyList<PlanePoint> ring)
    {
        var points = new List<PlanePoint> { ring[0] };
        points.AddRange(Enumerable.Range(1, ring.Count - 1).Where(i => ring[i] != ring[i - 1]).Select(i => ring[i]));
        var sides = points.Count - 1;
        for (var i = 0; i < sides; i++)
        {
            var next = (i + 1) % sides;
            if (TurnsBack(points[i], points[i + 1], points[next + 1]))
            {
                return true;
            }

            for (var j = i + 2; j < sides; j++)
            {
                if ((j + 1) % sides != i && PlaneMeasures.Cross(points[i], points[i + 1], points[j], points[j + 1]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Two neighbouring sides on one line that run back over each other.
    private static bool TurnsBack(PlanePoint a, PlanePoint b, PlanePoint c) =>
        PlaneMeasures.Turn(a, b, c) == 0 && ((b.X - a.X) * (c.X - b.X)) + ((b.Y - a.Y) * (c.Y - b.Y)) < 0;
}
