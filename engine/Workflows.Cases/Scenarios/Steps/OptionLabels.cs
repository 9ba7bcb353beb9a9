using Workflows.Cases.Forms;
using Workflows.Engine.Data;

namespace Workflows.Cases.Scenarios.Steps;

/// <summary>A choice whose options come from a register may be named by what the record is called: 科目 「軽自動車税(種別割)」 for 13.</summary>
internal static class OptionLabels
{
    private const int Most = 10_000;

    public static async ValueTask<Datum> Resolve(ScenarioContext context, FormSpec form, Datum values)
    {
        foreach (var field in form.Fields)
        {
            if (field.Type == FieldType.Table && values[field.Key].Kind == DatumKind.List)
            {
                var rows = new List<Datum>();
                foreach (var row in values[field.Key].Items) rows.Add(await Columns(context, field, row).ConfigureAwait(false));
                values = values.With(field.Key, Datum.List(rows));
            }
            else if (field.Type == FieldType.Table && field.Key == form.Single) values = await Columns(context, field, values).ConfigureAwait(false);
            else values = await One(context, field, values).ConfigureAwait(false);
        }
        return values;
    }

    private static async ValueTask<Datum> Columns(ScenarioContext context, FieldSpec table, Datum row)
    {
        foreach (var column in table.Columns) row = await One(context, column, row).ConfigureAwait(false);
        return row;
    }

    private static async ValueTask<Datum> One(ScenarioContext context, FieldSpec field, Datum values)
    {
        if (field.OptionsFrom is not { } source || values[field.Key] is not { Kind: DatumKind.Text } given) return values;
        var records = await context.World.Registers.Find(context.Tenant, context.Program.Id, source.Register, Datum.EmptyObject, Most, context.Ct).ConfigureAwait(false);
        if (records.Any(r => r["fields"][source.Value].AsText() == given.AsText())) return values;
        var named = records.FirstOrDefault(r => r["fields"].Members.Any(m => m.Value.Kind == DatumKind.Text && m.Value.AsText() == given.AsText()));
        return named is null ? values : values.With(field.Key, named["fields"][source.Value]);
    }
}
