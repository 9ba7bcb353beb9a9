using Workflows.Engine.Activities;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;

namespace Workflows.Engine.Definitions;

/// <summary>
/// Brings a definition to the names and forms Elsa writes today. Only what Elsa reads in more than one way is touched; every other
/// property, and everything in an activity of an unknown type, stays as it is.
/// </summary>
internal static class ElsaShape
{
    private static readonly string[] RootKeys =
    [
        "id", "definitionId", "tenantId", "name", "description", "createdAt", "version", "toolVersion", "variables", "inputs", "outputs", "outcomes",
        "customProperties", "isReadonly", "isSystem", "isLatest", "isPublished", "options", "usableAsActivity", "root", "links",
    ];
    private static readonly string[] ActivityKeys = ["id", "nodeId", "name", "type", "version", "customProperties", "metadata", "variables", "canStartWorkflow", "runAsynchronously", "start", "connections"];
    private static readonly string[] VariableKeys = ["id", "name", "typeName", "isArray", "value", "storageDriverTypeName"];
    private static readonly string[] InputKeys = ["typeName", "expression", "memoryReference"];
    private static readonly string[] ExpressionKeys = ["type", "value"];
    private static readonly string[] OutputKeys = ["typeName", "memoryReference", "converter"];

    public static Datum Normalize(Datum definition, ActivityCatalog catalog)
    {
        definition = ActivityTree.Rewrite(definition, catalog, (activity, _, known) => known is null ? activity : Activity(activity, known));
        if (ActivityTree.KeyOf(definition, "root") is null) return definition;
        definition = Named(definition, RootKeys);
        return Variables(definition);
    }

    private static Datum Activity(Datum source, Activity known)
    {
        var descriptor = known.Descriptor;
        source = Named(source, [.. ActivityKeys, .. descriptor.Inputs.Select(i => i.Name), .. descriptor.Outputs.Select(o => o.Name), .. descriptor.Ports.Select(p => p.Name)]);
        foreach (var input in descriptor.Inputs.Where(i => i.Wrapped))
        {
            if (source[input.Name] is not { Kind: DatumKind.Object } wrapped || ActivityTree.KeyOf(wrapped, "expression") is null) continue;
            wrapped = Named(wrapped, InputKeys);
            if (wrapped["expression"].Kind == DatumKind.Object) wrapped = wrapped.With("expression", Named(wrapped["expression"], ExpressionKeys));
            source = source.With(input.Name, Memory(wrapped));
        }
        foreach (var input in descriptor.Inputs.Where(i => i is { Wrapped: false, TypeName: "Variable" }))
            if (source[input.Name].Kind == DatumKind.Object) source = source.With(input.Name, Named(source[input.Name], VariableKeys));
        if (known is Activities.Elsa.Switch or Activities.Elsa.FlowSwitch && source["cases"].Kind == DatumKind.List)
            source = source.With("cases", Datum.List(source["cases"].Items.Select(Case).ToArray()));
        foreach (var output in descriptor.Outputs)
            if (source[output.Name].Kind == DatumKind.Object) source = source.With(output.Name, Memory(Named(source[output.Name], OutputKeys)));
        if (known is Activities.Elsa.Flowchart && source["connections"].Kind == DatumKind.List)
            source = source.With("connections", Datum.List(source["connections"].Items.Select(Connection).ToArray()));
        return Variables(source);
    }

    private static Datum Case(Datum item)
    {
        item = Named(item, ["label", "condition", "activity"]);
        return item["condition"].Kind == DatumKind.Object ? item.With("condition", Named(item["condition"], ExpressionKeys)) : item;
    }

    private static Datum Variables(Datum owner) => owner["variables"].Kind != DatumKind.List ? owner
        : owner.With("variables", Datum.List(owner["variables"].Items.Select(v => Named(v, VariableKeys)).ToArray()));

    private static Datum Memory(Datum value) => value["memoryReference"].Kind != DatumKind.Object ? value : value.With("memoryReference", Named(value["memoryReference"], ["id"]));

    /// <summary>The old form <c>{source, target, sourcePort, targetPort}</c> becomes <c>{source: {activity, port}, target: {activity, port}}</c>.</summary>
    private static Datum Connection(Datum connection)
    {
        connection = Named(connection, ["source", "target", "sourcePort", "targetPort", "vertices"]);
        foreach (var end in new[] { "source", "target" })
        {
            var port = connection[$"{end}Port"];
            if (connection[end].Kind == DatumKind.Text)
            {
                var made = Datum.Object(("activity", connection[end]));
                connection = connection.With(end, port.IsNull ? made : made.With("port", port));
            }
            else if (connection[end].Kind == DatumKind.Object)
            {
                var named = Named(connection[end], ["activity", "port"]);
                if (named["activity"].Kind == DatumKind.Object && DefinitionReader.GetAny(named["activity"], "id").Kind == DatumKind.Text) named = named.With("activity", DefinitionReader.GetAny(named["activity"], "id"));
                connection = connection.With(end, named);
            }
            if (connection[end].Kind == DatumKind.Object) connection = connection.Without($"{end}Port");
        }
        return connection;
    }

    /// <summary>The object with the given names spelt as here; a name that stands twice keeps its exact form.</summary>
    private static Datum Named(Datum value, IReadOnlyCollection<string> names)
    {
        if (value.Kind != DatumKind.Object || value.Members.All(m => names.Contains(m.Key) || !names.Contains(m.Key, StringComparer.OrdinalIgnoreCase))) return value;
        return Datum.Object(value.Members.Select(m =>
            names.FirstOrDefault(n => string.Equals(n, m.Key, StringComparison.OrdinalIgnoreCase)) is { } name && !value.Has(name) ? KeyValuePair.Create(name, m.Value) : m));
    }
}
