using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Storage.Sql;

/// <summary>How register values are compared: by kind and value, numbers whatever their digits (1 = 1.0).</summary>
internal static class RegisterValues
{
    /// <summary>The value as a text that is equal for equal values.</summary>
    public static string Text(Datum value) => (value.Kind switch
    {
        DatumKind.Null => "z",
        DatumKind.Boolean => value.AsBoolean() ? "b1" : "b0",
        DatumKind.Number when value.AsDecimal() is { } number => "n" + (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        DatumKind.Text => "s" + value.AsText(),
        _ => "j" + value.ToJson(),
    }) is var text ? Bounded(text) : "";

    /// <summary>A long text by its digest: an index entry has bounds on every database.</summary>
    public static string Bounded(string text) => text.Length <= LongestKey ? text : "h" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private const int LongestKey = 160;

    /// <summary>Equality; a list in the condition means any of.</summary>
    public static bool Matches(Datum value, Datum condition) =>
        condition.Kind == DatumKind.List ? condition.Items.Any(c => c.Equals(value)) || value.Equals(condition) : value.Equals(condition);
}
