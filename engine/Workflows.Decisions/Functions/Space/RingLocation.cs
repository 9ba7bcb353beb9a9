namespace Workflows.Decisions.Functions.Space;

/// <summary>沿線位置: where a point projects onto a ring (住居表示の基礎番号, GE D1).</summary>
public static class RingLocation
{
    /// <summary>
    /// d = distance along the ring from its first point in the order given, off = distance from the ring; both in metres, rounded to 0.01.
    /// When two sides are equally near, the smaller d. The ring may be given open or closed; the first point is 起点.
    /// </summary>
    public static (decimal D, decimal Off) Locate(IReadOnlyList<PlanePoint> ring, PlanePoint point)
    {
        var closed = ring.Count > 1 && ring[0] == ring[^1] ? ring : [.. ring, ring[0]];
        if (closed.Distinct().Count() < 3)
        {
            throw new FunctionException("環には異なる点が3つ以上必要です。", "A ring needs at least three different points.");
        }

        var (bestD, bestOff, start) = (0m, decimal.MaxValue, 0m);
        for (var i = 1; i < closed.Count; i++)
        {
            var (a, b) = (closed[i - 1], closed[i]);
            var squared = PlaneMeasures.Squared(a, b);
            if (squared == 0)
            {
                continue;
            }

            var length = (decimal)Math.Sqrt((double)squared);
            var along = Math.Clamp((((point.X - a.X) * (b.X - a.X)) + ((point.Y - a.Y) * (b.Y - a.Y))) / squared, 0, 1);
            var foot = new PlanePoint(a.X + (along * (b.X - a.X)), a.Y + (along * (b.Y - a.Y)));
            var off = Centimetres((decimal)Math.Sqrt((double)PlaneMeasures.Squared(point, foot)));
            var d = Centimetres(start + (along * length));
            if (off < bestOff)
            {
                (bestD, bestOff) = (d, off);
            }

            start += length;
        }

        return (bestD, bestOff);
    }

    private static decimal Centimetres(decimal value) => decimal.Round(value, 2, MidpointRounding.AwayFromZero);
}
