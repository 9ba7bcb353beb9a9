using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Space;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Distances on the globe.</summary>
internal static class SphereFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("距離", ["a", "b"], "number", a => Values.Of(Sphere.Distance(Point(a[0], "1番目の引数"), Point(a[1], "2番目の引数"))))
        .Def("最近", ["点", "台帳:list", "半径:number", "n:number?"], "list", Nearest)
        .Def("中心", ["点の列:list"], "context", Center);

    /// <summary>A point: {緯度, 経度}, {lat, lon}, or GeoJSON {type: "Point", coordinates: [経度, 緯度]}.</summary>
    internal static GeoPoint Point(object? value, string place)
    {
        var map = Values.Map(value, place);
        if (map["coordinates"] is IReadOnlyList<object?> and { Count: >= 2 } pair)
        {
            return GeoPoint.Of(Values.Number(pair[1], place), Values.Number(pair[0], place));
        }

        return GeoPoint.Of(
            Values.Number(Values.Entry(map, "緯度", "lat", "latitude"), $"{place}の緯度"),
            Values.Number(Values.Entry(map, "経度", "lon", "lng", "longitude"), $"{place}の経度"));
    }

    // The row itself is a point, or holds one in 位置, location, geometry or 点.
    private static GeoPoint Where(FeelContext row) => Point(Values.Entry(row, "位置", "location", "geometry", "点") ?? row, "台帳の行");

    private static object? Nearest(FunctionArgs a)
    {
        var rows = a.List(1).Select(r => Values.Map(r, "台帳の行"));
        return Sphere.Nearest(
                Point(a[0], "1番目の引数"), rows, Where, row => row["id"] is { } id ? Values.Text(id, "台帳のid") : "", a.Number(2), a.Whole(3, 1))
            .Select(object? (f) => f.Place.With("距離", Values.Of(f.Distance))).ToArray();
    }

    private static object? Center(FunctionArgs a) =>
        Sphere.Center([.. a.List(0).Select((p, i) => Point(p, $"{i + 1}番目の点"))]) is { } center
            ? Values.Context(("緯度", Values.Of(center.Latitude)), ("経度", Values.Of(center.Longitude)))
            : null;
}
