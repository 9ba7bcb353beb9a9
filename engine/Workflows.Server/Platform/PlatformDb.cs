using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Workflows.Server.Platform;

/// <summary>What the server keeps besides cases: people, API keys, first answers. On SQLite the file <c>platform.db</c>.</summary>
public sealed class PlatformDb(DbContextOptions<PlatformDb> options) : DbContext(options)
{
    public DbSet<UserRow> Users => Set<UserRow>();
    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();
    public DbSet<AnswerRow> Answers => Set<AnswerRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<UserRow>(e =>
        {
            e.ToTable("Users").HasKey(u => u.Id);
            e.HasIndex(u => u.SignInName).IsUnique();
            e.HasIndex(u => new { u.Tenant, u.Kind });
        });
        modelBuilder.Entity<ApiKeyRow>(e =>
        {
            e.ToTable("ApiKeys").HasKey(k => k.Id);
            e.HasIndex(k => k.Tenant);
        });
        modelBuilder.Entity<AnswerRow>(e =>
        {
            e.ToTable("Answers").HasKey(a => new { a.Client, a.Key });
            e.HasIndex(a => a.At);
        });
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot order DateTimeOffset; ticks in UTC order the same on every database.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<TicksConverter>();
    }

    private sealed class TicksConverter() : ValueConverter<DateTimeOffset, long>(v => v.UtcTicks, v => new DateTimeOffset(v, TimeSpan.Zero));
}
