using System.Runtime.CompilerServices;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Definitions;

/// <summary>Rewrites the activities of a definition, children before parents. What an unknown activity type contains is left as it is.</summary>
internal static class ActivityTree
{
    /// <param name="rewrite">The activity with its children rewritten, and its path: the containers' ids and its own joined by '/'.</param>
    /// <exception cref="DefinitionException">Activities are nested too deep.</exception>
    public static Datum Rewrite(Datum definition, ActivityCatalog catalog, Func<Datum, string, Activity?, Datum> rewrite)
    {
        try
        {
            if (KeyOf(definition, "root") is { } root && definition[root].Kind == DatumKind.Object)
                return definition.With(root, Activity(definition[root], "", catalog, rewrite));
            return Activity(definition, "", catalog, rewrite);
        }
        catch (InsufficientExecutionStackException)
        {
            throw new DefinitionException("アクティビティの入れ子が深すぎます。", "Activities are nested too deep.");
        }
    }

    /// <summary>A member's name as the file writes it, whatever its case.</summary>
    public static string? KeyOf(Datum from, string name)
    {
        if (from.Has(name)) return name;
        foreach (var (key, _) in from.Members) if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase)) return key;
        return null;
    }

    private static Datum Activity(Datum source, string container, ActivityCatalog catalog, Func<Datum, string, Activity?, Datum> rewrite)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var type = DefinitionReader.GetAny(source, "type").AsText() ?? "";
        var id = DefinitionReader.GetAny(source, "id").AsText() ?? "";
        var path = container.Length == 0 ? id : $"{container}/{id}";
        if (!catalog.TryFind(type, out var activity)) return rewrite(source, path, null);
        foreach (var (name, isList, inner) in activity.Descriptor.Ports)
        {
            if (KeyOf(source, name) is not { } key) continue;
            var value = source[key];
            if (!isList)
            {
                if (IsActivity(value)) source = source.With(key, Activity(value, path, catalog, rewrite));
                continue;
            }
            if (value.Kind != DatumKind.List) continue;
            source = source.With(key, Datum.List(value.Items.Select(item =>
            {
                if (inner is null) return IsActivity(item) ? Activity(item, path, catalog, rewrite) : item;
                return KeyOf(item, inner) is { } at && IsActivity(item[at]) ? item.With(at, Activity(item[at], path, catalog, rewrite)) : item;
            }).ToArray()));
        }
        return rewrite(source, path, activity);
    }

    private static bool IsActivity(Datum value) => value.Kind == DatumKind.Object && DefinitionReader.GetAny(value, "type").Kind == DatumKind.Text;
}
