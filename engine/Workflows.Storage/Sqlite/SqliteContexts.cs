using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Workflows.Storage.Model;
using Workflows.Storage.Sql;

namespace Workflows.Storage.Sqlite;

internal sealed class SqliteContexts(StorageOptions options) : SqlContexts
{
    private readonly DbContextOptions<SqliteWorkflowsContext> _options = new DbContextOptionsBuilder<SqliteWorkflowsContext>()
        .UseSqlite($"Data Source={options.Path}").ReplaceService<IMigrationsSqlGenerator, CompactTables>().UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;

    public override WorkflowsContext For(string? tenant) => new SqliteWorkflowsContext(_options) { Tenant = tenant };

    protected override WorkflowsContext Make(DbConnection connection) => new SqliteWorkflowsContext(new DbContextOptionsBuilder<SqliteWorkflowsContext>().UseSqlite(connection).Options);
}
