using System.Security.Cryptography;
using System.Text;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Definitions;

namespace Workflows.Engine.Plans;

/// <summary>
/// The name of what a plan means: SHA-256 over the canonical closure. Positions, sizes, key order, spelling of names, row ids and
/// publishing marks do not count; epoch, definition ids and versions do.
/// </summary>
public static class PlanIdentity
{
    private static readonly string[] RowKeys = ["$schema", "id", "tenantId", "createdAt", "toolVersion", "isLatest", "isPublished", "isReadonly", "isSystem", "links", "description"];

    /// <summary>The plan's id: of a root workflow and the others it is compiled with, in whatever order they come.</summary>
    public static string Of(Datum root, IEnumerable<Datum> others, ActivityCatalog catalog)
    {
        var text = new StringBuilder($"epoch {Semantics.Epoch}\nroot {OfDefinition(root, catalog)}\n");
        foreach (var other in others.Select(o => OfDefinition(o, catalog)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) text.Append(other).Append('\n');
        return Hash(text.ToString());
    }

    /// <summary>SHA-256 of one definition's canonical form.</summary>
    public static string OfDefinition(Datum definition, ActivityCatalog catalog) => Hash(CanonicalDefinition(definition, catalog));

    /// <summary>A definition's canonical JSON: today's names, no layout, no row data, keys in order.</summary>
    public static string CanonicalDefinition(Datum definition, ActivityCatalog catalog)
    {
        var (bare, _) = ElsaLayout.Split(ElsaShape.Normalize(definition, catalog), catalog);
        bare = ActivityTree.Rewrite(bare, catalog, (activity, _, _) => activity.Without("nodeId"));
        if (!bare["root"].IsNull) foreach (var key in RowKeys) if (key != "id" || bare.Has("definitionId")) bare = bare.Without(key);
        return Ordered(bare).ToJson();
    }

    /// <summary>The same value with every object's keys in ordinal order.</summary>
    public static Datum Ordered(Datum value) => Ordered(value, 0);

    private static Datum Ordered(Datum value, int depth)
    {
        if (depth > Datum.MaxDepth) return value;
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        return value.Kind switch
        {
            DatumKind.List => Datum.List(value.Items.Select(i => Ordered(i, depth + 1)).ToArray()),
            DatumKind.Object => Datum.Object(value.Members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Ordered(m.Value, depth + 1))).ToArray()),
            _ => value,
        };
    }

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
