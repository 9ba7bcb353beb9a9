using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Workflows.Engine.Data;

/// <summary>Reads and writes <see cref="Datum"/> as JSON (RFC 8259), without losing digits or order; without recursion, so that no depth exhausts the stack.</summary>
internal static class DatumJson
{
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        SkipValidation = true,
        MaxDepth = 2 * Datum.MaxDepth,
    };

    private static readonly JsonReaderOptions ReaderOptions = new()
    {
        MaxDepth = Datum.MaxDepth,
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    public static Datum Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, ReaderOptions);
        if (!reader.Read()) throw new JsonException("The JSON text is empty.");
        var value = ReadValue(ref reader);
        if (reader.Read()) throw new JsonException("There is more text after the JSON value.");
        return value;
    }

    public static Datum Read(JsonElement element) => Read(Encoding.UTF8.GetBytes(element.GetRawText()));

    /// <summary>A container being read: a list's items, or an object's members and the key the next value belongs to.</summary>
    private sealed class Open(bool list)
    {
        public List<Datum>? Items { get; } = list ? [] : null;
        public List<KeyValuePair<string, Datum>>? Members { get; } = list ? null : [];
        public string Key { get; set; } = "";
    }

    private static Datum ReadValue(ref Utf8JsonReader reader)
    {
        Stack<Open>? open = null;
        while (true)
        {
            Datum? value = null;
            switch (reader.TokenType)
            {
                case JsonTokenType.Null: value = Datum.Null; break;
                case JsonTokenType.True: value = Datum.True; break;
                case JsonTokenType.False: value = Datum.False; break;
                case JsonTokenType.String: value = Datum.Of(reader.GetString()); break;
                case JsonTokenType.Number: value = Datum.Number(Encoding.UTF8.GetString(reader.ValueSpan)); break;
                case JsonTokenType.StartArray: (open ??= new()).Push(new Open(list: true)); break;
                case JsonTokenType.StartObject: (open ??= new()).Push(new Open(list: false)); break;
                case JsonTokenType.PropertyName: open!.Peek().Key = reader.GetString()!; break;
                case JsonTokenType.EndArray: value = Datum.List(open!.Pop().Items!); break;
                case JsonTokenType.EndObject: value = Datum.Object(open!.Pop().Members!); break;
                default: throw new JsonException($"Unexpected {reader.TokenType}.");
            }
            if (value is not null)
            {
                if (open is null || open.Count == 0) return value;
                var into = open.Peek();
                if (into.Items is { } items) items.Add(value);
                else into.Members!.Add(new(into.Key, value));
            }
            if (!reader.Read()) throw new JsonException("The JSON text ends too early.");
        }
    }

    public static void Write(Datum value, Utf8JsonWriter writer)
    {
        if (Scalar(value, writer)) return;
        var open = new Stack<(Datum Container, int Next)>();
        Begin(value);
        while (open.TryPop(out var at))
        {
            var list = at.Container.Kind == DatumKind.List;
            var count = list ? at.Container.Items.Length : at.Container.Members.Count;
            if (at.Next == count)
            {
                if (list) writer.WriteEndArray(); else writer.WriteEndObject();
                continue;
            }
            open.Push((at.Container, at.Next + 1));
            Datum next;
            if (list) next = at.Container.Items[at.Next];
            else
            {
                writer.WritePropertyName(at.Container.Members[at.Next].Key);
                next = at.Container.Members[at.Next].Value;
            }
            if (!Scalar(next, writer)) Begin(next);
        }

        void Begin(Datum container)
        {
            if (container.Kind == DatumKind.List) writer.WriteStartArray(); else writer.WriteStartObject();
            open.Push((container, 0));
        }
    }

    private static bool Scalar(Datum value, Utf8JsonWriter writer)
    {
        switch (value.Kind)
        {
            case DatumKind.Null: writer.WriteNullValue(); return true;
            case DatumKind.Boolean: writer.WriteBooleanValue(value.AsBoolean()); return true;
            case DatumKind.Number: writer.WriteRawValue(value.AsText()!, skipInputValidation: true); return true;
            case DatumKind.Text: writer.WriteStringValue(value.AsText()!); return true;
            default:
                // Written over as it was; but whoever wants it indented gets it so.
                if (writer.Options.Indented || !value.IsUnread(out var json)) return false;
                writer.WriteRawValue(json, skipInputValidation: true);
                return true;
        }
    }
}
