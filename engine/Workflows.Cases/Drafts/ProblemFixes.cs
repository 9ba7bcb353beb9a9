using Workflows.Cases.Commands;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Drafts.Editing;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts;

/// <summary>Operations that put a problem right with one click, where one thing is plainly meant.</summary>
internal static class ProblemFixes
{
    public static FixView? Of(DraftContent content, string document, PackageProblem problem, ProblemPlace place)
    {
        var root = content[document];
        var value = DraftPath.Get(root, place.Steps);
        var instead = problem.Instead;
        DraftOperation Here(DraftOp op, Datum? to = null, string more = "") => new(op, document, place.Path + more, to);
        return problem.Code switch
        {
            "SETTING_UNKNOWN" when instead is not null => Fix($"設定「{instead}」を作る", $"Declare the setting '{instead}'",
                new DraftOperation(DraftOp.Add, DraftContent.Program, "/settings", Datum.Object(("key", instead), ("label", instead), ("type", "text")))),
            "FIELD_NOT_INDEXED" when instead?.Split('/') is [var register, var field] => Fix("探せる項目にする", "Make the field searchable",
                new DraftOperation(DraftOp.Set, $"registers/{register}.json", $"/fields/@{DraftPath.Escape(field)}/indexed", true)),
            _ when problem.Code.EndsWith("_UNKNOWN", StringComparison.Ordinal) && problem.Code is not ("PROPERTY_UNKNOWN" or "NAME_UNKNOWN") && instead is not null && value.Kind == DatumKind.Text && place.Steps is [.., string] =>
                Fix($"「{instead}」にする", $"Use '{instead}'", Here(DraftOp.Set, instead)),
            "PROPERTY_UNKNOWN" when place.Steps is [.., string] && !value.IsNull => instead is not null && !DraftPath.Get(root, place.Steps.SkipLast(1)).Has(instead)
                ? Fix($"「{instead}」という名前にする", $"Call it '{instead}'", new DraftOperation(DraftOp.Set, document, Parent(place.Path) + "/" + DraftPath.Escape(instead), value), Here(DraftOp.Unset))
                : Fix("取り除く", "Take it off", Here(DraftOp.Unset)),
            "PROPERTY_MISSING" when instead is "label" or "title" && place.Element is { } id => Fix($"名前を「{id}」にする", $"Name it '{id}'", Here(DraftOp.Set, id, "/" + instead)),
            "FIELD_UNLABELED" when instead is not null => Fix($"名前を「{instead}」にする", $"Name it '{instead}'", Here(DraftOp.Set, instead, "/label")),
            "STEP_UNREACHABLE" when DraftPath.IsActivity(value) => Fix("この手順を取り除く", "Remove the step", Here(DraftOp.Remove)),
            // Where a refusal leads is not guessed: the other outcomes of an approval lead elsewhere.
            "OUTCOME_MISSING" when instead is not null && value["type"].AsText() != "Case.Approval" => Arrow(document, root, place, instead),
            "STATE_UNDECLARED" when instead is not null => Fix($"状態「{instead}」を足す", $"Add the state '{instead}'", Here(DraftOp.Add, Datum.Object(("id", instead)), "/states")),
            "STATE_UNREACHABLE" when instead is not null => Fix("この状態を取り除く", "Remove the state", Here(DraftOp.Remove, null, $"/states/@{DraftPath.Escape(instead)}")),
            "STATE_WITHOUT_EXIT" when instead is not null => Fix("終わりの状態にする", "Make it a final state", Here(DraftOp.Set, true, $"/states/@{DraftPath.Escape(instead)}/final")),
            "ACTION_UNHEARD" when place.Steps is [.., int] && Ending(content, value) is { } ending => ending,
            "SETTING_UNUSED" or "ROLE_UNUSED" or "ACTION_UNHEARD" when place.Steps is [.., int] => Fix("取り除く", "Remove it", Here(DraftOp.Remove)),
            "FORM_UNUSED" or "NOTICE_UNUSED" when content.Documents.ContainsKey(document) => Fix("取り除く", "Remove it", new DraftOperation(DraftOp.Delete, document, "")),
            "TIMER_WITHOUT_CALENDAR" => Fix("市区町村の暦で数える", "Count by the municipal calendar", new DraftOperation(DraftOp.Set, DraftContent.Program, "/calendar", "jp-municipal")),
            "SETTING_NO_LONGER" when instead is not null => Fix("この設定を取り除く", "Take the setting off", new DraftOperation(DraftOp.Unset, DraftContent.Municipality, $"/settings/{DraftPath.Escape(instead)}")),
            "TABLE_GAP" when problem.Instead is { } row => Fix("この場合の行を足す", "Add a row for it", Here(DraftOp.Add, Datum.Parse(row), "/rules")),
            _ => null,
        };
    }

