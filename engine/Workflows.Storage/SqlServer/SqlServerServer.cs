using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Workflows.Storage.Model;
using Workflows.Storage.Sql;

namespace Workflows.Storage.SqlServer;

/// <summary>A SQL Server database. Written to its documentation; not run on a server yet.</summary>
internal sealed class SqlServerServer(string connectionString, VaultCipher cipher, SqlContexts contexts) : IDatabaseServer
{
    private const int Deadlock = 1205, UniqueKey = 2627, UniqueIndex = 2601, LockTimeout = 1222;

    public DbConnection Connect()
    {
        var connection = new SqlConnection(connectionString);
        connection.Open();
        return connection;
    }

    public AdoSession NewSession(DbConnection connection)
    {
        var db = new SqlServerDb(connection, cipher);
        return new AdoSession(db, new DirectRows(db), contexts);
    }

    public AdoDb NewReader(DbConnection connection) => new SqlServerDb(connection, cipher);

    public bool IsConflict(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
            if (error is SqlException { Number: Deadlock or UniqueKey or UniqueIndex or LockTimeout }) return true;
        return false;
    }
}

internal sealed class SqlServerDb(DbConnection connection, VaultCipher cipher) : AdoDb(connection, SqlServerDialect.Instance, cipher)
{
    /// <summary>Without snapshots switched on in the database: each query sees committed rows.</summary>
    public override System.Data.IsolationLevel Snapshot => System.Data.IsolationLevel.ReadCommitted;
}

internal sealed class SqlServerContexts(string connectionString) : SqlContexts
{
    private readonly DbContextOptions<SqlServerWorkflowsContext> _options = new DbContextOptionsBuilder<SqlServerWorkflowsContext>()
        .UseSqlServer(new SqlConnectionStringBuilder(connectionString).ConnectionString).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;

    public override WorkflowsContext For(string? tenant) => new SqlServerWorkflowsContext(_options) { Tenant = tenant };

    protected override WorkflowsContext Make(DbConnection connection) => new SqlServerWorkflowsContext(new DbContextOptionsBuilder<SqlServerWorkflowsContext>().UseSqlServer(connection).Options);
}
