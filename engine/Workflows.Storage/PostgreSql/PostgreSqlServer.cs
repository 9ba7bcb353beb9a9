using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;
using Workflows.Storage.Model;
using Workflows.Storage.Sql;

namespace Workflows.Storage.PostgreSql;

/// <summary>A PostgreSQL database: connections, sessions, which errors are conflicts.</summary>
internal sealed class PostgreSqlServer : IDatabaseServer, IDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly VaultCipher _cipher;
    private readonly SqlContexts _contexts;

    public PostgreSqlServer(string connectionString, VaultCipher cipher, SqlContexts contexts)
    {
        (_cipher, _contexts) = (cipher, contexts);
        _source = NpgsqlDataSource.Create(Settings(connectionString));
    }

    /// <summary>The user's settings, with those the product needs: statements are prepared by themselves.</summary>
    public static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { IncludeErrorDetail = false };
        if (settings.MaxAutoPrepare == 0) (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (200, 2);
        settings.ApplicationName ??= "workflows";
        // Compiling a statement, and dividing it, takes longer than any of ours runs.
        settings.Options ??= "-c jit=off -c max_parallel_workers_per_gather=0";
        return settings;
    }

    public DbConnection Connect() => _source.OpenConnection();

    /// <summary>
    /// A connection for statements that find their rows by key. Plans are kept from the first use on, and a table that was small when
    /// the plan was made would be read whole ever after: so nothing but indexes is to be used.
    /// </summary>
    public NpgsqlConnection ConnectForKeys() => ForKeys(_source.OpenConnection());

    internal static NpgsqlConnection ForKeys(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand("SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off; SET plan_cache_mode = force_generic_plan", connection);
        command.ExecuteNonQuery();
        return connection;
    }

    public AdoSession NewSession(DbConnection connection)
    {
        var rows = new PostgreSqlRows((NpgsqlConnection)connection);
        return new PostgreSqlSession(new PostgreSqlDb(connection, _cipher, rows), rows, _contexts);
    }

    public AdoDb NewReader(DbConnection connection) => new(connection, PostgreSqlDialect.Instance, _cipher);

    public bool IsConflict(Exception error) => Conflicts(error);

    public static bool Conflicts(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.LockNotAvailable }) return true;
        return false;
    }

    public void Dispose() => _source.Dispose();
}

/// <summary>A connection whose collected rows are written before anything else is asked of it.</summary>
internal sealed class PostgreSqlDb(DbConnection connection, VaultCipher cipher, PostgreSqlRows rows) : AdoDb(connection, PostgreSqlDialect.Instance, cipher)
{
    protected override void BeforeCommand() => rows.Flush();
}

internal sealed class PostgreSqlSession(AdoDb db, PostgreSqlRows rows, SqlContexts contexts) : AdoSession(db, rows, contexts)
{
    private readonly Queue<long> _keys = new();

    public override long NextCaseKey() => _keys.TryDequeue(out var key) ? key : base.NextCaseKey();

    /// <summary>Keys for the group's new cases.</summary>
    public void Take(IEnumerable<long> keys)
    {
        foreach (var key in keys) _keys.Enqueue(key);
    }

    /// <summary>Writes what was collected and commits, in one round trip.</summary>
    /// <param name="first">Goes ahead of it all.</param>
    public void CommitTogether(params IEnumerable<NpgsqlBatchCommand> first) => Commit(() => rows.Flush(commit: true, first));

    protected override void Drop() => rows.Drop();
}

internal sealed class PostgreSqlContexts(string connectionString) : SqlContexts
{
    private readonly DbContextOptions<PostgreSqlWorkflowsContext> _options = new DbContextOptionsBuilder<PostgreSqlWorkflowsContext>()
        .UseNpgsql(PostgreSqlServer.Settings(connectionString).ConnectionString).ReplaceService<IMigrationsSqlGenerator, PieceIndex>().UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;

    public override WorkflowsContext For(string? tenant) => new PostgreSqlWorkflowsContext(_options) { Tenant = tenant };

    protected override WorkflowsContext Make(DbConnection connection) => new PostgreSqlWorkflowsContext(new DbContextOptionsBuilder<PostgreSqlWorkflowsContext>().UseNpgsql(connection).Options);
}
