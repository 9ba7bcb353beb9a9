using Workflows.Cases.Commands;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Privacy;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

using Labels = System.Collections.Generic.IReadOnlyDictionary<(string Field, string Value), string>;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Rows to views: labels from the package, values through the privacy rules.</summary>
public sealed class CaseMapper(FieldSight sight)
{
    public CaseSummary Summary(CaseRow row, ProgramPackage? package)
    {
        var state = package?.States.Find(row.Status);
        return new CaseSummary(
            row.Id, row.Number, row.Program, Title(row.Program, package), row.Workflow, row.Status, state?.Label ?? row.Status, state?.Public ?? row.Status,
            row.Lifecycle, row.Applicant, row.Head["submittedAt"].AsInstant() ?? row.CreatedAt, row.UpdatedAt, row.Version);
    }

    /// <summary>What people call the programme. A municipality's own title is the name of its project, for its budget.</summary>
    public static Label Title(string program, ProgramPackage? package) => package?.Title ?? program;

    /// <summary>The fields the caller may see, in the order forms and package declare them, and how many more there are.</summary>
    public (IReadOnlyList<CaseField> Shown, int Hidden) Fields(Caller caller, ProgramPackage package, Datum values, bool own, IEnumerable<FieldSpec>? specs = null, Labels? labels = null)
    {
        var shown = new List<CaseField>();
        var hidden = 0;
        var wanted = (specs ?? AllFields(package)).ToList();
        // One row stands in its table and, mirrored, as plain fields: once is enough.
        var rows = wanted.Where(s => s.Type == FieldType.Table).Select(s => values[s.Key]).Where(t => t.Items.Length == 1).Select(t => t[0]).ToList();
        foreach (var spec in wanted)
        {
            if (!spec.HoldsValue || !values.TryGet(spec.Key, out var value) || value.IsNull) continue;
            if (rows.Any(r => r.TryGet(spec.Key, out var same) && same.Equals(value))) continue;
            if (Field(caller, package, spec, value, own, labels) is { } field) shown.Add(field); else hidden++;
        }
        return (shown, hidden);
    }

    public CaseField? Field(Caller caller, ProgramPackage package, FieldSpec spec, Datum value, bool own, Labels? labels = null)
    {
        var (how, rule) = sight.Of(caller, package, spec.Key, spec.Privacy, own);
        if (how == Sight.Hidden) return null;
        var type = Camel(spec.Type);
        if (how == Sight.Masked)
        {
            var mask = FieldSight.Mask(value, rule!.Mask!);
            return new CaseField(spec.Key, spec.Label, type, mask, mask, true, MayReveal(caller, package, rule) ? rule.Reveal : null);
        }
        if (spec.Type == FieldType.Table)
        {
            // A row may carry more than the form asked (its state …): declared columns first, then the package's fields of that name.
            var rows = value.Items.Select(row => (IReadOnlyList<CaseField>)[.. spec.Columns.Concat(package.Fields.Where(f => spec.Column(f.Key) is null))
                .Where(c => c.HoldsValue && row.Has(c.Key) && !row[c.Key].IsNull)
                .Select(c => Field(caller, package, c, row[c.Key], own, labels)).OfType<CaseField>()]).ToList();
            var safe = Datum.List(rows.Select(r => Datum.Object(r.Select(f => KeyValuePair.Create(f.Key, f.Value)))));
            return new CaseField(spec.Key, spec.Label, type, safe, $"{rows.Count}件", false, null, rows);
        }
        return new CaseField(spec.Key, spec.Label, type, value, labels?.GetValueOrDefault((spec.Key, value.AsText() ?? "")) ?? FieldTexts.Of(value, spec.Type, spec.Options), false, null);
    }

    /// <summary>Every declared field once, forms before the package's own.</summary>
    public static IEnumerable<FieldSpec> AllFields(ProgramPackage package) =>
        package.Forms.SelectMany(f => f.Fields).Concat(package.Fields).DistinctBy(f => f.Key);

    public static bool MayReveal(Caller caller, ProgramPackage package, PrivacySpec rule) =>
        rule.Reveal is not null && package.Actions.Find(rule.Reveal) is { } action && action.By.Any(r => caller.Has(package.Id, r));

    public static string Camel(FieldType type)
    {
        var name = type.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
