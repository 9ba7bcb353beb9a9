using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Scenarios.Reading;

/// <summary>Keys and values of tables, read by what the package declares: labels become keys, an option's label its value, a number in a text field its digits.</summary>
internal static class FieldKeys
{
    /// <summary>Values for a form. <c>lines[2].noticeNo</c> reaches into rows, <c>webEnabled.from</c> into groups.</summary>
    public static Datum FormValues(FormSpec form, IReadOnlyList<(string Key, string Cell)> pairs, ProgramPackage package)
    {
        var values = Datum.EmptyObject;
        foreach (var (name, cell) in pairs)
        {
            var path = Path(name);
            var first = Resolve(form, path[0].Name);
            path[0] = path[0] with { Name = first?.Key ?? Known(package, path[0].Name)?.Key ?? path[0].Name };
            var leaf = first ?? Known(package, path[0].Name);
            for (var i = 1; i < path.Count; i++)
            {
                var column = leaf?.Columns.FirstOrDefault(c => c.Key == path[i].Name || c.Label.Ja == path[i].Name);
                if (column is not null) path[i] = path[i] with { Name = column.Key };
                leaf = column;
            }
            values = Put(values, path, 0, Convert(cell, leaf));
        }
        return values;
    }

    /// <summary>A cell as the field's own kind of value.</summary>
    public static Datum Convert(string cell, FieldSpec? field)
    {
        var value = Values.Parse(cell);
        if (field is null) return value;
        switch (field.Type)
        {
            case FieldType.Table:
                return value.Kind != DatumKind.List ? value : Datum.List(value.Items.Select(row => row.Kind != DatumKind.Object ? row : Datum.Object(row.Members.Select(m =>
                {
                    var column = field.Columns.FirstOrDefault(c => c.Key == m.Key || c.Label.Ja == m.Key);
                    return KeyValuePair.Create(column?.Key ?? m.Key, column is null ? m.Value : ConvertValue(m.Value, m.Value.AsText() ?? "", column));
                }))));
            default: return ConvertValue(value, Values.Text(cell), field);
        }
    }

    private static Datum ConvertValue(Datum value, string raw, FieldSpec field)
    {
        if (value.IsNull) return value;
        switch (field.Type)
        {
            case FieldType.Number or FieldType.Money or FieldType.Scale:
                return value;
            case FieldType.Yesno or FieldType.Consent:
                return raw switch { "はい" or "同意する" or "on" => Datum.True, "いいえ" or "同意しない" or "off" => Datum.False, _ => value };
            case FieldType.Choice:
                return field.Options.FirstOrDefault(o => o.Value == raw || o.Label.Ja == raw)?.Value ?? (value.Kind == DatumKind.Number ? raw : value);
            case FieldType.Multichoice or FieldType.File or FieldType.Photo or FieldType.Signature:
                return value.Kind is DatumKind.List or DatumKind.Object ? value : Datum.List([Datum.Of(raw)]);
            default:
                return value.Kind is DatumKind.Number or DatumKind.Boolean ? Datum.Of(raw) : value;
        }
    }

    /// <summary>A field of the form by key or label; a column of its <c>single</c> table stands by itself.</summary>
    public static FieldSpec? Resolve(FormSpec form, string name)
    {
        var columns = form.Single is { } table ? form.Field(table)?.Columns ?? [] : [];
        return form.Field(name) ?? columns.FirstOrDefault(c => c.Key == name)
            ?? form.Fields.FirstOrDefault(f => f.Label.Ja == name) ?? columns.FirstOrDefault(c => c.Label.Ja == name);
    }

    /// <summary>A field of any form or of the case, by key or label.</summary>
    public static FieldSpec? Known(ProgramPackage package, string name) =>
        package.Forms.Select(f => f.Field(name) ?? (f.Single is { } t ? f.Field(t)?.Columns.FirstOrDefault(c => c.Key == name) : null)).FirstOrDefault(f => f is not null)
        ?? package.Fields.Find(name)
        ?? package.Forms.Select(f => Resolve(f, name)).FirstOrDefault(f => f is not null);

    /// <summary>A register's record as written in a table; dotted keys reach into groups.</summary>
    public static Datum RecordValues(Registers.RegisterSpec? register, IEnumerable<(string Key, string Cell)> pairs)
    {
        var values = Datum.EmptyObject;
        foreach (var (name, cell) in pairs)
        {
            var path = Path(name);
            var field = register?.Fields.FirstOrDefault(f => f.Key == path[0].Name) ?? register?.Fields.FirstOrDefault(f => f.Label.Ja == path[0].Name);
            if (field is not null) path[0] = path[0] with { Name = field.Key };
            for (var i = 1; i < path.Count; i++) field = field?.Columns.FirstOrDefault(c => c.Key == path[i].Name || c.Label.Ja == path[i].Name);
            values = Put(values, path, 0, RecordValue(cell, field));
        }
        return values;
    }

    private static Datum RecordValue(string cell, Registers.RegisterFieldSpec? field)
    {
        var value = Values.Parse(cell);
        return field is null || value.IsNull ? value : field.Type switch
        {
            "number" or "money" or "list" or "object" or "table" or "multichoice" or "file" => value,
            "boolean" or "yesno" or "consent" => Values.Text(cell) switch { "はい" => Datum.True, "いいえ" => Datum.False, _ => value },
            _ => value.Kind is DatumKind.Number ? Datum.Of(Values.Text(cell)) : value,
        };
    }

    /// <summary>A value deep inside: <c>lines[1].state</c>, <c>webEnabled.from</c>. Null when there is none.</summary>
    public static Datum Read(Datum from, string path)
    {
        foreach (var (name, row) in Path(path))
        {
            from = from[name];
            if (row is { } at) from = from[at - 1];
        }
        return from;
    }

    private static List<(string Name, int? Row)> Path(string text)
    {
        var result = new List<(string, int?)>();
        foreach (var part in text.Trim().Split('.'))
        {
            var open = part.IndexOf('[', StringComparison.Ordinal);
            if (open > 0 && part[^1] == ']' && int.TryParse(part[(open + 1)..^1], out var row)) result.Add((part[..open], row));
            else result.Add((part, null));
        }
        return result;
    }

    private static Datum Put(Datum into, List<(string Name, int? Row)> path, int at, Datum value)
    {
        var (name, row) = path[at];
        var last = at == path.Count - 1;
        if (row is not { } number) return into.With(name, last ? value : Put(into[name].Kind == DatumKind.Object ? into[name] : Datum.EmptyObject, path, at + 1, value));
        var list = into[name].Kind == DatumKind.List ? into[name] : Datum.List([]);
        while (list.Items.Length < number) list = list.Append(Datum.EmptyObject);
        return into.With(name, list.WithItem(number - 1, last ? value : Put(list[number - 1], path, at + 1, value)));
    }
}
