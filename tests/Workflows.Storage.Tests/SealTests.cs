using Workflows.Engine.Data;

namespace Workflows.Storage.Tests;

public class SealTests
{
    [Fact]
    public void What_people_wrote_is_sealed_in_the_file_and_opens_only_with_its_key()
    {
        var folder = Directory.CreateTempSubdirectory("workflows-seal-").FullName;
        using var own = new VaultCipher(new StorageOptions { Path = Path.Combine(folder, "a.db") });
        using var other = new VaultCipher(new StorageOptions { Path = Path.Combine(folder, "b.db") });
        var packed = Packing.Pack(Datum.Object(("accountNo", "7654321")));
        var stored = own.Seal(packed);
        Assert.Equal(-1, stored.AsSpan().IndexOf("7654321"u8));
        Assert.Equal(packed, own.Open(stored));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => other.Open(stored));
        stored[^1] ^= 1;
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => own.Open(stored));
    }
}
