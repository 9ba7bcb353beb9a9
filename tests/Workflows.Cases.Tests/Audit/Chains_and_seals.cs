using System.Security.Cryptography;
using Workflows.Cases.Audit;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Tests.Audit;

public class Chains_and_seals
{
    private static readonly DateTimeOffset Nine = new(2026, 11, 2, 9, 0, 0, TimeSpan.FromHours(9));

    [Fact]
    public void The_chain_gives_the_values_worked_out_in_the_specification()
    {
        var first = AuditChain.Next(AuditChain.Genesis, 1, Nine, "u001", "camera.view", "CAM-003");
        Assert.Equal("de46d8a943ef5b94307c9158a043dac3883bcf9745c15541fc7e5091a4004bed", first);
        Assert.Equal("d2896ebfd1c58217e5821fb9eefdd785b87e1b7c27da3a6ee565a00af1244156", AuditChain.Next(first, 2, Nine.AddMinutes(5).ToUniversalTime(), "u002", "footage.export", "CAM-003"));
    }

    [Fact]
    public void Every_part_of_an_entry_counts_and_no_content_is_in_it()
    {
        var entry = new AccessEntry("14204", Nine, "u1", "閲覧", "c1", "accountNo", "窓口で本人に確認", "a");
        var hash = AuditChain.Next(AuditChain.Genesis, 1, entry);
        AccessEntry[] others = [entry with { At = Nine.AddTicks(1) }, entry with { Actor = "u2" }, entry with { Action = "x" }, entry with { CaseId = "c2" }, entry with { Field = null }, entry with { Reason = "別" }, entry with { Detail = null }, entry with { Denied = true }];
        Assert.Equal(others.Length + 1, others.Select(o => AuditChain.Next(AuditChain.Genesis, 1, o)).Append(hash).Distinct().Count());
        Assert.DoesNotContain("窓口", AuditChain.TargetOf(entry), StringComparison.Ordinal);
        Assert.Equal("閲覧:denied", AuditChain.ActionOf(entry with { Denied = true }));
    }

    [Fact]
    public void The_tree_is_that_of_RFC_6962()
    {
        // Root of the tree over the one leaf "" and over nothing, as the RFC's test vectors have them.
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Hex(MerkleTree.Root([[]])));
        Assert.Equal("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Hex(MerkleTree.Root([])));
        byte[][] leaves = [[0x61], [0x62], [0x63]];
        static byte[] Leaf(byte[] d) => SHA256.HashData([0, .. d]);
        static byte[] Node(byte[] l, byte[] r) => SHA256.HashData([1, .. l, .. r]);
        Assert.Equal(Node(Node(Leaf(leaves[0]), Leaf(leaves[1])), Leaf(leaves[2])), MerkleTree.Root(leaves));
    }

    [Fact]
    public void A_seal_names_the_one_before_and_changes_with_every_leaf()
    {
        List<AuditLeaf> leaves = [new(AuditLeaf.OfCase, "c1", 3, AuditChain.Genesis), new(AuditLeaf.OfAccess, "14204", 9, AuditChain.Genesis)];
        var first = AuditSeal.Over(null, Nine, leaves);
        var second = AuditSeal.Over(first, Nine.AddMinutes(1), leaves);
        Assert.Equal((1, 2), (first.No, second.No));
        Assert.Equal(first.Digest, second.Previous);
        Assert.Equal(first.Digest, first.Computed);
        Assert.NotEqual(first.Computed, (first with { Leaves = 3 }).Computed);
        Assert.NotEqual(first.Root, AuditSeal.RootOf([leaves[0] with { Seq = 4 }, leaves[1]]));
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
