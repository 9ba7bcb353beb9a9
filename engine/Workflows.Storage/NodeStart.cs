using System.Data.Common;
using Microsoft.Data.SqlClient;
using Npgsql;

namespace Workflows.Storage;

/// <summary>Nodes over one database server begin one after another, so that two at once do not make the same tables, versions and people.</summary>
public static class NodeStart
{
    /// <summary>Waits for its turn, which lasts until the result is disposed of; null on SQLite, where a node is alone. The database must be there.</summary>
    public static async Task<IAsyncDisposable?> Enter(StorageOptions options, CancellationToken ct)
    {
        DbConnection connection;
        string take;
        switch (options.Check())
        {
            case StorageKind.PostgreSql:
                connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(options.ConnectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
                take = "SELECT pg_advisory_lock(hashtextextended('workflows start', 0))";
                break;
            case StorageKind.SqlServer:
                connection = new SqlConnection(new SqlConnectionStringBuilder(options.ConnectionString) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
                take = "EXEC sp_getapplock @Resource = 'workflows start', @LockMode = 'Exclusive', @LockOwner = 'Session'";
                break;
            default: return null;
        }
        try
        {
            await connection.OpenAsync(ct).ConfigureAwait(false);
            await using var command = connection.CreateCommand();
            command.CommandText = take;
            await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
            // The lock is the connection's: it ends with it, also when the process dies.
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
