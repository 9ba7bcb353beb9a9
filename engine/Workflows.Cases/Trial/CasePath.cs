using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Trial;

/// <param name="State">done, waiting, failed, cancelled.</param>
/// <param name="Last">Touched by the last act.</param>
public sealed record PathActivity(string Document, string Element, int Times, string State, bool Last);

/// <param name="Target">Null where the outcome leads on by itself.</param>
public sealed record PathArrow(string Document, string Source, string Outcome, string? Target, int Times);

public sealed record PathDecision(string Element, string Decision, IReadOnlyList<string> Rules, Datum Inputs);

/// <summary>The way a case took: activities, arrows, rules of decision tables.</summary>
public sealed record CasePath(IReadOnlyList<PathActivity> Activities, IReadOnlyList<PathArrow> Arrows, IReadOnlyList<PathDecision> Decisions)
{
    /// <param name="workflow">Where the case's own activities stand.</param>
    /// <param name="since">Steps after this one are the last act's.</param>
    public static CasePath Of(ProgramPackage package, string workflow, IReadOnlyList<HistoryRow> history, long since)
    {
        var maps = new FlowMap(package);
        var activities = new Dictionary<string, (int Started, int Open, string State, bool Last)>(StringComparer.Ordinal);
        var order = new List<string>();
        var arrows = new SortedDictionary<(string Source, string Outcome), int>();
        var decisions = new List<PathDecision>();
        foreach (var step in history)
            foreach (var entry in step.Journal)
            {
                if (!activities.TryGetValue(entry.ActivityId, out var a)) { order.Add(entry.ActivityId); a = (0, 0, "waiting", false); }
                a.Last |= step.Seq > since;
                var data = entry.Data ?? Datum.Null;
                switch (entry.Event)
                {
                    case "Started": a = (a.Started + 1, a.Open + 1, "waiting", a.Last); break;
                    case "Completed":
                        a = (a.Started, a.Open - 1, a.Open > 1 ? "waiting" : "done", a.Last);
                        foreach (var outcome in data.Items) Count((entry.ActivityId, outcome.AsText() ?? "Done"));
                        break;
                    case "Canceled": a = (a.Started, a.Open - 1, a.Open > 1 ? "waiting" : maps.Closes(entry.ActivityId) ? "done" : "cancelled", a.Last); break;
                    case "Faulted": a.State = "failed"; break;
                    case "Resumed": a.State = "waiting"; break;
                    case "State" when data["to"].AsText() is { } to: Count((entry.ActivityId, data["from"].AsText() + "→" + to)); break;
                    case "Decided":
                        foreach (var hit in data["hits"].Items)
                            decisions.Add(new(entry.ActivityId, data["decision"].AsText() ?? "", [.. hit["rules"].Items.Select(r => r.AsText()!)], hit["inputs"]));
                        break;
                }
                activities[entry.ActivityId] = a;
            }
        return new(
            [.. order.Select(id => new PathActivity(maps.DocumentOf(id, workflow), id, activities[id].Started, activities[id].State, activities[id].Last))],
            [.. arrows.Select(a => new PathArrow(maps.DocumentOf(a.Key.Source, workflow), a.Key.Source, a.Key.Outcome, maps.Target(a.Key.Source, a.Key.Outcome), a.Value))],
            decisions);

        void Count((string, string) arrow) => arrows[arrow] = arrows.GetValueOrDefault(arrow) + 1;
    }
}

/// <summary>The activities and arrows a package draws.</summary>
internal sealed class FlowMap
{
    private readonly Dictionary<string, List<string>> _workflowsOf = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Source, string Outcome), string> _targets = [];
    private readonly HashSet<string> _ends = new(StringComparer.Ordinal);
    private readonly ProgramPackage _package;

    public FlowMap(ProgramPackage package)
    {
        _package = package;
        foreach (var (workflow, source) in package.WorkflowSources) Walk(source["root"], workflow);
    }

    /// <summary>Every activity as (document, id).</summary>
    public IEnumerable<(string Document, string Element)> Activities => _workflowsOf.SelectMany(a => a.Value.Select(w => (File(w), a.Key)));
    public IEnumerable<(string Document, string Source, string Outcome)> Arrows => _targets.Keys.Select(a => (DocumentOf(a.Source, ""), a.Source, a.Outcome));

    public string DocumentOf(string activity, string workflow) =>
        _workflowsOf.TryGetValue(activity, out var all) ? File(all.Contains(workflow, StringComparer.Ordinal) ? workflow : all[0]) : File(workflow);

    /// <summary>What ends its case is itself interrupted by that.</summary>
    public bool Closes(string activity) => _ends.Contains(activity);

    public string? Target(string source, string outcome) => _targets.GetValueOrDefault((source, outcome));

    private string File(string workflow) => _package.WorkflowFiles.GetValueOrDefault(workflow, $"workflows/{workflow}.json");

    private void Walk(Datum at, string workflow)
    {
        if (at.Kind == DatumKind.List) { foreach (var item in at.Items) Walk(item, workflow); return; }
        if (at.Kind != DatumKind.Object) return;
        if (Drafts.Editing.DraftPath.IsActivity(at))
        {
            if (at["type"].AsText() == "Case.Close") _ends.Add(at["id"].AsText()!);
            var id = at["id"].AsText()!;
            if (!_workflowsOf.TryGetValue(id, out var all)) _workflowsOf[id] = all = [];
            all.Add(workflow);
            foreach (var arrow in at["connections"].Items)
                if (arrow["source"]["activity"].AsText() is { } source && arrow["target"]["activity"].AsText() is { } target) _targets[(source, arrow["source"]["port"].AsText() ?? "Done")] = target;
            if (at["type"].AsText() == "Case.States")
                foreach (var transition in at["transitions"].Items.Where(t => t["to"].Kind == DatumKind.Text))
                    foreach (var from in transition["from"].Kind == DatumKind.List ? transition["from"].Items : [transition["from"]])
                        if (from.AsText() is { } name and not "*") _targets.TryAdd((id, $"{name}→{transition["to"].AsText()}"), transition["to"].AsText()!);
        }
        foreach (var (_, member) in at.Members) Walk(member, workflow);
    }
}
