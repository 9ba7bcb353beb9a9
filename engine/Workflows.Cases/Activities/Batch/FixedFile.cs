using System.Globalization;
using System.Text;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Activities.Batch;

/// <summary>Files of records of one length (全銀 and the like): written from rows, or read and checked whole.</summary>
internal static class FixedFile
{
    private const int MostErrors = 200;

    /// <param name="names">What the fields' values see besides <c>rows</c> and <c>head</c>.</param>
    /// <exception cref="FormatException">A value does not fit; names the row and field.</exception>
    public static string Write(FileLayoutSpec layout, Datum head, IReadOnlyList<Datum> rows, FeelNames names)
    {
        names = names.With("rows", Datum.List(rows)).With("head", head);
        var end = layout.LineEnd switch { "lf" => "\n", "none" => "", _ => "\r\n" };
        var text = new StringBuilder();
        foreach (var record in layout.Records)
        {
            if (record.Role != "row") { text.Append(Record(record, head, names, record.Role)).Append(end); continue; }
            for (var i = 0; i < rows.Count; i++) text.Append(Record(record, rows[i], names, $"{i + 1}件目")).Append(end);
        }
        return text.ToString();
    }

    public static ParsedFile Parse(string text, FileLayoutSpec layout, FeelNames names)
    {
        var length = layout.Records[0].Length;
        var errors = new List<LayoutError>();
        var records = Cut(text, length, errors);
        var rows = new List<Datum>();
        var numbers = new List<int>();
        var whole = new SortedDictionary<string, (Datum Value, int No)>(StringComparer.Ordinal);
        var place = 0;
        for (var i = 0; i < records.Count && errors.Count < MostErrors; i++)
        {
            if (Kind(layout, records[i]) is not { } kind) { errors.Add(new(i + 1, null, $"レコードの区分「{records[i][..1]}」がありません。")); continue; }
            var order = layout.Records.ToList().IndexOf(kind);
            if (order < place || (order > place && Skipped(layout, place, order) is { })) errors.Add(new(i + 1, null, $"{Word(kind.Role)}のレコードの順が正しくありません。"));
            place = order;
            var value = Read(kind, records[i], i + 1, errors);
            if (kind.Role == "row") { rows.Add(value); numbers.Add(i + 1); continue; }
            if (!whole.TryAdd(kind.Role, (value, i + 1))) errors.Add(new(i + 1, null, $"{Word(kind.Role)}のレコードが二つあります。"));
        }
        foreach (var missing in layout.Records.Where(r => r.Role != "row" && !whole.ContainsKey(r.Role)))
            errors.Add(new(records.Count, null, $"{Word(missing.Role)}のレコードがありません。ファイルが途中で切れているおそれがあります。"));
        var head = whole.TryGetValue("header", out var first) ? first.Value : Datum.Null;
        var trailer = whole.TryGetValue("trailer", out var last) ? last.Value : Datum.Null;
        if (errors.Count == 0) Compare(layout, rows, numbers, whole, names.With("rows", Datum.List(rows)).With("head", head).With("trailer", trailer), errors);
        return errors.Count > 0 ? ParsedFile.Wrong(errors, rows.Count) with { Head = head, Trailer = trailer } : new ParsedFile(rows, []) { Head = head, Trailer = trailer };
    }

    private static FileRecordSpec? Skipped(FileLayoutSpec layout, int from, int to) =>
        layout.Records.Skip(from + 1).Take(to - from - 1).FirstOrDefault(r => r.Role != "row");

    /// <summary>Records with or without line ends between them. Only line ends stand outside a record.</summary>
    private static List<string> Cut(string text, int length, List<LayoutError> errors)
    {
        var records = new List<string>();
        var at = 0;
        while (at < text.Length && text[at] != '\u001A')
        {
            var rest = Math.Min(length, text.Length - at);
            var line = text.AsSpan(at, rest);
            if (line.IndexOfAny('\r', '\n') is >= 0 and var early) { errors.Add(new(records.Count + 1, null, $"レコードの長さが {length} ではありません（{early}）。")); return records; }
            if (rest < length) { errors.Add(new(records.Count + 1, null, $"レコードの長さが {length} ではありません（{rest}）。")); return records; }
            records.Add(line.ToString());
            at += length;
            if (at < text.Length && text[at] == '\r') at++;
            if (at < text.Length && text[at] == '\n') at++;
        }
        if (records.Count == 0) errors.Add(new(0, null, "ファイルが空です。"));
        return records;
    }

