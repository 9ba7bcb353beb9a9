using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Workflows.Storage.Sql;

/// <summary>A connection through ADO.NET: PostgreSQL, SQL Server. Rows are read to the end at once, because a connection serves one reader at a time.</summary>
internal class AdoDb(DbConnection connection, Dialect dialect, VaultCipher cipher) : SqlDb(dialect, cipher)
{
    public DbConnection Connection => connection;
    /// <summary>The transaction commands run in.</summary>
    public DbTransaction? Transaction { get; set; }

    /// <summary>What gives a reader one snapshot.</summary>
    public virtual IsolationLevel Snapshot => IsolationLevel.RepeatableRead;

    public override SqlRows Query(string sql, params ReadOnlySpan<object?> values) => Rows(Dialect.Text(sql), values);
    public override SqlRows Once(string sql, params ReadOnlySpan<object?> values) => Rows(Dialect.Translate(sql), values);

    public override int Run(string sql, params ReadOnlySpan<object?> values)
    {
        BeforeCommand();
        using var command = Command(Dialect.Text(sql), values);
        return command.ExecuteNonQuery();
    }

    public override long Insert(string sql, params ReadOnlySpan<object?> values)
    {
        using var rows = Query(Dialect.InsertReturningId(sql), values);
        return rows.Step() ? rows.Long(0) : throw new InvalidOperationException("The database gave no key.");
    }

    public override void Dispose() => connection.Dispose();

    /// <summary>Comes before each command: what is waiting to be written is written.</summary>
    protected virtual void BeforeCommand() { }

    private BufferedRows Rows(string text, ReadOnlySpan<object?> values)
    {
        BeforeCommand();
        using var command = Command(text, values);
        using var reader = command.ExecuteReader(CommandBehavior.Default);
        return BufferedRows.Read(reader, this);
    }

    private DbCommand Command(string text, ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        command.Transaction = Transaction;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            Name(parameter, i + 1);
            parameter.Value = Plain(values[i]) ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }
        return command;
    }

    /// <summary>Npgsql takes parameters by place, SQL Server by name.</summary>
    private void Name(DbParameter parameter, int number)
    {
        if (Dialect.Parameter(number) is ['@', ..] name) parameter.ParameterName = name;
    }
}

/// <summary>Rows read to the end.</summary>
internal sealed class BufferedRows(List<object?[]> rows, int columns, SqlDb db) : SqlRows
{
    private int _at = -1;

    /// <summary>One row, already stepped to. Of the connection only what opens sealed values is used.</summary>
    public static BufferedRows One(object?[] row, SqlDb db) => new([row], row.Length, db) { _at = 0 };

    public static BufferedRows Read(DbDataReader reader, SqlDb db)
    {
        var rows = new List<object?[]>();
        var columns = reader.FieldCount;
        while (reader.Read())
        {
            var row = new object[columns];
            reader.GetValues(row);
            rows.Add(row);
        }
        return new BufferedRows(rows!, columns, db);
    }

    public override int Columns => columns;
    public override bool Step() => ++_at < rows.Count;
    public override bool IsNull(int column) => rows[_at][column] is null or DBNull;
    public override long Long(int column) => rows[_at][column] is long number ? number : Convert.ToInt64(rows[_at][column], CultureInfo.InvariantCulture);
    public override int Int(int column) => rows[_at][column] is int number ? number : Convert.ToInt32(rows[_at][column], CultureInfo.InvariantCulture);
    public override string Text(int column) => (string)rows[_at][column]!;
    public override byte[] Bytes(int column) => (byte[])rows[_at][column]!;
    public override byte[] Opened(int column) => db.Open(Bytes(column));

    public override object? Value(int column) => rows[_at][column] switch
    {
        null or DBNull => null,
        string or byte[] or long => rows[_at][column],
        var number and (int or short) => Convert.ToInt64(number, CultureInfo.InvariantCulture),
        var other => other,
    };

    public override void Dispose() { }
}
