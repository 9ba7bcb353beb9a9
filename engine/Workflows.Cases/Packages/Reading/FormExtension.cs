using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Reading;

/// <summary>
/// A form that <c>extends</c> another: that one's pages, rules and derivations come first, its fields changed by <c>override</c>
/// (<c>{ field key: { members that replace } }</c>); then its own. Worked out on the JSON, so that everything after sees one whole form.
/// </summary>
internal static class FormExtension
{
    public static Datum Apply(Datum form, IReadOnlyDictionary<string, Datum> all, string file, Reading reading)
    {
        if (form["extends"].AsText() is not { Length: > 0 } name) return form;
        if (!all.TryGetValue(name, out var found) || found["id"].AsText() == form["id"].AsText())
        {
            reading.Error(file, "$.extends", $"様式「{name}」がありません。", $"There is no form '{name}'.", Near.Fix(name, [.. all.Keys]));
            return form.Without("extends").Without("override");
        }
        if (found.Has("extends"))
        {
            reading.Error(file, "$.extends", $"様式「{name}」は別の様式を広げたものです。元の様式を書いてください。", $"'{name}' extends another form itself.");
            return form.Without("extends").Without("override");
        }
        var changes = form["override"];
        foreach (var (key, _) in changes.Members)
            if (!Fields(found).Any(f => f["key"].AsText() == key))
                reading.Error(file, $"$.override.{key}", $"様式「{name}」に項目「{key}」がありません。", $"Form '{name}' has no field '{key}'.", Near.Fix(key, [.. Fields(found).Select(f => f["key"].AsText() ?? "")]));
        var pages = found["pages"].Items.Select(p => p.With("fields", Datum.List(p["fields"].Items.Select(f => Changed(f, changes)))));
        var result = form.Without("extends").Without("override").With("pages", Datum.List(pages.Concat(form["pages"].Items)));
        foreach (var list in (ReadOnlySpan<string>)["lookups", "checks", "derive"])
            if (found.Has(list)) result = result.With(list, Datum.List(found[list].Items.Concat(form[list].Items)));
        if (found.Has("single") && !form.Has("single")) result = result.With("single", found["single"]);
        return result;
    }

    private static Datum Changed(Datum field, Datum changes)
    {
        if (field["columns"].Kind == DatumKind.List) field = field.With("columns", Datum.List(field["columns"].Items.Select(c => Changed(c, changes))));
        return field["key"].AsText() is { } key && changes[key] is { Kind: DatumKind.Object } change ? field.Merge(change) : field;
    }

    private static IEnumerable<Datum> Fields(Datum form) =>
        form["pages"].Items.SelectMany(p => p["fields"].Items).SelectMany(f => f["columns"].Items.Prepend(f));
}
