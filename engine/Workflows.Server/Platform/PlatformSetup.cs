using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Workflows.Cases.Ports;

namespace Workflows.Server.Platform;

/// <summary>Puts people, keys and answers into a host.</summary>
internal static class PlatformSetup
{
    public static void AddPlatform(this IServiceCollection services, string dataFolder)
    {
        services.AddDbContextFactory<PlatformDb>(o => o.UseSqlite($"Data Source={Path.Combine(dataFolder, "platform.db")}"));
        services.AddSingleton<People>();
        services.AddSingleton<IPeople>(s => s.GetRequiredService<People>());
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<Answers>();
        services.AddSingleton<DemoUsers>();
        services.AddHostedService<PlatformSweep>();
        services.AddDataProtection().SetApplicationName("workflows").PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(dataFolder, "keys")));
    }

    public static async Task Migrate(IServiceProvider services, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(ct);
        await db.Database.MigrateAsync(ct);
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

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class PlatformDesign : IDesignTimeDbContextFactory<PlatformDb>
{
    public PlatformDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PlatformDb>().UseSqlite("Data Source=design.db").Options);
}
