using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Decisions.Feel;
using Workflows.Engine.Data;

namespace Workflows.Cases.Forms;

/// <summary>The fields of a form, or of one row of a table, while they are judged.</summary>
internal sealed class FormLevel(string prefix, IReadOnlyList<FieldSpec> fields, FieldSpec? table = null, FormLevel? outer = null)
{
    private readonly Dictionary<string, FieldSpec> _byKey = fields.GroupBy(f => f.Key).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    private readonly Dictionary<string, Datum> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _hidden = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<FormLevel>> _rows = new(StringComparer.Ordinal);
    private readonly FormLevel? _outer = outer;
    private Datum? _seen;
    private FeelContext? _feel;

    public IReadOnlyList<FieldSpec> Fields { get; } = fields;
    /// <summary>The table this is a row of.</summary>
    public FieldSpec? Table { get; } = table;
    /// <summary>What the row has besides the form's columns; kept in a correction.</summary>
    public Datum Extra { get; init; } = Datum.EmptyObject;

    public HashSet<string> Locked { get; } = new(StringComparer.Ordinal);
    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, Label> Sources { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, IReadOnlyList<ResolvedOption>> Options { get; } = new(StringComparer.Ordinal);
    /// <summary>An empty row by table key, for pages.</summary>
    public SortedDictionary<string, FormLevel> Templates { get; } = new(StringComparer.Ordinal);

    public string Path(string key) => prefix + key;

    public Datum this[string key]
    {
        get => _values.GetValueOrDefault(key, Datum.Null);
        set { _values[key] = value; Touch(); }
    }

    public FieldSpec? Find(string key) => _byKey.GetValueOrDefault(key);

    public bool IsSound(string key) => !_errors.ContainsKey(key);
    public string? Error(string key) => _errors.GetValueOrDefault(key);
    /// <summary>Keeps the first finding of a field.</summary>
    public void Fail(string key, string message) { _errors.TryAdd(key, message); Touch(); }
    public void Forgive(string key) { if (_errors.Remove(key)) Touch(); }

    public bool IsHidden(string key) => _hidden.Contains(key);

    /// <summary>The field is not there: value, rows and findings go.</summary>
    public void Hide(string key)
    {
        _hidden.Add(key);
        _errors.Remove(key);
        _values.Remove(key);
        _rows.Remove(key);
        Touch();
    }

    public IReadOnlyList<FormLevel> Rows(string key) => _rows.GetValueOrDefault(key, []);
    public IEnumerable<FormLevel> AllRows => Fields.SelectMany(f => Rows(f.Key));
    public void ClearRows(string key) { _rows[key] = []; Touch(); }
    public void AddRow(string key, FormLevel row) { _rows[key].Add(row); Touch(); }

    private void Touch()
    {
        for (var level = this; level is not null; level = level._outer) (level._seen, level._feel) = (null, null);
    }

    /// <summary>The values as rules see them: every field stands there, null where it is empty, hidden or unreadable.</summary>
    public Datum Seen() => _seen ??= Datum.Object(Fields.Where(f => f.HoldsValue).Select(f => KeyValuePair.Create(f.Key, SeenValue(f))));

    /// <summary><see cref="Seen"/> as FEEL's value. Rows that did not change are not made anew, so a rule of a row that looks at the whole form does not convert every row.</summary>
    public FeelContext SeenAsFeel(FieldTypes types) => _feel ??= new(Fields.Where(f => f.HoldsValue).Select(f => KeyValuePair.Create(f.Key,
        f.Type == FieldType.Table ? Rows(f.Key).Select(r => (object?)r.SeenAsFeel(types)).ToArray() : FeelBridge.ToFeel(SeenValue(f), types, f.Key))));

    private Datum SeenValue(FieldSpec field) =>
        field.Type == FieldType.Table ? Datum.List(Rows(field.Key).Select(r => r.Seen()))
        : IsHidden(field.Key) || !IsSound(field.Key) ? Datum.Null : this[field.Key];

    /// <summary>The values to be kept: no headings, nothing hidden or empty.</summary>
    /// <param name="keepNull">Whether a field stands there although it is empty.</param>
    public Datum Kept(Func<string, bool> keepNull) => Extra.Merge(Datum.Object(
        from field in Fields
        where field.HoldsValue
        let value = field.Type == FieldType.Table
            ? IsHidden(field.Key) ? Datum.EmptyList : Datum.List(Rows(field.Key).Select(r => r.Kept(k => keepNull(r.Path(k)))))
            : IsHidden(field.Key) ? Datum.Null : this[field.Key]
        where value is not { Kind: DatumKind.List, Items.Length: 0 } && !value.IsNull || keepNull(Path(field.Key))
        select KeyValuePair.Create(field.Key, value is { Kind: DatumKind.List, Items.Length: 0 } && field.Type != FieldType.Table ? Datum.Null : value)));

    public IEnumerable<FieldState> States() => Fields.Select(field => new FieldState(
        field, Path(field.Key), !IsHidden(field.Key), Required.Contains(field.Key), Locked.Contains(field.Key), Sources.GetValueOrDefault(field.Key),
        field.Type == FieldType.Table ? Datum.List(Rows(field.Key).Select(r => r.Kept(_ => false))) : this[field.Key],
        Error(field.Key), Options.GetValueOrDefault(field.Key, []),
        [.. Rows(field.Key).Select(r => (IReadOnlyList<FieldState>)[.. r.States()])],
        Templates.TryGetValue(field.Key, out var template) ? [.. template.States()] : []));
}
