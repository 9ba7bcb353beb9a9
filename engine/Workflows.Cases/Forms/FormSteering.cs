using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;

namespace Workflows.Cases.Forms;

/// <summary>Fields whose values change what else their page asks, offers or works out. Without script a page needs a button to be drawn anew only where it has one.</summary>
public static class FormSteering
{
    public static IReadOnlySet<string> Of(FormSpec form, PageSpec page)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        void See(params ReadOnlySpan<Feel?> rules) { foreach (var rule in rules) names.UnionWith(rule?.Names ?? []); }
        void SeeAll(IEnumerable<NamedFeel> rules) { foreach (var rule in rules) See(rule.Value); }

        var fields = page.Fields.SelectMany(f => f.Columns.Prepend(f)).ToList();
        foreach (var field in fields)
        {
            See(field.Required, field.Visible, field.ReadOnly, field.Default, field.Value, field.Prefill?.Value, field.OptionsFrom?.Label, field.OptionsFrom?.DisabledWhen);
            SeeAll(field.OptionsFrom?.Where ?? []);
        }
        foreach (var derive in form.Derive.Where(d => fields.Exists(f => d.Set.ContainsKey(f.Key))))
        {
            names.UnionWith(derive.From);
            SeeAll(derive.Input);
        }
        // A look-up reads only names before it.
        foreach (var lookup in form.Lookups.Reverse().Where(l => names.Contains(l.As)))
        {
            See(lookup.ValidOn, lookup.KnownAt);
            SeeAll(lookup.Where);
        }
        return fields.Select(f => f.Key).Where(names.Contains).ToHashSet(StringComparer.Ordinal);
    }
}
