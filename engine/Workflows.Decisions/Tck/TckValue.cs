using System.Xml.Linq;
using Workflows.Decisions.Feel;

namespace Workflows.Decisions.Tck;

/// <summary>The values of test cases: XML Schema literals, components and lists.</summary>
internal static class TckValue
{
    private static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";
    private static readonly FeelNumber Tolerance = FeelNumber.Parse("0.00000001");

    public static object? Read(XElement holder)
    {
        if (IsNil(holder)) return null;
        var components = holder.Elements().Where(e => e.Name.LocalName == "component").ToArray();
        if (components.Length > 0) return new FeelContext(components.Select(c => KeyValuePair.Create(FeelNames.Normalize(c.Attribute("name")?.Value ?? ""), Read(c))));
        foreach (var e in holder.Elements())
        {
            switch (e.Name.LocalName)
            {
                case "value": return Scalar(e);
                case "list": return IsNil(e) ? null : e.Elements().Where(i => i.Name.LocalName == "item").Select(Read).ToArray();
            }
        }
        return null;
    }

    /// <summary>Equal as the kit asks: numbers to eight decimals, contexts whatever their order.</summary>
    public static bool Same(object? expected, object? actual)
    {
        switch (expected, actual)
        {
            case (null, null): return true;
            case (FeelNumber a, FeelNumber b):
                return a == b || (FeelNumber.Subtract(a, b)?.Abs() is { } d && d <= Tolerance);
            case (IReadOnlyList<object?> a, IReadOnlyList<object?> b):
                return a.Count == b.Count && a.Zip(b).All(p => Same(p.First, p.Second));
            case (FeelContext a, FeelContext b):
                return a.Count == b.Count && a.All(p => b.TryGetValue(p.Key, out var v) && Same(p.Value, v));
            default: return FeelValues.Equal(expected, actual) == true;
        }
    }

    private static bool IsNil(XElement e) => e.Attribute(Xsi + "nil")?.Value is "true" or "1";

    private static object? Scalar(XElement e)
    {
        if (IsNil(e)) return null;
        var text = e.Value;
        var type = e.Attribute(Xsi + "type")?.Value;
        var colon = type?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return (colon >= 0 ? type![(colon + 1)..] : type) switch
        {
            "decimal" or "double" or "float" or "integer" or "int" or "long" or "short" => FeelNumber.TryParse(text.Trim()),
            "boolean" => text.Trim() is "true" or "1",
            "date" => FeelDate.TryParse(text.Trim()),
            "time" => FeelTime.TryParse(text.Trim()),
            "dateTime" => FeelDateTime.TryParse(text.Trim()),
            "duration" or "dayTimeDuration" or "yearMonthDuration" => FeelDuration.TryParse(text.Trim()),
            _ => text,
        };
    }
}
