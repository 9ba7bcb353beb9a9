using System.Diagnostics.CodeAnalysis;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Engine.Definitions;

/// <summary>
/// Positions and sizes apart from meaning. A layout is <c>{activities: {path: designer}, connections: {path: {"source>port>target": vertices}}}</c>;
/// a path is the activity's id where no other has it, as in packages; else the containers' ids and its own joined by '/'.
/// </summary>
internal static class ElsaLayout
{
    public static (Datum Definition, Datum Layout) Split(Datum definition, ActivityCatalog catalog)
    {
        var activities = new SortedDictionary<string, Datum>(StringComparer.Ordinal);
        var connections = new SortedDictionary<string, Datum>(StringComparer.Ordinal);
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        definition = ActivityTree.Rewrite(definition, catalog, (activity, path, _) =>
        {
            paths.Add(path);
            if (ActivityTree.KeyOf(activity, "metadata") is { } metadata && ActivityTree.KeyOf(activity[metadata], "designer") is { } designer && !activities.ContainsKey(path))
            {
                activities[path] = activity[metadata][designer];
                var rest = activity[metadata].Without(designer);
                activity = rest.Members.Count == 0 ? activity.Without(metadata) : activity.With(metadata, rest);
            }
            if (ActivityTree.KeyOf(activity, "connections") is { } key && activity[key].Kind == DatumKind.List)
            {
                var drawn = Datum.EmptyObject;
                var kept = activity[key].Items.Select(c =>
                {
                    if (ActivityTree.KeyOf(c, "vertices") is not { } vertices || drawn.Has(Name(c))) return c;
                    drawn = drawn.With(Name(c), c[vertices]);
                    return c.Without(vertices);
                }).ToArray();
                if (drawn.Members.Count > 0 && connections.TryAdd(path, drawn)) activity = activity.With(key, Datum.List(kept));
            }
            return activity;
        });
        var alone = paths.GroupBy(IdOf, StringComparer.Ordinal).Where(g => g.Count() == 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        return (definition, Datum.Object(("activities", Short(activities)), ("connections", Short(connections))));

        Datum Short(SortedDictionary<string, Datum> places) => Datum.Object(places.Select(p => KeyValuePair.Create(alone.Contains(IdOf(p.Key)) ? IdOf(p.Key) : p.Key, p.Value)));
    }

    private static string IdOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static bool Placed(Datum places, string path, [NotNullWhen(true)] out Datum? place) => places.TryGet(path, out place) || places.TryGet(IdOf(path), out place);

    public static Datum Merge(Datum definition, Datum layout, ActivityCatalog catalog)
    {
        var merged = new SortedSet<string>(StringComparer.Ordinal);
        return ActivityTree.Rewrite(definition, catalog, (activity, path, _) =>
        {
            if (!merged.Add(path)) return activity;
            if (Placed(layout["activities"], path, out var designer))
            {
                var metadata = ActivityTree.KeyOf(activity, "metadata") ?? "metadata";
                activity = activity.With(metadata, (activity[metadata].Kind == DatumKind.Object ? activity[metadata] : Datum.EmptyObject).With("designer", designer));
            }
            if (Placed(layout["connections"], path, out var drawn) && ActivityTree.KeyOf(activity, "connections") is { } key && activity[key].Kind == DatumKind.List)
            {
                var seen = new SortedSet<string>(StringComparer.Ordinal);
                activity = activity.With(key, Datum.List(activity[key].Items.Select(c => drawn.TryGet(Name(c), out var vertices) && seen.Add(Name(c)) ? c.With("vertices", vertices) : c).ToArray()));
            }
            return activity;
        });
    }

    private static string Name(Datum connection)
    {
        var source = Plans.DefinitionReader.GetAny(connection, "source");
        var target = Plans.DefinitionReader.GetAny(connection, "target");
        var port = source.Kind == DatumKind.Object ? Plans.DefinitionReader.GetAny(source, "port") : Plans.DefinitionReader.GetAny(connection, "sourcePort");
        return $"{Id(source)}>{port.AsText() ?? "Done"}>{Id(target)}";

        static string Id(Datum end) => end.Kind == DatumKind.Object ? Plans.DefinitionReader.GetAny(end, "activity") is { Kind: DatumKind.Object } nested ? Plans.DefinitionReader.GetAny(nested, "id").AsText() ?? "" : Plans.DefinitionReader.GetAny(end, "activity").AsText() ?? "" : end.AsText() ?? "";
    }
}
