using System.Globalization;
using Workflows.Engine.Data;

namespace Workflows.Storage.Running;

/// <summary>Instants and lengths of time as definitions and rows write them.</summary>
internal static class Times
{
    /// <summary>An instant; a plain date is its midnight in Japan.</summary>
    public static DateTimeOffset? Instant(Datum value)
    {
        if (value.AsText() is not { Length: > 0 } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), Japan.Offset);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;
    }

    /// <summary>A length of time: seconds as a number, or ISO 8601 (<c>PT30S</c>).</summary>
    public static TimeSpan? Length(Datum value)
    {
        if (value.AsDecimal() is { } seconds) return TimeSpan.FromSeconds((double)seconds);
        if (value.AsText() is not { Length: > 0 } text) return null;
        try { return System.Xml.XmlConvert.ToTimeSpan(text); }
        catch (FormatException) { return null; }
    }
}
