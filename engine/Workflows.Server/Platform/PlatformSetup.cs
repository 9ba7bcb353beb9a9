using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Ports;
using Workflows.Storage;

namespace Workflows.Server.Platform;

/// <summary>Puts people, keys and answers into a host.</summary>
internal static class PlatformSetup
{
    /// <param name="dataFolder">Where <c>platform.db</c> lies on SQLite.</param>
    public static void AddPlatform(this IServiceCollection services, string dataFolder, StorageOptions storage)
    {
        services.AddSingleton<IDbContextFactory<PlatformDb>>(_ => new PlatformContexts(dataFolder, storage));
        services.AddSingleton<People>();
        services.AddSingleton<IPeople>(s => s.GetRequiredService<People>());
        services.AddSingleton<IStaffRoles, StaffRoles>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<Answers>();
        services.AddSingleton<DemoUsers>();
        services.AddHostedService<PlatformSweep>();
        services.AddDataProtection().SetApplicationName("workflows");
        services.AddOptions<KeyManagementOptions>().Configure<IDbContextFactory<PlatformDb>, ISealer>((o, contexts, sealer) =>
            (o.XmlRepository, o.XmlEncryptor) = (new SignInKeys(contexts), new SealedXml(sealer)));
    }

    /// <exception cref="StorageUnavailableException">The database cannot be reached or brought to this version.</exception>
    public static async Task Migrate(IServiceProvider services, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(ct);
        DatabaseMigration.Run(db);
    }
}

/// <summary>Takes away first answers nobody can ask for any more, once an hour.</summary>
internal sealed class PlatformSweep(Answers answers, TimeProvider clock, ILogger<PlatformSweep> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try { await answers.Sweep(clock.GetUtcNow(), stoppingToken); }
            catch (Exception error) when (error is not OperationCanceledException) { log.LogError(error, "Old answers could not be swept; it is tried again in an hour."); }
        }
    }
}
