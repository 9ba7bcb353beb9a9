using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Cases.Audit;

/// <summary>The end of a chain when it was sealed.</summary>
/// <param name="Kind"><see cref="OfCase"/>: a case's history; <see cref="OfAccess"/>: a municipality's access log.</param>
/// <param name="Key">The case's public id; the municipality's code.</param>
/// <param name="Seq">How far the chain reached.</param>
/// <param name="Digest">Lower-case hex.</param>
public sealed record AuditLeaf(string Kind, string Key, long Seq, string Digest)
{
    public const string OfCase = "case", OfAccess = "access";

    internal byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Kind}|{Key}|{Seq}|{Digest}"));
}

/// <summary>A seal over what was new in a minute. Each names the one before, so the newest vouches for all.</summary>
/// <param name="No">From 1, without gaps.</param>
/// <param name="Previous">The digest of the seal before; <see cref="AuditChain.Genesis"/> for the first.</param>
/// <param name="Root">The Merkle root over the leaves.</param>
public sealed record AuditSeal(long No, DateTimeOffset At, string Previous, string Root, int Leaves, string Digest)
{
    /// <summary>Seals leaves after a seal, or as the first.</summary>
    public static AuditSeal Over(AuditSeal? before, DateTimeOffset at, IReadOnlyList<AuditLeaf> leaves)
    {
        var (no, previous) = ((before?.No ?? 0) + 1, before?.Digest ?? AuditChain.Genesis);
        var root = RootOf(leaves);
        return new(no, at, previous, root, leaves.Count, DigestOf(no, at, previous, root, leaves.Count));
    }

    public static string RootOf(IReadOnlyList<AuditLeaf> leaves) => Convert.ToHexStringLower(MerkleTree.Root([.. leaves.Select(l => l.ToBytes())]));

    /// <summary>What the digest must be, from what stands in the seal.</summary>
    public string Computed => DigestOf(No, At, Previous, Root, Leaves);

    private static string DigestOf(long no, DateTimeOffset at, string previous, string root, int leaves) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{previous}|{no}|{Japan.In(at):yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz}|{leaves}|{root}"))));
}
