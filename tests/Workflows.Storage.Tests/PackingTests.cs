using System.Text;
using Workflows.Engine.Data;
using Workflows.Storage.Running;

namespace Workflows.Storage.Tests;

public class PackingTests
{
    [Fact]
    public void What_is_packed_comes_back_byte_for_byte()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var i = 0; i < 300; i++)
        {
            var values = new Dictionary<string, byte[]>();
            var json = Encoding.UTF8.GetBytes(Make(random, 3).ToJson());
            var packed = Packing.Pack(json, (sha, value) => values[Convert.ToHexString(sha)] = value.ToArray());
            Assert.True(json.AsSpan().SequenceEqual(Packing.Unpack(packed, sha => values[Convert.ToHexString(sha)])), $"SEED={seed} round {i}");
        }
    }

    [Fact]
    public void A_large_value_is_taken_out_and_what_stays_is_small()
    {
        var field = Datum.List(Enumerable.Range(0, 500).Select(i => Datum.Object(("no", i), ("name", $"行{i}"))));
        var json = Encoding.UTF8.GetBytes(Datum.Object(("fields", Datum.Object(("lines", field), ("a", 1)))).ToJson());
        var values = new List<int>();
        var packed = Packing.Pack(json, (_, value) => values.Add(value.Length));
        Assert.Equal(Encoding.UTF8.GetByteCount(field.ToJson()), Assert.Single(values));
        Assert.True(packed.Length < 120, $"{packed.Length} bytes");
    }

    [Fact]
    public void Sort_keys_order_as_their_values_do()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var numbers = Enumerable.Range(0, 400).Select(i => i switch
        {
            < 100 => random.Next(-50, 50),
            < 200 => Math.Round((decimal)(random.NextDouble() - 0.5) * 1_000_000m, random.Next(0, 8)),
            < 300 => (decimal)(random.NextDouble() - 0.5) / 10_000m,
            _ => random.NextInt64(long.MinValue, long.MaxValue),
        }).ToList();
        foreach (var a in numbers)
            foreach (var b in numbers)
                Assert.True(Math.Sign(a.CompareTo(b)) == Math.Sign(Compare(SortKeys.Of(a), SortKeys.Of(b))), $"SEED={seed}: {a} and {b}");

        Datum[] kinds = [Datum.Null, false, true, -1, 0, 1, "", "2026-06-10", "2026-06-11", "あ", "𠮷"];
        for (var i = 1; i < kinds.Length; i++) Assert.True(Compare(SortKeys.Of(kinds[i - 1]), SortKeys.Of(kinds[i])) < 0, kinds[i].ToJson());
    }

    private static int Compare(byte[] a, byte[] b) => a.AsSpan().SequenceCompareTo(b);

    private static Datum Make(Random random, int depth) => (depth == 0 ? random.Next(3) : random.Next(5)) switch
    {
        0 => random.Next(),
        1 => new string((char)random.Next(0x3041, 0x3090), random.Next(5) == 0 ? random.Next(20_000) : random.Next(20)),
        2 => random.Next(2) == 0,
        3 => Datum.List(Enumerable.Range(0, random.Next(1, 6)).Select(_ => Make(random, depth - 1))),
        _ => Datum.Object(Enumerable.Range(0, random.Next(1, 6)).Select(i => new KeyValuePair<string, Datum>($"k{i}\"é", Make(random, depth - 1)))),
    };
}
