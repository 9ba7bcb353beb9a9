using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workflows.Decisions.Feel;

/// <summary>
/// FEEL values from and to JSON. Numbers keep every digit up to 34; strings stay strings (a date in JSON is a string until an
/// expression or a typed field makes it a date); dates, times and durations are written as ISO 8601 strings.
/// </summary>
public static class FeelJson
{
    private const int MaxDepth = 200;

    /// <summary>The value of a JSON element.</summary>
    public static object? FromJson(JsonElement element) => From(element, 0);

    /// <summary>The value of a JSON node; null for no node.</summary>
    public static object? FromJson(JsonNode? node) => node switch
    {
        null => null,
        JsonValue v => v.GetValueKind() switch
        {
            JsonValueKind.String => v.GetValue<string>(),
            JsonValueKind.True => FeelBool.True,
            JsonValueKind.False => FeelBool.False,
            JsonValueKind.Number => Number(v.ToJsonString()),
            _ => null,
        },
        JsonArray a => a.Select(FromJson).ToArray(),
        JsonObject o => FeelContext.Own(o.Select(p => p.Key).ToArray(), o.Select(p => FromJson(p.Value)).ToArray()),
        _ => null,
    };

    /// <summary>
    /// A value from JSON as a typed field takes it: where the type is a date, time, date and time or duration its string is
    /// read as one, also inside lists and contexts. What does not read stays the string it was.
    /// </summary>
    public static object? As(object? value, FeelType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return (CheckWalk.Shape(type), value) switch
        {
            (FeelType.ListType t, IReadOnlyList<object?> list) => list.Select(i => As(i, t.Element)).ToArray(),
            (FeelType.RecordType t, FeelContext c) => FeelContext.Own(
                [.. c.Names], c.Select(e => t.Fields.FirstOrDefault(f => f.Name == FeelNames.Normalize(e.Key)).Type is { } field ? As(e.Value, field) : e.Value).ToArray()),
            (var t, string s) when t == FeelType.Date => (object?)FeelDate.TryParse(s) ?? s,
            (var t, string s) when t == FeelType.Time => (object?)FeelTime.TryParse(s) ?? s,
            (var t, string s) when t == FeelType.DateTime => (object?)FeelDateTime.TryParse(s) ?? s,
            (var t, string s) when t == FeelType.YearsMonths || t == FeelType.DaysTime => FeelDuration.TryParse(s) is { } d && t.Accepts(d) ? d : s,
            _ => value,
        };
    }

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static object? Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return FromJson(document.RootElement);
    }

    /// <summary>The JSON node of a value; functions and ranges become their text.</summary>
    public static JsonNode? ToJson(object? value) => To(value, 0);

    /// <summary>The JSON text of a value.</summary>
    public static string ToText(object? value) => To(value, 0)?.ToJsonString(Options) ?? "null";

    private static readonly JsonSerializerOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static object? From(JsonElement e, int depth)
    {
        if (depth > MaxDepth) throw new JsonException("JSON の入れ子が深すぎます / the JSON is nested too deeply");
        switch (e.ValueKind)
        {
            case JsonValueKind.String: return e.GetString();
            case JsonValueKind.True: return FeelBool.True;
            case JsonValueKind.False: return FeelBool.False;
            case JsonValueKind.Number: return Number(e.GetRawText());
            case JsonValueKind.Array:
                var items = new object?[e.GetArrayLength()];
                var i = 0;
                foreach (var item in e.EnumerateArray()) items[i++] = From(item, depth + 1);
                return items;
            case JsonValueKind.Object:
                return new FeelContext(e.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, From(p.Value, depth + 1))));
            default: return null;
        }
    }

    private static JsonNode? To(object? value, int depth)
    {
        if (depth > MaxDepth) throw new JsonException("値の入れ子が深すぎます / the value is nested too deeply");
        switch (value)
        {
            case null: return null;
            case string s: return JsonValue.Create(s);
            case bool b: return JsonValue.Create(b);
            case FeelNumber n: return JsonNode.Parse(NumberText(n));
            case IReadOnlyList<object?> list:
                var array = new JsonArray();
                foreach (var item in list) array.Add(To(item, depth + 1));
                return array;
            case FeelContext context:
                var o = new JsonObject();
                foreach (var (name, v) in context) o[name] = To(v, depth + 1);
                return o;
            default: return JsonValue.Create(FeelValues.ToText(value));
        }
    }

    private static string NumberText(FeelNumber n) => n.Exponent > 40 || n.Exponent < -80
        ? string.Create(CultureInfo.InvariantCulture, $"{n.Coefficient}E{n.Exponent}")
        : n.ToString();

    private static FeelNumber Number(string raw) =>
        FeelNumber.TryParse(raw) ?? throw new JsonException($"数 {raw} は扱える範囲を超えています / the number {raw} is out of range");
}
