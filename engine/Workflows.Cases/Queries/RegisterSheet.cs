using Workflows.Cases.Forms;
using Workflows.Cases.Privacy;
using Workflows.Cases.Queries.Handlers;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Queries;

/// <summary>A register's record as the fields of a page: what its editor sees in full can be changed.</summary>
public static class RegisterSheet
{
    internal static IReadOnlyList<SheetField> Of(RegisterSpec register, CaseSight sight, Datum? record)
    {
        var flat = RegisterForms.Flat(register, record ?? Datum.EmptyObject);
        return [.. RegisterForms.Fields(register).Where(f => sight.OfRegister(register.Field(f.Key.Split('.')[0])!).Sight == Sight.Full)
            .Select(f => Field(f, f.Key, flat[f.Key], locked: record is not null && register.Key.Contains(f.Key), needed: record is null && register.Key.Contains(f.Key) && register.IdSeries is null, []))];
    }

    /// <summary>The fields with what somebody typed and what was wrong with it.</summary>
    public static IReadOnlyList<SheetField> With(IReadOnlyList<SheetField> fields, Datum typed, IReadOnlyList<FieldError> errors) =>
        [.. fields.Select(f => f.Locked ? f : f with
        {
            Value = typed[f.Key], Errors = [.. errors.Where(e => e.Field == f.Path).Select(e => e.Message)],
            Rows = f.Columns is null ? null : [.. typed[f.Key].Items.Select((row, i) => Row(f, row, i + 1, errors))],
        })];

    private static IReadOnlyList<SheetField> Row(SheetField table, Datum row, int no, IReadOnlyList<FieldError> errors) =>
        [.. table.Columns!.Select(c => c with { Path = $"{table.Path}[{no}].{c.Key}", Value = row[c.Key], Errors = [.. errors.Where(e => e.Field == $"{table.Path}[{no}].{c.Key}").Select(e => e.Message)] })];

    private static SheetField Field(FieldSpec spec, string path, Datum value, bool locked, bool needed, IReadOnlyList<string> errors) => new(
        spec.Key, path, spec.Label, CaseMapper.Camel(spec.Type), spec.Help, needed, Visible: true, locked, null, value, [], errors,
        Rows: spec.Columns.Count == 0 ? null : [.. value.Items.Select((row, i) => (IReadOnlyList<SheetField>)[.. spec.Columns.Select(c => Field(c, $"{path}[{i + 1}].{c.Key}", row[c.Key], false, false, []))])],
        Columns: spec.Columns.Count == 0 ? null : [.. spec.Columns.Select(c => Field(c, $"{path}[0].{c.Key}", Datum.Null, false, false, []))], MaxRows: 100);
}
