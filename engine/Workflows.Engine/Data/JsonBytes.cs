using System.Buffers;
using System.Text.Json;

namespace Workflows.Engine.Data;

/// <summary>Writes JSON into bytes. A thread's buffer and writer are used again, because a step writes half a dozen small values.</summary>
public static class JsonBytes
{
    /// <summary>A buffer grown beyond this is let go again.</summary>
    private const int MostKept = 64 * 1024;

    [ThreadStatic] private static Scratch? _free;

    private sealed class Scratch
    {
        public Scratch() => Writer = new Utf8JsonWriter(Buffer, DatumJson.WriterOptions);

        public ArrayBufferWriter<byte> Buffer { get; } = new(2048);
        public Utf8JsonWriter Writer { get; }
    }

    /// <summary>The UTF-8 of what <paramref name="write"/> writes of the value.</summary>
    public static byte[] Of<T>(T value, Action<T, Utf8JsonWriter> write) => Of(value, write, static json => json.ToArray());

    /// <summary>What <paramref name="take"/> makes of it; the bytes are there during the call only.</summary>
    public static TResult Of<T, TResult>(T value, Action<T, Utf8JsonWriter> write, Func<ReadOnlySpan<byte>, TResult> take)
    {
        // Not there for what writes JSON while JSON is written.
        var scratch = _free ?? new Scratch();
        _free = null;
        write(value, scratch.Writer);
        scratch.Writer.Flush();
        var result = take(scratch.Buffer.WrittenSpan);
        // After an exception it is not used again.
        if (scratch.Buffer.Capacity > MostKept) return result;
        scratch.Buffer.ResetWrittenCount();
        scratch.Writer.Reset();
        _free = scratch;
        return result;
    }
}
