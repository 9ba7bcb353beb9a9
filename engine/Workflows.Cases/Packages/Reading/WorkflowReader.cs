using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Reading;

/// <summary>
/// Reads workflows/*.json as far as the package is concerned: the definition's id, the names its <c>Case.*</c> activities point at,
/// and the fields they write. What the activities mean is checked when the plan is compiled.
/// </summary>
internal sealed class WorkflowReader(Reading reading, string file)
{
    private static readonly SortedDictionary<string, (string Property, RefKind Kind)[]> References = new(StringComparer.Ordinal)
    {
        ["Case.Task"] = [("role", RefKind.Role), ("form", RefKind.Form), ("show", RefKind.CaseField)],
        ["Case.Correction"] = [("form", RefKind.Form), ("notice", RefKind.Notice), ("reminder", RefKind.Notice), ("to", RefKind.Role)],
        ["Case.Approval"] = [("show", RefKind.CaseField), ("snapshot", RefKind.CaseField)],
        ["Case.Decide"] = [("decision", RefKind.Decision)],
        ["Case.Call"] = [("connector", RefKind.Connector)],
        ["Case.Notify"] = [("notice", RefKind.Notice)],
        ["Case.Deadline"] = [("deadline", RefKind.Deadline)],
        ["Case.Document"] = [("document", RefKind.Notice)],
        ["Case.Register"] = [("register", RefKind.Register)],
        ["Case.Status"] = [("state", RefKind.State)],
        ["Case.Batch"] = [("layout", RefKind.FileLayout)],
        ["Case.Ledger"] = [("ledger", RefKind.Ledger)],
        ["Case.Survey"] = [("survey", RefKind.Survey)],
        ["Case.Reevaluate"] = [("decision", RefKind.Decision)],
        ["Case.Collect"] = [("register", RefKind.Register), ("open", RefKind.Workflow)],
    };

    private readonly SortedSet<string> _written = new(StringComparer.Ordinal);

    /// <summary>First names of the paths the workflow writes: fields no form declares.</summary>
    public IReadOnlyCollection<string> Written => _written;

    /// <returns>The definition's id, or null when there is none (reported).</returns>
    public string? Read(Datum source)
    {
        if (source.Kind != DatumKind.Object || source["definitionId"].Kind != DatumKind.Text)
        {
            reading.Error(file, "$", "「definitionId」がありません。", "'definitionId' is missing.", "Elsa 3 のワークフロー定義を書いてください。");
            return null;
        }
        if (source["root"].Kind != DatumKind.Object)
            reading.Error(file, "$.root", "「root」に最初のアクティビティがありません。", "'root' holds no activity.");
        foreach (var variable in source["variables"].Items)
            if (variable["name"].AsText() is { } name) _written.Add(name);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        Walk(source["root"], "$.root", ids);
        return source["definitionId"].AsText();
    }

    private void Walk(Datum value, string place, HashSet<string> ids)
    {
        if (value.Kind == DatumKind.List)
        {
            for (var i = 0; i < value.Items.Length; i++) Walk(value.Items[i], $"{place}[{i}]", ids);
            return;
        }
        if (value.Kind != DatumKind.Object) return;

        // An activity has a type with a dot; connections, inputs and triggers have none.
        if (value["type"].Kind == DatumKind.Text && value["type"].AsText()!.Contains('.', StringComparison.Ordinal) && value["type"].AsText()!.StartsWith("Case.", StringComparison.Ordinal) is var ours)
        {
            if (value["id"].AsText() is { Length: > 0 } id)
            {
                place = "#" + id;
                if (!ids.Add(id))
                    reading.Error(file, place, $"アクティビティの識別子「{id}」が二度使われています。", $"The activity id '{id}' is used twice.", "識別子はワークフローの中で一つだけにしてください。");
            }
            if (ours) Activity(value, value["type"].AsText()!, place);
        }
        foreach (var (key, member) in value.Members) Walk(member, $"{place}.{key}", ids);
    }

