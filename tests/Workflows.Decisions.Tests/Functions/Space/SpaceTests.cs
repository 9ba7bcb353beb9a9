using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Space;

namespace Workflows.Decisions.Tests.Functions.Space;

public sealed class SpaceTests
{
    private static readonly PlanePoint[] Block12 = [P(0, 0), P(0, 50), P(80, 50), P(80, 0)];

    [Theory]
    [InlineData("35.2700", "139.0050", "35.2702", "139.0050", "22.2")] // community D10
    [InlineData("35.2700", "139.0050", "35.2700", "139.0053", "27.2")]
    [InlineData("35.4437", "139.6380", "35.4463", "139.6380", "289.1")] // safety-and-mobility D2
    [InlineData("35.4437", "139.6380", "35.4464", "139.6380", "300.2")]
    [InlineData("35.4400", "139.3650", "35.4426", "139.3650", "289.1")] // D12
    [InlineData("35.4400", "139.3650", "35.4430", "139.3650", "333.6")]
    [InlineData("35.4886", "139.4076", "35.4888", "139.4076", "22.2")] // D14
    [InlineData("35.4886", "139.4076", "35.4889", "139.4076", "33.4")]
    [InlineData("0", "0", "0", "180", "20015086.8")]
    public void Distances_on_the_sphere(string lat1, string lon1, string lat2, string lon2, string metres) =>
        Assert.Equal(decimal.Parse(metres), decimal.Round(Sphere.Distance(G(lat1, lon1), G(lat2, lon2)), 1, MidpointRounding.AwayFromZero));

    [Fact]
    public void The_nearest_places_within_the_radius_come_in_order()
    {
        (string Id, GeoPoint At)[] spots = [("S2", G("35.2702", "139.0050")), ("S1", G("35.2698", "139.0050")), ("S3", G("35.2701", "139.0050")), ("S4", G("35.2800", "139.0050"))];
        var found = Sphere.Nearest(G("35.2700", "139.0050"), spots, s => s.At, s => s.Id, 25, 9);
        Assert.Equal(["S3", "S1", "S2"], found.Select(f => f.Place.Id));
        Assert.Single(Sphere.Nearest(G("35.2700", "139.0050"), spots, s => s.At, s => s.Id, 25, 1));
        Assert.Equal(G("35.2700", "139.0050"), Sphere.Center([G("35.2698", "139.0050"), G("35.2702", "139.0050")]));
        Assert.Throws<FunctionException>(() => GeoPoint.Of(139, 35));
    }

    [Theory] // 国土地理院 survey calculation
    [InlineData("36.103774791666666", "140.08785504166664", 6677, "22916.2436", "11543.6883")]
    [InlineData("36", "139.8333333333333333", 6677, "0.0000", "0.0000")]
    public void Degrees_to_the_plane(string lat, string lon, int zone, string east, string north)
    {
        var plane = PlaneRectangular.ToPlane(zone, G(lat, lon));
        Assert.Equal(decimal.Parse(east), plane.X);
        Assert.Equal(decimal.Parse(north), plane.Y);
    }