    /// <summary>The flow that the first form starts runs inside a scope from now on, where the action ends the case in a state of its own name.</summary>
    private static FixView? Ending(DraftContent content, Datum action)
    {
        var program = content[DraftContent.Program];
        var workflow = program["starts"].Items.FirstOrDefault(s => s["kind"].AsText() == "form")?["workflow"].AsText();
        var (file, document) = content.Documents.FirstOrDefault(d => DraftContent.IsWorkflow(d.Key) && d.Value["definitionId"].AsText() == workflow);
        if (workflow is null || file is null || action["id"].AsText() is not { } id || !DraftPath.IsActivity(document["root"])) return null;
        var name = action["label"].AsText() ?? action["label"]["ja"].AsText() ?? id;
        var written = document.ToJson();
        string Free(string wanted) => Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? wanted : $"{wanted}{n}").First(free => !written.Contains($"\"{free}\"", StringComparison.Ordinal));
        var (body, state, close) = (Free(id + "Body"), Free(id + "State"), Free(id + "Close"));
        var handler = Datum.Object(("id", Free(id + "Handler")), ("on", Datum.Object(("action", id))), ("interrupting", true), ("body", Datum.Object(
            ("id", body), ("type", "Elsa.Flowchart"), ("version", 1),
            ("activities", Datum.List(
                Datum.Object(("id", state), ("type", "Case.Status"), ("name", name), ("version", 1), ("state", name)),
                Datum.Object(("id", close), ("type", "Case.Close"), ("name", "終わり"), ("version", 1), ("result", name)))),
            ("connections", Datum.List(Datum.Object(("source", Datum.Object(("activity", state), ("port", "Done"))), ("target", Datum.Object(("activity", close), ("port", "In")))))))));
        var root = document["root"];
        var scoped = root["type"].AsText() == "Case.Scope"
            ? new DraftOperation(DraftOp.Add, file, $"/#{DraftPath.Escape(root["id"].AsText()!)}/handlers", handler)
            : new DraftOperation(DraftOp.Set, file, "/root", Datum.Object(("id", Free("whole")), ("type", "Case.Scope"), ("version", 1),
                ("name", root["name"].AsText() ?? document["name"].AsText() ?? workflow), ("body", root), ("handlers", Datum.List(handler))));
        DraftOperation[] declared = program["states"].Items.Any(s => s["id"].AsText() == name) ? []
            : [new(DraftOp.Add, DraftContent.Program, "/states", Datum.Object(("id", name), ("label", name), ("lifecycle", "ended")))];
        return Fix($"「{name}」で案件を終わりにする", $"End the case with '{name}'", [.. declared, scoped]);
    }

    /// <summary>An arrow from the outcome to where the task's other outcomes lead, else to the end.</summary>
    private static FixView? Arrow(string document, Datum root, ProblemPlace place, string outcome)
    {
        if (place.Steps is not [.., "activities", int] || place.Element is not { } task) return null;
        var container = DraftPath.Get(root, place.Steps.SkipLast(2));
        var target = container["connections"].Items.FirstOrDefault(c => c["source"]["activity"].AsText() == task)?["target"]["activity"].AsText()
            ?? container["activities"].Items.FirstOrDefault(a => a["type"].AsText() is "Case.Close" or "Elsa.End" or "Elsa.Finish")?["id"].AsText();
        if (target is null) return null;
        var name = container["activities"].Items.FirstOrDefault(a => a["id"].AsText() == target)?["name"].AsText() ?? target;
        var arrow = Datum.Object(("source", Datum.Object(("activity", task), ("port", outcome))), ("target", Datum.Object(("activity", target))));
        var list = DraftPath.Canonical(root, workflow: true, [.. place.Steps.SkipLast(2), "connections"]);
        return Fix($"「{name}」へ矢印を引く", $"Draw an arrow to '{name}'", new DraftOperation(DraftOp.Add, document, list, arrow));
    }

    private static string Parent(string path) => path[..Math.Max(0, path.LastIndexOf('/'))];

    private static FixView Fix(string ja, string en, params DraftOperation[] operations) => new(new(ja, en), DraftOperation.ListOf(operations));
}
