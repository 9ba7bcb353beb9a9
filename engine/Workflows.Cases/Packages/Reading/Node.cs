using System.Globalization;
using System.Text.RegularExpressions;
using Workflows.Cases.Expressions;
using Workflows.Engine.Data;

namespace Workflows.Cases.Packages.Reading;

/// <summary>An object of a definition file while it is read: every access checks the kind and names the place when it is wrong.</summary>
internal sealed class Node
{
    private readonly Datum _value;

    private Node(Datum value, string path, string file, Reading reading)
    {
        _value = value; Path = path; File = file; Reading = reading;
    }

    public string Path { get; }
    public string File { get; }
    public Reading Reading { get; }
    public Datum Value => _value;

    public static Node? Root(Datum value, string file, Reading reading, Shape shape) => Make(value, "$", file, reading, shape);

    private static Node? Make(Datum value, string path, string file, Reading reading, Shape shape)
    {
        if (value.Kind != DatumKind.Object)
        {
            reading.Error(file, path, "ここには { … } を書いてください。", "An object is expected here.", code: "VALUE_KIND");
            return null;
        }
        var known = shape.Required.Concat(shape.Optional).ToArray();
        foreach (var (key, _) in value.Members)
            if (!shape.Allows(key))
                reading.Error(file, $"{path}.{key}", $"「{key}」という項目はありません。", $"There is no property '{key}' here.", Near.Fix(key, known), "PROPERTY_UNKNOWN", Near.Find(key, known));
        foreach (var key in shape.Required)
            if (!value.Has(key) || value[key].IsNull)
                reading.Error(file, path, $"「{key}」がありません。", $"The property '{key}' is missing.", $"「{key}」を書いてください。", "PROPERTY_MISSING", key);
        return new(value, path, file, reading);
    }

    public bool Has(string key) => _value.Has(key) && !_value[key].IsNull;
    public string At(string key) => $"{Path}.{key}";

    public void Error(string key, string ja, string en, string? fixJa = null, string code = "VALUE") => Reading.Error(File, key.Length == 0 ? Path : At(key), ja, en, fixJa, code);

    /// <summary>A required text; empty when missing (already reported).</summary>
    public string Text(string key) => OptionalText(key) ?? "";

    public string? OptionalText(string key)
    {
        var value = _value[key];
        if (value.IsNull) return null;
        if (value.Kind == DatumKind.Text) return value.AsText();
        Error(key, $"「{key}」は文字列で書いてください。", $"'{key}' must be a string.");
        return null;
    }

    /// <summary>An identifier: letters of any script, digits, '-', '_', '.', '(' and ')'.</summary>
    public string Id(string key = "id")
    {
        var id = Text(key);
        if (id.Length > 0 && !Regex.IsMatch(id, @"^[\p{L}\p{N}][\p{L}\p{N}\p{M}ー・_.()（）-]*$"))
            Error(key, $"識別子「{id}」に使えない文字があります。", $"The id '{id}' has a character ids cannot have.", "文字、数字、- _ . ( ) だけを使ってください。");
        return id;
    }

    /// <summary>A key that FEEL can name: a letter, then letters, digits, '_'.</summary>
    public string Key(string key = "key")
    {
        var name = Text(key);
        if (name.Length > 0 && !Regex.IsMatch(name, @"^[\p{L}_][\p{L}\p{N}_]*$"))
            Error(key, $"項目の名前「{name}」は式で使えません。", $"The key '{name}' cannot be used in expressions.", "文字で始め、文字、数字、_ だけを使ってください。");
        return name;
    }

    public string Choice(string key, string otherwise, params string[] allowed)
    {
        if (OptionalText(key) is not { } text) return otherwise;
        if (allowed.Contains(text)) return text;
        Error(key, $"「{key}」に「{text}」は使えません。", $"'{key}' cannot be '{text}'.", $"使えるのは {string.Join("、", allowed)} です。");
        return otherwise;
    }

    public Label Label(string key) => OptionalLabel(key) ?? Packages.Label.Empty;

    public Label? OptionalLabel(string key) => LabelOf(_value[key], At(key));

    private Label? LabelOf(Datum value, string path)
    {
        if (value.IsNull) return null;
        if (value.Kind == DatumKind.Text) return new(value.AsText()!);
        if (Make(value, path, File, Reading, Shapes.Label) is not { } node) return null;
        return new(node.Text("ja"), node.OptionalText("en"), node.OptionalText("easy"));
    }

    public IReadOnlyList<Label> Labels(string key) =>
        [.. ListOf(key).Select((item, i) => LabelOf(item, $"{At(key)}[{i}]")).OfType<Label>()];

    public bool Flag(string key, bool otherwise = false)
    {
        var value = _value[key];
        if (value.IsNull) return otherwise;
        if (value.Kind == DatumKind.Boolean) return value.AsBoolean();
        Error(key, $"「{key}」は true か false で書いてください。", $"'{key}' must be true or false.");
        return otherwise;
    }

    public long? Whole(string key)
    {
        var value = _value[key];
        if (value.IsNull) return null;
        if (value.Kind == DatumKind.Number && value.AsLong() is { } number) return number;
        Error(key, $"「{key}」は整数で書いてください。", $"'{key}' must be a whole number.");
        return null;
    }

