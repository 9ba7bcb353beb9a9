using Workflows.Cases.Activities;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Validation;

/// <summary>Ways that lead nowhere: activities of a flowchart no arrow reaches, decisions of a task without an arrow, states without a way to them.</summary>
internal static class FlowChecker
{
    public static IEnumerable<PackageProblem> Check(Datum workflow, string file) => Walk(workflow["root"], file);

    private static IEnumerable<PackageProblem> Walk(Datum value, string file)
    {
        if (value.Kind == DatumKind.List) return value.Items.SelectMany(i => Walk(i, file));
        if (value.Kind != DatumKind.Object) return [];
        var own = value["type"].AsText() switch
        {
            "Elsa.Flowchart" => Flowchart(value, file),
            "Case.States" => States(value, file),
            _ => [],
        };
        return own.Concat(value.Members.SelectMany(m => Walk(m.Value, file)));
    }

    private static IEnumerable<PackageProblem> Flowchart(Datum chart, string file)
    {
        var activities = chart["activities"].Items;
        if (activities.Length == 0) yield break;
        var arrows = chart["connections"].Items.Select(c => (
            From: c["source"]["activity"].AsText() ?? c["source"].AsText() ?? "", Port: c["source"]["port"].AsText() ?? "Done",
            To: c["target"]["activity"].AsText() ?? c["target"].AsText() ?? "")).ToList();
        var start = chart["start"].AsText() ?? activities.FirstOrDefault(a => a["type"].AsText() == "Elsa.Start")?["id"].AsText()
            ?? activities.FirstOrDefault(a => arrows.All(r => r.To != a["id"].AsText()))?["id"].AsText() ?? activities[0]["id"].AsText()!;
        var reached = Reach([start], id => arrows.Where(a => a.From == id).Select(a => a.To));
        foreach (var activity in activities)
        {
            var id = activity["id"].AsText() ?? "";
            // Triggers may begin a workflow by themselves.
            if (!reached.Contains(id) && !activity["customProperties"]["canStartWorkflow"].AsBoolean())
                yield return new(file, "#" + id, $"「{id}」へ進む矢印がありません。", $"No arrow leads to '{id}'.", "前の手順から矢印を引くか、取り除いてください。", "warning") { Code = "STEP_UNREACHABLE" };
            if (activity["type"].AsText() == "Case.Approval" && arrows.Any(a => a.From == id))
                foreach (var outcome in activity["mode"].AsText() == VoteSpec.Mode ? VoteSpec.OutcomesOf(activity) : Known["Case.Approval"].OutcomesOf(activity))
                    if (!arrows.Any(a => a.From == id && a.Port == outcome))
                        yield return new(file, "#" + id, $"決裁「{activity["name"].AsText() ?? activity["title"].AsText() ?? id}」の結果「{Known["Case.Approval"].WordOf(activity, outcome) ?? Words(outcome)}」の先がありません。", $"The outcome '{outcome}' of '{id}' leads nowhere.", "その結果から矢印を引いてください。") { Code = "OUTCOME_MISSING", Instead = outcome };
            if (activity["type"].AsText() == "Case.Register" && arrows.Any(a => a.From == id))
            {
                // A write that is refused or has nothing to write to may end where it stands; what is looked for, and what is done, goes on.
                var outcomes = Known["Case.Register"].OutcomesOf(activity);
                foreach (var outcome in (outcomes.Contains("Done") ? ["Done"] : outcomes).Where(o => !arrows.Any(a => a.From == id && a.Port == o)))
                    yield return new(file, "#" + id, $"台帳「{activity["name"].AsText() ?? id}」の結果「{Words(outcome)}」の先がありません。ここで流れが止まります。", $"The outcome '{outcome}' of '{id}' leads nowhere; the flow stops there.", "その結果から矢印を引いてください。", "warning") { Code = "OUTCOME_MISSING", Instead = outcome };
            }
            if (activity["type"].AsText() != "Case.Task") continue;
            foreach (var decision in activity["decisions"].Items)
                if (decision["key"].AsText() is { } key && !arrows.Any(a => a.From == id && a.Port == key))
                    yield return new(file, "#" + id, $"仕事「{id}」の結果「{decision["label"].AsText() ?? key}」の先がありません。", $"The outcome '{key}' of '{id}' leads nowhere.", "その結果から矢印を引いてください。") { Code = "OUTCOME_MISSING", Instead = key };
        }
    }

    private static readonly Dictionary<string, ActivityDescriptor> Known = CaseActivities.All.Select(a => a.Descriptor).ToDictionary(d => d.Type, StringComparer.Ordinal);

    private static string Words(string outcome) => outcome switch { "Approved" => "承認", "Returned" => "差戻し", "Found" => "見つかった", "NotFound" => "見つからない", "Several" => "決めきれない", _ => "次へ" };

    private static IEnumerable<PackageProblem> States(Datum states, string file)
    {
        var id = states["id"].AsText() ?? "";
        var transitions = states["transitions"].Items.Select(t => (
            Any: t["from"].AsText() == "*", From: t["from"].Items.Select(f => f.AsText()!).ToHashSet(StringComparer.Ordinal), Single: t["from"].Kind == DatumKind.Text ? t["from"].AsText() : null,
            To: t["to"].AsText())).ToList();
        var names = states["states"].Items.Select(s => s["id"].AsText()).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var target in transitions.Select(t => t.To).Append(states["initial"].AsText()).OfType<string>().Where(t => !names.Contains(t)).Distinct())
            yield return new(file, "#" + id, $"状態「{target}」が states にありません。", $"The state '{target}' is not among the states.") { Code = "STATE_UNDECLARED", Instead = target };
        var reached = Reach([states["initial"].AsText() ?? ""], from => transitions.Where(t => t.To is not null && (t.Any || t.Single == from || t.From.Contains(from))).Select(t => t.To!));
        foreach (var idle in names.Where(n => !reached.Contains(n)).Order(StringComparer.Ordinal))
            yield return new(file, "#" + id, $"状態「{idle}」になる道がありません。", $"No transition leads to the state '{idle}'.", null, "warning") { Code = "STATE_UNREACHABLE", Instead = idle };
        foreach (var final in states["states"].Items.Where(s => !s["final"].AsBoolean() && s["id"].AsText() is { } name && reached.Contains(name)
            && !transitions.Any(t => t.To != name && (t.Any || t.Single == name || t.From.Contains(name)))))
            yield return new(file, "#" + id, $"状態「{final["id"].AsText()}」から出る道がありません。", $"No transition leaves the state '{final["id"].AsText()}'.", "終わりの状態なら final: true を書いてください。", "warning") { Code = "STATE_WITHOUT_EXIT", Instead = final["id"].AsText() };
    }

    private static HashSet<string> Reach(IEnumerable<string> from, Func<string, IEnumerable<string>> next)
    {
        var found = new HashSet<string>(from, StringComparer.Ordinal);
        var waiting = new Queue<string>(found);
        while (waiting.TryDequeue(out var at))
            foreach (var to in next(at))
                if (found.Add(to)) waiting.Enqueue(to);
        return found;
    }
}
