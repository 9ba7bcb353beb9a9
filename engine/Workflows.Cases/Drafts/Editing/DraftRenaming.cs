using System.Text.RegularExpressions;
using Workflows.Cases.Drafts.Documents;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts.Editing;

/// <param name="Changed">Document and address of every place that changed.</param>
internal sealed record Renamed(DraftContent Content, DraftOperation Inverse, IReadOnlyList<(string Document, string Address)> Changed);

/// <summary>Gives something another id everywhere in the draft. The old one is kept as an alias (an activity's in <c>customProperties.case.formerIds</c>).</summary>
internal static class DraftRenaming
{
    /// <summary>Which members name what: list of the declaration in program.json, or folder of the document → members that refer to it.</summary>
    private static readonly Dictionary<string, string[]> Referring = new(StringComparer.Ordinal)
    {
        ["roles"] = ["role", "roles", "by", "readers", "masked", "editors", "task"],
        ["states"] = ["state", "states", "initial", "from"],
        ["connectors"] = ["connector", "source"],
        ["actions"] = ["action", "reveal"],
        ["numbers"] = ["number", "idSeries"],
        ["forms/"] = ["form"],
        ["registers/"] = ["register"],
        ["decisions/"] = ["decision"],
        ["documents/"] = ["notice", "document"],
        ["files/"] = ["layout"],
        ["workflows/"] = ["workflow", "open", "definitionId", "workflowDefinitionId"],
    };

    public static Renamed Apply(DraftContent content, DraftOperation op, Func<string, string, string, bool, DraftOperationException> wrong)
    {
        var id = op.Id!;
        if (!Regex.IsMatch(id, @"^[\p{L}\p{N}][\p{L}\p{N}\p{M}ー・_.()（）-]*$")) throw wrong("id", $"識別子「{id}」に使えない文字があります。", "The id has a character ids cannot have.", false);
        if (!content.Documents.TryGetValue(op.Document, out var root)) throw wrong("document", $"文書「{op.Document}」がありません。", "There is no such document.", true);
        var path = DraftPath.Parse(op.Path);
        if (path.Segments.Count == 0) return Document(content, op, root, id, wrong);
        var workflow = DraftContent.IsWorkflow(op.Document);
        if (!path.TryResolve(root, workflow, out var steps)) throw wrong("path", $"「{op.Path}」がありません。", "There is no such place.", true);
        var item = DraftPath.Get(root, steps);
        if (workflow && DraftPath.IsActivity(item)) return Activity(content, op, item["id"].AsText()!, id, wrong);
        if (op.Document == DraftContent.Program && steps is [string list, int] && Referring.TryGetValue(list, out var referring) && item["id"].AsText() is { } old)
        {
            if (DraftPath.IndexOf(root[list], id) >= 0) throw wrong("id", $"「{id}」はもうあります。", "The id is taken.", false);
            var changed = new List<(string, string)> { (op.Document, DraftPath.Canonical(root, false, steps)) };
            content = content.With(op.Document, root.With(list, root[list].WithItem((int)steps[1], WithId(item, "id", old, id))));
            return new(Everywhere(content, referring, old, id, changed), op with { Path = $"/{list}/@{DraftPath.Escape(id)}", Id = old }, changed);
        }
        throw wrong("path", "この識別子は変えられません。新しい要素を足して、古いものを消してください。", "This id cannot be renamed; add a new element and remove the old one.", false);
    }

    private static Renamed Document(DraftContent content, DraftOperation op, Datum root, string id, Func<string, string, string, bool, DraftOperationException> wrong)
    {
        var folder = op.Document[..(op.Document.IndexOf('/', StringComparison.Ordinal) + 1)];
        var key = folder == "workflows/" ? "definitionId" : "id";
        if (!Referring.TryGetValue(folder, out var members) || op.Document.EndsWith(".layout.json", StringComparison.Ordinal)) throw wrong("document", "この文書の名前は変えられません。", "This document cannot be renamed.", false);
        var oldName = Path.GetFileName(op.Document)[..^Path.GetExtension(op.Document).Length];
        var old = folder == "decisions/" ? oldName : root[key].AsText() ?? oldName;
        var changed = new List<(string, string)>();
        string To(string path) => $"{folder}{id}{path[(folder.Length + oldName.Length)..]}";
        // A decision is its table and the file beside it; a workflow its positions too.
        foreach (var path in content.Documents.Keys.Where(p => p.StartsWith(folder + oldName + ".", StringComparison.Ordinal)).ToList())
        {
            if (content.Documents.ContainsKey(To(path))) throw wrong("id", $"「{To(path)}」はもうあります。", "The document is there already.", false);
            var document = content[path];
            document = path.EndsWith(".layout.json", StringComparison.Ordinal) ? document.With("definitionId", id)
                : path.EndsWith(".dmn", StringComparison.Ordinal) ? DecisionIds(document, old, id) : WithId(document, key, old, id);
            content = content.Without(path).With(To(path), document);
            changed.Add((path, ""));
            changed.Add((To(path), ""));
        }
        return new(Everywhere(content, members, old, id, changed), op with { Document = To(op.Document), Id = old }, changed);
    }

