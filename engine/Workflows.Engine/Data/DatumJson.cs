using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Workflows.Engine.Data;

/// <summary>Reads and writes <see cref="Datum"/> as JSON (RFC 8259), without losing digits or order.</summary>
internal static class DatumJson
{
    public static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        SkipValidation = true,
        MaxDepth = 1000,
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

    private static Datum ReadValue(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null: return Datum.Null;
            case JsonTokenType.True: return Datum.True;
            case JsonTokenType.False: return Datum.False;
            case JsonTokenType.String: return Datum.Of(reader.GetString());
            case JsonTokenType.Number: return Datum.Number(Encoding.UTF8.GetString(reader.ValueSpan));
            case JsonTokenType.StartArray:
                var items = new List<Datum>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue(ref reader));
                return Datum.List(items);
            case JsonTokenType.StartObject:
                var members = new List<KeyValuePair<string, Datum>>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = reader.GetString()!;
                    reader.Read();
                    members.Add(new(key, ReadValue(ref reader)));
                }
                return Datum.Object(members);
            default: throw new JsonException($"Unexpected {reader.TokenType}.");
        }
    }
}