    /// <summary>The kind of record by its mark, the fixed value of its first field.</summary>
    private static FileRecordSpec? Kind(FileLayoutSpec layout, string record) =>
        layout.Records.FirstOrDefault(r => r.Fields[0].Value!.Text.Trim('"') is var mark && record.StartsWith(mark, StringComparison.Ordinal));

    private static Datum Read(FileRecordSpec record, string text, int no, List<LayoutError> errors)
    {
        var value = Datum.EmptyObject;
        var at = 0;
        foreach (var field in record.Fields)
        {
            var raw = text.Substring(at, field.Length);
            at += field.Length;
            if (field.Key.Length == 0) continue;
            switch (field.Type)
            {
                case "number" or "digits" when raw.Any(c => !char.IsAsciiDigit(c)):
                    errors.Add(new(no, field.Name, $"「{raw}」は数字ではありません。"));
                    break;
                case "number": value = value.With(field.Key, Datum.Of(decimal.Parse(raw, NumberStyles.None, CultureInfo.InvariantCulture))); break;
                case "digits": value = value.With(field.Key, raw); break;
                default: value = value.With(field.Key, raw.TrimEnd(' ')); break;
            }
        }
        return value;
    }

    /// <summary>What a layout says must stand in a field is compared with what does; then the layout's own checks.</summary>
    private static void Compare(FileLayoutSpec layout, List<Datum> rows, List<int> numbers, SortedDictionary<string, (Datum Value, int No)> whole, FeelNames names, List<LayoutError> errors)
    {
        foreach (var record in layout.Records)
        {
            foreach (var field in record.Fields.Where(f => f.Value is not null && f.Key.Length > 0))
            {
                if (record.Role == "row")
                {
                    for (var i = 0; i < rows.Count && errors.Count < MostErrors; i++) Same(field, rows[i], numbers[i], names.With("row", rows[i]), errors);
                }
                else Same(field, whole[record.Role].Value, whole[record.Role].No, names, errors);
            }
        }
        foreach (var check in layout.Checks)
            if (!names.IsTrue(check.Valid)) errors.Add(new(0, null, check.Message.Render(names)));
    }

    private static void Same(FileFieldSpec field, Datum value, int no, FeelNames names, List<LayoutError> errors)
    {
        var (expected, actual) = (names.Evaluate(field.Value!), value[field.Key]);
        if (expected.IsNull || expected.AsText() == actual.AsText() || (expected.AsDecimal() is { } e && actual.AsDecimal() is { } a && e == a)) return;
        errors.Add(new(no, field.Name, $"「{field.Name}」は {actual.AsText()} ですが、{expected.AsText()} でなければなりません。"));
    }

    private static string Record(FileRecordSpec record, Datum source, FeelNames names, string place)
    {
        if (record.Role == "row") names = names.With("row", source);
        var text = new StringBuilder(record.Length);
        foreach (var field in record.Fields) text.Append(Field(field, field.Value is { } value ? names.Evaluate(value) : source[field.Key], place));
        return text.ToString();
    }

    private static string Field(FileFieldSpec field, Datum value, string place)
    {
        var text = field.Type == "filler" && field.Value is null ? "" : value.AsText() ?? "";
        if (text.FirstOrDefault(c => !JisX0201.Has(c)) is not '\0' and var bad)
            throw new FormatException($"{place}の「{field.Name}」に使えない文字「{bad}」があります。 (The field {field.Name} holds a character outside JIS X 0201.)");
        if (field.Type is "number" or "digits")
        {
            if (text.Any(c => !char.IsAsciiDigit(c))) throw new FormatException($"{place}の「{field.Name}」の値「{text}」は数字ではありません。 (Not digits.)");
            text = text.PadLeft(field.Length, '0');
        }
        return text.Length <= field.Length ? text.PadRight(field.Length)
            : throw new FormatException($"{place}の「{field.Name}」の値「{text}」は {field.Length} 桁に入りません。 (The value is longer than {field.Length}.)");
    }

    private static string Word(string role) => role switch { "header" => "ヘッダ", "trailer" => "トレーラ", "end" => "エンド", _ => "データ" };
}
