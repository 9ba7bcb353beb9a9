using Microsoft.Data.Sqlite;
using SQLitePCL;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Sqlite;

/// <summary>A connection to the file with its prepared statements, past the ADO.NET layer.</summary>
internal sealed class SqliteFile : SqlDb
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    /// <param name="cipher">What people wrote is sealed with it before it reaches the file.</param>
    public SqliteFile(string path, bool readOnly, VaultCipher cipher) : base(SqliteDialect.Instance, cipher)
    {
        var text = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        Connection = new SqliteConnection(text.ToString());
        Connection.Open();
        Handle = Connection.Handle ?? throw new InvalidOperationException("The SQLite connection has no handle.");
        Run("PRAGMA busy_timeout = 10000");
        Run("PRAGMA cache_size = -32000");
        if (readOnly) return;
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = FULL");
        Run("PRAGMA wal_autocheckpoint = 4000");
    }

    public SqliteConnection Connection { get; }
    public sqlite3 Handle { get; }

    public override SqlRows Query(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = Prepared(sql);
        statement.Bind(values);
        return statement;
    }

    public override SqlRows Once(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = new SqliteStatement(this, Dialect.Translate(sql), once: true);
        statement.Bind(values);
        return statement;
    }

    public override int Run(string sql, params ReadOnlySpan<object?> values)
    {
        using var statement = Prepared(sql);
        statement.Bind(values);
        while (statement.Step()) { }
        return raw.sqlite3_changes(Handle);
    }

    public override long Insert(string sql, params ReadOnlySpan<object?> values)
    {
        Run(sql, values);
        return raw.sqlite3_last_insert_rowid(Handle);
    }

    public SqliteException Error(int code) => new(raw.sqlite3_errmsg(Handle).utf8_to_string(), code, raw.sqlite3_extended_errcode(Handle));

    public override void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Close();
        _statements.Clear();
        Connection.Dispose();
    }

    private SqliteStatement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement)) _statements[sql] = statement = new SqliteStatement(this, Dialect.Text(sql));
        return statement;
    }
}

/// <summary>A prepared statement and its rows.</summary>
internal sealed class SqliteStatement : SqlRows
{
    private readonly SqliteFile _file;
    private readonly sqlite3_stmt _statement;
    private readonly bool _once;

    public SqliteStatement(SqliteFile file, string sql, bool once = false)
    {
        _file = file;
        _once = once;
        var code = raw.sqlite3_prepare_v3(file.Handle, sql, once ? 0 : (uint)raw.SQLITE_PREPARE_PERSISTENT, out _statement);
        if (code != raw.SQLITE_OK) throw file.Error(code);
    }

    internal void Bind(ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var code = values[i] switch
            {
                null => raw.sqlite3_bind_null(_statement, i + 1),
                string text => raw.sqlite3_bind_text(_statement, i + 1, text),
                long number => raw.sqlite3_bind_int64(_statement, i + 1, number),
                int number => raw.sqlite3_bind_int(_statement, i + 1, number),
                bool flag => raw.sqlite3_bind_int(_statement, i + 1, flag ? 1 : 0),
                DateTimeOffset at => raw.sqlite3_bind_int64(_statement, i + 1, at.UtcTicks),
                byte[] bytes => raw.sqlite3_bind_blob(_statement, i + 1, bytes),
                Enum value => raw.sqlite3_bind_int(_statement, i + 1, Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture)),
                var other => throw new ArgumentException($"A parameter of type {other.GetType()} cannot be bound."),
            };
            if (code != raw.SQLITE_OK) throw _file.Error(code);
        }
    }

    public override bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        var error = _file.Error(code);
        raw.sqlite3_reset(_statement);
        throw error;
    }

    public override int Columns => raw.sqlite3_column_count(_statement);
    public override bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;
    public override long Long(int column) => raw.sqlite3_column_int64(_statement, column);
    public override int Int(int column) => raw.sqlite3_column_int(_statement, column);
    public override string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();
    public override byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();
    public override byte[] Opened(int column) => _file.Open(Bytes(column));

    public override object? Value(int column) => raw.sqlite3_column_type(_statement, column) switch
    {
        raw.SQLITE_INTEGER => Long(column),
        raw.SQLITE_BLOB => Bytes(column),
        raw.SQLITE_TEXT => Text(column),
        _ => null,
    };

    /// <summary>Resets it for the next use.</summary>
    public override void Dispose()
    {
        if (_once) { Close(); return; }
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
    }

    internal void Close() => _statement.Dispose();
}
