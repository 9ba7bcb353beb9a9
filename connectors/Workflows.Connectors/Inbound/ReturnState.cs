using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;

namespace Workflows.Connectors.Inbound;

/// <summary>
/// The <c>state</c> a person carries to an outside page and back: <c>expires.mac</c>, mac = HMAC-SHA256 over <c>applicationId|expires</c>
/// (account-transfer §7.1), expires in microseconds since 1970.
/// </summary>
public static class ReturnState
{
    /// <summary>How long a return is believed.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromMinutes(30);

    /// <summary>A state that expires at the instant (counted in whole microseconds).</summary>
    public static string Sign(byte[] key, string applicationId, DateTimeOffset expires)
    {
        var micros = ((expires - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture);
        return $"{micros}.{Mac(key, applicationId, micros)}";
    }

    /// <summary>
    /// The state of one attempt: valid for <see cref="Validity"/>, and different for every attempt key even at the same instant,
    /// so that a state seen before is a replay.
    /// </summary>
    public static string SignFor(byte[] key, string applicationId, string attemptKey, DateTimeOffset now)
    {
        var spread = BitConverter.ToUInt32(SHA256.HashData(Encoding.UTF8.GetBytes(attemptKey))) % 1_000_000;
        return Sign(key, applicationId, now + Validity + TimeSpan.FromMicroseconds(spread));
    }

    public static ReturnVerdict Verify(byte[] key, string applicationId, string state, DateTimeOffset now)
    {
        var dot = state.IndexOf('.', StringComparison.Ordinal);
        if (dot is < 1 or > 18 || !state.AsSpan(0, dot).ToString().All(char.IsAsciiDigit)) return ReturnVerdict.Forged;
        var micros = state[..dot];
        var good = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Mac(key, applicationId, micros)), Encoding.UTF8.GetBytes(state[(dot + 1)..]));
        if (!good) return ReturnVerdict.Forged;
        var expires = DateTimeOffset.UnixEpoch.AddTicks(long.Parse(micros, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond);
        return now > expires ? ReturnVerdict.Expired : ReturnVerdict.Good;
    }

    /// <summary>When a state expires; null when it is none.</summary>
    public static DateTimeOffset? ExpiresAt(string state) =>
        long.TryParse(state.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var micros) && micros < 253_402_300_800_000_000
            ? DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond) : null;

    /// <summary>The signing key of a connector: its own secret, or one made from the secret shared with the far side.</summary>
    /// <exception cref="ConnectorException">No secret is configured.</exception>
    public static byte[] KeyOf(ConnectorConfiguration configuration) =>
        configuration.StateSecret is { Length: > 0 } own ? Encoding.UTF8.GetBytes(own)
        : configuration.Secret is { Length: > 0 } shared ? HMACSHA256.HashData(Encoding.UTF8.GetBytes(shared), "return-state"u8)
        : throw ConnectorException.Fatal("NO_SECRET", $"コネクタ「{configuration.Connector}」の秘密が設定されていません。 No secret is configured to sign the return.");

    private static string Mac(byte[] key, string applicationId, string micros) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{applicationId}|{micros}")));
}

/// <summary>Verifies with the municipality's configured key.</summary>
public sealed class ReturnVerifier(IConnectorDirectory directory) : IReturnVerifier
{
    public ReturnVerdict Verify(string tenant, string program, string connector, string application, string state, DateTimeOffset now) =>
        directory.Find(tenant, program, connector) is { } configuration && configuration is not { Secret: null, StateSecret: null }
            ? ReturnState.Verify(ReturnState.KeyOf(configuration), application, state, now)
            : ReturnVerdict.Forged;
}
