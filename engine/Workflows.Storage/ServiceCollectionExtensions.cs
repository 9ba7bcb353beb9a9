using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Workflows.Cases.Ports;
using Workflows.Storage.Model;
using Workflows.Storage.Running;
using Workflows.Storage.Sqlite;

namespace Workflows.Storage;

/// <summary>Puts storage and the engine node into a host.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>
    /// Adds the case layer's storage ports. The host adds <see cref="IPlanSource"/>, and as far as it has them <see cref="IConnectorPort"/>,
    /// <see cref="INoticeSender"/>, <see cref="IRefsSource"/>, <see cref="IRegisterSchema"/> (default: the published packages), <see cref="IScheduleSource"/>.
    /// The database is made or migrated when storage is first used.
    /// </summary>
    public static IServiceCollection AddWorkflowsStorage(this IServiceCollection services, IConfiguration configuration) =>
        services.AddWorkflowsStorage(configuration.GetSection("Storage").Bind);

    /// <inheritdoc cref="AddWorkflowsStorage(IServiceCollection, IConfiguration)"/>
    public static IServiceCollection AddWorkflowsStorage(this IServiceCollection services, Action<StorageOptions> configure)
    {
        services.AddLogging();
        services.AddOptions<StorageOptions>().Configure(configure);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(p => Checked(p.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.TryAddSingleton<VaultCipher>();
        services.TryAddSingleton<EngineWake>();
        services.TryAddSingleton<IRegisterSchema>(p => new PackageRegisterSchema(p.GetService<IPackages>()));

        services.TryAddSingleton(p => SqliteDatabase.Open(p.GetRequiredService<StorageOptions>(), p.GetRequiredService<VaultCipher>()));
        services.TryAddSingleton(p => p.GetRequiredService<SqliteDatabase>().Writer);
        services.TryAddSingleton(p => p.GetRequiredService<SqliteDatabase>().Readers);
        services.TryAddSingleton<SqliteContexts>();
        services.TryAddSingleton<SqliteCases>();
        services.TryAddSingleton<SqliteEffects>();
        services.TryAddSingleton<SqliteRegisters>();
        services.TryAddSingleton<SqliteTaskLists>();
        services.TryAddSingleton<SqliteTimers>();
        services.TryAddSingleton<ITimerStore>(p => p.GetRequiredService<SqliteTimers>());
        services.TryAddSingleton<IScheduleStore>(p => p.GetRequiredService<SqliteTimers>());
        services.TryAddSingleton(p => new SqliteAnswersFactory(p.GetRequiredService<SqliteRegisters>(), p.GetRequiredService<SqliteCases>(), p.GetRequiredService<VaultCipher>(), p.GetService<IRegisterSchema>()));
        services.TryAddSingleton<IStepWriter, SqliteStepWriter>();
        services.TryAddSingleton<ICaseLoader, SqliteCaseLoader>();
        services.TryAddSingleton<IOutboxStore, SqliteOutboxStore>();
        services.TryAddSingleton<IVault, SqliteVault>();
        services.TryAddSingleton<IHousekeeping, SqliteHousekeeping>();
        services.TryAddSingleton<ICaseReader, SqliteCaseReader>();
        services.TryAddSingleton<IRegisterStore, SqliteRegisterStore>();
        services.TryAddSingleton<INumberStore, SqliteNumberStore>();
        services.TryAddSingleton<IAccessLog, SqliteAccessLog>();
        services.TryAddSingleton<IDefinitionStore, SqliteDefinitionStore>();
        services.TryAddSingleton<IPlanReader, SqlitePlanReader>();
        services.TryAddSingleton<IDraftStore, SqliteDraftStore>();
        services.TryAddSingleton<IFileStore, SqliteFileStore>();
        services.TryAddSingleton<IKeptStore, SqliteKeptStore>();
        services.TryAddSingleton<IPackageStore, SqlitePackageStore>();
        services.TryAddSingleton<IStoredText, SqliteStoredText>();

        services.TryAddSingleton<StepRunner>();
        services.TryAddSingleton<OutboxDispatcher>();
        services.TryAddSingleton<EngineNode>();
        services.TryAddSingleton<IEnginePump>(p => p.GetRequiredService<EngineNode>());
        services.TryAddSingleton<ICaseExecutor, CaseExecutor>();
        services.TryAddSingleton<IReplay, Replayer>();
        services.AddHostedService<EngineNodeService>();
        return services;
    }

    private static StorageOptions Checked(StorageOptions options)
    {
        if (!options.Provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase))
            throw new InvalidOperationException($"設定 Storage:Provider の「{options.Provider}」はまだ使えません。Sqlite を指定してください。 (Storage:Provider '{options.Provider}' is not available yet; use Sqlite.)");
        if (string.IsNullOrWhiteSpace(options.Path))
            throw new InvalidOperationException("設定 Storage:Path にデータベースファイルの場所を書いてください。 (Storage:Path must name the database file.)");
        return options;
    }
}

/// <summary>Runs the engine node while the host runs.</summary>
internal sealed class EngineNodeService(IServiceProvider services, IOptions<StorageOptions> options) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        // Storage is opened here, not when the host is composed: tools that only look at services open no file.
        options.Value.RunNode ? Task.Run(() => services.GetRequiredService<EngineNode>().RunAsync(stoppingToken), stoppingToken) : Task.CompletedTask;
}

/// <summary>The database file, opened once: migrated, then one writer and its readers.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private SqliteDatabase(SqliteWriter writer, SqliteReaders readers) { Writer = writer; Readers = readers; }

    public SqliteWriter Writer { get; }
    public SqliteReaders Readers { get; }

    public static SqliteDatabase Open(StorageOptions options, VaultCipher cipher)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(options.Path)) is { } folder) Directory.CreateDirectory(folder);
        if (options.Template is { } template && File.Exists(template) && !File.Exists(options.Path)) File.Copy(template, options.Path);
        using (var context = new SqliteContexts(options).For(null)) context.Database.Migrate();
        var writer = new SqliteWriter(options, cipher);
        return new SqliteDatabase(writer, new SqliteReaders(options, cipher));
    }

    public void Dispose()
    {
        Writer.Dispose();
        Readers.Dispose();
    }
}

/// <summary>Register shapes as the published packages declare them.</summary>
internal sealed class PackageRegisterSchema(IPackages? packages) : IRegisterSchema
{
    public Cases.Registers.RegisterSpec? Find(string tenant, string program, string register) =>
        packages?.Current.Find(tenant, program)?.Package.Registers.Find(register) ?? packages?.Current.Packages.Find(program)?.Registers.Find(register);
}
