using Workflows.Cases.Packages;
using Workflows.Engine.Activities;
using Workflows.Engine.Data;

namespace Workflows.Cases.Sentences;

public sealed record TableNext(string Element, string Label);
public sealed record TableOutcome(string Outcome, string Label, IReadOnlyList<TableNext> Next);

/// <param name="Who">The role's label; null for what the product does by itself.</param>
public sealed record TableRow(string Element, string Document, string Path, int Level, string Step, string? Who, string? Role, string? Until, string Does, string Kind, IReadOnlyList<TableOutcome> Outcomes);

public sealed record FlowTableView(string Workflow, IReadOnlyList<TableRow> Rows);

/// <summary>The flow as a table: step · who · until when · decision → next.</summary>
public sealed class FlowTable(ActivityCatalog catalog)
{
    public FlowTableView Write(ProgramPackage package, string workflow)
    {
        var words = new Wording(package, catalog);
        var rows = new List<TableRow>();
        var document = package.WorkflowFiles.GetValueOrDefault(workflow, $"workflows/{workflow}.json");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(package.WorkflowSources[workflow]["root"], 0, [], Datum.Null);
        return new(workflow, [.. rows.Select(r => r with { Outcomes = [.. r.Outcomes.Select(o => o with { Next = [.. o.Next.Select(n => n with { Label = names.GetValueOrDefault(n.Element, n.Label) })] })] })]);

        void Walk(Datum at, int level, IReadOnlyList<(string From, string Port, string To)> arrows, Datum nextInLine)
        {
            if (at.Kind == DatumKind.List) { foreach (var item in at.Items) Walk(item, level, arrows, Datum.Null); return; }
            if (at.Kind != DatumKind.Object) return;
            if (!Drafts.Editing.DraftPath.IsActivity(at)) { foreach (var (_, member) in at.Members) Walk(member, level, arrows, Datum.Null); return; }
            var id = at["id"].AsText()!;
            names[id] = words.NameOf(at);
            var type = at["type"].AsText()!;
            var container = type is "Elsa.Sequence" or "Elsa.Flowchart";
            if (!container) rows.Add(Row(at, id, type, level, arrows, nextInLine));
            var inner = container ? level : level + 1;
            if (type == "Elsa.Flowchart")
            {
                var own = at["connections"].Items.Select(c => (c["source"]["activity"].AsText() ?? "", c["source"]["port"].AsText() ?? "Done", c["target"]["activity"].AsText() ?? "")).ToList();
                foreach (var child in at["activities"].Items) Walk(child, inner, own, Datum.Null);
            }
            else if (type == "Elsa.Sequence")
                for (var i = 0; i < at["activities"].Items.Length; i++) Walk(at["activities"][i], inner, [], at["activities"][i + 1]);
            else
                foreach (var (key, member) in at.Members) if (key is not ("customProperties" or "metadata")) Walk(member, inner, [], Datum.Null);
        }

        TableRow Row(Datum at, string id, string type, int level, IReadOnlyList<(string From, string Port, string To)> arrows, Datum nextInLine)
        {
            var role = type == "Case.Task" ? at["role"].AsText() : type == "Case.Correction" ? "applicant" : null;
            catalog.TryFind(type, out var known);
            var ports = at["decisions"].Items.Select(d => (Key: d["key"].AsText() ?? "", Label: d["label"]["ja"].AsText() ?? d["label"].AsText() ?? d["key"].AsText() ?? "")).ToList();
            if (ports.Count == 0) ports = [.. (known?.Descriptor.OutcomesOf(at) ?? ["Done"]).Select(o => (o, Word(o)))];
            foreach (var arrow in arrows.Where(a => a.From == id && ports.TrueForAll(p => p.Key != a.Port))) ports.Add((arrow.Port, Word(arrow.Port)));
            string Word(string port) => known?.Descriptor.KindOf(at)?.OutcomeWords.GetValueOrDefault(port) ?? OutcomeJa(port, type == "Case.Approval");
            var outcomes = ports.Select(p => new TableOutcome(p.Key, p.Label, nextInLine.Kind == DatumKind.Object
                ? [new(nextInLine["id"].AsText() ?? "", words.NameOf(nextInLine))] : [.. arrows.Where(a => a.From == id && a.Port == p.Key).Select(a => new TableNext(a.To, a.To))])).ToList();
            return new(id, document, $"/#{Drafts.Editing.DraftPath.Escape(id)}", level, words.NameOf(at), words.Who(at), role, words.Until(at["due"]), words.Sentence(at), type, outcomes);
        }
    }

    private static string OutcomeJa(string port, bool approval) => port switch
    {
        "Done" => "終わったら", "True" => "はい", "False" => "いいえ", "Found" => "あった", "NotFound" => "なかった", "Failed" => "うまくいかない", "TimedOut" or "Expired" => "期限を過ぎた",
        "Corrected" => "補正された", "Withdrawn" => "取り下げられた", "Conflict" => "重なった", "Rejected" => approval ? "却下された" : "受け付けられない", "Received" => "届いた", "Nobody" => "相手がいない",
        "Approved" => "承認された", "Returned" => "差し戻された", "LimitReached" => "回数を超えた", "Empty" => "1件もない", "Unknown" => "届いたか分からない", "Fallback" => "代わりの手順へ", "NotPossible" => "できない",
        "Repeated" => "取り込んである", "Undelivered" => "届かない", "Skipped" => "行わない", "Default" => "それ以外", _ => port,
    };
}
