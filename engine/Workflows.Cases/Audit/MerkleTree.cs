using System.Security.Cryptography;

namespace Workflows.Cases.Audit;

/// <summary>The root over a list of leaves, as RFC 6962 §2.1 builds it: a leaf is hashed behind 0x00, a node behind 0x01, an unbalanced tree is split at the largest power of two.</summary>
public static class MerkleTree
{
    /// <summary>32 bytes; of no leaves the SHA-256 of nothing.</summary>
    public static byte[] Root(IReadOnlyList<byte[]> leaves) => leaves.Count == 0 ? SHA256.HashData([]) : Root(leaves, 0, leaves.Count);

    private static byte[] Root(IReadOnlyList<byte[]> leaves, int from, int count)
    {
        if (count == 1) return Hash(0, leaves[from], []);
        var half = 1;
        while (half * 2 < count) half *= 2;
        return Hash(1, Root(leaves, from, half), Root(leaves, from + half, count - half));
    }

    private static byte[] Hash(byte prefix, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([prefix]);
        hash.AppendData(left);
        hash.AppendData(right);
        return hash.GetHashAndReset();
    }
}
