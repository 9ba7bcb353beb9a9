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
        services.AddDataProtection().SetApplicationName("workflows").PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(dataFolder, "keys")));
    }

    public static async Task Migrate(IServiceProvider services, CancellationToken ct)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PlatformDb>>().CreateDbContextAsync(ct);
        await db.Database.MigrateAsync(ct);
    }
}

/// <summary>For <c>dotnet ef migrations add</c>.</summary>
internal sealed class PlatformDesign : IDesignTimeDbContextFactory<PlatformDb>
{
    public PlatformDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PlatformDb>().UseSqlite("Data Source=design.db").Options);
}
