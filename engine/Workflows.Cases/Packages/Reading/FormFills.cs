using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;

namespace Workflows.Cases.Packages.Reading;

/// <summary>A field's <c>fill</c> as what it stands for: a look-up of the register and a prefilled value at each field it sets.</summary>
internal static class FormFills
{
    /// <summary>Records of one value looked at: more towns than that share no postal code.</summary>
    private const int Most = 50;

    public static FormSpec Apply(Node node, FormSpec form)
    {
        foreach (var column in form.Fields.SelectMany(f => f.Columns).Where(c => c.Fill is not null))
            node.Error("pages", $"列「{column.Key}」に「fill」は書けません。", $"The column '{column.Key}' cannot have 'fill'.", "表の外の項目に書いてください。");
        foreach (var field in form.Fields.Where(f => f.Fill is not null).ToList())
        {
            var fill = field.Fill!;
            var records = FillSpec.LookupOf(field.Key);
            form = form with { Lookups = [.. form.Lookups, new LookupSpec(records, fill.Register, [new(fill.By, new(field.Key))], Most)] };
            foreach (var (key, value) in fill.Set)
            {
                if (form.Field(key) is not { HoldsValue: true } target) { node.Error("pages", $"「fill」の先の項目「{key}」はこの様式にありません。", $"'fill' sets '{key}', which the form has not.", Near.Fix(key, [.. form.Fields.Select(f => f.Key)])); continue; }
                if (target.Prefill is not null) { node.Error("pages", $"項目「{key}」には「prefill」があるので「fill」で入れられません。", $"'{key}' has a prefill of its own.", "どちらかにしてください。"); continue; }
                var values = $"distinct values(for record in {records} return ({value.Text}))";
                var filled = target with { Prefill = new(new Feel($"if count({values}) = 1 then {values}[1] else null"), fill.Source ?? field.Label, false) };
                form = form with { Pages = [.. form.Pages.Select(p => p with { Fields = [.. p.Fields.Select(f => f.Key == key ? filled : f)] })] };
            }
        }
        return form;
    }
}
