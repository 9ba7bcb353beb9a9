using Workflows.Cases.Commands;
using Workflows.Cases.Drafts;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Drafts.Editing;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Publishing;

/// <summary>What changed between two contents, element by element. Activities are told by their id wherever they stand; positions do not count.</summary>
internal static class PackageComparison
{
    private const int Named = 12;

    public static ComparisonView Of(DraftContent from, DraftContent to, int running)
    {
        var changes = new List<ChangeView>();
        foreach (var path in from.Documents.Keys.Union(to.Documents.Keys, StringComparer.Ordinal).Where(p => !p.EndsWith(".layout.json", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var workflow = DraftContent.IsWorkflow(path);
            var (before, after) = (Elements(from[path], workflow), Elements(to[path], workflow));
            if (from[path].IsNull || to[path].IsNull)
            {
                changes.Add(Change(from[path].IsNull ? "added" : "removed", path, "", null, from[path].IsNull ? to[path] : from[path], null, Datum.Null, Datum.Null));
                continue;
            }
            foreach (var (address, element) in after.Where(e => !before.ContainsKey(e.Key))) changes.Add(Change("added", path, address, element, element, null, Datum.Null, Own(element)));
            foreach (var (address, element) in before.Where(e => !after.ContainsKey(e.Key))) changes.Add(Change("removed", path, address, element, element, null, Own(element), Datum.Null));
            foreach (var (address, element) in after)
                if (before.TryGetValue(address, out var old))
                    foreach (var key in old.Members.Concat(element.Members).Select(m => m.Key).Distinct(StringComparer.Ordinal).Where(k => k != "version"))
                        if (Plain(old[key]) is var was && Plain(element[key]) is var now && !was.Equals(now)) changes.Add(Change("changed", path, address, element, element, key, was, now));
        }
        return new(changes, Paragraph(changes, running), running);
    }

    /// <summary>Every element that has an address of its own, with its address.</summary>
    private static SortedDictionary<string, Datum> Elements(Datum document, bool workflow)
    {
        var found = new SortedDictionary<string, Datum>(StringComparer.Ordinal) { [""] = document };
        void Walk(Datum at, List<object> steps)
        {
            if (at.Kind == DatumKind.List)
            {
                var identified = DraftPath.IsIdentified(at);
                for (var i = 0; i < at.Items.Length; i++)
                {
                    if (!identified) continue;
                    List<object> own = [.. steps, i];
                    found[DraftPath.Canonical(document, workflow, own)] = at.Items[i];
                    Walk(at.Items[i], own);
                }
            }
            else
                foreach (var (key, member) in at.Members)
                {
                    List<object> own = [.. steps, key];
                    if (workflow && DraftPath.IsActivity(member)) found[DraftPath.Canonical(document, workflow, own)] = member;
                    if (member.Kind is DatumKind.List or DatumKind.Object) Walk(member, own);
                }
        }
        Walk(document, []);
        return found;
    }

    /// <summary>A member without what has an address of its own.</summary>
    private static Datum Plain(Datum value) => value.Kind switch
    {
        DatumKind.List when value.Items.Length > 0 && DraftPath.IsIdentified(value) => Datum.Null,
        DatumKind.List => value,
        DatumKind.Object when DraftPath.IsActivity(value) => Datum.Null,
        DatumKind.Object => Datum.Object(value.Members.Select(m => KeyValuePair.Create(m.Key, Plain(m.Value))).Where(m => !m.Value.IsNull)),
        _ => value,
    };

    private static Datum Own(Datum element) => Plain(element);

    private static ChangeView Change(string kind, string document, string path, Datum? element, Datum named, string? property, Datum before, Datum after)
    {
        var label = Name(named) is { Length: > 0 } name ? name : document;
        var part = Part(document, path, property);
        var what = property is null ? $"{PartJa(part)}「{label}」" : $"{PartJa(part)}「{label}」の{PropertyJa(property)}";
        var (ja, en) = kind switch
        {
            "added" => ($"{what}を追加", $"Added {part} '{label}'"),
            "removed" => ($"{what}を削除", $"Removed {part} '{label}'"),
            _ => ($"{what}を{Short(before)}から{Short(after)}に変更", $"Changed {property} of {part} '{label}'"),
        };
        return new(kind, part, document, path, element is null ? null : DraftPath.IdentityOf(element), label, property, before, after, new(ja, en));
    }

    private static Label Paragraph(List<ChangeView> changes, int running)
    {
        if (changes.Count == 0) return new("変更はありません。", "Nothing has changed.");
        var told = string.Join("。", changes.Take(Named).Select(c => c.Sentence.Ja));
        var rest = changes.Count > Named ? $"。ほか {changes.Count - Named} 件" : "";
        return new($"{told}{rest}。影響する進行中の案件: {running}件。", $"{changes.Count} changes; running cases: {running}.");
    }

    private static string Name(Datum element) =>
        LocalSettings.LabelOf(element["name"]).Ja is { Length: > 0 } name ? name
        : LocalSettings.LabelOf(element["label"]).Ja is { Length: > 0 } label ? label
        : LocalSettings.LabelOf(element["title"]).Ja is { Length: > 0 } title ? title
        : element["note"].AsText() ?? DraftPath.IdentityOf(element) ?? "";

    private static string Part(string document, string path, string? property) =>
        property is "due" or "timer" or "timeout" ? "deadline"
        : document == DraftContent.Municipality || path.StartsWith("/settings", StringComparison.Ordinal) || property == "settings" ? "setting"
        : path.StartsWith("/roles", StringComparison.Ordinal) || property is "role" or "by" ? "role"
        : path.StartsWith("/texts", StringComparison.Ordinal) || property is "texts" or "title" or "summary" ? "text"
        : document.Split('/')[0] switch { "workflows" => "flow", "forms" => "form", "decisions" => "decision", "documents" => "notice", "registers" => "register", _ => "other" };

    private static string PartJa(string part) => part switch
    {
        "flow" => "手順", "form" => "様式", "decision" => "決定表", "notice" => "通知", "register" => "台帳", "role" => "役割", "deadline" => "期限", "setting" => "設定", "text" => "文言", _ => "定義",
    };

    private static string PropertyJa(string property) => property switch
    {
        "label" or "title" or "name" => "名前", "due" => "期限", "role" => "担当", "form" => "様式", "required" => "必須", "visible" => "表示の条件", "when" => "条件", "then" => "結果", "body" => "文面", "settings" => "値",
        "decisions" => "結果の選択肢", "options" => "選択肢", "message" => "文", "default" => "初期値", _ => $"「{property}」",
    };

    private static string Short(Datum value)
    {
        if (value.IsNull) return "なし";
        if (value["businessDays"] is { IsNull: false } days) return $"{days.AsText()}開庁日";
        if (value["days"] is { IsNull: false } plain) return $"{plain.AsText()}日";
        if (value["months"] is { IsNull: false } months) return $"{months.AsText()}か月";
        var text = value.Kind is DatumKind.Text or DatumKind.Number ? value.AsText()! : value.Kind == DatumKind.Boolean ? value.AsBoolean() ? "はい" : "いいえ" : value.ToJson();
        return $"「{(text.Length > 40 ? text[..40] + "…" : text)}」";
    }
}
