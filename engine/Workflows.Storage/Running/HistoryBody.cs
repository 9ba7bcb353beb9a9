using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Storage.Running;

/// <summary>The stored form of a step: stimulus, context, tape and journal as one JSON object, and the chain over the rows.</summary>
internal static class HistoryBody
{
    private const string RefsMark = "$refs";

    /// <param name="refs">SHA-256 of the context's refs as JSON, kept as a value; null when there are none.</param>
    public static byte[] Write(Stimulus stimulus, StepContext context, byte[]? refs, IReadOnlyList<(Question Question, Reply Reply)> tape, IReadOnlyList<JournalEntry> journal)
    {
        return JsonBytes.Of((stimulus, context, refs, tape, journal), static (step, writer) => Write(writer, step.stimulus, step.context, step.refs, step.tape, step.journal));
    }

    private static void Write(Utf8JsonWriter writer, Stimulus stimulus, StepContext context, byte[]? refs, IReadOnlyList<(Question Question, Reply Reply)> tape, IReadOnlyList<JournalEntry> journal)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("s");
        stimulus.ToDatum().WriteTo(writer);
        writer.WritePropertyName("c");
        context.ToDatum().With("refs", refs is null ? context.Refs : Datum.Object((RefsMark, Convert.ToHexStringLower(refs)))).WriteTo(writer);
        if (tape.Count > 0)
        {
            writer.WriteStartArray("t");
            foreach (var (question, reply) in tape)
            {
                writer.WriteStartArray();
                question.ToDatum().WriteTo(writer);
                reply.ToDatum().WriteTo(writer);
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
        writer.WriteStartArray("j");
        foreach (var entry in journal)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(entry.Event);
            writer.WriteStringValue(entry.ActivityId);
            writer.WriteStringValue(entry.ScopePath);
            writer.WriteStringValue(entry.ActivityType);
            if (entry.Data is { } data) data.WriteTo(writer);
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <param name="loadRefs">Gives a kept value by its SHA-256.</param>
    public static (Stimulus Stimulus, StepContext Context, IReadOnlyList<(Datum Question, Reply Reply)> Tape, IReadOnlyList<JournalEntry> Journal) Read(byte[] json, Func<byte[], byte[]> loadRefs)
    {
        var d = Datum.Parse(json);
        var context = d["c"];
        if (context["refs"][RefsMark].AsText() is { } digest) context = context.With("refs", Datum.Parse(loadRefs(Convert.FromHexString(digest))));
        return (
            Stimulus.From(d["s"]),
            StepContext.From(context),
            [.. d["t"].Items.Select(pair => (pair[0], Reply.From(pair[1])))],
            [.. d["j"].Items.Select(e => new JournalEntry(e[0].AsText()!, e[1].AsText()!, e[2].AsText()!, e[3].AsText()!, e.Items.Length > 4 ? e[4] : null))]);
    }

    /// <summary>The digest of a row: over the one before, so that no row can be changed or taken out unseen.</summary>
    public static byte[] Digest(byte[]? previous, long seq, string planId, ReadOnlySpan<byte> stateHash, ReadOnlySpan<byte> body) =>
        DigestOf(previous, seq, planId, stateHash, SHA256.HashData(body));

    /// <param name="bodyHash">The body's SHA-256: all that is left of it after a disposal.</param>
    public static byte[] DigestOf(byte[]? previous, long seq, string planId, ReadOnlySpan<byte> stateHash, ReadOnlySpan<byte> bodyHash)
    {
        // previous digest, number, plan, state, body; in one piece, because the hash itself is the least of an incremental one's cost
        var row = new ArrayBufferWriter<byte>(256);
        row.Write(previous);
        BinaryPrimitives.WriteInt64LittleEndian(row.GetSpan(sizeof(long)), seq);
        row.Advance(sizeof(long));
        Encoding.UTF8.GetBytes(planId, row);
        row.Write(stateHash);
        row.Write(bodyHash);
        return SHA256.HashData(row.WrittenSpan);
    }
}
