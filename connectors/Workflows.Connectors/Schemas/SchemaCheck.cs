using System.Text.RegularExpressions;
using Workflows.Engine.Data;

namespace Workflows.Connectors.Schemas;

/// <summary>
/// Checks a value against a JSON Schema (2020-12) of the vocabulary that operations use:
/// type, properties, required, additionalProperties (false), items, enum, pattern, minLength, maxLength, minimum, maximum, anyOf, title, description.
/// </summary>
public static class SchemaCheck
{
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "type", "properties", "required", "additionalProperties", "items", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "anyOf", "title", "description", "minItems",
    };

    /// <returns>The first finding with its place (<c>$.subjects[0].noticeNo</c>), in Japanese and English, or null.</returns>
    public static string? FirstProblem(Datum schema, Datum value) => Check(schema, value, "$");

    /// <summary>The first member of an object, at any depth the schema describes, that is not among its properties; null when all are. A schema without properties describes nothing.</summary>
    public static string? Undeclared(Datum schema, Datum value, string place = "")
    {
        if (value.Kind == DatumKind.List) return value.Items.Select((v, i) => Undeclared(schema["items"], v, $"{place}[{i}]")).FirstOrDefault(found => found is not null);
        if (value.Kind != DatumKind.Object || !schema.Has("properties") || schema["additionalProperties"] == Datum.True) return null;
        foreach (var (key, member) in value.Members)
        {
            var here = place.Length == 0 ? key : $"{place}.{key}";
            if (!schema["properties"].TryGet(key, out var inner)) return here;
            if (Undeclared(inner, member, here) is { } found) return found;
        }
        return null;
    }

    /// <summary>Keywords of a schema, at any depth, that this check does not know.</summary>
    public static IEnumerable<string> UnknownKeywords(Datum schema)
    {
        foreach (var (key, value) in schema.Members)
        {
            if (!Known.Contains(key)) yield return key;
            var inner = key switch
            {
                "properties" => value.Members.Select(m => m.Value),
                "items" => [value],
                "anyOf" => value.Items,
                _ => Enumerable.Empty<Datum>(),
            };
            foreach (var found in inner.SelectMany(UnknownKeywords)) yield return found;
        }
    }

    private static string? Check(Datum schema, Datum value, string place)
    {
        if (schema["anyOf"] is { Kind: DatumKind.List } choices)
        {
            var first = choices.Items.Select(c => Check(c, value, place)).ToList();
            if (first.All(p => p is not null)) return first[0];
        }
        if (schema.TryGet("type", out var type) && !Types(type).Any(t => IsOf(t, value)))
            return $"{place}: {string.Join("か", Types(type).Select(Name))}でなければなりません。 (must be {string.Join(" or ", Types(type))}, was {value.Kind})";
        if (schema.TryGet("enum", out var allowed) && !allowed.Items.Contains(value))
            return $"{place}: 使える値は {string.Join("、", allowed.Items)} です。 (must be one of them)";
        return value.Kind switch
        {
            DatumKind.Text => CheckText(schema, value.AsText()!, place),
            DatumKind.Number => CheckNumber(schema, value.AsDecimal(), place),
            DatumKind.List => CheckList(schema, value, place),
            DatumKind.Object => CheckObject(schema, value, place),
            _ => null,
        };
    }

    private static string? CheckObject(Datum schema, Datum value, string place)
    {
        foreach (var required in schema["required"].Items)
            if (!value.Has(required.AsText()!)) return $"{place}.{required}: 必要です。 (is required)";
        foreach (var (key, member) in value.Members)
        {
            if (schema["properties"].TryGet(key, out var inner))
            {
                if (Check(inner, member, $"{place}.{key}") is { } problem) return problem;
            }
            else if (schema.TryGet("additionalProperties", out var more) && more == Datum.False)
            {
                return $"{place}.{key}: この項目はありません。 (unknown member)";
            }
        }
        return null;
    }

    private static string? CheckList(Datum schema, Datum value, string place)
    {
        if (schema["minItems"].AsDecimal() is { } min && value.Items.Length < min) return $"{place}: {min} 件以上必要です。 (needs {min} items)";
        if (!schema.TryGet("items", out var each)) return null;
        for (var i = 0; i < value.Items.Length; i++)
            if (Check(each, value[i], $"{place}[{i}]") is { } problem) return problem;
        return null;
    }

    private static string? CheckText(Datum schema, string text, string place)
    {
        if (schema["minLength"].AsDecimal() is { } min && text.Length < min) return $"{place}: {min} 文字以上必要です。 (needs {min} characters)";
        if (schema["maxLength"].AsDecimal() is { } max && text.Length > max) return $"{place}: {max} 文字以内にしてください。 (at most {max} characters)";
        if (schema["pattern"].AsText() is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200)))
            return $"{place}: 形式「{pattern}」に合いません。 (does not match {pattern})";
        return null;
    }

    private static string? CheckNumber(Datum schema, decimal? number, string place)
    {
        if (schema["minimum"].AsDecimal() is { } min && number < min) return $"{place}: {min} 以上でなければなりません。 (minimum {min})";
        if (schema["maximum"].AsDecimal() is { } max && number > max) return $"{place}: {max} 以下でなければなりません。 (maximum {max})";
        return null;
    }

    private static IEnumerable<string> Types(Datum type) => type.Kind == DatumKind.List ? type.Items.Select(t => t.AsText()!) : [type.AsText()!];

    private static bool IsOf(string type, Datum value) => type switch
    {
        "object" => value.Kind == DatumKind.Object,
        "array" => value.Kind == DatumKind.List,
        "string" => value.Kind == DatumKind.Text,
        "number" => value.Kind == DatumKind.Number,
        "integer" => value.AsDecimal() is { } number && value.Kind == DatumKind.Number && number == decimal.Truncate(number),
        "boolean" => value.Kind == DatumKind.Boolean,
        _ => value.IsNull,
    };

    private static string Name(string type) => type switch
    {
        "object" => "組", "array" => "一覧", "string" => "文字列", "number" => "数", "integer" => "整数", "boolean" => "真偽", _ => "空",
    };
}
