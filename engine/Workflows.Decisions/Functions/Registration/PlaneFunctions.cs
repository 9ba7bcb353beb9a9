using Workflows.Decisions.Feel;
using Workflows.Decisions.Functions.Space;

namespace Workflows.Decisions.Functions.Registration;

/// <summary>Figures in the plane (metres) and the change of coordinates.</summary>
internal static class PlaneFunctions
{
    public static void AddTo(FeelFunctionRegistry r) => r
        .Def("平面距離", ["a", "b"], "number", a => Values.Of(PlaneMeasures.Distance(Figure(a, 0), Figure(a, 1))))
        .Def("含む", ["図形", "点"], "boolean", a => PlaneMeasures.Contains(Figure(a, 0), GeoJson.Point(a[1], "2番目の引数")))
        .Def("交わる", ["a", "b"], "boolean", a => PlaneMeasures.Intersects(Figure(a, 0), Figure(a, 1)))
        .Def("面積", ["図形"], "number", a => Values.Of(PlaneMeasures.Area(Figure(a, 0))))
        .Def("長さ", ["図形"], "number", a => Values.Of(PlaneMeasures.Length(Figure(a, 0))))
        .Def("緩衝", ["図形", "幅:number"], "context", Buffer)
        .Def("沿線位置", ["環", "点"], "context", Locate)
        .Def("図形検査", ["図形"], "list<string>", a => Values.Of(GeometryCheck.Faults(Figure(a, 0))))
        .Def("座標変換", ["図形", "自:number", "至:number"], "Any", Transform);

    private static PlaneGeometry Figure(FunctionArgs a, int index)
    {
        var figure = GeoJson.Read(a[index], $"{index + 1}番目の引数");
        a.Context.Step(figure.Vertices().Count());
        return figure;
    }

    private static object? Buffer(FunctionArgs a)
    {
        Figure(a, 0);
        return a.Number(1) >= 0
            ? Values.Context(("type", "Buffer"), ("geometry", a[0]), ("distance", a[1]))
            : throw Values.Wrong("2番目の引数", "0以上の幅（m）", a[1]);
    }

    private static object? Locate(FunctionArgs a)
    {
        var ring = a[0] is FeelContext
            ? Figure(a, 0) switch
            {
                { Polygons: [var polygon] } => polygon.Shell,
                { Lines: [var line] } => line,
                _ => throw Values.Wrong("1番目の引数", "1つの環（面または線）", a[0]),
            }
            : GeoJson.Points(a[0], "1番目の引数");
        var (d, off) = RingLocation.Locate(ring, GeoJson.Point(a[1], "2番目の引数"));
        return Values.Context(("d", Values.Of(d)), ("off", Values.Of(off)));
    }

    private static object? Transform(FunctionArgs a)
    {
        var (from, to) = (a.Whole(1), a.Whole(2));
        var context = a.Context;
        return GeoJson.Map(
            a[0],
            pair =>
            {
                context.Step(20);
                var point = GeoJson.Point(pair, "図形");
                var degrees = from == PlaneRectangular.Degrees ? GeoPoint.Of(point.Y, point.X) : PlaneRectangular.ToDegrees(from, point);
                var moved = to == PlaneRectangular.Degrees
                    ? new PlanePoint(degrees.Longitude, degrees.Latitude)
                    : from == to ? point : PlaneRectangular.ToPlane(to, degrees);
                return [Values.Of(moved.X), Values.Of(moved.Y)];
            },
            "1番目の引数");
    }
}
