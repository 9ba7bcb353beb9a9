using Workflows.Cases.Commands;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.State;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>What is to be judged.</summary>
/// <param name="Start">The start the form belongs to; null for actions and tasks.</param>
public sealed record SheetRequest(Caller Caller, ProgramPackage Package, FormSpec Form, Datum Values, StartSpec? Start)
{
    /// <summary>While typing: an empty required field is no error yet.</summary>
    public bool Live { get; init; }
    /// <summary>Only this page is asked.</summary>
    public string? Page { get; init; }
    /// <summary>The case the form belongs to.</summary>
    public (CaseRow Row, CaseState State)? Case { get; init; }
    /// <summary>The only fields that may be changed; null: all.</summary>
    public IReadOnlyList<string>? Open { get; init; }
    /// <summary>A correction: the case's values are what is there already.</summary>
    public bool Correction { get; init; }
}

/// <summary>Forms as pages and API clients draw them.</summary>
public sealed class FormSheets
{
    public ValueTask<FormSheet> Judge(SheetRequest request, CancellationToken ct)
    {
        var form = request.Form;
        var derives = form.Derive.SelectMany(d => d.From).ToHashSet(StringComparer.Ordinal);
        var pages = form.Pages.Select(p => new SheetPage(p.Id, p.Title, p.Help, true, [.. p.Fields.Select(f => Field(f, f.Key, request.Values[f.Key], derives))])).ToList();
        return new(new FormSheet(form.Id, form.Title, form.Version, pages, request.Values, []));
    }

    /// <summary>The values without those that may never be stored.</summary>
    public static Datum WithoutTransient(FormSpec form, Datum values)
    {
        foreach (var field in form.Fields)
        {
            if (field.Transient) values = values.Without(field.Key);
            else if (field.Columns.Any(c => c.Transient) && values.TryGet(field.Key, out var table))
                values = values.With(field.Key, Datum.List(table.Items.Select(row => field.Columns.Where(c => c.Transient).Aggregate(row, (r, c) => r.Without(c.Key)))));
        }
        return values;
    }

    private static SheetField Field(FieldSpec spec, string path, Datum value, HashSet<string> derives) => new(
        spec.Key, path, spec.Label, CaseMapper.Camel(spec.Type), spec.Help, spec.Required?.Text == "true", true, false, null, value,
        [.. spec.Options.Select(o => new SheetOption(o.Value, o.Label.Ja))], [], derives.Contains(spec.Key), spec.MaxLength,
        Rows: spec.Columns.Count == 0 ? null : [.. value.Items.Select((row, i) => (IReadOnlyList<SheetField>)[.. spec.Columns.Select(c => Field(c, $"{path}[{i + 1}].{c.Key}", row[c.Key], derives))])],
        Columns: spec.Columns.Count == 0 ? null : [.. spec.Columns.Select(c => Field(c, $"{path}[0].{c.Key}", Datum.Null, derives))],
        MinRows: spec.MinRows ?? 0, MaxRows: spec.MaxRows ?? 100);
}
