using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Connectors.Inbound;

namespace Workflows.Connectors.Tests.Inbound;

public sealed class ReturnStateTests
{
    private static readonly byte[] Key = "test-key"u8.ToArray();
    private static readonly DateTimeOffset Expires = new(2026, 6, 10, 10, 30, 0, TimeSpan.FromHours(9));

    [Fact]
    public void The_state_is_the_expiry_and_an_hmac_sha256_over_application_and_expiry()
    {
        // 2026-06-10T01:30:00Z in microseconds.
        const string micros = "1781055000000000";
        var mac = HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes("KF-1|" + micros));
        var expected = micros + "." + Convert.ToBase64String(mac).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        Assert.Equal(expected, ReturnState.Sign(Key, "KF-1", Expires));
    }

    [Fact]
    public void It_holds_until_its_expiry_and_not_a_microsecond_longer()
    {
        var state = ReturnState.Sign(Key, "KF-1", Expires);
        Assert.Equal(ReturnVerdict.Good, ReturnState.Verify(Key, "KF-1", state, Expires));
        Assert.Equal(ReturnVerdict.Expired, ReturnState.Verify(Key, "KF-1", state, Expires.AddTicks(10)));
    }

    [Fact]
    public void Any_changed_character_is_a_forgery()
    {
        var state = ReturnState.Sign(Key, "KF-1", Expires);
        for (var i = 0; i < state.Length; i++)
        {
            var changed = state[..i] + (state[i] == '1' ? '2' : '1') + state[(i + 1)..];
            Assert.Equal(ReturnVerdict.Forged, ReturnState.Verify(Key, "KF-1", changed, Expires.AddMinutes(-1)));
        }
        foreach (var junk in new[] { "", ".", "1.", "abc", "９.x", new string('9', 40) + ".x", "-1.x" })
            Assert.Equal(ReturnVerdict.Forged, ReturnState.Verify(Key, "KF-1", junk, Expires));
        Assert.Equal(ReturnVerdict.Forged, ReturnState.Verify("other"u8.ToArray(), "KF-1", state, Expires));
    }
}
