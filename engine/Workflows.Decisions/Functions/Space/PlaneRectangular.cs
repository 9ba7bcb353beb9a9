namespace Workflows.Decisions.Functions.Space;

/// <summary>
/// 平面直角座標系 (平成14年国土交通省告示第9号) on GRS80: zones I–XIX = EPSG 6669–6687, and degrees = EPSG 4326 (taken as JGD2011, 6668).
/// Gauss–Krüger by the series in the third flattening to the sixth power (below 0.1 mm in a zone).
/// Results: metres rounded to 0.0001, degrees to 1e-9.
/// </summary>
public static class PlaneRectangular
{
    /// <summary>EPSG code of latitude and longitude.</summary>
    public const int Degrees = 4326;

    private const double A = 6_378_137, F = 1 / 298.257222101, Scale = 0.9999;
    private const int FirstZone = 6669;
    private const double N = F / (2 - F);
    private static readonly double E = Math.Sqrt(F * (2 - F));
    private static readonly double Rectifying = A / (1 + N) * (1 + (N * N / 4) + (N * N * N * N / 64) + (N * N * N * N * N * N / 256));

    // Degrees and minutes of the origins of zones I to XIX.
    private static readonly (int Lat, int LonDegrees, int LonMinutes)[] Origins =
    [
        (33, 129, 30), (33, 131, 0), (36, 132, 10), (33, 133, 30), (36, 134, 20), (36, 136, 0), (36, 137, 10), (36, 138, 30), (36, 139, 50),
        (40, 140, 50), (44, 140, 15), (44, 142, 15), (44, 144, 15), (26, 142, 0), (26, 127, 30), (26, 124, 0), (26, 131, 0), (20, 136, 0), (26, 154, 0),
    ];

    private static readonly double[] Alpha = Series(
        [1.0 / 2, -2.0 / 3, 5.0 / 16, 41.0 / 180, -127.0 / 288, 7891.0 / 37800],
        [13.0 / 48, -3.0 / 5, 557.0 / 1440, 281.0 / 630, -1983433.0 / 1935360],
        [61.0 / 240, -103.0 / 140, 15061.0 / 26880, 167603.0 / 181440],
        [49561.0 / 161280, -179.0 / 168, 6601661.0 / 7257600],
        [34729.0 / 80640, -3418889.0 / 1995840],
        [212378941.0 / 319334400]);

    private static readonly double[] Beta = Series(
        [1.0 / 2, -2.0 / 3, 37.0 / 96, -1.0 / 360, -81.0 / 512, 96199.0 / 604800],
        [1.0 / 48, 1.0 / 15, -437.0 / 1440, 46.0 / 105, -1118711.0 / 3870720],
        [17.0 / 480, -37.0 / 840, -209.0 / 4480, 5569.0 / 90720],
        [4397.0 / 161280, -11.0 / 504, -830251.0 / 7257600],
        [4583.0 / 161280, -108847.0 / 3991680],
        [20648693.0 / 638668800]);

    /// <summary>Whether the code is one of the zones (6669–6687).</summary>
    public static bool IsZone(int epsg) => epsg >= FirstZone && epsg < FirstZone + Origins.Length;

    /// <summary>East and north in metres from the origin of the zone. (The survey convention calls north X and east Y.)</summary>
    /// <exception cref="FunctionException">The point lies more than 6° from the zone's meridian, or the code is no zone.</exception>
    public static PlanePoint ToPlane(int epsg, GeoPoint point)
    {
        var (originLat, originLon) = Origin(epsg);
        var lambda = (double)point.Longitude - originLon;
        if (Math.Abs(lambda) > 6 || point.Latitude is < 15 or > 50)
        {
            throw new FunctionException(
                $"緯度{point.Latitude}・経度{point.Longitude}はEPSG:{epsg}の範囲にありません。座標系を確かめてください。",
                $"Latitude {point.Latitude}, longitude {point.Longitude} lie outside EPSG:{epsg}; check the zone.");
        }

        var (xi, eta) = Forward((double)point.Latitude, lambda);
        var (xi0, _) = Forward(originLat, 0);
        return new PlanePoint(Metres(Scale * Rectifying * eta), Metres(Scale * Rectifying * (xi - xi0)));
    }

