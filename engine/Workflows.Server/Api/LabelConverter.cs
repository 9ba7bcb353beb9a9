using System.Text.Json;
using System.Text.Json.Serialization;
using Workflows.Cases.Packages;

namespace Workflows.Server.Api;

/// <summary>A label as packages write it: a text, or <c>{ja, en, easy}</c>.</summary>
internal sealed class LabelConverter : JsonConverter<Label>
{
    public override Label? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String) return reader.GetString()!;
        using var json = JsonDocument.ParseValue(ref reader);
        string? Text(string name) => json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return Text("ja") is { } ja ? new Label(ja, Text("en"), Text("easy")) : throw new JsonException("A label is a string or { ja, en, easy }.");
    }

    public override void Write(Utf8JsonWriter writer, Label value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("ja", value.Ja);
        if (value.En is not null) writer.WriteString("en", value.En);
        if (value.Easy is not null) writer.WriteString("easy", value.Easy);
        writer.WriteEndObject();
    }
}
