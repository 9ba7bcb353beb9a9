namespace Workflows.Decisions.Functions.Space;

/// <summary>
/// 面積, 長さ, 平面距離, 含む, 交わる in the plane. Predicates use exact decimals; lengths are rounded to 0.001 m, areas to 0.001 ㎡.
/// Edges belong to the figure.
/// </summary>
public static class PlaneMeasures
{
    /// <summary>The area in square metres (shoelace), holes taken out.</summary>
    public static decimal Area(PlaneGeometry geometry)
    {
        RequireDrawn(geometry, "面積");
        return Round(geometry.Polygons.Sum(p => RingArea(p.Shell) - p.Holes.Sum(RingArea)));
    }

    /// <summary>The length of lines, or the perimeter of areas with their holes, in metres.</summary>
    public static decimal Length(PlaneGeometry geometry)
    {
        RequireDrawn(geometry, "長さ");
        return Round((decimal)geometry.Segments().Sum(s => Math.Sqrt((double)Squared(s.A, s.B))));
    }

    /// <summary>The shortest distance in metres; 0 when they touch or overlap.</summary>
    public static decimal Distance(PlaneGeometry a, PlaneGeometry b)
    {
        RequireNotEmpty(a);
        RequireNotEmpty(b);
        if (Overlaps(a, b))
        {
            return 0;
        }

        var best = double.MaxValue;
        foreach (var (from, to) in new[] { (a, b), (b, a) })
        {
            foreach (var vertex in from.Vertices())
            {
                foreach (var point in to.Points)
                {
                    best = Math.Min(best, (double)Squared(vertex, point));
                }

                foreach (var segment in to.Segments())
                {
                    best = Math.Min(best, SquaredToSegment(vertex, segment.A, segment.B));
                }
            }
        }

        return Math.Max(0, Round((decimal)Math.Sqrt(best)) - a.Buffer - b.Buffer);
    }

    /// <summary>Whether the figures share at least one point.</summary>
    public static bool Intersects(PlaneGeometry a, PlaneGeometry b) => Distance(a, b) == 0;

    /// <summary>Whether the point lies in the figure or on its edge.</summary>
    public static bool Contains(PlaneGeometry geometry, PlanePoint point) => Distance(geometry, PlaneGeometry.Of(point)) == 0;

    /// <summary>Twice the signed area of the triangle: positive when c lies to the left of a → b. Exact.</summary>
    internal static decimal Turn(PlanePoint a, PlanePoint b, PlanePoint c) => ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));

    internal static bool Cross(PlanePoint a, PlanePoint b, PlanePoint c, PlanePoint d)
    {
        var (abc, abd, cda, cdb) = (Math.Sign(Turn(a, b, c)), Math.Sign(Turn(a, b, d)), Math.Sign(Turn(c, d, a)), Math.Sign(Turn(c, d, b)));
        return (abc * abd < 0 && cda * cdb < 0)
            || (abc == 0 && Between(a, b, c)) || (abd == 0 && Between(a, b, d)) || (cda == 0 && Between(c, d, a)) || (cdb == 0 && Between(c, d, b));
    }

    internal static decimal Squared(PlanePoint a, PlanePoint b) => ((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y));

    internal static decimal Round(decimal value) => decimal.Round(value, 3, MidpointRounding.AwayFromZero);

    private static decimal RingArea(IReadOnlyList<PlanePoint> ring)
    {
        var twice = 0m;
        for (var i = 1; i < ring.Count; i++)
        {
            twice += (ring[i - 1].X * ring[i].Y) - (ring[i].X * ring[i - 1].Y);
        }

        return Math.Abs(twice) / 2;
    }

    private static bool Overlaps(PlaneGeometry a, PlaneGeometry b) =>
        a.Segments().Any(s => b.Segments().Any(t => Cross(s.A, s.B, t.A, t.B)))
        || b.Vertices().Any(v => a.Polygons.Any(p => Inside(p, v)))
        || a.Vertices().Any(v => b.Polygons.Any(p => Inside(p, v)))
        || a.Points.Any(p => b.Points.Contains(p) || b.Segments().Any(s => OnSegment(s.A, s.B, p)))
        || b.Points.Any(p => a.Segments().Any(s => OnSegment(s.A, s.B, p)));

    private static bool Inside(PlanePolygon polygon, PlanePoint point) =>
        InRing(polygon.Shell, point) && !polygon.Holes.Any(h => InRing(h, point) && !OnRing(h, point));

    // Ray to the east, crossing number; the edge itself counts as inside.
    private static bool InRing(IReadOnlyList<PlanePoint> ring, PlanePoint p)
    {
        if (OnRing(ring, p))
        {
            return true;
        }

        var inside = false;
        for (var i = 1; i < ring.Count; i++)
        {
            var (a, b) = (ring[i - 1], ring[i]);
            if ((a.Y > p.Y) != (b.Y > p.Y) && (Turn(a, b, p) > 0) == (b.Y > a.Y))
            {
                inside = !inside;
            }
        }

        return inside;
    }

    private static bool OnRing(IReadOnlyList<PlanePoint> ring, PlanePoint p) =>
        Enumerable.Range(1, Math.Max(0, ring.Count - 1)).Any(i => OnSegment(ring[i - 1], ring[i], p));

    private static bool OnSegment(PlanePoint a, PlanePoint b, PlanePoint p) => Turn(a, b, p) == 0 && Between(a, b, p);

    private static bool Between(PlanePoint a, PlanePoint b, PlanePoint p) =>
        p.X >= Math.Min(a.X, b.X) && p.X <= Math.Max(a.X, b.X) && p.Y >= Math.Min(a.Y, b.Y) && p.Y <= Math.Max(a.Y, b.Y);

    private static double SquaredToSegment(PlanePoint p, PlanePoint a, PlanePoint b)
    {
        var length = Squared(a, b);
        var along = length == 0 ? 0 : Math.Clamp((((p.X - a.X) * (b.X - a.X)) + ((p.Y - a.Y) * (b.Y - a.Y))) / length, 0, 1);
        return (double)Squared(p, new PlanePoint(a.X + (along * (b.X - a.X)), a.Y + (along * (b.Y - a.Y))));
    }

    private static void RequireNotEmpty(PlaneGeometry geometry)
    {
        if (!geometry.Vertices().Any())
        {
            throw new FunctionException("図形に座標がありません。", "The figure has no coordinates.");
        }
    }

    private static void RequireDrawn(PlaneGeometry geometry, string function)
    {
        if (geometry.Buffer != 0)
        {
            throw new FunctionException(
                $"{function}は緩衝した図形には使えません。元の図形を与えてください。", $"{function} does not work on a buffered figure; give the figure itself.");
        }
    }
}
