using Workflows.Cases.Expressions;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>What a chosen code means: the label of the register's record it was chosen from (個人市県民税 for 11).</summary>
public sealed class OptionLabels(IRegisterStore registers, IRefsSource refs, TimeProvider clock)
{
    /// <summary>Labels by field key and value, for the choices standing in these values and their table rows.</summary>
    public async ValueTask<IReadOnlyDictionary<(string Field, string Value), string>> Of(string tenant, ProgramPackage package, Datum values, CancellationToken ct)
    {
        var found = new Dictionary<(string, string), string>();
        var settings = (await refs.Refs(tenant, package.Id, ct))["settings"];
        var names = new FeelNames(package.FieldTypes, clock.GetUtcNow(), settings).With(values);
        foreach (var spec in CaseMapper.AllFields(package))
        {
            if (spec.OptionsFrom is not null) await Add(tenant, package, spec, values, names, found, ct);
            foreach (var column in spec.Columns.Where(c => c.OptionsFrom is not null))
                foreach (var row in values[spec.Key].Items) await Add(tenant, package, column, row, names.With("form", values).With(row), found, ct);
        }
        return found;
    }

    private async ValueTask Add(string tenant, ProgramPackage package, FieldSpec spec, Datum values, FeelNames names, Dictionary<(string, string), string> found, CancellationToken ct)
    {
        if (values[spec.Key].AsText() is not { Length: > 0 } value || found.ContainsKey((spec.Key, value))) return;
        var from = spec.OptionsFrom!;
        var where = Datum.Object((from.Value, value));
        foreach (var (name, feel) in from.Where)
        {
            var wanted = names.Evaluate(feel);
            if (wanted.IsNull) return;
            where = where.With(name, wanted);
        }
        var records = await registers.Find(tenant, package.Id, from.Register, where, 1, ct);
        if (records.Count > 0) found[(spec.Key, value)] = names.With(records[0]["fields"]).TextOf(from.Label);
    }
}
