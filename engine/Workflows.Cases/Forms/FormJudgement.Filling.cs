using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Forms;

/// <summary>Reading the values given, filling in what is known, and arranging what shows.</summary>
public sealed partial class FormJudgement
{
    private void Fill()
    {
        var given = Plain(_request.Values);
        var known = _form.Fields.Where(f => f.HoldsValue).Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in given.Members)
            if (!known.Contains(key) && key != FormWarning.ReasonsKey && _form.Fields.All(f => f.Key != key) && !value.IsNull)
                _misplaced.Add(new(key, FormMessages.UnknownKey(key, Packages.Reading.Near.Find(key, known))));
        Fill(_top, given, _request.Existing);
    }

    /// <summary>Plain keys of the single table's columns become its one row.</summary>
    private Datum Plain(Datum given)
    {
        if (SingleTable is not { } table) return given;
        var columns = given.Members.Where(m => table.Column(m.Key) is not null).ToList();
        if (columns.Count == 0) return given;
        var rows = given[table.Key];
        if (rows.Items.Length > 1)
        {
            foreach (var (key, _) in columns) _misplaced.Add(new(key, $"「{table.Column(key)!.Label.Ja}」は「{table.Label.Ja}」の行の中に入力してください。"));
            return columns.Aggregate(given, (all, column) => all.Without(column.Key));
        }
        // A table that cannot be read is told as such by the table itself.
        if (!rows.IsNull && (rows.Kind != DatumKind.List || rows[0].Kind is not (DatumKind.Object or DatumKind.Null)))
            return columns.Aggregate(given, (all, column) => all.Without(column.Key));
        _plainSingle = true;
        var row = columns.Aggregate(rows[0].IsNull ? Datum.EmptyObject : rows[0], (all, column) => all.With(column.Key, column.Value));
        return columns.Aggregate(given, (all, column) => all.Without(column.Key)).With(table.Key, Datum.List(row));
    }

    private void Fill(FormLevel level, Datum given, Datum existing)
    {
        foreach (var field in level.Fields.Where(f => f.HoldsValue))
        {
            var path = level.Path(field.Key);
            if (field.Type == FieldType.Table) { FillRows(level, field, given[field.Key], existing[field.Key]); continue; }
            var (value, error) = FieldReader.Read(field, given[field.Key]);
            if (_request.Mode == FormMode.Correction)
            {
                if (!IsOpen(path))
                {
                    if (given.Has(field.Key) && !value.Equals(existing[field.Key]) && !value.IsNull) level.Fail(field.Key, FormMessages.NotOpened(field));
                    level[field.Key] = existing[field.Key];
                    level.Locked.Add(field.Key);
                    continue;
                }
                if (!given.Has(field.Key)) (value, error) = (existing[field.Key], null);
            }
            level[field.Key] = value;
            if (error is not null) level.Fail(field.Key, error);
        }
        // Read-only fields take no value from the person; rules may look at what was given besides.
        foreach (var field in level.Fields.Where(f => f.ReadOnly is not null))
            if (Names(level).IsTrue(field.ReadOnly!))
            {
                level[field.Key] = existing[field.Key];
                level.Forgive(field.Key);
                level.Locked.Add(field.Key);
            }
    }

    private void FillRows(FormLevel level, FieldSpec table, Datum given, Datum existing)
    {
        level.ClearRows(table.Key);
        if (!given.IsNull && given.Kind != DatumKind.List) { level.Fail(table.Key, FormMessages.Shape(table)); given = Datum.Null; }
        var source = _request.Mode == FormMode.Correction && (given.IsNull || !IsOpen(level.Path(table.Key)) && given.Items.Length != existing.Items.Length) ? existing : given;
        for (var i = 0; i < RowsOf(table, source); i++)
        {
            var row = new FormLevel($"{level.Path(table.Key)}[{i + 1}].", table.Columns, table, level)
            {
                Extra = _request.Mode == FormMode.Correction ? Datum.Object(existing[i].Members.Where(m => table.Column(m.Key) is null)) : Datum.EmptyObject,
            };
            level.AddRow(table.Key, row);
            if (source[i].Kind != DatumKind.Object) { level.Fail(table.Key, FormMessages.Shape(table)); continue; }
            foreach (var (key, value) in source[i].Members)
                if (table.Column(key) is null && !value.IsNull && !existing[i].Has(key))
                    _misplaced.Add(new(row.Path(key), FormMessages.UnknownKey(key, Packages.Reading.Near.Find(key, table.Columns.Select(c => c.Key)))));
            Fill(row, source[i], existing[i]);
        }
        if (!IsDraft) return;
        var template = new FormLevel($"{level.Path(table.Key)}[{level.Rows(table.Key).Count + 1}].", table.Columns, table, level);
        level.Templates[table.Key] = template;
        Fill(template, Datum.EmptyObject, Datum.EmptyObject);
    }

    /// <summary>A page shows a table that need not be filled in with an empty row to begin with: left empty at the end, it is no row.</summary>
    private int RowsOf(FieldSpec table, Datum given)
    {
        var count = given.Items.Length;
        if (_request.Mode is FormMode.Draft or FormMode.Correction || table.Required is not null || table.MinRows > 0) return count;
        while (count > 0 && given[count - 1] is { Kind: DatumKind.Object } row && row.Members.All(m => m.Value.IsNull || m.Value is { Kind: DatumKind.List, Items.Length: 0 } || (m.Value.Kind == DatumKind.Text && string.IsNullOrWhiteSpace(m.Value.AsText())))) count--;
        return count;
    }

    /// <summary>Prefilled values and defaults go where nothing was given; a locked prefill goes everywhere it has a value.</summary>
    private void Prefill()
    {
        if (_request.Mode != FormMode.Correction) Prefill(_top);
    }

    private void Prefill(FormLevel level)
    {
        foreach (var field in level.Fields.Where(f => f.HoldsValue))
        {
            if (field.Prefill is { } prefill && level.IsSound(field.Key))
            {
                var (value, _) = FieldReader.Read(field, Names(level).Evaluate(prefill.Value));
                if (!prefill.Lock && !level[field.Key].IsNull && !level[field.Key].Equals(value)) continue;
                // What stands there already as it would be filled in is told to come from there.
                if (!value.IsNull && Put(level, field, value))
                {
                    if (prefill.Source is { } source) level.Sources[field.Key] = source;
                    if (prefill.Lock) level.Locked.Add(field.Key);
                }
            }
            if (field.Default is { } feel && level[field.Key].IsNull && level.IsSound(field.Key))
            {
                var (value, error) = FieldReader.Read(field, Names(level).Evaluate(feel));
                if (error is null && !value.IsNull) Put(level, field, value);
            }
        }
        foreach (var row in level.AllRows.Concat(level.Templates.Values).ToList()) Prefill(row);
    }

    private bool Put(FormLevel level, FieldSpec field, Datum value)
    {
        if (field.Type == FieldType.Table)
        {
            if (level.Rows(field.Key).Count > 0) return false;
            FillRows(level, field, value, Datum.Null);
        }
        else level[field.Key] = value;
        return true;
    }

    private IEnumerable<Question> Derive(DeriveSpec derive)
    {
        // Written about a table's columns it works row by row.
        var table = _form.Fields.FirstOrDefault(f => f.Type == FieldType.Table && derive.From.All(key => f.Column(key) is not null));
        foreach (var level in table is null ? [_top] : _top.Rows(table.Key).ToArray())
        {
            if (derive.From.Any(key => level[key].IsNull || !level.IsSound(key))) continue;
            var names = Names(level);
            var inputs = derive.Input.Count == 0
                ? Datum.Object(derive.From.Select(key => KeyValuePair.Create(key, level[key])))
                : Datum.Object(derive.Input.Select(i => KeyValuePair.Create(i.Name, names.Evaluate(i.Value))));
            var run = new DecisionRun(_request.Package, _request.Package.Decisions.Get(derive.Decision), inputs, names);
            foreach (var asked in run.Run(q => _known[q]))
                foreach (var question in Ask(asked, static _ => { })) yield return question;
            Apply(derive, level, run.Result.Outputs);
        }
    }

    private void Apply(DeriveSpec derive, FormLevel level, Datum outputs)
    {
        if (derive.Error is { } error && outputs[error].AsText() is { Length: > 0 } message)
        {
            Home(level, derive.ErrorField ?? derive.From[0]).Fail(derive.ErrorField ?? derive.From[0], message);
            return;
        }
        foreach (var (key, output) in derive.Set)
        {
            var home = Home(level, key);
            if (outputs[output].IsNull || home.Find(key) is not { } field) continue;
            var (value, problem) = FieldReader.Read(field, outputs[output]);
            home.Forgive(key);
            home[key] = value;
            if (problem is not null) home.Fail(key, problem);
            if (derive.Lock) home.Locked.Add(key);
            if (level.Find(derive.From[0]) is { } from) home.Sources[key] = from.Label;
        }
    }

    private FormLevel Home(FormLevel level, string key) => level.Find(key) is not null ? level : _top;

    /// <summary>What shows, in the order of the form; a hidden field's value is gone for those after it. Calculated fields get theirs.</summary>
    private void Arrange(FormLevel level)
    {
        foreach (var field in level.Fields)
        {
            if (field.Visible is { } visible && !Names(level).IsTrue(visible))
            {
                level.Hide(field.Key);
                continue;
            }
            if (field.Type == FieldType.Calculated && field.Value is { } feel)
            {
                level[field.Key] = Names(level).Evaluate(feel);
                level.Locked.Add(field.Key);
            }
            foreach (var row in level.Rows(field.Key)) Arrange(row);
            if (level.Templates.TryGetValue(field.Key, out var template)) Arrange(template);
            if (field.Required is { } required && Names(level).IsTrue(required)) level.Required.Add(field.Key);
        }
    }
}
