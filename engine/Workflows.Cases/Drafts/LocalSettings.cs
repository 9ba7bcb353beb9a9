using Workflows.Cases.Commands;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Drafts;

/// <summary>A municipality's own part of a package (<c>municipality.json</c>): kept when the package changes, and told where it no longer applies.</summary>
internal static class LocalSettings
{
    public static Datum Of(MunicipalityProgramSpec? own)
    {
        var result = Datum.EmptyObject;
        if (own is null) return result;
        if (own.Title is { } title) result = result.With("title", title.En is null && title.Easy is null ? title.Ja : Datum.Object(Datum.Object(("ja", title.Ja), ("en", title.En), ("easy", title.Easy)).Members.Where(m => !m.Value.IsNull)));
        return result.With("settings", own.Settings)
            .With("registers", Datum.Object(own.Registers.Select(r => KeyValuePair.Create(r.Key, Datum.List(r.Value)))))
            .With("connectors", Datum.Object(own.Connectors.Select(c => KeyValuePair.Create(c.Key, Datum.Object(
                Datum.Object(("baseUrl", c.Value.BaseUrl), ("secret", c.Value.Secret), ("options", c.Value.Options)).Members.Where(m => !m.Value.IsNull))))));
    }

    /// <summary>Local values whose setting the package no longer has, or has with another type.</summary>
    public static IReadOnlyList<NoLonger> NoLonger(DraftContent content)
    {
        var declared = content[DraftContent.Program]["settings"];
        var result = new List<NoLonger>();
        foreach (var (key, value) in content[DraftContent.Municipality]["settings"].Members)
        {
            var spec = declared.Items.FirstOrDefault(s => s["key"].AsText() == key);
            if (spec is null)
                result.Add(new(key, value, new($"設定「{key}」は、この版の手続にはもうありません。", $"This version has no setting '{key}'.")));
            else if (Settings.Problem(new(key, "", spec["type"].AsText() ?? "text", false, Datum.Null, spec["pattern"].AsText()), value) is { } problem)
                result.Add(new(key, value, new(problem.Ja, problem.En)));
        }
        return result;
    }

    /// <summary>Settings of the package that <paramref name="before"/> did not have.</summary>
    public static IReadOnlyList<FreshSetting> Fresh(DraftContent before, DraftContent after)
    {
        var known = before[DraftContent.Program]["settings"].Items.Select(s => s["key"].AsText()).ToHashSet(StringComparer.Ordinal);
        return [.. after[DraftContent.Program]["settings"].Items.Where(s => !known.Contains(s["key"].AsText())).Select(s => new FreshSetting(s["key"].AsText() ?? "", LabelOf(s["label"]), s["default"]))];
    }

    /// <summary>Another municipality's values, for people to look at; none of them is taken over.</summary>
    public static IReadOnlyList<LeftSetting> Left(DraftContent content, Datum settings) =>
        [.. settings.Members.Select(m => new LeftSetting(m.Key, LabelOf(content[DraftContent.Program]["settings"].Items.FirstOrDefault(s => s["key"].AsText() == m.Key)?["label"] ?? Datum.Of(m.Key)), m.Value))];

    public static Label LabelOf(Datum label) => label.Kind == DatumKind.Object ? new(label["ja"].AsText() ?? "", label["en"].AsText(), label["easy"].AsText()) : new(label.AsText() ?? "");
}
