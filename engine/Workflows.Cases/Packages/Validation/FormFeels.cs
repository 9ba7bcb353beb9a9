using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;

namespace Workflows.Cases.Packages.Validation;

/// <summary>Every expression of a form with its place and the look-ups of its own.</summary>
internal static class FormFeels
{
    public static IEnumerable<(string Place, IReadOnlyList<Feel> Feels, IReadOnlyList<string> Lookups)> Of(FormSpec form)
    {
        foreach (var check in form.Checks)
            yield return ("$.checks", [check.When, .. check.Message.Holes, .. Where(check.Lookups)], As(check.Lookups));
        yield return ("$.lookups", Where(form.Lookups), As(form.Lookups));
        foreach (var derive in form.Derive)
            yield return ($"$.derive.{derive.Decision}", [.. derive.Input.Select(i => i.Value)], []);
        foreach (var field in form.Fields.SelectMany(f => f.Columns.Prepend(f)))
        {
            Feel?[] own = [field.Required, field.Visible, field.ReadOnly, field.Default, field.Prefill?.Value, field.Min, field.Max, field.Value];
            yield return ($"{field.Key}", [.. own.OfType<Feel>(), .. field.OptionsFrom?.Where.Select(w => w.Value) ?? []], []);
            foreach (var rule in field.Rules)
                yield return ($"{field.Key}.rules", [rule.Valid, .. rule.Message.Holes, .. Where(rule.Lookups)], As(rule.Lookups));
        }
    }

    private static IReadOnlyList<Feel> Where(IEnumerable<LookupSpec> lookups) => [.. lookups.SelectMany(l => l.Where).Select(w => w.Value)];
    private static IReadOnlyList<string> As(IEnumerable<LookupSpec> lookups) => [.. lookups.Select(l => l.As)];
}
