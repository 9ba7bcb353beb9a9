using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workflows.Connectors.Inbound;

/// <summary>Signs and checks pushed events: <c>v1=</c> hex of HMAC-SHA256 over <c>timestamp.eventId.</c> and the raw body.</summary>
public static class HookSignature
{
    public const string EventIdHeader = "X-Event-Id";
    /// <summary>Seconds since 1970.</summary>
    public const string TimestampHeader = "X-Timestamp";
    public const string SignatureHeader = "X-Signature";

    /// <summary>How far the timestamp may be from our clock, either way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    public static string Sign(string secret, string timestamp, string eventId, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        mac.AppendData(Encoding.UTF8.GetBytes($"{timestamp}.{eventId}."));
        mac.AppendData(body);
        return "v1=" + Convert.ToHexStringLower(mac.GetHashAndReset());
    }

    /// <returns>Why it is not believed (Japanese, English), or null when it is.</returns>
    public static string? Problem(string secret, string? timestamp, string? eventId, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(eventId) || eventId.Length > 200) return $"見出し {EventIdHeader} がありません。 The event id header is missing.";
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253_402_300_799)
            return $"見出し {TimestampHeader} が秒数ではありません。 The timestamp header is not a number of seconds.";
        var good = signature is not null
            && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(secret, timestamp!, eventId, body)), Encoding.UTF8.GetBytes(signature));
        if (!good) return "署名が正しくありません。 The signature is wrong.";
        return (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Window ? "時刻が許される幅（5分）を外れています。 The timestamp is outside the window of 5 minutes." : null;
    }
}
