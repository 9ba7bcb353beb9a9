using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Workflows.Storage.Sqlite;

/// <summary>A connection with its prepared statements. Belongs to one thread at a time.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    private readonly VaultCipher _cipher;

    /// <param name="cipher">What people wrote is sealed with it before it reaches the file.</param>
    public SqliteFile(string path, bool readOnly, VaultCipher cipher)
    {
        _cipher = cipher;
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
        Run("PRAGMA mmap_size = 268435456");
        if (readOnly) return;
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = FULL");
        Run("PRAGMA wal_autocheckpoint = 4000");
    }

    public SqliteConnection Connection { get; }
    public sqlite3 Handle { get; }

    /// <summary>Rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(Handle);
    public long LastId => raw.sqlite3_last_insert_rowid(Handle);

    /// <summary>A packed value as it may lie in the file.</summary>
    public byte[] Seal(byte[] packed) => _cipher.Seal(packed);
    internal byte[] Open(byte[] stored) => _cipher.Open(stored);

    /// <summary>The prepared statement with its parameters bound in order; step it, then dispose of it to reset.</summary>
    public SqliteStatement Query(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_statements.TryGetValue(sql, out var statement)) _statements[sql] = statement = new SqliteStatement(this, sql);
        statement.Bind(values);
        return statement;
    }

    /// <summary>As <see cref="Query"/> for a text made up for one use: it is not kept.</summary>
    public SqliteStatement Once(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = new SqliteStatement(this, sql, once: true);
        statement.Bind(values);
        return statement;
    }

    /// <summary>Runs a statement to its end.</summary>
    public void Run(string sql, params ReadOnlySpan<object?> values)
    {
        using var statement = Query(sql, values);
        while (statement.Step()) { }
    }

    /// <summary>The first column of the first row as a number, or null.</summary>
    public long? Number(string sql, params ReadOnlySpan<object?> values)
    {
        using var statement = Query(sql, values);
        return statement.Step() && !statement.IsNull(0) ? statement.Long(0) : null;
    }

    public SqliteException Error(int code) => new(raw.sqlite3_errmsg(Handle).utf8_to_string(), code, raw.sqlite3_extended_errcode(Handle));

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Close();
        _statements.Clear();
        Connection.Dispose();
    }
}

/// <summary>A prepared statement. Columns and parameters are numbered from 0.</summary>
internal sealed class SqliteStatement : IDisposable
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
                Enum value => raw.sqlite3_bind_int(_statement, i + 1, Convert.ToInt32(value)),
                var other => throw new ArgumentException($"A parameter of type {other.GetType()} cannot be bound."),
            };
            if (code != raw.SQLITE_OK) throw _file.Error(code);
        }
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        var error = _file.Error(code);
        raw.sqlite3_reset(_statement);
        throw error;
    }

    public int Kind(int column) => raw.sqlite3_column_type(_statement, column);
    public int Columns => raw.sqlite3_column_count(_statement);
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;
    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);
    public int Int(int column) => raw.sqlite3_column_int(_statement, column);
    public bool Flag(int column) => raw.sqlite3_column_int(_statement, column) != 0;
    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);
    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();
    /// <summary>A sealed column, opened: a packed value.</summary>
    public byte[] Opened(int column) => _file.Open(Bytes(column));
    public byte[]? BytesOrNull(int column) => IsNull(column) ? null : Bytes(column);
    public DateTimeOffset Instant(int column) => Model.Instants.From(Long(column));

    /// <summary>Resets it for the next use.</summary>
    public void Dispose()
    {
        if (_once) { Close(); return; }
        raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
    }

    internal void Close() => _statement.Dispose();
}
