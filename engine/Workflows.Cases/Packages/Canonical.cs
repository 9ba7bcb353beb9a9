using System.Security.Cryptography;
using System.Text;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages;

/// <summary>One byte form of what means the same: JSON with its keys in order and without <c>$schema</c>, other texts with LF line ends.</summary>
internal static class Canonical
{
    public static string Digest(DefinitionFile file)
    {
        var text = Encoding.UTF8.GetString(file.Content.Span).TrimStart('\uFEFF');
        return Hash(file.Path.EndsWith(".json", StringComparison.Ordinal) ? Ordered(Datum.Parse(text), top: true).ToJson() : text.ReplaceLineEndings("\n"));
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static Datum Ordered(Datum value, bool top = false) => value.Kind switch
    {
        DatumKind.List => Datum.List(value.Items.Select(i => Ordered(i))),
        DatumKind.Object => Datum.Object(value.Members.Where(m => !top || m.Key != "$schema").OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Ordered(m.Value)))),
        _ => value,
    };
}
