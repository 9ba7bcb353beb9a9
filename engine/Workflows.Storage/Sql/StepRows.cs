using System.Globalization;

namespace Workflows.Storage.Sql;

/// <summary>Where a step's rows go. What was put is seen by later queries of the session; when it is written is the writer's own matter.</summary>
internal interface IStepRows
{
    /// <summary>Adds a row that is not there.</summary>
    void Add(StepTable table, params ReadOnlySpan<object?> values);
    /// <summary>Adds a row or writes over the one with its key.</summary>
    void Put(StepTable table, params ReadOnlySpan<object?> values);
    /// <summary>Adds a row unless one with its key is there.</summary>
    void AddNew(StepTable table, params ReadOnlySpan<object?> values);
    /// <summary>Takes the row with this key away, if it is there.</summary>
    void Remove(StepTable table, params ReadOnlySpan<object?> keys);
    /// <summary>Writes what has been collected.</summary>
    void Flush();
}

/// <summary>Writes every row at once by a prepared statement.</summary>
internal sealed class DirectRows(SqlDb db) : IStepRows
{
    public void Add(StepTable table, params ReadOnlySpan<object?> values) => db.Run(db.Dialect.Add(table), values);
    public void Put(StepTable table, params ReadOnlySpan<object?> values) => db.Run(db.Dialect.Put(table), values);
    public void AddNew(StepTable table, params ReadOnlySpan<object?> values) => db.Run(db.Dialect.InsertNew(table), values);
    public void Remove(StepTable table, params ReadOnlySpan<object?> keys) => db.Run(db.Dialect.Remove(table), keys);
    public void Flush() { }
}

/// <summary>
/// Collects rows by table and key, the last word counting, and gives them table by table when they are to be written.
/// Rows of one table are in the order in which their keys were named first.
/// </summary>
internal sealed class CollectedRows
{
    private readonly Dictionary<StepTable, Dictionary<string, Entry>> _tables = [];

    internal enum Kind { Add, Put, AddNew, Remove }

    internal readonly record struct Entry(Kind Kind, object?[] Values);

    public bool IsEmpty => _tables.Count == 0;

    public void Take(Kind kind, StepTable table, ReadOnlySpan<object?> values)
    {
        if (!_tables.TryGetValue(table, out var rows))
        {
            if (!StepTable.InOrder.Contains(table)) throw new ArgumentException($"Rows of {table.Name} are not collected.", nameof(table));
            _tables[table] = rows = new Dictionary<string, Entry>(StringComparer.Ordinal);
        }
        var own = new object?[values.Length];
        for (var i = 0; i < own.Length; i++) own[i] = SqlDb.Plain(values[i]);
        var key = KeyOf(table, own);
        // A row put after its removal may find the old one still there.
        if (rows.TryGetValue(key, out var before) && kind == Kind.Add && before.Kind == Kind.Remove) kind = Kind.Put;
        if (before.Values is not null && kind == Kind.AddNew && before.Kind != Kind.Remove) return;
        rows[key] = new Entry(kind, own);
    }

    public IEnumerable<(StepTable Table, Kind Kind, List<object?[]> Rows)> ByTable()
    {
        foreach (var table in StepTable.InOrder)
        {
            if (!_tables.TryGetValue(table, out var rows)) continue;
            foreach (var kind in new[] { Kind.Remove, Kind.Add, Kind.AddNew, Kind.Put })
            {
                var own = rows.Values.Where(r => r.Kind == kind).Select(r => r.Values).ToList();
                if (own.Count > 0) yield return (table, kind, own);
            }
        }
    }

    public void Clear() => _tables.Clear();

    private static string KeyOf(StepTable table, object?[] values) => table.Keys switch
    {
        1 => Word(values[0]),
        2 => $"{Word(values[0])}\u001f{Word(values[1])}",
        _ => string.Join('\u001f', values.Take(table.Keys).Select(Word)),
    };

    private static string Word(object? value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
