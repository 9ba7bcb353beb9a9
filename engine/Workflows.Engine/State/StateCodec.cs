using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Workflows.Engine.Data;

namespace Workflows.Engine.State;

/// <summary>
/// Writes state parts as canonical JSON and reads them back. Data the engine only carries (fields, inputs, outputs, an activity's own)
/// is not parsed before somebody looks into it, and is written again as it was.
/// </summary>
public static class StateCodec
{
    /// <summary>The state from its stored parts.</summary>
    /// <param name="parts">By number, as <see cref="StatePart.Bytes"/> gave them. The bytes must not change any more.</param>
    /// <exception cref="NotSupportedException">A part was written by a newer format or epoch: this node must leave the case alone.</exception>
    /// <exception cref="JsonException">The bytes are no state.</exception>
    public static CaseState Read(IEnumerable<(int No, ReadOnlyMemory<byte> Bytes)> parts)
    {
        RootState? root = null;
        var result = ImmutableSortedDictionary.CreateBuilder<int, StatePart>();
        foreach (var (no, bytes) in parts)
        {
            var part = StateReader.Part(no, bytes);
            if (no == 0) root = part.Root;
            result[no] = part;
        }
        if (root is null) throw new InvalidOperationException("The case has no root part.");
        return new CaseState(root, result.ToImmutable());
    }

    internal static byte[] Write(StatePart part) => JsonBytes.Of(part, StateWriter.Part);

    internal static string HashOf(CaseState state)
    {
        // One call a hash: an incremental one costs several times as much as the few bytes it is given.
        const int Size = SHA256.HashSizeInBytes;
        var digests = new byte[state.Parts.Count * Size];
        var at = 0;
        foreach (var (_, part) in state.Parts)
        {
            part.Digest.CopyTo(digests, at);
            at += Size;
        }
        return Convert.ToHexStringLower(SHA256.HashData(digests));
    }

    /// <summary>All of a state that a move changes, to be put back by <see cref="ReadUndo"/>.</summary>
    internal static Datum WriteForUndo(CaseState state, string fromPlan)
    {
        var all = Datum.Parse(Write(new StatePart(0, [.. state.Frames], state.Root)));
        return Datum.Object(("from", fromPlan), ("root", all.Without("frames")), ("frames", all["frames"]));
    }

    /// <summary>The root and the parts a move was begun from.</summary>
    internal static (RootState Root, IReadOnlyList<StatePart> Parts) ReadUndo(Datum undo)
    {
        var all = StateReader.Part(0, undo["root"].With("frames", undo["frames"]).ToUtf8());
        return (all.Root!, [.. all.Frames.GroupBy(f => f.Id / CaseState.FramesPerPart).Select(g => new StatePart(g.Key, [.. g], null))]);
    }
}
