using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Workflows.Storage.Sql;

namespace Workflows.Storage.PostgreSql;

/// <summary>Collects a group's rows and writes them in one round trip: a statement a table, its columns as arrays through <c>unnest</c>.</summary>
internal sealed class PostgreSqlRows(NpgsqlConnection connection) : IStepRows
{
    private readonly CollectedRows _collected = new();

    public void Add(StepTable table, params ReadOnlySpan<object?> values) => _collected.Take(CollectedRows.Kind.Add, table, values);
    public void Put(StepTable table, params ReadOnlySpan<object?> values) => _collected.Take(CollectedRows.Kind.Put, table, values);
    public void AddNew(StepTable table, params ReadOnlySpan<object?> values) => _collected.Take(CollectedRows.Kind.AddNew, table, values);
    public void Remove(StepTable table, params ReadOnlySpan<object?> keys) => _collected.Take(CollectedRows.Kind.Remove, table, keys);

    public void Drop() => _collected.Clear();

    public void Flush() => Flush(commit: false, []);

    /// <param name="commit">The transaction under way is committed by the same round trip.</param>
    /// <param name="first">Goes ahead of the rows.</param>
    public void Flush(bool commit, IEnumerable<NpgsqlBatchCommand> first)
    {
        if (_collected.IsEmpty && !commit) return;
        using var batch = connection.CreateBatch();
        foreach (var command in first) batch.BatchCommands.Add(command);
        foreach (var (table, kind, rows) in _collected.ByTable()) batch.BatchCommands.Add(Command(table, kind, rows));
        if (commit) batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        _collected.Clear();
        batch.ExecuteNonQuery();
    }

    /// <summary>Writes the rows of one table.</summary>
    public static NpgsqlBatchCommand Command(StepTable table, CollectedRows.Kind kind, List<object?[]> rows)
    {
        var command = new NpgsqlBatchCommand(PostgreSqlDialect.Instance.Text(TextOf(table, kind)));
        var columns = kind == CollectedRows.Kind.Remove ? table.Keys : table.Columns.Count;
        for (var i = 0; i < columns; i++) command.Parameters.Add(Column(table.Columns[i].Type, rows, i));
        return command;
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<(StepTable, CollectedRows.Kind), string> Texts = new();

    internal static string TextOf(StepTable table, CollectedRows.Kind kind) => Texts.GetOrAdd((table, kind), static of =>
    {
        var (table, kind) = of;
        if (kind == CollectedRows.Kind.Remove)
        {
            var keys = string.Join(", ", Enumerable.Range(1, table.Keys).Select(n => string.Create(CultureInfo.InvariantCulture, $"k{n}")));
            return $"DELETE FROM {table.Name} AS t USING unnest({Dialect.Marks(table.Keys)}) AS k({keys}) WHERE "
                + string.Join(" AND ", table.Columns.Take(table.Keys).Select((c, i) => string.Create(CultureInfo.InvariantCulture, $"t.{c.Name} = k.k{i + 1}")));
        }
        var insert = $"INSERT INTO {table.Name} ({Dialect.Names(table)}) SELECT * FROM unnest({Dialect.Marks(table.Columns.Count)})";
        return kind switch
        {
            CollectedRows.Kind.Put => $"{insert} {Dialect.OnConflict(table)}",
            CollectedRows.Kind.AddNew => $"{insert} ON CONFLICT DO NOTHING",
            _ => insert,
        };
    });

    /// <summary>A column of the rows as an array parameter.</summary>
    public static NpgsqlParameter Column(char type, List<object?[]> rows, int column)
    {
        switch (type)
        {
            case 'l':
                var longs = new long?[rows.Count];
                for (var i = 0; i < longs.Length; i++) longs[i] = rows[i][column] switch { long n => n, int n => n, _ => null };
                return new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint, Value = longs };
            case 'i':
                var ints = new int?[rows.Count];
                for (var i = 0; i < ints.Length; i++) ints[i] = rows[i][column] switch { int n => n, long n => checked((int)n), _ => null };
                return new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer, Value = ints };
            case 'b':
                var blobs = new byte[]?[rows.Count];
                for (var i = 0; i < blobs.Length; i++) blobs[i] = (byte[]?)rows[i][column];
                return new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea, Value = blobs };
            default:
                var texts = new string?[rows.Count];
                for (var i = 0; i < texts.Length; i++) texts[i] = (string?)rows[i][column];
                return new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text, Value = texts };
        }
    }
}
