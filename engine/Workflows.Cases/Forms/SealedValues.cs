using Workflows.Engine.Data;

namespace Workflows.Cases.Forms;

/// <summary>
/// Transient values in a form's values. In place of what was typed stands <c>{ vault, present }</c>: enough to pass it on to a connector, nothing to read.
/// </summary>
public static class SealedValues
{
    private const string Vault = "vault", Present = "present";

    /// <summary>Stands for a value whose content does not matter.</summary>
    public static Datum Somewhere { get; } = Of("");

    public static Datum Of(string vaultId) => Datum.Object((Vault, vaultId), (Present, Datum.True));

    public static bool IsSealed(Datum value) => value.Kind == DatumKind.Object && value[Vault].Kind == DatumKind.Text && value.Members.All(m => m.Key is Vault or Present);

    /// <summary>The values with what <paramref name="change"/> makes of each transient one that is there.</summary>
    /// <param name="change">Is told the field, its place (<c>lines[1].code</c>) and the value.</param>
    public static async ValueTask<Datum> Each(FormSpec form, Datum values, Func<FieldSpec, string, Datum, ValueTask<Datum>> change)
    {
        foreach (var field in form.Fields)
        {
            if (field.Transient) values = await One(field, field.Key, values).ConfigureAwait(false);
            else if (field.Columns.Any(c => c.Transient) && values[field.Key].Kind == DatumKind.List)
            {
                var rows = new List<Datum>();
                foreach (var given in values[field.Key].Items)
                {
                    var row = given;
                    foreach (var column in field.Columns.Where(c => c.Transient && row.Kind == DatumKind.Object)) row = await One(column, $"{field.Key}[{rows.Count + 1}].{column.Key}", row).ConfigureAwait(false);
                    rows.Add(row);
                }
                values = values.With(field.Key, Datum.List(rows));
            }
            // One row may stand as plain keys.
            if (field.Key == form.Single)
                foreach (var column in field.Columns.Where(c => c.Transient)) values = await One(column, column.Key, values).ConfigureAwait(false);
        }
        return values;

        async ValueTask<Datum> One(FieldSpec field, string place, Datum home)
        {
            if (home[field.Key] is { IsNull: true } || home[field.Key].AsText() is "") return home;
            var changed = await change(field, place, home[field.Key]).ConfigureAwait(false);
            return changed.IsNull ? home.Without(field.Key) : home.With(field.Key, changed);
        }
    }

    /// <summary>As <see cref="Each"/>, at once.</summary>
    public static Datum Each(FormSpec form, Datum values, Func<FieldSpec, Datum, Datum> change)
    {
        var done = Each(form, values, (field, _, value) => ValueTask.FromResult(change(field, value)));
        return done.IsCompletedSuccessfully ? done.Result : throw new InvalidOperationException("Nothing here waits.");
    }

    /// <summary>Ids of the vault these values name.</summary>
    public static IEnumerable<string> Ids(Datum value) => IsSealed(value) ? [value[Vault].AsText()!] : value.Kind switch
    {
        DatumKind.List => value.Items.SelectMany(Ids),
        DatumKind.Object => value.Members.SelectMany(m => Ids(m.Value)),
        _ => [],
    };
}
