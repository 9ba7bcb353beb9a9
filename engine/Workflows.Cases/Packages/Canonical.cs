using System.Text;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Packages;

/// <summary>One byte form of what means the same: JSON with its keys in order and without <c>$schema</c>, other texts with LF line ends.</summary>
internal static class Canonical
{
    public static string Digest(DefinitionFile file)
    {
        var text = Encoding.UTF8.GetString(file.Content.Span).TrimStart('\uFEFF');
        return Hash(file.Path.EndsWith(".json", StringComparison.Ordinal) ? PlanIdentity.Ordered(Datum.Parse(text).Without("$schema")).ToJson() : text.ReplaceLineEndings("\n"));
    }

    public static string Hash(string text) => PlanIdentity.Hash(text);
}
