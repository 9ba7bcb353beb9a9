using Workflows.Engine.Data;

namespace Workflows.Engine.Migration;

/// <summary>Where one activity of the old plan is in the new one.</summary>
/// <param name="Workflow">Definition id of the workflow both belong to.</param>
/// <param name="From">The activity's id in the old plan.</param>
/// <param name="FromLocal">Its id as the old definition writes it; connections are named by it.</param>
/// <param name="To">Its id in the new plan; null when it has no counterpart.</param>
/// <param name="Why">id, formerIds, shape, person, or gone.</param>
public sealed record MoveEntry(string Workflow, string From, string FromLocal, string? To, string Why);

/// <summary>Old activities to new ones, by workflow. Edited by a person, kept in history with the move.</summary>
public sealed class MoveMap
{
    private readonly Dictionary<(string, string), MoveEntry> _entries;

    public MoveMap(IEnumerable<MoveEntry> entries)
    {
        Entries = [.. entries];
        _entries = [];
        foreach (var entry in Entries) _entries[(entry.Workflow, entry.From)] = entry;
    }

    public IReadOnlyList<MoveEntry> Entries { get; }

    public MoveEntry? Find(string workflow, string from) => _entries.GetValueOrDefault((workflow, from));

    public string? To(string workflow, string from) => Find(workflow, from)?.To;

    /// <summary>The same map with a person's choice at one activity.</summary>
    public MoveMap With(string workflow, string from, string? to) =>
        new(Entries.Select(e => e.Workflow == workflow && e.From == from ? e with { To = to, Why = to is null ? "gone" : "person" } : e));

    /// <summary>A place among iterations with the containers' new ids: <c>loop[3]/inner[1]</c>.</summary>
    public string Path(string workflow, string path)
    {
        if (path.Length == 0) return path;
        return string.Join('/', path.Split('/').Select(segment =>
        {
            var bracket = segment.LastIndexOf('[');
            var id = bracket < 0 ? segment : segment[..bracket];
            return (To(workflow, id) ?? id) + (bracket < 0 ? "" : segment[bracket..]);
        }));
    }

    public Datum ToDatum() => Datum.List(Entries.Select(e => Datum.Object(("workflow", e.Workflow), ("from", e.From), ("local", e.FromLocal), ("to", e.To), ("why", e.Why))));

    /// <exception cref="FormatException">An entry lacks its workflow or its <c>from</c>.</exception>
    public static MoveMap From(Datum list) => new(list.Items.Select((e, i) => new MoveEntry(
        e["workflow"].AsText() ?? throw new FormatException($"map[{i}].workflow"), e["from"].AsText() ?? throw new FormatException($"map[{i}].from"),
        e["local"].AsText() ?? e["from"].AsText()!, e["to"].AsText(), e["why"].AsText() ?? "person")));
}