    private static Datum DecisionIds(Datum document, string old, string id)
    {
        var decisions = document["decisions"].Items.Select(d => d["id"].AsText() == old || d["name"].AsText() == old ? d.With("id", id).With("name", id) : d);
        document = document.With("decisions", Datum.List(decisions));
        return document["name"].AsText() == old ? document.With("name", id) : document;
    }

    private static Renamed Activity(DraftContent content, DraftOperation op, string old, string id, Func<string, string, string, bool, DraftOperationException> wrong)
    {
        var root = content[op.Document];
        if (DraftPath.Parse("/#" + DraftPath.Escape(id)).TryResolve(root, workflow: true, out _)) throw wrong("id", $"「{id}」はもうあります。", "The id is taken.", false);
        Datum Walk(Datum at)
        {
            if (at.Kind == DatumKind.List) return Datum.List(at.Items.Select(Walk));
            if (at.Kind != DatumKind.Object) return at;
            var result = Datum.Object(at.Members.Select(m => KeyValuePair.Create(m.Key,
                m.Key == "activity" && m.Value.AsText() == old ? Datum.Of(id) : Walk(m.Value))));
            if (!DraftPath.IsActivity(result) || result["id"].AsText() != old) return result;
            var former = result["customProperties"]["case"]["formerIds"].Items.Select(i => i.AsText()).OfType<string>().ToList();
            former = former.Remove(id) ? former : [.. former, old];
            var mine = former.Count == 0 ? result["customProperties"]["case"].Without("formerIds") : result["customProperties"]["case"].With("formerIds", Datum.List(former.Select(Datum.Of)));
            var custom = mine.IsNull || mine.Members.Count == 0 ? result["customProperties"].Without("case") : result["customProperties"].With("case", mine);
            result = result.With("id", id);
            return custom.IsNull || custom.Members.Count == 0 ? result.Without("customProperties") : result.With("customProperties", custom);
        }
        var changed = new List<(string, string)> { (op.Document, $"/#{DraftPath.Escape(old)}"), (op.Document, $"/#{DraftPath.Escape(id)}") };
        content = content.With(op.Document, Walk(root));
        var layout = op.Document[..^".json".Length] + ".layout.json";
        if (content[layout]["activities"].TryGet(old, out var place))
        {
            content = content.With(layout, content[layout].With("activities", content[layout]["activities"].Without(old).With(id, place)));
            changed.Add((layout, $"/activities/{DraftPath.Escape(old)}"));
        }
        return new(content, op with { Path = $"/#{DraftPath.Escape(id)}", Id = old }, changed);
    }

    /// <summary>Going back to an id it had before makes no alias: that is how a renaming is undone.</summary>
    private static Datum WithId(Datum item, string key, string old, string id)
    {
        var aliases = item["aliases"].Items.Select(a => a.AsText()).OfType<string>().ToList();
        aliases = aliases.Remove(id) ? aliases : key == "definitionId" ? aliases : [.. aliases, old];
        item = item.With(key, id);
        return aliases.Count == 0 ? item.Without("aliases") : item.With("aliases", Datum.List(aliases.Select(Datum.Of)));
    }

    private static DraftContent Everywhere(DraftContent content, string[] members, string old, string id, List<(string, string)> changed)
    {
        foreach (var (path, document) in content.Documents)
        {
            if (path.EndsWith(".dmn", StringComparison.Ordinal) || path.EndsWith(".layout.json", StringComparison.Ordinal) || document.Has("text")) continue;
            var after = Replace(document, null, members, old, id);
            if (after.Equals(document)) continue;
            content = content.With(path, after);
            changed.Add((path, $"/~names/{DraftPath.Escape(old)}"));
        }
        return content;
    }

    private static Datum Replace(Datum at, string? under, string[] members, string old, string id) => at.Kind switch
    {
        DatumKind.List => Datum.List(at.Items.Select(i => Replace(i, under, members, old, id))),
        DatumKind.Object => Datum.Object(at.Members.Select(m => KeyValuePair.Create(m.Key, Replace(m.Value, m.Key, members, old, id)))),
        DatumKind.Text when under is not null && members.Contains(under) && at.AsText() == old => Datum.Of(id),
        _ => at,
    };
}
