using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Workflows.Engine.Data;

namespace Workflows.Storage;

/// <summary>
/// How bytes are stored: as they are, compressed where it pays, and with large values taken out by their SHA-256.
/// The first byte tells which; reading gives back exactly the bytes written.
/// </summary>
internal static class Packing
{
    private const byte Plain = 0, Brotli = 1, Spliced = 2;
    /// <summary>First byte of a value sealed by <see cref="VaultCipher.Seal"/>.</summary>
    public const byte Sealed = 3;
    /// <summary>First byte of a step whose content was disposed of; its SHA-256 follows.</summary>
    public const byte Erased = 4;
    /// <summary>The whole of a step whose content lies in the archive.</summary>
    public const byte Archived = 5;
    /// <summary>Below this, compressing saves some hundred bytes and costs a tenth of the whole step.</summary>
    private const int CompressFrom = 1_280;

    /// <summary>Values from this size on are stored once a content.</summary>
    public const int LargeFrom = 8 * 1024;

    /// <summary>Quickly: a step's values are small, and what a better quality saves of them costs more than the rest of the step's packing.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> bytes) => Pack(bytes, quality: 1, window: 18);

    /// <summary>As small as it gets, for what is written once and seldom read.</summary>
    public static byte[] PackTight(ReadOnlySpan<byte> bytes) => Pack(bytes, quality: 9, window: 22);

    /// <summary>The same packed value without compression, as far as that is its outermost form.</summary>
    public static byte[] Loosen(byte[] packed) => packed is [Brotli, ..] ? [Plain, .. Unpack(packed)] : packed;

    private static byte[] Pack(ReadOnlySpan<byte> bytes, int quality, int window)
    {
        if (bytes.Length >= CompressFrom)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(bytes.Length) + 5);
            try
            {
                if (BrotliEncoder.TryCompress(bytes, buffer.AsSpan(5), out var length, quality, window) && length + 5 < bytes.Length * 9 / 10)
                {
                    buffer[0] = Brotli;
                    BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(1), bytes.Length);
                    return buffer.AsSpan(0, length + 5).ToArray();
                }
            }
            finally { ArrayPool<byte>.Shared.Return(buffer); }
        }
        var plain = new byte[bytes.Length + 1];
        bytes.CopyTo(plain.AsSpan(1));
        return plain;
    }

    public static byte[] Pack(Datum datum) => JsonBytes.Of(datum, static (d, writer) => d.WriteTo(writer), Pack);

    /// <summary>Packs JSON; values of <see cref="LargeFrom"/> bytes or more go to <paramref name="keep"/> and only their digest stays.</summary>
    public static byte[] Pack(ReadOnlyMemory<byte> json, Action<byte[], ReadOnlyMemory<byte>> keep)
    {
        if (json.Length < LargeFrom) return Pack(json.Span);
        var large = FindLarge(json.Span);
        if (large.Count == 0) return Pack(json.Span);
        var rest = new ArrayBufferWriter<byte>(1024);
        var places = new byte[large.Count * 36];
        var from = 0;
        for (var i = 0; i < large.Count; i++)
        {
            var (start, length) = large[i];
            rest.Write(json.Span[from..start]);
            var value = json.Slice(start, length);
            var sha = SHA256.HashData(value.Span);
            BinaryPrimitives.WriteInt32LittleEndian(places.AsSpan(i * 36), rest.WrittenCount);
            sha.CopyTo(places.AsSpan((i * 36) + 4));
            keep(sha, value);
            from = start + length;
        }
        rest.Write(json.Span[from..]);
        var packed = Pack(rest.WrittenSpan);
        var result = new byte[5 + places.Length + packed.Length];
        result[0] = Spliced;
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(1), large.Count);
        places.CopyTo(result.AsSpan(5));
        packed.CopyTo(result.AsSpan(5 + places.Length));
        return result;
    }

    public static byte[] Unpack(ReadOnlySpan<byte> stored) =>
        Unpack(stored, _ => throw new InvalidDataException("The stored value refers to large values, which this table never has."));

    /// <summary>Whether large values were taken out of it.</summary>
    public static bool IsSpliced(ReadOnlySpan<byte> packed) => packed is [Spliced, ..];

    /// <param name="load">Gives a large value's bytes (unpacked) by its SHA-256.</param>
    public static byte[] Unpack(ReadOnlySpan<byte> stored, Func<byte[], byte[]> load)
    {
        switch (stored.Length == 0 ? byte.MaxValue : stored[0])
        {
            case Plain: return stored[1..].ToArray();
            case Brotli:
                var bytes = new byte[BinaryPrimitives.ReadInt32LittleEndian(stored[1..])];
                if (!BrotliDecoder.TryDecompress(stored[5..], bytes, out var written) || written != bytes.Length) throw new InvalidDataException("A stored value cannot be decompressed.");
                return bytes;
            case Spliced:
                var count = BinaryPrimitives.ReadInt32LittleEndian(stored[1..]);
                var rest = Unpack(stored[(5 + (count * 36))..]);
                var result = new ArrayBufferWriter<byte>(rest.Length + (count * LargeFrom));
                var from = 0;
                for (var i = 0; i < count; i++)
                {
                    var place = stored.Slice(5 + (i * 36), 36);
                    var at = BinaryPrimitives.ReadInt32LittleEndian(place);
                    result.Write(rest.AsSpan(from..at));
                    result.Write(load(place[4..].ToArray()));
                    from = at;
                }
                result.Write(rest.AsSpan(from));
                return result.WrittenSpan.ToArray();
            default: throw new InvalidDataException("A stored value has an unknown form; it was written by a newer version.");
        }
    }

    public static Datum UnpackDatum(ReadOnlySpan<byte> stored) => Datum.Parse(Unpack(stored));

    /// <summary>Large texts anywhere, and large lists and objects that are members of a top-level member (one field, one instance).</summary>
    private static List<(int Start, int Length)> FindLarge(ReadOnlySpan<byte> json)
    {
        const int FieldDepth = 2;
        var found = new List<(int, int)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        var fieldStart = -1;
        var textsBefore = 0;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.String when reader.ValueSpan.Length >= LargeFrom:
                    found.Add(((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex)));
                    break;
                case JsonTokenType.StartArray or JsonTokenType.StartObject when reader.CurrentDepth == FieldDepth:
                    fieldStart = (int)reader.TokenStartIndex;
                    textsBefore = found.Count;
                    break;
                case JsonTokenType.EndArray or JsonTokenType.EndObject when reader.CurrentDepth == FieldDepth && fieldStart >= 0:
                    var length = (int)reader.BytesConsumed - fieldStart;
                    // A container holding a large text stays: the text was taken out already.
                    if (length >= LargeFrom && found.Count == textsBefore) found.Add((fieldStart, length));
                    fieldStart = -1;
                    break;
            }
        }
        return found;
    }
}
