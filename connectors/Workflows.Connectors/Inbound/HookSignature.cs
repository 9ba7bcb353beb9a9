using System.Text;
using Workflows.Connectors.Wire;

namespace Workflows.Connectors.Inbound;

/// <summary>The headers of our own scheme, and its signature for far sides that use it.</summary>
public static class HookSignature
{
    public const string EventIdHeader = "X-Event-Id";
    /// <summary>Seconds since 1970.</summary>
    public const string TimestampHeader = "X-Timestamp";
    public const string SignatureHeader = "X-Signature";

    private static readonly Dictionary<string, string> Nothing = [];

    public static string Sign(string secret, string timestamp, string eventId, byte[] body) =>
        HookScheme.Own.Sign(secret, timestamp, eventId, null, new WireRequest("POST", [], Nothing, Nothing, body));
}
