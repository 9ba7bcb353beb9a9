using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Workflows.Decisions.Feel;

/// <summary>
/// The IANA time zones as data of this assembly (zones.bin, made by make-zones.py), so that a decision gives the same result
/// on machines with an older, newer or no time zone database.
/// </summary>
internal sealed class ZoneData
{
    private static readonly Lazy<(string Version, Dictionary<string, ZoneData> Zones)> All = new(Load);

    private readonly int first;
    private readonly long[] instants;
    private readonly int[] offsets;
    private readonly ZoneRule? rule;

    private ZoneData(int first, long[] instants, int[] offsets, ZoneRule? rule)
    {
        this.first = first;
        this.instants = instants;
        this.offsets = offsets;
        this.rule = rule;
    }

    /// <summary>The version of the database, such as 2025b.</summary>
    public static string Version => All.Value.Version;

    public static ZoneData? Find(string name) => All.Value.Zones.GetValueOrDefault(name);

    public static IEnumerable<string> Names => All.Value.Zones.Keys.Order(StringComparer.Ordinal);

    /// <summary>The offset in seconds at an instant in seconds since 1970 UTC.</summary>
    public int OffsetAt(long utcSeconds)
    {
        if (instants.Length == 0 || utcSeconds < instants[0]) return instants.Length == 0 && rule is not null ? rule.OffsetAt(utcSeconds) : first;
        if (utcSeconds >= instants[^1] && rule is not null) return rule.OffsetAt(utcSeconds);
        var i = Array.BinarySearch(instants, utcSeconds);
        return offsets[i >= 0 ? i : ~i - 1];
    }

    private static (string Version, Dictionary<string, ZoneData> Zones) Load()
    {
        using var packed = typeof(ZoneData).Assembly.GetManifestResourceStream("zones.bin") ?? throw new InvalidOperationException("zones.bin is missing from the assembly");
        using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        deflate.CopyTo(memory);
        var data = memory.ToArray().AsSpan();
        var newline = data.IndexOf((byte)'\n');
        var version = Encoding.ASCII.GetString(data[..newline]);
        var rest = data[(newline + 1)..];
        var zones = new Dictionary<string, ZoneData>(StringComparer.Ordinal);
        while (rest.Length > 0)
        {
            var name = Name(ref rest);
            var link = rest[0] == 1;
            rest = rest[1..];
            zones[name] = link ? zones[Name(ref rest)] : Zone(ref rest);
        }
        return (version, zones);
    }

    private static string Name(ref Span<byte> data)
    {
        var end = data.IndexOf((byte)0);
        var name = Encoding.ASCII.GetString(data[..end]);
        data = data[(end + 1)..];
        return name;
    }

    private static ZoneData Zone(ref Span<byte> data)
    {
        var first = Int(ref data);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(data);
        data = data[2..];
        var (instants, offsets) = (new long[count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            instants[i] = BinaryPrimitives.ReadInt64LittleEndian(data);
            data = data[8..];
            offsets[i] = Int(ref data);
        }
        var hasRule = data[0] == 1;
        data = data[1..];
        return new ZoneData(first, instants, offsets, hasRule ? new ZoneRule(Int(ref data), Int(ref data), Turn(ref data), Turn(ref data)) : null);
    }

    private static ZoneTurn Turn(ref Span<byte> data)
    {
        var (month, week, weekday) = (data[0], data[1], data[2]);
        data = data[3..];
        return new ZoneTurn(month, week, weekday, Int(ref data));
    }

    private static int Int(ref Span<byte> data)
    {
        var value = BinaryPrimitives.ReadInt32LittleEndian(data);
        data = data[4..];
        return value;
    }

    /// <summary>The n-th weekday (0 Sunday) of a month, 5 the last, at a second of the local day.</summary>
    private sealed record ZoneTurn(int Month, int Week, int Weekday, int Second)
    {
        public long LocalSeconds(long year)
        {
            var date = FeelDate.Create(year, Month, 1)!;
            var day = 1 + (Weekday - date.Weekday % 7 + 7) % 7 + (Week - 1) * 7;
            while (day > FeelDate.DaysInMonth(year, Month)) day -= 7;
            return (date.EpochDay + day - 1) * 86400 + Second;
        }
    }

    /// <summary>Summer time by rule, year after year.</summary>
    private sealed record ZoneRule(int Standard, int Summer, ZoneTurn Start, ZoneTurn End)
    {
        public int OffsetAt(long utcSeconds)
        {
            var day = Math.Clamp((utcSeconds + Standard) / 86400, -360_000_000_000, 360_000_000_000);
            var year = FeelDate.FromEpochDay(day)!.Year;
            var (start, end) = (Start.LocalSeconds(year) - Standard, End.LocalSeconds(year) - Summer);
            var summer = start < end ? utcSeconds >= start && utcSeconds < end : utcSeconds >= start || utcSeconds < end;
            return summer ? Summer : Standard;
        }
    }
}
