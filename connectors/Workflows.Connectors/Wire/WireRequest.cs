using System.Text;
using System.Text.Json;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Wire;

/// <summary>An HTTP request without the web server: the same bytes whether they came by a socket or from the same process.</summary>
/// <param name="Path">Decoded segments.</param>
/// <param name="Query">Decoded; the first value of a name.</param>
/// <param name="Headers">By name, case does not matter.</param>
/// <param name="Timeout">How long the caller waits, when it is in the same process; null when it came by a socket.</param>
/// <param name="Origin">Scheme and authority it was sent to (<c>http://host:port</c>); null when it came from the same process.</param>
public sealed record WireRequest(
    string Method, IReadOnlyList<string> Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, byte[] Body, TimeSpan? Timeout = null, string? Origin = null)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The body as JSON; null when it is none.</summary>
    public Datum? Json()
    {
        if (Body.Length == 0) return Datum.EmptyObject;
        try { return Datum.Parse(Body); }
        catch (JsonException) { return null; }
    }

    /// <summary>The body as an HTML form's fields.</summary>
    public IReadOnlyDictionary<string, string> Form() => ParseQuery(Encoding.UTF8.GetString(Body));

    /// <summary>Reads <c>a=1&amp;b=2</c>, with or without the leading '?'.</summary>
    public static IReadOnlyDictionary<string, string> ParseQuery(string text)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in text.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = at < 0 ? (pair, "") : (pair[..at], pair[(at + 1)..]);
            result.TryAdd(Decode(name), Decode(value));
        }
        return result;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

/// <param name="Delay">How long the answer takes.</param>
/// <param name="Lost">No answer ever comes.</param>
public sealed record WireResponse(int Status, string ContentType, byte[] Body, IReadOnlyDictionary<string, string>? Headers = null, TimeSpan Delay = default, bool Lost = false)
{
    public static WireResponse Json(int status, Datum body) => new(status, "application/json; charset=utf-8", body.ToUtf8());
    public static WireResponse Text(int status, string contentType, string body) => new(status, contentType, Encoding.UTF8.GetBytes(body));
    public static WireResponse Error(int status, string code, string message) => Json(status, Datum.Object(("code", code), ("message", message)));
    public static WireResponse SeeOther(string location) => new(303, "text/plain; charset=utf-8", [], new Dictionary<string, string> { ["Location"] = location });
}

/// <summary>Something that answers HTTP: the simulators, the hook front.</summary>
public interface IWireService
{
    ValueTask<WireResponse> Serve(WireRequest request, CancellationToken cancellationToken);
}
