using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Workflows.Cases.Ports;
using Workflows.Storage.Auditing;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;

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
        services.TryAddSingleton<ISealer>(p => p.GetRequiredService<VaultCipher>());
        services.TryAddSingleton<EngineWake>();
        services.TryAddSingleton<NodeGate>();
        services.TryAddSingleton<INodeControl>(p => p.GetRequiredService<NodeGate>());
        services.TryAddSingleton<IRegisterSchema>(p => new PackageRegisterSchema(p.GetService<IPackages>()));

        services.TryAddSingleton(p => StorageDatabase.Open(p.GetRequiredService<StorageOptions>(), p.GetRequiredService<VaultCipher>()));
        services.TryAddSingleton(p => p.GetRequiredService<StorageDatabase>().Writer);
        services.TryAddSingleton(p => p.GetRequiredService<StorageDatabase>().Readers);
        services.TryAddSingleton(p => p.GetRequiredService<StorageDatabase>().Contexts);
        services.TryAddSingleton<SqlOutbox>();
        services.TryAddSingleton<SqlCases>();
        services.TryAddSingleton<SqlEffects>();
        services.TryAddSingleton<SqlRegisters>();
        services.TryAddSingleton<SqlTaskLists>();
        services.TryAddSingleton<SqlCaseLists>();
        services.TryAddSingleton<SqlTimers>();
        services.TryAddSingleton<ITimerStore>(p => p.GetRequiredService<SqlTimers>());
        services.TryAddSingleton<IScheduleStore>(p => p.GetRequiredService<SqlTimers>());
        services.TryAddSingleton(p => new SqlAnswersFactory(p.GetRequiredService<SqlRegisters>(), p.GetRequiredService<SqlCases>(), p.GetRequiredService<SqlOutbox>(), p.GetRequiredService<VaultCipher>(), p.GetService<IRegisterSchema>()));
        services.TryAddSingleton<StepWriting>();
        services.TryAddSingleton(p => p.GetRequiredService<StorageDatabase>().StepWriter(p.GetRequiredService<StorageOptions>(), p.GetRequiredService<StepWriting>(), p.GetRequiredService<SqlCases>()));
        services.TryAddSingleton<CaseLookup>();
        services.TryAddSingleton(p => p.GetRequiredService<StorageDatabase>().CaseLoader(p.GetRequiredService<StorageOptions>(), p.GetRequiredService<CaseLookup>()));
        services.TryAddSingleton<IOutboxStore, SqlOutboxStore>();
        services.TryAddSingleton<IVault, SqlVault>();
        services.TryAddSingleton<IHousekeeping, SqlHousekeeping>();
        services.TryAddSingleton<ICaseReader, SqlCaseReader>();
        services.TryAddSingleton<IRegisterStore, SqlRegisterStore>();
        services.TryAddSingleton<INumberStore, SqlNumberStore>();
        services.TryAddSingleton<IAccessLog, SqlAccessLog>();
        services.TryAddSingleton<AuditProver>();
        services.TryAddSingleton<IAuditTrail, AuditTrail>();
        services.TryAddSingleton<IRetentionStore, SqlDisposal>();
        services.TryAddSingleton<IDefinitionStore, SqlDefinitionStore>();
        services.TryAddSingleton<IPlanReader, SqlPlanReader>();
        services.TryAddSingleton<IInstanceReader, SqlInstanceReader>();
        services.TryAddSingleton<IDraftStore, SqlDraftStore>();
        services.TryAddSingleton<IFileStore, SqlDbStore>();
        services.TryAddSingleton<IKeptStore, SqlKeptStore>();
        services.TryAddSingleton<IPackageStore, SqlPackageStore>();
        services.TryAddSingleton<IPackageDrafts, SqlPackageDrafts>();
        services.TryAddSingleton<IPackageVersions, SqlPackageVersions>();
        services.TryAddSingleton<IStoredText, SqlStoredText>();

        services.AddSingleton<IOperationalJob, SweepJob>();
        services.AddSingleton<IOperationalJob, ArchiveJob>();
        services.TryAddSingleton<IMessageDesk, SqlMessageDesk>();
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
        options.Check();
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

/// <summary>Register shapes as the published packages declare them.</summary>
internal sealed class PackageRegisterSchema(IPackages? packages) : IRegisterSchema
{
    public Cases.Registers.RegisterSpec? Find(string tenant, string program, string register) =>
        packages?.Current.Find(tenant, program)?.Package.Registers.Find(register) ?? packages?.Current.Packages.Find(program)?.Registers.Find(register);
}
