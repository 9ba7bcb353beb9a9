using Workflows.Cases.Activities;
using Workflows.Cases.Packages.Reading;
using Workflows.Engine.Activities;
using Workflows.Engine.Activities.Elsa;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Validation;

/// <summary>Activities by their descriptors: one without a type would be left out of the flow, a container without its list would do nothing, a misspelt member of a list would not be read.</summary>
internal static class ActivityShapes
{
    private static readonly Dictionary<string, ActivityDescriptor> Known =
        ElsaActivities.All.Concat(CaseActivities.All).Select(a => a.Descriptor).DistinctBy(d => d.Type).ToDictionary(d => d.Type, StringComparer.Ordinal);

    public static IEnumerable<PackageProblem> Check(Datum workflow, string file) => workflow["root"].Kind == DatumKind.Object ? Activity(workflow["root"], "$.root", file) : [];

    private static List<PackageProblem> Activity(Datum activity, string place, string file)
    {
        var found = new List<PackageProblem>();
        var at = activity["id"].AsText() is { Length: > 0 } id ? "#" + id : place;
        if (activity["type"].AsText() is not { Length: > 0 } type)
        {
            found.Add(new(file, at, "アクティビティの種類（type）がありません。このままでは何も行われません。", "The activity has no 'type': nothing would be done.", "「type」に Case.Task などの種類を書いてください。") { Code = "ACTIVITY_WITHOUT_TYPE" });
            return found;
        }
        if (activity["id"].AsText() is not { Length: > 0 }) found.Add(new(file, at, "アクティビティの識別子（id）がありません。", "The activity has no 'id'.", "ワークフローの中で一つだけの識別子を「id」に書いてください。", "warning") { Code = "ACTIVITY_WITHOUT_ID" });
        // A type nobody knows is told when the plan is compiled.
        if (!Known.TryGetValue(type, out var known)) return found;
        foreach (var port in known.Ports) found.AddRange(Children(activity, port, at, file));
        foreach (var input in known.Inputs.Where(i => i.Items.Count > 0)) found.AddRange(Members(activity[input.Name], input, $"{at}.{input.Name}", file));
        return found;
    }

    private static IEnumerable<PackageProblem> Children(Datum activity, ChildPort port, string at, string file)
    {
        var name = port.Name;
        if (!port.IsList) return activity[name].Kind == DatumKind.Object ? Activity(activity[name], $"{at}.{name}", file) : [];
        var items = activity[name].Items.Select((item, i) => (Item: item, Place: $"{at}.{name}[{i}]"));
        if (port.Within is { } within)
            return items.Where(i => i.Item[within].Kind == DatumKind.Object).SelectMany(i => Activity(i.Item[within], $"{i.Place}.{within}", file));
        return name == "activities" && activity[name].Kind != DatumKind.List
            ? [new(file, at, $"「{name}」（中で行うこと）がありません。このままでは何も行われません。", $"There are no '{name}': nothing would be done.", $"行うことを「{name}」に並べてください。") { Code = "ACTIVITIES_MISSING" }]
            : items.Where(i => i.Item.Kind == DatumKind.Object).SelectMany(i => Activity(i.Item, i.Place, file));
    }

    private static IEnumerable<PackageProblem> Members(Datum list, InputDescriptor input, string place, string file)
    {
        string[] names = [.. input.Items.Select(i => i.Name), .. input.OtherItems];
        foreach (var (item, i) in list.Items.Select((item, i) => (item, i)))
            foreach (var key in item.Members.Select(m => m.Key).Where(k => !names.Contains(k)))
                yield return new(file, $"{place}[{i}].{key}", $"「{key}」という項目は「{input.LabelJa}」にありません。", $"There is no '{key}' in '{input.Name}'.", Near.Fix(key, names), "warning") { Code = "PROPERTY_UNKNOWN" };
    }
}