    [Fact]
    public void There_and_back_is_the_same_place_in_every_zone()
    {
        const int seed = 6677;
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var zone = 6669 + random.Next(19);
            var start = new PlanePoint(random.Next(-1_200_000, 1_200_000) / 10m, random.Next(-2_500_000, 2_500_000) / 10m);
            var back = PlaneRectangular.ToPlane(zone, PlaneRectangular.ToDegrees(zone, start));
            Assert.True(Math.Abs(back.X - start.X) <= 0.0002m && Math.Abs(back.Y - start.Y) <= 0.0002m, $"seed {seed}, run {i}: EPSG {zone} {start} {back}");
        }
    }

    [Fact]
    public void Outside_a_zone_is_refused()
    {
        Assert.Throws<FunctionException>(() => PlaneRectangular.ToPlane(6677, G("36", "130")));
        Assert.Throws<FunctionException>(() => PlaneRectangular.ToPlane(3857, G("36", "139")));
        Assert.Throws<FunctionException>(() => PlaneRectangular.ToDegrees(6677, P(5_000_000, 0)));
    }

    [Fact]
    public void Own_functions_agree_with_the_platform()
    {
        for (var x = -6.2; x < 6.3; x += 0.013)
        {
            Assert.Equal(Math.Sin(x), PureMath.Sin(x), 1e-15);
            Assert.Equal(Math.Cos(x), PureMath.Cos(x), 1e-15);
            Assert.Equal(Math.Atan2(x, 1.7 - x), PureMath.Atan2(x, 1.7 - x), 1e-15);
            Assert.Equal(Math.Sinh(x / 4), PureMath.Sinh(x / 4), 1e-15 * Math.Cosh(x / 4) * 2);
            Assert.Equal(Math.Asinh(x / 10), PureMath.Asinh(x / 10), 1e-15);
            Assert.Equal(Math.Asin(x / 6.5), PureMath.Asin(x / 6.5), 2e-15);
        }
    }

    [Theory] // geo-registers D1, reference block B12
    [InlineData("0", "23.40", "23.40", "0")]
    [InlineData("35", "50", "85.00", "0")]
    [InlineData("80", "20", "160.00", "0")]
    [InlineData("2", "0", "258.00", "0")]
    [InlineData("33", "44", "83.00", "6")]
    [InlineData("0", "30.01", "30.01", "0")]
    [InlineData("0", "0", "0", "0")]
    [InlineData("10", "40", "40", "10")]
    public void Where_an_entrance_lies_on_the_ring(string e, string n, string d, string off) =>
        Assert.Equal((decimal.Parse(d), decimal.Parse(off)), RingLocation.Locate(Block12, new PlanePoint(decimal.Parse(e), decimal.Parse(n))));

    [Fact] // geo-registers D7
    public void Area_and_length()
    {
        var field = Polygon(P(0, 0), P(0, 40), P(30, 40), P(30, 0), P(0, 0));
        Assert.Equal(1200, PlaneMeasures.Area(field));
        Assert.Equal(140, PlaneMeasures.Length(field));
        var ring = new PlaneGeometry([], [], [new PlanePolygon(field.Polygons[0].Shell, [Ring(P(10, 10), P(20, 10), P(20, 20), P(10, 20), P(10, 10))])]);
        Assert.Equal(1100, PlaneMeasures.Area(ring));
        Assert.False(PlaneMeasures.Contains(ring, P(15, 15)));
        Assert.True(PlaneMeasures.Contains(ring, P(10, 15)));
        Assert.Equal(5, PlaneMeasures.Distance(ring, PlaneGeometry.Of(P(15, 15))));
        Assert.Equal(2.236m, PlaneMeasures.Length(Line(P(0, 0), P(1, 2))));
    }

    [Fact]
    public void Points_on_the_edge_lie_inside()
    {
        var field = Polygon(P(0, 0), P(0, 40), P(30, 40), P(30, 0), P(0, 0));
        Assert.True(PlaneMeasures.Contains(field, P(30, 20)));
        Assert.True(PlaneMeasures.Contains(field, P(0, 0)));
        Assert.True(PlaneMeasures.Contains(field, P(29.9999m, 0.0001m)));
        Assert.False(PlaneMeasures.Contains(field, P(30.001m, 20)));
        Assert.True(PlaneMeasures.Contains(Polygon(P(0, 0), P(10, 0), P(5, 5), P(10, 10), P(0, 10), P(0, 0)), P(4, 5)));
        Assert.False(PlaneMeasures.Contains(Polygon(P(0, 0), P(10, 0), P(5, 5), P(10, 10), P(0, 10), P(0, 0)), P(6, 5)));
    }

    [Fact]
    public void Figures_meet_or_keep_their_distance()
    {
        var field = Polygon(P(0, 0), P(0, 40), P(30, 40), P(30, 0), P(0, 0));
        var inner = Polygon(P(10, 10), P(10, 12), P(12, 12), P(10, 10));
        var far = Line(P(33, 0), P(33, 100));
        Assert.True(PlaneMeasures.Intersects(field, inner));
        Assert.True(PlaneMeasures.Intersects(inner, field));
        Assert.False(PlaneMeasures.Intersects(field, far));
        Assert.Equal(3, PlaneMeasures.Distance(field, far));
        Assert.True(PlaneMeasures.Intersects(field with { Buffer = 3 }, far));
        Assert.False(PlaneMeasures.Intersects(field with { Buffer = 2.999m }, far));
        Assert.True(PlaneMeasures.Contains(field with { Buffer = 5 }, P(33, 44)));
        Assert.False(PlaneMeasures.Contains(field with { Buffer = 4.9m }, P(33, 44)));
        Assert.Throws<FunctionException>(() => PlaneMeasures.Area(field with { Buffer = 1 }));
    }

    [Fact]
    public void Faults_of_a_drawing_are_named()
    {
        Assert.Empty(GeometryCheck.Faults(Polygon(P(0, 0), P(0, 40), P(30, 40), P(30, 0), P(0, 0))));
        Assert.Equal(["図形が自己交差しています。"], GeometryCheck.Faults(Polygon(P(0, 0), P(10, 10), P(10, 0), P(0, 10), P(0, 0))));
        Assert.Equal(["図形が自己交差しています。"], GeometryCheck.Faults(Polygon(P(0, 0), P(10, 0), P(5, 0), P(5, 5), P(0, 0))));
        Assert.Equal(["図形が閉じていません。"], GeometryCheck.Faults(Polygon(P(0, 0), P(10, 10), P(10, 0))));
        Assert.Equal(["面には異なる点が3つ以上必要です。"], GeometryCheck.Faults(Polygon(P(0, 0), P(10, 10), P(0, 0))));
        Assert.Equal(["図形に座標がありません。"], GeometryCheck.Faults(new PlaneGeometry([], [], [])));
    }

    private static GeoPoint G(string lat, string lon) => GeoPoint.Of(decimal.Parse(lat), decimal.Parse(lon));

    private static PlanePoint P(decimal x, decimal y) => new(x, y);

    private static PlanePoint[] Ring(params PlanePoint[] points) => points;

    private static PlaneGeometry Polygon(params PlanePoint[] shell) => new([], [], [new PlanePolygon(shell, [])]);

    private static PlaneGeometry Line(params PlanePoint[] points) => new([], [points], []);
}