    private void Activity(Datum activity, string type, string place)
    {
        foreach (var (property, kind) in References.GetValueOrDefault(type) ?? [])
            if (activity[property].Kind == DatumKind.List)
                foreach (var item in activity[property].Items) Refer(kind, item, $"{place}.{property}");
            else
                Refer(kind, activity[property], $"{place}.{property}");

        Write(activity["result"]);
        switch (type)
        {
            case "Case.Task":
                Refer(RefKind.Calendar, activity["due"]["calendar"], $"{place}.due.calendar");
                foreach (var rung in activity["escalate"].Items)
                {
                    Refer(RefKind.Role, rung["to"], $"{place}.escalate");
                    Refer(RefKind.Notice, rung["notice"], $"{place}.escalate");
                }
                foreach (var decision in activity["decisions"].Items)
                    foreach (var field in decision["requires"].Items)
                        if (field.AsText() is not "comment")
                            Refer(RefKind.FormField, field, $"{place}.decisions", activity["form"].AsText() ?? "");
                break;
            case "Case.Approval":
                Refer(RefKind.Decision, activity["routeFrom"]["decision"], $"{place}.routeFrom.decision");
                foreach (var step in activity["route"].Items)
                {
                    Refer(RefKind.Role, step["role"], $"{place}.route");
                    Refer(RefKind.Role, step["deputy"]["role"], $"{place}.route.deputy");
                }
                break;
            case "Case.Correction":
                Refer(RefKind.Deadline, activity["clock"]["deadline"], $"{place}.clock.deadline");
                foreach (var field in activity["open"].Items)
                    Refer(RefKind.FormField, field, $"{place}.open", activity["form"].AsText() ?? "");
                break;
            case "Case.Call":
                Refer(RefKind.Role, activity["onFailure"]["task"], $"{place}.onFailure.task");
                break;
            case "Case.Register":
                foreach (var (field, _) in activity["where"].Members)
                    Refer(RefKind.RegisterWhere, field, $"{place}.where.{field}", activity["register"].AsText() ?? "");
                foreach (var (field, _) in activity["values"].Members)
                    Refer(RefKind.RegisterField, field, $"{place}.{field}", activity["register"].AsText() ?? "");
                break;
            case "Case.Signal":
                Refer(RefKind.Workflow, activity["to"]["open"], $"{place}.to.open");
                break;
            case "Case.Collect":
                Write(activity["field"]);
                foreach (var (field, _) in activity["where"].Members)
                    if (activity["register"].AsText() is { } collected) Refer(RefKind.RegisterWhere, field, $"{place}.where.{field}", collected);
                break;
            case "Case.Calculate":
                foreach (var set in activity["set"].Items) Write(set["field"]);
                break;
            case "Case.ForEach":
                Write(activity["as"]);
                break;
            case "Case.States" when activity["field"].IsNull:
                foreach (var state in activity["states"].Items) Refer(RefKind.State, state["id"], $"{place}.states");
                break;
            case "Case.States":
                Write(activity["field"]);
                break;
        }
        foreach (var handler in activity["handlers"].Items) Trigger(handler["on"], $"{place}.handlers.{handler["id"].AsText()}");
        foreach (var transition in activity["transitions"].Items)
        {
            Trigger(transition["on"], $"{place}.transitions.{transition["id"].AsText()}");
            Lookups(transition["lookups"], $"{place}.transitions.{transition["id"].AsText()}");
        }
        foreach (var trigger in activity["on"].Items) Trigger(trigger, $"{place}.on");
        Lookups(activity["lookups"], place);
    }

    private void Trigger(Datum trigger, string place)
    {
        Refer(RefKind.Connector, trigger["connector"], place);
        Refer(RefKind.Action, trigger["action"], place);
        Refer(RefKind.Deadline, trigger["deadline"], place);
        Refer(RefKind.Calendar, trigger["timer"]["calendar"], place);
    }

    private void Lookups(Datum lookups, string place)
    {
        foreach (var lookup in lookups.Items)
        {
            Refer(RefKind.Register, lookup["register"], $"{place}.lookups");
            foreach (var (field, _) in lookup["where"].Members)
                Refer(RefKind.RegisterWhere, field, $"{place}.lookups.{lookup["as"].AsText()}", lookup["register"].AsText() ?? "");
        }
    }

    private void Write(Datum path)
    {
        if (path.Kind == DatumKind.Text) _written.Add(path.AsText()!.Split('.', '[')[0]);
    }

    private void Refer(RefKind kind, Datum id, string place, string? within = null)
    {
        if (id.Kind == DatumKind.Text && id.AsText()!.Length > 0) reading.References.Add(new(kind, id.AsText()!, file, place, within));
    }
}
