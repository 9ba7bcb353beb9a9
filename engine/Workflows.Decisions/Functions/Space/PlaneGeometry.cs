namespace Workflows.Decisions.Functions.Space;

/// <summary>A point of the plane in metres: X to the east, Y to the north.</summary>
public readonly record struct PlanePoint(decimal X, decimal Y);

/// <summary>An area: outer ring and holes, each closed (first point = last point).</summary>
public sealed record PlanePolygon(IReadOnlyList<PlanePoint> Shell, IReadOnlyList<IReadOnlyList<PlanePoint>> Holes)
{
    /// <summary>Outer ring first, then the holes.</summary>
    public IEnumerable<IReadOnlyList<PlanePoint>> Rings => Holes.Prepend(Shell);
}

/// <summary>
/// Points, lines and areas of one figure; with <paramref name="Buffer"/> &gt; 0 it stands for everything within that many metres of them (緩衝),
/// kept exact instead of being drawn as a polygon.
/// </summary>
public sealed record PlaneGeometry(
    IReadOnlyList<PlanePoint> Points,
    IReadOnlyList<IReadOnlyList<PlanePoint>> Lines,
    IReadOnlyList<PlanePolygon> Polygons,
    decimal Buffer = 0)
{
    /// <summary>A single point.</summary>
    public static PlaneGeometry Of(PlanePoint point) => new([point], [], []);

    /// <summary>All segments of lines and rings.</summary>
    public IEnumerable<(PlanePoint A, PlanePoint B)> Segments()
    {
        foreach (var path in Lines.Concat(Polygons.SelectMany(p => p.Rings)))
        {
            for (var i = 1; i < path.Count; i++)
            {
                yield return (path[i - 1], path[i]);
            }
        }
    }

    /// <summary>All vertices.</summary>
    public IEnumerable<PlanePoint> Vertices() => Points.Concat(Lines.SelectMany(l => l)).Concat(Polygons.SelectMany(p => p.Rings).SelectMany(r => r));
}
