using System.Globalization;
using System.Xml;

namespace Workflows.Engine.Activities.Elsa;

/// <summary>Durations as definitions write them: .NET's <c>d.hh:mm:ss</c> or ISO 8601 <c>PT5M</c>.</summary>
public static class Durations
{
    /// <returns>Null when the text is neither.</returns>
    public static TimeSpan? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        text = text.Trim().Trim('"');
        if (text.StartsWith('P') || text.StartsWith("-P", StringComparison.Ordinal))
        {
            try { return XmlConvert.ToTimeSpan(text); }
            catch (Exception e) when (e is FormatException or OverflowException) { return null; }
        }
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;
    }
}
