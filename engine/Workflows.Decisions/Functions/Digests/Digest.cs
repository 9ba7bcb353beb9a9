using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Workflows.Decisions.Functions.Digests;

/// <summary>How digest bytes are written.</summary>
public enum DigestForm
{
    /// <summary>Lower-case hexadecimal.</summary>
    Hex,

    /// <summary>Base64 with padding.</summary>
    Base64,

    /// <summary>Base64 for addresses, without padding.</summary>
    Base64Url,
}

/// <summary>SHA-256 and HMAC-SHA256 over the UTF-8 bytes of a text.</summary>
public static class Digest
{
    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>
    /// HMAC-SHA256, cut to the first <paramref name="bytes"/> bytes before, or the first <paramref name="characters"/> characters after writing; at most one of the two.
    /// </summary>
    public static string Sign(ReadOnlySpan<byte> key, string text, DigestForm form, int? characters = null, int? bytes = null)
    {
        if (characters is not null && bytes is not null)
        {
            throw new FunctionException(
                "署名の長さは文字数かバイト数のどちらか一方で指定してください。", "Give the length of a signature in characters or in bytes, not both.");
        }

        var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
        if (bytes is < 1 or > 32)
        {
            throw Length(bytes.Value, "1〜32バイト");
        }

        var written = Write(mac.AsSpan(0, bytes ?? mac.Length), form);
        if (characters is { } n && (n < 1 || n > written.Length))
        {
            throw Length(n, $"1〜{written.Length}文字");
        }

        return characters is { } take ? written[..take] : written;
    }

    /// <summary>Whether the signature is the one <see cref="Sign"/> gives; compared in constant time.</summary>
    public static bool Verify(ReadOnlySpan<byte> key, string text, string signature, DigestForm form, int? characters = null, int? bytes = null) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Sign(key, text, form, characters, bytes)), Encoding.UTF8.GetBytes(signature));

    private static string Write(ReadOnlySpan<byte> bytes, DigestForm form) => form switch
    {
        DigestForm.Hex => Convert.ToHexStringLower(bytes),
        DigestForm.Base64 => Convert.ToBase64String(bytes),
        _ => Base64Url.EncodeToString(bytes),
    };

    private static FunctionException Length(int given, string allowed) => new(
        $"署名の長さ {given} は使えません。{allowed}で指定してください。", $"A signature length of {given} is not possible; allowed: {allowed}.");
}
