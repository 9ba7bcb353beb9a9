using Workflows.Cases.Commands;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Privacy;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

using Labels = System.Collections.Generic.IReadOnlyDictionary<(string Field, string Value), string>;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Rows to views: labels from the package, values through the privacy rules.</summary>
public sealed class CaseMapper
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

    /// <summary>The fields the reader may see, in the order forms and package declare them, and how many more there are.</summary>
    public static (IReadOnlyList<CaseField> Shown, int Hidden) Fields(Caller caller, CaseSight sight, Datum values, IEnumerable<FieldSpec>? specs = null, Labels? labels = null)
    {
        var shown = new List<CaseField>();
        var hidden = 0;
        var wanted = (specs ?? AllFields(sight.Package)).ToList();
        // One row stands in its table and, mirrored, as plain fields: once is enough.
        var rows = wanted.Where(s => s.Type == FieldType.Table).Select(s => values[s.Key]).Where(t => t.Items.Length == 1).Select(t => t[0]).ToList();
        foreach (var spec in wanted)
        {
            if (!spec.HoldsValue || !values.TryGet(spec.Key, out var value) || value.IsNull) continue;
            if (rows.Any(r => r.TryGet(spec.Key, out var same) && same.Equals(value))) continue;
            if (Field(caller, sight, spec, value, labels) is { } field) shown.Add(field); else hidden++;
        }
        return (shown, hidden);
    }

    public static CaseField? Field(Caller caller, CaseSight sight, FieldSpec spec, Datum value, Labels? labels = null)
    {
        var (package, seen) = (sight.Package, sight.Of(spec.Key));
        if (seen.Show(value) is not { } shown) return null;
        var type = Camel(spec.Type);
        if (seen.Sight == Sight.Masked)
        {
            var mask = Masked(shown);
            return new CaseField(spec.Key, spec.Label, type, mask, mask, true, seen.Instead is null && sight.RuleOf(spec.Key) is { } rule && MayReveal(caller, package, rule) ? rule.Reveal : null);
        }
        if (spec.Type == FieldType.Table)
        {
            // A row may carry more than the form asked (its state …): declared columns first, then the package's fields of that name.
            var rows = value.Items.Select(row => (IReadOnlyList<CaseField>)[.. spec.Columns.Concat(package.Fields.Where(f => spec.Column(f.Key) is null))
                .Where(c => c.HoldsValue && row.Has(c.Key) && !row[c.Key].IsNull)
                .Select(c => Field(caller, sight, c, row[c.Key], labels)).OfType<CaseField>()]).ToList();
            var safe = Datum.List(rows.Select(r => Datum.Object(r.Select(f => KeyValuePair.Create(f.Key, f.Value)))));
            return new CaseField(spec.Key, spec.Label, type, safe, $"{rows.Count}件", false, null, rows);
        }
        // Rules hold at any depth: a record copied into the case keeps those of its fields.
        var own = sight.Inside(spec.Type, value);
        return new CaseField(spec.Key, spec.Label, type, own, labels?.GetValueOrDefault((spec.Key, own.AsText() ?? "")) ?? (spec.Type == FieldType.Matrix ? FieldTexts.Matrix(own, spec) : FieldTexts.Of(own, spec.Type, spec.Options)), false, null);
    }

    /// <summary>A mask in one line: of a list each item's.</summary>
    private static string Masked(Datum mask) => mask.Kind == DatumKind.List ? string.Join("、", mask.Items.Select(i => i.AsText())) : mask.AsText() ?? "";

    /// <summary>Every declared field once, forms before the package's own.</summary>
    public static IEnumerable<FieldSpec> AllFields(ProgramPackage package) =>
        package.Forms.SelectMany(f => f.Fields).Concat(package.Fields).DistinctBy(f => f.Key);

    /// <summary>Keys of the fields lists can be searched and ordered by.</summary>
    public static IReadOnlyList<string> Searchable(ProgramPackage package) =>
        [.. AllFields(package).SelectMany(f => f.Columns.Prepend(f)).Where(f => f.Searchable).Select(f => f.Key).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether a field has a value, at the top or in a table's row.</summary>
    public static bool Has(Datum fields, string key) =>
        !fields[key].IsNull || fields.Members.SelectMany(m => m.Value.Items).Any(row => row.Kind == DatumKind.Object && !row[key].IsNull);

    /// <summary>Adds to a change what takes a field out of the fields: nothing in its place, rows without it.</summary>
    public static Datum Erase(Datum change, Datum fields, string key)
    {
        if (fields.Has(key)) change = change.With(key, Datum.Null);
        foreach (var (name, table) in fields.Members.Where(m => m.Value.Items.Any(row => row.Kind == DatumKind.Object && row.Has(key))))
            change = change.With(name, Datum.List((change.Has(name) ? change[name] : table).Items.Select(row => row.Without(key))));
        return change;
    }

    public static bool MayReveal(Caller caller, ProgramPackage package, PrivacySpec rule) =>
        rule.Reveal is not null && package.Actions.Find(rule.Reveal) is { } action && action.By.Any(r => caller.Has(package.Id, r));

    public static string Camel(FieldType type)
    {
        var name = type.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