    /// <summary>Latitude and longitude of a point of a zone.</summary>
    /// <exception cref="FunctionException">More than 1,000 km from the origin, or the code is no zone.</exception>
    public static GeoPoint ToDegrees(int epsg, PlanePoint point)
    {
        var (originLat, originLon) = Origin(epsg);
        if (Math.Abs(point.X) > 600_000 || Math.Abs(point.Y) > 1_000_000)
        {
            throw new FunctionException(
                $"座標（東{point.X}, 北{point.Y}）はEPSG:{epsg}の範囲にありません。座標系と軸の順を確かめてください。",
                $"The point (east {point.X}, north {point.Y}) lies outside EPSG:{epsg}; check the zone and the order of the axes.");
        }

        var (xi0, _) = Forward(originLat, 0);
        var xi = ((double)point.Y / (Scale * Rectifying)) + xi0;
        var eta = (double)point.X / (Scale * Rectifying);
        var (xi1, eta1) = (xi, eta);
        for (var j = 0; j < Beta.Length; j++)
        {
            var k = 2 * (j + 1);
            xi1 -= Beta[j] * PureMath.Sin(k * xi) * PureMath.Cosh(k * eta);
            eta1 -= Beta[j] * PureMath.Cos(k * xi) * PureMath.Sinh(k * eta);
        }

        var (sinh, cos) = (PureMath.Sinh(eta1), PureMath.Cos(xi1));
        var latitude = PureMath.Atan2(Tangent(PureMath.Sin(xi1) / Math.Sqrt((sinh * sinh) + (cos * cos))), 1);
        var longitude = originLon + PureMath.Degrees(PureMath.Atan2(sinh, cos));
        return new GeoPoint(Degree(PureMath.Degrees(latitude)), Degree(longitude));
    }

    private static (double Xi, double Eta) Forward(double latitude, double lambdaDegrees)
    {
        var phi = PureMath.Radians(latitude);
        var lambda = PureMath.Radians(lambdaDegrees);
        var tau = Conformal(PureMath.Sin(phi) / PureMath.Cos(phi));
        var cos = PureMath.Cos(lambda);
        var xi1 = PureMath.Atan2(tau, cos);
        var eta1 = PureMath.Asinh(PureMath.Sin(lambda) / Math.Sqrt((tau * tau) + (cos * cos)));
        var (xi, eta) = (xi1, eta1);
        for (var j = 0; j < Alpha.Length; j++)
        {
            var k = 2 * (j + 1);
            xi += Alpha[j] * PureMath.Sin(k * xi1) * PureMath.Cosh(k * eta1);
            eta += Alpha[j] * PureMath.Cos(k * xi1) * PureMath.Sinh(k * eta1);
        }

        return (xi, eta);
    }

    // Tangent of the conformal latitude from that of the latitude.
    private static double Conformal(double tau)
    {
        var sigma = PureMath.Sinh(E * PureMath.Atanh(E * tau / Math.Sqrt(1 + (tau * tau))));
        return (tau * Math.Sqrt(1 + (sigma * sigma))) - (sigma * Math.Sqrt(1 + (tau * tau)));
    }

    // The inverse of Conformal by Newton's method; a fixed number of turns keeps it exact to the bit everywhere.
    private static double Tangent(double conformal)
    {
        var tau = conformal;
        for (var i = 0; i < 6; i++)
        {
            var t = Conformal(tau);
            tau += (conformal - t) / Math.Sqrt(1 + (t * t)) * (1 + ((1 - (E * E)) * tau * tau)) / ((1 - (E * E)) * Math.Sqrt(1 + (tau * tau)));
        }

        return tau;
    }

    private static (double Lat, double Lon) Origin(int epsg)
    {
        if (!IsZone(epsg))
        {
            throw new FunctionException(
                $"座標系 EPSG:{epsg} は使えません。4326 または 6669〜6687（平面直角座標系）を指定してください。",
                $"EPSG:{epsg} is not supported; use 4326 or 6669 to 6687.");
        }

        var origin = Origins[epsg - FirstZone];
        return (origin.Lat, origin.LonDegrees + (origin.LonMinutes / 60.0));
    }

    // Row j holds the coefficients of n^(j+1), n^(j+2), …
    private static double[] Series(params double[][] rows)
    {
        var result = new double[rows.Length];
        for (var j = 0; j < rows.Length; j++)
        {
            var power = 1.0;
            for (var k = 0; k <= j; k++)
            {
                power *= N;
            }

            foreach (var coefficient in rows[j])
            {
                result[j] += coefficient * power;
                power *= N;
            }
        }

        return result;
    }

    private static decimal Metres(double value) => decimal.Round((decimal)value, 4, MidpointRounding.AwayFromZero);

    private static decimal Degree(double value) => decimal.Round((decimal)value, 9, MidpointRounding.AwayFromZero);
}
