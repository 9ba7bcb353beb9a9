using System.Text.Json;
using System.Text.Json.Serialization;
using Workflows.Engine.Data;

namespace Workflows.Server.Api;

/// <summary>Case data in requests and answers, digits kept. What comes in is an object, or nothing; where any JSON may come in, <see cref="AnyDatumConverter"/> is named.</summary>
internal class DatumConverter : JsonConverter<Datum>
{
    public override Datum? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.StartObject ? Parsed(ref reader) : throw new JsonException(Malformed.WantsObject);

    public override void Write(Utf8JsonWriter writer, Datum value, JsonSerializerOptions options)
    {
        if (value is null) writer.WriteNullValue(); else value.WriteTo(writer);
    }

    protected static Datum Parsed(ref Utf8JsonReader reader)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Datum.From(document.RootElement);
    }
}

/// <summary>Any JSON: a result, a list of operations, an example.</summary>
internal sealed class AnyDatumConverter : DatumConverter
{
    public override bool HandleNull => true;

    public override Datum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parsed(ref reader);
}
