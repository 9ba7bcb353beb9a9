using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Workflows.Engine.Data;

namespace Workflows.Engine.State;

/// <summary>Writes state parts as canonical JSON and reads them back. Older formats enter through <see cref="Upcast"/>.</summary>
public static class StateCodec
{
    /// <summary>The state from its stored parts.</summary>
    /// <exception cref="NotSupportedException">A part was written by a newer format or epoch: this node must leave the case alone.</exception>
    public static CaseState Read(IEnumerable<(int No, ReadOnlyMemory<byte> Bytes)> parts)
    {
        RootState? root = null;
        var result = ImmutableSortedDictionary.CreateBuilder<int, StatePart>();
        foreach (var (no, bytes) in parts)
        {
            var d = Upcast(Datum.Parse(bytes.Span), no);
            var own = no == 0 ? root = ReadRoot(d) : null;
            result[no] = new StatePart(no, [.. d["frames"].Items.Select(ReadFrame)], own);
        }
        if (root is null) throw new InvalidOperationException("The case has no root part.");
        return new CaseState(root, result.ToImmutable());
    }

    internal static byte[] Write(StatePart part)
    {
        var d = part.Root is { } root ? WriteRoot(root) : Datum.EmptyObject;
        d = d.With("frames", Datum.List(part.Frames.Select(WriteFrame)));
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, DatumJson.WriterOptions)) d.WriteTo(writer);
        return buffer.WrittenSpan.ToArray();
    }

    internal static string HashOf(CaseState state)
    {
        // One call a hash: an incremental one costs several times as much as the few bytes it is given.
        const int Size = SHA256.HashSizeInBytes;
        var digests = new byte[state.Parts.Count * Size];
        var at = 0;
        foreach (var part in state.Parts.Values) at += SHA256.HashData(part.Bytes.Span, digests.AsSpan(at));
        return Convert.ToHexStringLower(SHA256.HashData(digests));
    }

    private static Datum Upcast(Datum part, int no)
    {
        if (no != 0) return part;
        var format = part["format"].AsLong() ?? 0;
        var epoch = part["epoch"].AsLong() ?? 0;
        if (format > Semantics.StateFormat || epoch > Semantics.Epoch)
            throw new NotSupportedException($"The case was written by a newer version (format {format}, epoch {epoch}); this node knows format {Semantics.StateFormat}, epoch {Semantics.Epoch}.");
        return part;
    }

    /// <summary>All of a state that a move changes, to be put back by <see cref="ReadUndo"/>.</summary>
    internal static Datum WriteForUndo(CaseState state, string fromPlan) => Datum.Object(
        ("from", fromPlan), ("root", WriteRoot(state.Root)), ("frames", Datum.List(state.Frames.Select(WriteFrame))));

    /// <summary>The root and the parts a move was begun from.</summary>
    internal static (RootState Root, IReadOnlyList<StatePart> Parts) ReadUndo(Datum undo) => (ReadRoot(undo["root"]),
        [.. undo["frames"].Items.Select(ReadFrame).GroupBy(f => f.Id / CaseState.FramesPerPart).Select(g => new StatePart(g.Key, [.. g], null))]);

    private static Datum WriteRoot(RootState r) => WithUndo(r, Datum.Object(
        ("format", r.Format), ("epoch", r.Epoch), ("lastNow", Datum.Of(r.LastNow)), ("nextFrame", r.NextFrame),
        ("fields", r.Fields), ("head", r.Head),
        ("instances", Datum.List(r.Instances.Select(i => Datum.Object(
            ("no", i.No), ("definitionId", i.DefinitionId), ("version", i.Version), ("status", i.Status), ("subStatus", i.SubStatus),
            ("correlationId", i.CorrelationId), ("name", i.Name), ("rootFrame", i.RootFrame), ("input", i.Input), ("outputs", i.Outputs),
            ("activityOutputs", i.ActivityOutputs), ("properties", i.Properties))))),
        ("incidents", Datum.List(r.Incidents.Select(i => Datum.Object(
            ("id", i.Id), ("frame", i.Frame), ("activityId", i.ActivityId), ("scopePath", i.ScopePath), ("activityType", i.ActivityType),
            ("severity", i.Severity), ("code", i.Code), ("message", i.Message), ("at", Datum.Of(i.At)), ("detail", i.Detail))))),
        ("pending", Datum.List(r.Pending))));

    private static Datum WithUndo(RootState r, Datum d) => r.Undo.IsNull ? d : d.With("undo", r.Undo);

    private static RootState ReadRoot(Datum d) => new()
    {
        Format = (int)d["format"].AsLong()!.Value,
        Epoch = (int)d["epoch"].AsLong()!.Value,
        LastNow = d["lastNow"].AsInstant()!.Value,
        NextFrame = (int)d["nextFrame"].AsLong()!.Value,
        Fields = d["fields"],
        Head = d["head"],
        Instances = [.. d["instances"].Items.Select(i => new InstanceState(
            (int)i["no"].AsLong()!.Value, i["definitionId"].AsText()!, (int)i["version"].AsLong()!.Value, i["status"].AsText()!, i["subStatus"].AsText()!,
            i["correlationId"].AsText(), i["name"].AsText(), (int)i["rootFrame"].AsLong()!.Value, i["input"], i["outputs"], i["activityOutputs"], i["properties"]))],
        Incidents = [.. d["incidents"].Items.Select(i => new Incident(
            i["id"].AsText()!, (int)i["frame"].AsLong()!.Value, i["activityId"].AsText()!, i["scopePath"].AsText()!, i["activityType"].AsText()!,
            i["severity"].AsText()!, i["code"].AsText()!, i["message"].AsText()!, i["at"].AsInstant()!.Value, i["detail"]))],
        Pending = d["pending"].Items,
        Undo = d["undo"],
    };

    // Short names: a suspended case is stored often.
    private static Datum WriteFrame(Frame f)
    {
        var d = Datum.Object(("id", f.Id), ("p", f.Parent), ("i", f.Instance), ("n", f.NodeId), ("s", f.ScopePath), ("st", (int)f.Status), ("c", f.Children));
        var data = f.Live?.ToDatum() ?? f.Data;
        if (!data.IsNull) d = d.With("d", data);
        if (f.Variables is { } variables) d = d.With("v", variables);
        if (!f.Tag.IsNull) d = d.With("t", f.Tag);
        if (f.Waits > 0) d = d.With("w", f.Waits);
        if (f.Bookmarks.Length > 0)
            d = d.With("b", Datum.List(f.Bookmarks.Select(b => Datum.Object(
                ("id", b.Id), ("k", b.Kind), ("n", b.Name), ("key", b.Key), ("due", b.Due is { } due ? Datum.Of(due) : Datum.Null), ("d", b.Data)))));
        return d;
    }

    private static Frame ReadFrame(Datum d) => new(
        (int)d["id"].AsLong()!.Value, (int)d["p"].AsLong()!.Value, (int)d["i"].AsLong()!.Value, d["n"].AsText()!, d["s"].AsText()!,
        (FrameStatus)(int)d["st"].AsLong()!.Value, d["d"], d.TryGet("v", out var variables) ? variables : null,
        [.. d["b"].Items.Select(b => new Bookmark(b["id"].AsText()!, b["k"].AsText()!, b["n"].AsText()!, b["key"].AsText(), b["due"].AsInstant(), b["d"]))],
        (int)d["c"].AsLong()!.Value, d["t"], (int)(d["w"].AsLong() ?? 0));
}
