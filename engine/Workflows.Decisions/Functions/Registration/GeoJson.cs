using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Space;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Figures as FEEL contexts in the shape of GeoJSON (RFC 7946), in metres of a plane: x = east, y = north.</summary>
internal static class GeoJson
{
    private static readonly string[] Types =
        ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection", "Feature", "Buffer"];

    /// <summary>The figure of a context, or a bare [x, y].</summary>
    public static PlaneGeometry Read(object? value, string place)
    {
        if (value is IReadOnlyList<object?>)
        {
            return PlaneGeometry.Of(Point(value, place));
        }

        var map = Values.Map(value, place);
        var coordinates = map["coordinates"];
        return map["type"] switch
        {
            "Point" => PlaneGeometry.Of(Point(coordinates, place)),
            "MultiPoint" => new PlaneGeometry(Points(coordinates, place), [], []),
            "LineString" => new PlaneGeometry([], [Points(coordinates, place)], []),
            "MultiLineString" => new PlaneGeometry([], [.. Each(coordinates, place, Points)], []),
            "Polygon" => new PlaneGeometry([], [], [Polygon(coordinates, place)]),
            "MultiPolygon" => new PlaneGeometry([], [], [.. Each(coordinates, place, Polygon)]),
            "GeometryCollection" => Union(Values.List(map["geometries"], place).Select(g => Read(g, place))),
            "Feature" => Read(map["geometry"], place),
            "Buffer" => Buffered(map, place),
            var other => throw FunctionException.UnknownOption($"{place}の図形の種類", FeelValues.ToText(other), Types),
        };
    }

    /// <summary>The same figure with every point moved by a function.</summary>
    public static object? Map(object? value, Func<IReadOnlyList<object?>, object?[]> move, string place)
    {
        switch (value)
        {
            case IReadOnlyList<object?> list when list.Count > 0 && list[0] is FeelNumber:
                return move(list);
            case IReadOnlyList<object?> list:
                return list.Select(v => Map(v, move, place)).ToArray();
            case FeelContext map:
                return new FeelContext(map.Names.Select(n => KeyValuePair.Create(
                    n, n is "coordinates" or "geometry" or "geometries" ? Map(map[n], move, place) : map[n])));
            default:
                return value;
        }
    }

    public static PlanePoint Point(object? value, string place)
    {
        var source = value is FeelContext map ? map["coordinates"] ?? new object?[] { Values.Entry(map, "e", "x"), Values.Entry(map, "n", "y") } : value;
        var pair = Values.List(source, place);
        return pair.Count >= 2
            ? new PlanePoint(Values.Number(pair[0], $"{place}の座標"), Values.Number(pair[1], $"{place}の座標"))
            : throw Values.Wrong(place, "座標 [東, 北]", value);
    }

    public static PlanePoint[] Points(object? value, string place) => [.. Each(value, place, Point)];

    private static PlanePolygon Polygon(object? value, string place)
    {
        var rings = Each(value, place, Points).ToArray();
        return rings.Length > 0 ? new PlanePolygon(rings[0], rings[1..]) : throw Values.Wrong(place, "面の座標", value);
    }

    private static PlaneGeometry Buffered(FeelContext map, string place)
    {
        var inner = Read(map["geometry"], place);
        return inner with { Buffer = inner.Buffer + Values.Number(map["distance"], $"{place}の緩衝の幅") };
    }

    private static PlaneGeometry Union(IEnumerable<PlaneGeometry> parts)
    {
        var all = parts.ToArray();
        return new PlaneGeometry([.. all.SelectMany(p => p.Points)], [.. all.SelectMany(p => p.Lines)], [.. all.SelectMany(p => p.Polygons)]);
    }

    private static IEnumerable<T> Each<T>(object? value, string place, Func<object?, string, T> read) =>
        Values.List(value, place).Select(v => read(v, place));
}
