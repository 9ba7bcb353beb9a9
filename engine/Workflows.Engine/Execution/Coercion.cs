using System.Globalization;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Execution;

/// <summary>Brings a value to the type an input or variable names (Elsa's aliases or CLR names). What cannot be brought stays as it is.</summary>
internal static class Coercion
{
    public static Datum To(string? typeName, Datum value)
    {
        if (value.IsNull || typeName is null) return value;
        switch (Simple(typeName))
        {
            // .NET, and so Elsa, writes True and False.
            case "String": return value.Kind switch { DatumKind.Text => value, DatumKind.Boolean => value.AsBoolean() ? "True" : "False", _ => Datum.Of(value.AsText()) };
            case "Boolean": return value.Kind == DatumKind.Number ? value.AsBoolean() : value.Kind == DatumKind.Text && bool.TryParse(value.AsText(), out var flag) ? Datum.Of(flag) : value;
            case "Int16" or "Int32" or "Int64" or "Byte":
                if (value.Kind == DatumKind.Text) return long.TryParse(value.AsText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? Datum.Of(whole) : value;
                // A half goes to the even side, as .NET converts.
                return value.Kind == DatumKind.Number && value.AsLong() is null && value.AsDecimal() is { } broken ? Datum.Of(decimal.Round(broken, MidpointRounding.ToEven)) : value;
            case "Single" or "Double" or "Decimal":
                return value.Kind == DatumKind.Text && value.AsDecimal() is { } number ? Datum.Of(number) : value;
            case "Object": return value;
            default:
                // Lists and objects written as JSON text.
                if (value.Kind == DatumKind.Text && value.AsText() is { Length: > 1 } text && text.TrimStart() is ['[' or '{', ..] && (typeName.Contains("[]", StringComparison.Ordinal) || typeName.Contains("Dictionary", StringComparison.Ordinal) || typeName.Contains("List", StringComparison.Ordinal) || typeName.StartsWith("Json", StringComparison.OrdinalIgnoreCase)))
                {
                    try { return Datum.Parse(text); }
                    catch (System.Text.Json.JsonException) { return value; }
                }
                // One text where texts are wanted.
                return value.Kind == DatumKind.Text && Simple(typeName) == "String[]" && !string.IsNullOrWhiteSpace(value.AsText()) ? Datum.List(value) : value;
        }
    }

    /// <summary>To the type a variable is declared with.</summary>
    public static Datum To(VariableSpec spec, Datum value) => To(spec.IsArray ? $"{spec.TypeName}[]" : spec.TypeName, value);

    /// <summary>Whether a value is, or reads as, one of the declared type; what is no number, truth value or text fits everything.</summary>
    public static bool Fits(VariableSpec spec, Datum value) => value.IsNull || spec.IsArray || Simple(spec.TypeName ?? "") switch
    {
        "Boolean" => To(spec, value).Kind == DatumKind.Boolean,
        "Int16" or "Int32" or "Int64" or "Byte" or "Single" or "Double" or "Decimal" => To(spec, value).Kind == DatumKind.Number,
        _ => true,
    };

    private static readonly HashSet<string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        "Any", "Object", "String", "Char", "Boolean", "Bool", "Byte", "Int16", "Int32", "Int64", "Integer", "Long", "Float", "Single", "Double", "Decimal", "Guid",
        "DateTime", "DateTimeOffset", "DateOnly", "TimeOnly", "TimeSpan", "Uri", "ByteArray", "Byte[]", "Stream", "JSON", "JsonElement", "JsonNode", "JsonObject", "JsonArray", "ExpandoObject",
        "StringDictionary", "ObjectDictionary", "StringMap", "ObjectMap", "Dictionary", "List", "Variable", "Exception",
        "HttpRequest", "HttpResponse", "HttpResponseMessage", "HttpHeaders", "HttpStatusCode", "RouteData", "FormFile", "HttpFile", "Downloadable", "LogPersistenceMode",
    };

    /// <summary>Whether a variable can be of this type: one of Elsa's aliases, also as a list, or a CLR name of .NET's or Elsa's own.</summary>
    public static bool Knows(string typeName)
    {
        var name = typeName.Trim();
        while (name.EndsWith("[]", StringComparison.Ordinal)) name = name[..^2];
        if (name.IndexOf('<', StringComparison.Ordinal) is var generic and > 0) name = name[..generic];
        return name.Length == 0 || Aliases.Contains(name) || Aliases.Contains($"{name}[]")
            || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Elsa.", StringComparison.Ordinal);
    }

    /// <summary>The simple name of an alias or an assembly-qualified CLR name: <c>System.Int32, System.Private.CoreLib</c> → Int32. A nullable is its own type.</summary>
    public static string Simple(string typeName)
    {
        var generic = typeName.IndexOf("`1[[", StringComparison.Ordinal);
        if (generic > 0 && typeName[..generic].Trim() == "System.Nullable") return Simple(typeName[(generic + 4)..]);
        var end = generic > 0 ? generic : typeName.IndexOf(',', StringComparison.Ordinal);
        var name = end < 0 ? typeName : typeName[..end];
        var dot = name.LastIndexOf('.');
        return (dot < 0 ? name : name[(dot + 1)..]).Trim() switch { "Integer" => "Int32", "Long" => "Int64", "Float" => "Single", "Bool" => "Boolean", var simple => simple };
    }
}
