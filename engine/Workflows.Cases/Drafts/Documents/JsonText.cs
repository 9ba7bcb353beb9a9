using System.Buffers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts.Documents;

/// <summary>JSON files as people read and compare them: two spaces, short values on one line, LF line ends.</summary>
internal static class JsonText
{
    private const int Line = 160;

    public static byte[] Write(Datum value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, value, 0);
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> to, Datum value, int depth)
    {
        if (value.Kind is not (DatumKind.List or DatumKind.Object)) { Flat(to, value); return; }
        var flat = Spaced(value);
        if (depth > 0 && flat.Length + (depth * 2) <= Line) { to.Write(System.Text.Encoding.UTF8.GetBytes(flat)); return; }
        var isList = value.Kind == DatumKind.List;
        to.Write(isList ? "["u8 : "{"u8);
        var first = true;
        foreach (var (key, member) in isList ? value.Items.Select(i => KeyValuePair.Create("", i)) : value.Members)
        {
            to.Write(first ? "\n"u8 : ",\n"u8);
            first = false;
            Indent(to, depth + 1);
            if (!isList) { Flat(to, Datum.Of(key)); to.Write(": "u8); }
            Write(to, member, depth + 1);
        }
        if (!first) { to.Write("\n"u8); Indent(to, depth); }
        to.Write(isList ? "]"u8 : "}"u8);
    }

    private static string Spaced(Datum value) => value.Kind switch
    {
        DatumKind.List => $"[{string.Join(", ", value.Items.Select(Spaced))}]",
        DatumKind.Object => value.Members.Count == 0 ? "{}" : $"{{{string.Join(", ", value.Members.Select(m => $"{Datum.Of(m.Key).ToJson()}: {Spaced(m.Value)}"))}}}",
        _ => value.ToJson(),
    };

    private static void Flat(ArrayBufferWriter<byte> to, Datum value) => to.Write(value.ToUtf8());

    private static void Indent(ArrayBufferWriter<byte> to, int depth)
    {
        for (var i = 0; i < depth; i++) to.Write("  "u8);
    }
}
