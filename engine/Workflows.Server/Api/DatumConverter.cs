using System.Text.Json;
using System.Text.Json.Serialization;
using Workflows.Engine.Data;

namespace Workflows.Server.Api;

/// <summary>Case data in requests and answers: any JSON, digits kept.</summary>
internal sealed class DatumConverter : JsonConverter<Datum>
{
    public override bool HandleNull => true;

    public override Datum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return Datum.From(document.RootElement);
    }

    public override void Write(Utf8JsonWriter writer, Datum value, JsonSerializerOptions options)
    {
        if (value is null) writer.WriteNullValue(); else value.WriteTo(writer);
    }
}
