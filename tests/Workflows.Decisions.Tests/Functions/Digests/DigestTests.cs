using System.Text;
using Workflows.Decisions.Functions;
using Workflows.Decisions.Functions.Digests;

namespace Workflows.Decisions.Tests.Functions.Digests;

public sealed class DigestTests
{
    [Theory]
    [InlineData("hakone-test-key", "GG1.S012", "g5ZABjt2C9WsRU-l")] // community D9
    [InlineData("samukawa-test-key", "LC1.M000012", "2GV4uvMoKtCxtY6d")] // community D12
    [InlineData("samukawa-test-key", "LC1.M000012.2980", "_R-W4zG4fVXyvM-l")]
    [InlineData("samukawa-test-key", "MS1.T0005.20260510", "J4kJs8e-QbFMSj5K")] // community D12b
    [InlineData("hadano-test-key", "HSV1.R0000001.1", "LNJsXwTLkFo0LvPE")] // safety-and-mobility D8
    [InlineData("hadano-test-key", "HSV1.R0000001.2", "C3k4CxyKsA_GK0ca")]
    public void Signatures_of_sixteen_characters(string key, string text, string signature)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        Assert.Equal(signature, Digest.Sign(bytes, text, DigestForm.Base64Url, characters: 16));
        Assert.True(Digest.Verify(bytes, text, signature, DigestForm.Base64Url, characters: 16));
        Assert.False(Digest.Verify(bytes, text + "0", signature, DigestForm.Base64Url, characters: 16));
        Assert.False(Digest.Verify(bytes, text, "", DigestForm.Base64Url, characters: 16));
    }

    [Theory]
    [InlineData("HIK1.YMT-01.C-0001", "WaY5C472qZPTPa9T")] // nursery-support D1
    [InlineData("HIK1.HKN-02.C-0107", "75tcOdaGw0eencm1")]
    public void Signatures_of_twelve_bytes(string text, string signature) =>
        Assert.Equal(signature, Digest.Sign("demo-secret"u8, text, DigestForm.Base64Url, bytes: 12));

    [Theory]
    [InlineData("GYM-KWS-001|2026-09-06|N1", "E-0001", "98fdb34a4cee")] // facility-reservation D7
    [InlineData("GYM-KWS-001|2026-09-06|N1", "E-0003", "287ceab3a509")]
    [InlineData("GYM-KWS-001|2026-09-13|N1", "E-0004", "01e0b87cc44e")]
    public void Draw_keys(string slot, string entry, string prefix) =>
        Assert.StartsWith(prefix, Digest.Sha256($"KWS-2026-09-3f1c|{slot}|{entry}"), StringComparison.Ordinal);

    [Fact]
    public void The_commitment_of_the_draw_is_the_hash_of_its_seed() =>
        Assert.Equal("fbc1abe5fd403bd138750366cf49ea37ea29288a371e8752c0871136753690eb", Digest.Sha256("KWS-2026-09-3f1c"));

    [Fact]
    public void The_audit_chain_of_safety_and_mobility() =>
        Assert.StartsWith(
            "de46d8a943ef5b94307c9158a043dac3883bcf9745c155",
            Digest.Sha256(new string('0', 64) + "|1|2026-11-02T09:00:00+09:00|u001|camera.view|CAM-003"),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(0, null)]
    [InlineData(65, null)]
    [InlineData(null, 33)]
    [InlineData(4, 4)]
    public void Impossible_lengths_are_refused(int? characters, int? bytes) =>
        Assert.Throws<FunctionException>(() => Digest.Sign("k"u8, "t", DigestForm.Hex, characters, bytes));
}
