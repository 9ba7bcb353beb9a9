namespace Workflows.Decisions.Functions.Space;

/// <summary>A place on the globe in degrees (WGS84 / JGD2011).</summary>
/// <param name="Latitude">緯度, −90 to 90.</param>
/// <param name="Longitude">経度, −180 to 180.</param>
public readonly record struct GeoPoint(decimal Latitude, decimal Longitude)
{
    /// <summary>The point when both degrees are in range.</summary>
    /// <exception cref="FunctionException">A degree out of range; often latitude and longitude are swapped.</exception>
    public static GeoPoint Of(decimal latitude, decimal longitude) =>
        latitude is >= -90 and <= 90 && longitude is >= -180 and <= 180
            ? new GeoPoint(latitude, longitude)
            : throw new FunctionException(
                $"緯度（{latitude}）・経度（{longitude}）が範囲外です。緯度と経度が入れ替わっていないか確かめてください。",
                $"Latitude {latitude} or longitude {longitude} is out of range; check whether they are swapped.");
}

/// <summary>距離, 最近, 中心 on a sphere of R = 6,371,000 m (haversine). Results in metres, rounded to 0.001 m.</summary>
public static class Sphere
{
    private const double Radius = 6_371_000;

    /// <summary>The great-circle distance in metres.</summary>
    public static decimal Distance(GeoPoint a, GeoPoint b)
    {
        var (lat1, lat2) = (PureMath.Radians((double)a.Latitude), PureMath.Radians((double)b.Latitude));
        var sinLat = PureMath.Sin((lat2 - lat1) / 2);
        var sinLon = PureMath.Sin(PureMath.Radians((double)(b.Longitude - a.Longitude)) / 2);
        var h = (sinLat * sinLat) + (PureMath.Cos(lat1) * PureMath.Cos(lat2) * sinLon * sinLon);
        return decimal.Round((decimal)(2 * Radius * PureMath.Asin(Math.Sqrt(Math.Min(1, h)))), 3, MidpointRounding.AwayFromZero);
    }

    /// <summary>The nearest places within a radius (edge included), at most n, nearest first, ties in the order of the ids.</summary>
    public static IReadOnlyList<(T Place, decimal Distance)> Nearest<T>(
        GeoPoint from, IEnumerable<T> places, Func<T, GeoPoint> where, Func<T, string> id, decimal radius, int n) =>
        [.. places.Select(p => (Place: p, Distance: Distance(from, where(p))))
            .Where(p => p.Distance <= radius)
            .OrderBy(p => p.Distance).ThenBy(p => id(p.Place), StringComparer.Ordinal)
            .Take(n)];

    /// <summary>The mean of latitudes and longitudes, rounded to 1e-7 degrees (about 1 cm); null of none. Not for points on both sides of 180°.</summary>
    public static GeoPoint? Center(IReadOnlyList<GeoPoint> points) => points.Count == 0
        ? null
        : new GeoPoint(
            decimal.Round(points.Average(p => p.Latitude), 7, MidpointRounding.AwayFromZero),
            decimal.Round(points.Average(p => p.Longitude), 7, MidpointRounding.AwayFromZero));
}
