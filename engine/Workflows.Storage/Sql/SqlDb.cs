namespace Workflows.Storage.Sql;

/// <summary>
/// A connection. Belongs to one thread at a time. Texts are written once for all databases (see <see cref="Dialect"/>);
/// parameters are <c>?</c> in order, or <c>?1</c>, <c>?2</c> … by number.
/// </summary>
internal abstract class SqlDb(Dialect dialect, VaultCipher cipher) : IDisposable
{
    private readonly VaultCipher _cipher = cipher;

    /// <summary>Over another connection.</summary>
    protected SqlDb(SqlDb inner) : this(inner.Dialect, inner._cipher) { }

    public Dialect Dialect => dialect;

    /// <summary>A packed value as it may lie in the database.</summary>
    public byte[] Seal(byte[] packed) => _cipher.Seal(packed);
    internal byte[] Open(byte[] stored) => _cipher.Open(stored);

    /// <summary>Rows of a query; step through them, then dispose of them. The text is prepared and kept.</summary>
    public abstract SqlRows Query(string sql, params ReadOnlySpan<object?> values);

    /// <summary>As <see cref="Query"/> for a text made up for one use: it is not kept.</summary>
    public abstract SqlRows Once(string sql, params ReadOnlySpan<object?> values);

    /// <summary>Runs a statement to its end; the number of rows it changed.</summary>
    public abstract int Run(string sql, params ReadOnlySpan<object?> values);

    /// <summary>Adds a row whose key <c>Id</c> the database makes, and gives the key.</summary>
    public abstract long Insert(string sql, params ReadOnlySpan<object?> values);

    /// <summary>The first column of the first row as a number, or null.</summary>
    public long? Number(string sql, params ReadOnlySpan<object?> values)
    {
        using var rows = Query(sql, values);
        return rows.Step() && !rows.IsNull(0) ? rows.Long(0) : null;
    }

    /// <summary>Adds a row unless one with its key is there; whether it was added.</summary>
    public bool InsertNew(StepTable table, params ReadOnlySpan<object?> values) => Run(dialect.InsertNew(table), values) == 1;

    /// <summary>Adds a row or writes over the one with its key.</summary>
    public void Put(StepTable table, params ReadOnlySpan<object?> values) => Run(dialect.Put(table), values);

    public abstract void Dispose();

    /// <summary>A parameter as the drivers take it: instants are UTC ticks, truth is 0 or 1.</summary>
    public static object? Plain(object? value) => value switch
    {
        DateTimeOffset at => at.UtcTicks,
        bool flag => flag ? 1 : 0,
        Enum named => Convert.ToInt32(named, System.Globalization.CultureInfo.InvariantCulture),
        _ => value,
    };
}

/// <summary>Rows of a query. Columns are numbered from 0.</summary>
internal abstract class SqlRows : IDisposable
{
    /// <summary>Goes to the next row; false at the end.</summary>
    public abstract bool Step();
    public abstract int Columns { get; }
    public abstract bool IsNull(int column);
    public abstract long Long(int column);
    public abstract int Int(int column);
    public abstract string Text(int column);
    public abstract byte[] Bytes(int column);
    /// <summary>A sealed column, opened: a packed value.</summary>
    public abstract byte[] Opened(int column);
    /// <summary>A long, a text, bytes or null.</summary>
    public abstract object? Value(int column);
    public bool Flag(int column) => Int(column) != 0;
    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);
    public byte[]? BytesOrNull(int column) => IsNull(column) ? null : Bytes(column);
    public DateTimeOffset Instant(int column) => Model.Instants.From(Long(column));
    public abstract void Dispose();
}

/// <summary>Where writes go. Everything that changes the database goes through it.</summary>
internal interface ISqlWriter : IDisposable
{
    /// <summary>Runs a job in a transaction of its own or of a group; answers after the commit. An exception undoes the job's writes alone.</summary>
    /// <exception cref="StorageBusyException">The queue is full or the database cannot serve: nothing was done.</exception>
    /// <param name="plain">The job seldom undoes anything: it may be written without a place to go back to, and is run again if it does.</param>
    Task<T> Write<T>(Func<SqlSession, T> work, bool plain = false);

    /// <summary>As <see cref="Write{T}"/>, but waits some seconds for a place in the queue.</summary>
    Task<T> WriteWaiting<T>(Func<SqlSession, T> work, CancellationToken ct);

    /// <summary>Commits made so far; a group of jobs is one.</summary>
    long Commits { get; }
}

/// <summary>Connections for reading.</summary>
internal interface ISqlReaders : IDisposable
{
    /// <summary>Reads one snapshot.</summary>
    T Read<T>(Func<SqlDb, T> work);

    /// <summary>Reads without a snapshot over several queries, where that is quicker: for readers that find out by themselves.</summary>
    T Glance<T>(Func<SqlDb, T> work) => Read(work);
}

/// <summary>Nothing was kept of what was asked: the queue is full, or the database cannot serve at the moment. It may be asked again.</summary>
public sealed class StorageBusyException : Exception
{
    /// <summary>The queue is full.</summary>
    public StorageBusyException(TimeSpan retryAfter)
        : base($"保存待ちがいっぱいです。{retryAfter.TotalSeconds:0}秒後にもう一度お試しください。 (The write queue is full; try again after {retryAfter.TotalSeconds:0} s.)") => RetryAfter = retryAfter;

    /// <summary>The database is away, its disk is full, or it is overrun.</summary>
    public StorageBusyException(TimeSpan retryAfter, Exception cause)
        : base($"データベースが今は使えません。{retryAfter.TotalSeconds:0}秒後にもう一度お試しください。{cause.Message} (The database cannot serve at the moment; try again after {retryAfter.TotalSeconds:0} s.)", cause) => RetryAfter = retryAfter;

    public TimeSpan RetryAfter { get; }
}
