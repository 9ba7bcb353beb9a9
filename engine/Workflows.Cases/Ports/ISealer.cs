using System.Text;

namespace Workflows.Cases.Ports;

/// <summary>Seals bytes with the installation's vault key, so that the database alone tells nothing of them.</summary>
public interface ISealer
{
    byte[] Seal(ReadOnlySpan<byte> plain);

    /// <exception cref="System.Security.Cryptography.CryptographicException">Sealed with another key, or changed since.</exception>
    byte[] Open(byte[] stored);

    /// <summary>A digest only this installation can make: the same for the same bytes, 32 long, telling nothing of them.</summary>
    byte[] Mark(ReadOnlySpan<byte> plain);
}

public static class Sealers
{
    /// <summary>The digest of several texts in this order; <see cref="ISealer.Mark"/>.</summary>
    public static byte[] Mark(this ISealer sealer, params ReadOnlySpan<string> parts) => sealer.Mark(Encoding.UTF8.GetBytes(string.Join('\u001f', parts)));

    /// <summary>The same in 64 hexadecimal digits.</summary>
    public static string MarkText(this ISealer sealer, params ReadOnlySpan<string> parts) => Convert.ToHexStringLower(sealer.Mark(parts));
}
