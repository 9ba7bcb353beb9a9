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