    public int? Int(string key) => Whole(key) is { } number ? checked((int)Math.Clamp(number, int.MinValue, int.MaxValue)) : null;

    public TimeOnly? TimeOfDay(string key)
    {
        if (OptionalText(key) is not { } text) return null;
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        Error(key, $"時刻「{text}」を読めません。", $"'{text}' is no time of day.", "08:00 のように書いてください。");
        return null;
    }

    public DateOnly? Date(string key)
    {
        if (OptionalText(key) is not { } text) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return date;
        Error(key, $"日付「{text}」を読めません。", $"'{text}' is no date.", "2026-04-01 のように書いてください。");
        return null;
    }

    public string? Pattern(string key)
    {
        if (OptionalText(key) is not { } text) return null;
        try { _ = new Regex(text, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)); return text; }
        catch (ArgumentException e) { Error(key, $"正規表現「{text}」を読めません。", $"The pattern '{text}' cannot be read: {e.Message}"); return null; }
    }

    public Datum Raw(string key) => _value[key];

    public IReadOnlyList<string> Texts(string key)
    {
        var result = new List<string>();
        var at = 0;
        foreach (var item in ListOf(key))
        {
            if (item.Kind == DatumKind.Text) result.Add(item.AsText()!);
            else Reading.Error(File, $"{At(key)}[{at}]", "文字列を書いてください。", "A string is expected.");
            at++;
        }
        return result;
    }

    public IReadOnlyList<T> List<T>(string key, Shape shape, Func<Node, T> read)
    {
        var result = new List<T>();
        var at = 0;
        foreach (var item in ListOf(key))
            if (Make(item, $"{At(key)}[{at++}]", File, Reading, shape) is { } node) result.Add(read(node));
        return result;
    }

    /// <summary>As <see cref="List{T}"/>, refusing a second item of the same id, and one without.</summary>
    public Catalog<T> Catalog<T>(string key, Shape shape, Func<Node, T> read) where T : class, IDeclared
    {
        var items = List(key, shape, read);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i++)
            if (items[i].Id.Length > 0 && !seen.Add(items[i].Id))
                Reading.Error(File, $"{At(key)}[{i}]", $"「{items[i].Id}」が二度書かれています。", $"'{items[i].Id}' is declared twice.", "どちらかの識別子を変えてください。", "ID_TWICE");
        return new(items.Where(i => i.Id.Length > 0));
    }

    public T? Object<T>(string key, Shape shape, Func<Node, T> read) where T : class =>
        Has(key) && Make(_value[key], At(key), File, Reading, shape) is { } node ? read(node) : null;

    /// <summary>An object of free keys.</summary>
    public IEnumerable<(string Key, Datum Value, string Place)> Entries(string key)
    {
        var value = _value[key];
        if (value.IsNull) yield break;
        if (value.Kind != DatumKind.Object)
        {
            Error(key, $"「{key}」は {{ … }} で書いてください。", $"'{key}' must be an object.");
            yield break;
        }
        foreach (var (name, member) in value.Members) yield return (name, member, $"{At(key)}.{name}");
    }

    public Node? Child(Datum value, string place, Shape shape) => Make(value, place, File, Reading, shape);

    public Label? EntryLabel(Datum value, string place) => LabelOf(value, place);

    public Feel? Feel(string key) => FeelOf(_value[key], At(key));

    public Feel RequiredFeel(string key) => Feel(key) ?? new Feel("null");

    /// <summary>A FEEL text; a number or boolean stands for itself.</summary>
    public Feel? FeelOf(Datum value, string place)
    {
        switch (value.Kind)
        {
            case DatumKind.Null: return null;
            case DatumKind.Text: return Reading.Feel(value.AsText()!, File, place);
            case DatumKind.Number or DatumKind.Boolean: return new Feel(value.AsText()!);
            default:
                Reading.Error(File, place, "式（FEEL）は文字列で書いてください。", "A FEEL expression must be a string.");
                return null;
        }
    }

    public IReadOnlyList<NamedFeel> NamedFeels(string key) =>
        [.. Entries(key).Select(e => new NamedFeel(e.Key, FeelOf(e.Value, e.Place) ?? new Feel("null")))];

    public TextTemplate Template(string key) => OptionalTemplate(key) ?? new("");

    public TextTemplate? OptionalTemplate(string key) => OptionalText(key) is { } text ? Reading.Template(text, File, At(key)) : null;

    public void Refer(RefKind kind, string? id, string key, string? within = null)
    {
        if (!string.IsNullOrEmpty(id)) Reading.References.Add(new(kind, id, File, At(key), within));
    }

    public void Refer(RefKind kind, IReadOnlyList<string> ids, string key, string? within = null)
    {
        for (var i = 0; i < ids.Count; i++) Reading.References.Add(new(kind, ids[i], File, $"{At(key)}[{i}]", within));
    }

    private IEnumerable<Datum> ListOf(string key)
    {
        var value = _value[key];
        if (value.IsNull) return [];
        if (value.Kind == DatumKind.List) return value.Items;
        Error(key, $"「{key}」は [ … ] で書いてください。", $"'{key}' must be a list.");
        return [];
    }
}
