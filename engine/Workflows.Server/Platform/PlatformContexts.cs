using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Workflows.Storage;

namespace Workflows.Server.Platform;

internal sealed class SqlitePlatformDb(DbContextOptions<SqlitePlatformDb> options) : PlatformDb(options)
{
    internal sealed class Design : IDesignTimeDbContextFactory<SqlitePlatformDb>
    {
        public SqlitePlatformDb CreateDbContext(string[] args) => new(PlatformContexts.Sqlite("Data Source=design.db"));
    }
}

/// <summary>Texts are compared by code point, as everywhere.</summary>
internal sealed class PostgreSqlPlatformDb(DbContextOptions<PostgreSqlPlatformDb> options) : PlatformDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().UseCollation("C");
    }

    internal sealed class Design : IDesignTimeDbContextFactory<PostgreSqlPlatformDb>
    {
        public PostgreSqlPlatformDb CreateDbContext(string[] args) => new(PlatformContexts.PostgreSql("Host=design-time"));
    }
}

/// <summary>Texts by code point, and bounded where they stand in an index (900 bytes in a key).</summary>
internal sealed class SqlServerPlatformDb(DbContextOptions<SqlServerPlatformDb> options) : PlatformDb(options)
{
    private const int Short = 20, Long = 200;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().UseCollation("Latin1_General_100_BIN2");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetKeys().SelectMany(k => k.Properties).Concat(e.GetIndexes().SelectMany(i => i.Properties))))
            if (property.ClrType == typeof(string)) property.SetMaxLength(property.Name is "Tenant" or "Kind" ? Short : Long);
    }

    internal sealed class Design : IDesignTimeDbContextFactory<SqlServerPlatformDb>
    {
        public SqlServerPlatformDb CreateDbContext(string[] args) => new(PlatformContexts.SqlServer("Server=design-time"));
    }
}

/// <summary>Opens the platform database that belongs to the storage chosen.</summary>
internal sealed class PlatformContexts : IDbContextFactory<PlatformDb>
{
    /// <summary>Migrations are noted apart from those of the cases in the same database.</summary>
    private const string History = "PlatformMigrations";

    private readonly Func<PlatformDb> _make;

    public PlatformContexts(string dataFolder, StorageOptions storage)
    {
        switch (storage.Kind)
        {
            case StorageKind.PostgreSql:
                var postgres = PostgreSql(storage.ConnectionString!);
                _make = () => new PostgreSqlPlatformDb(postgres);
                break;
            case StorageKind.SqlServer:
                var server = SqlServer(storage.ConnectionString!);
                _make = () => new SqlServerPlatformDb(server);
                break;
            default:
                var file = Sqlite($"Data Source={Path.Combine(dataFolder, "platform.db")}");
                _make = () => new SqlitePlatformDb(file);
                break;
        }
    }

    public PlatformDb CreateDbContext() => _make();

    public static DbContextOptions<SqlitePlatformDb> Sqlite(string connection) => new DbContextOptionsBuilder<SqlitePlatformDb>().UseSqlite(connection).Options;
    public static DbContextOptions<PostgreSqlPlatformDb> PostgreSql(string connection) => new DbContextOptionsBuilder<PostgreSqlPlatformDb>().UseNpgsql(connection, o => o.MigrationsHistoryTable(History)).Options;
    public static DbContextOptions<SqlServerPlatformDb> SqlServer(string connection) => new DbContextOptionsBuilder<SqlServerPlatformDb>().UseSqlServer(connection, o => o.MigrationsHistoryTable(History)).Options;
}
