using System.Xml;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Inbound;

/// <summary>How a municipality takes what a connector pushes: <c>options.hook</c> of its connector setting.</summary>
/// <param name="Secrets">Any of them may have signed: the one in use first, then those being replaced.</param>
/// <param name="Window">How far the timestamp may be from our clock, either way.</param>
/// <param name="RefuseReplay">The very same signed request again is 409 instead of 200; neither has an effect.</param>
/// <param name="MaxBytes">A longer body is 413.</param>
/// <param name="PerMinute">More requests are 429.</param>
/// <param name="Keep">How long deliveries stay in the log, and so how long an id is known.</param>
public sealed record HookSettings(IReadOnlyList<string> Secrets, TimeSpan Window, bool RefuseReplay, int MaxBytes, int PerMinute, TimeSpan Keep, Datum Scheme)
{
    public static readonly TimeSpan DefaultWindow = TimeSpan.FromMinutes(5);

    /// <param name="options"><c>{ secrets: [{ name, until }], window, replay: 200|409, maxBytes, perMinute, keep, scheme }</c>.</param>
    /// <param name="secretOf">A secret's value by its name.</param>
    public static HookSettings Read(Datum options, string? secret, Func<string, string?> secretOf, DateTimeOffset now)
    {
        var named = options["secrets"].Items
            .Where(s => s["until"].AsText() is not { } until || !DateTimeOffset.TryParse(until, System.Globalization.CultureInfo.InvariantCulture, out var end) || now < end)
            .Select(s => (s.Kind == DatumKind.Text ? s.AsText() : s["name"].AsText()) is { } name ? secretOf(name) : null).OfType<string>();
        var secrets = options.Has("secrets") ? named : secret is null ? [] : [secret];
        return new([.. secrets.Where(s => s.Length > 0)], Span(options["window"]) ?? DefaultWindow, options["replay"].AsLong() == 409,
            (int)Math.Clamp(options["maxBytes"].AsLong() ?? 1024 * 1024, 1, Wire.WireEndpoints.MaxBody), (int)(options["perMinute"].AsLong() ?? 600), Span(options["keep"]) ?? TimeSpan.FromDays(30), options["scheme"]);
    }

    private static TimeSpan? Span(Datum value)
    {
        if (value.AsDecimal() is { } seconds) return TimeSpan.FromSeconds((double)seconds);
        try { return value.AsText() is { } text ? XmlConvert.ToTimeSpan(text) : null; }
        catch (FormatException) { return null; }
    }
}
