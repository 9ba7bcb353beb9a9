using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Workflows.Storage.Model;

/// <summary>The model on SQLite.</summary>
internal sealed class SqliteWorkflowsContext(DbContextOptions<SqliteWorkflowsContext> options) : WorkflowsContext(options)
{
    internal sealed class Design : IDesignTimeDbContextFactory<SqliteWorkflowsContext>
    {
        public SqliteWorkflowsContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteWorkflowsContext>().UseSqlite("Data Source=design-time.db").Options);
    }
}

/// <summary>The model on PostgreSQL: texts are compared by code point, as everywhere.</summary>
internal sealed class PostgreSqlWorkflowsContext(DbContextOptions<PostgreSqlWorkflowsContext> options) : WorkflowsContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().UseCollation("C");
    }

    protected override void Adapt(ModelBuilder model)
    {
        model.HasSequence<long>(CaseKeys);
        model.Entity<CaseEntity>().Property(c => c.Id).ValueGeneratedNever();
    }

    internal sealed class Design : IDesignTimeDbContextFactory<PostgreSqlWorkflowsContext>
    {
        public PostgreSqlWorkflowsContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgreSqlWorkflowsContext>().UseNpgsql("Host=design-time").Options);
    }
}

/// <summary>The model on SQL Server: texts by code point, and bounded where they stand in an index (1 700 bytes, 900 in a key).</summary>
internal sealed class SqlServerWorkflowsContext(DbContextOptions<SqlServerWorkflowsContext> options) : WorkflowsContext(options)
{
    private static readonly Dictionary<string, int> Lengths = new(StringComparer.Ordinal)
    {
        ["Tenant"] = 20, ["PublicId"] = 40, ["Kind"] = 40, ["Status"] = 60, ["Key"] = 200, ["Value"] = 200, ["CommandId"] = 200, ["Owner"] = 200,
    };

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().UseCollation("Latin1_General_100_BIN2");
    }

    protected override void Adapt(ModelBuilder model)
    {
        model.HasSequence<long>(CaseKeys);
        model.Entity<CaseEntity>().Property(c => c.Id).ValueGeneratedNever();
        foreach (var property in model.Model.GetEntityTypes().SelectMany(e => e.GetKeys().SelectMany(k => k.Properties).Concat(e.GetIndexes().SelectMany(i => i.Properties))))
        {
            if (property.ClrType == typeof(string)) property.SetMaxLength(Lengths.GetValueOrDefault(property.Name, 100));
            if (property.ClrType == typeof(byte[])) property.SetMaxLength(100);
        }
    }

    internal sealed class Design : IDesignTimeDbContextFactory<SqlServerWorkflowsContext>
    {
        public SqlServerWorkflowsContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqlServerWorkflowsContext>().UseSqlServer("Server=design-time").Options);
    }
}
