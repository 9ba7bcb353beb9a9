using System.Globalization;
using System.Text;
using Workflows.Connectors.Inbound;
using Workflows.Connectors.Wire;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Simulation;

/// <summary>A pushed event as a far side of a scheme writes and signs it.</summary>
internal static class HookWriter
{
    private static readonly Dictionary<string, string> Nothing = [];

    public static (byte[] Body, Dictionary<string, string> Headers) Write(HookScheme scheme, string secret, Outgoing outgoing, string path, DateTimeOffset now)
    {
        var item = scheme.PayloadPath is { } inner ? Put(Datum.EmptyObject, inner, outgoing.Payload) : outgoing.Payload;
        if (scheme.EventHeader is null) item = Put(item, scheme.EventPath, outgoing.Event);
        if (scheme.IdHeader is null && scheme.IdPath is { } id) item = Put(item, id, outgoing.Id);
        var whole = scheme.ListPath is { } list ? Put(Datum.EmptyObject, list, Datum.List(item)) : First(item, scheme.EventPath);
        var body = whole.ToUtf8();
        var timestamp = scheme.TimestampFormat switch
        {
            "iso" => now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            "unix-ms" => now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            _ => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (scheme.IdHeader is not null) headers[scheme.IdHeader] = outgoing.Id;
        if (scheme.EventHeader is not null) headers[scheme.EventHeader] = outgoing.Event ?? "";
        if (scheme.TimestampHeader is not null) headers[scheme.TimestampHeader] = scheme.TimestampPrefix + timestamp;
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToList();
        var signature = scheme.Sign(secret, timestamp, outgoing.Id, outgoing.Event, new WireRequest("POST", segments, Nothing, Nothing, body));
        headers[scheme.SignatureHeader] = headers.TryGetValue(scheme.SignatureHeader, out var before) ? $"{before},{signature}" : signature;
        return (body, headers);
    }

    private static Datum Put(Datum value, string path, Datum member)
    {
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? value.With(path, member) : value.With(path[..dot], Put(value[path[..dot]].IsNull ? Datum.EmptyObject : value[path[..dot]], path[(dot + 1)..], member));
    }

    /// <summary>The event's name in front, as people write it.</summary>
    private static Datum First(Datum item, string name) => item.Has(name) ? Datum.Object((name, item[name])).Merge(item.Without(name)) : item;
}
