using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Workflows.Server.Platform;

/// <summary>
/// What the server keeps besides cases: people, API keys, first answers, the keys that protect sign-ins. On SQLite the file
/// <c>platform.db</c>; elsewhere tables in the database of the cases, so that every node knows the same people.
/// One class a database below it, because each has its own migrations.
/// </summary>
public abstract class PlatformDb(DbContextOptions options) : DbContext(options)
{
    public DbSet<UserRow> Users => Set<UserRow>();
    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();
    public DbSet<AnswerRow> Answers => Set<AnswerRow>();
    public DbSet<SignInKeyRow> SignInKeys => Set<SignInKeyRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<UserRow>(e =>
        {
            e.ToTable("Users").HasKey(u => u.Id);
            e.HasIndex(u => u.SignInName).IsUnique();
            e.HasIndex(u => new { u.Tenant, u.Kind });
            e.HasMany(u => u.Holdings).WithOne().HasForeignKey(h => h.UserId);
        });
        modelBuilder.Entity<HoldingRow>(e =>
        {
            e.ToTable("RoleHoldings").HasKey(h => h.Id);
            // The id is ours: a row added to a person's list is new, not a known one that changed.
            e.Property(h => h.Id).ValueGeneratedNever();
            e.HasIndex(h => h.Role);
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
        modelBuilder.Entity<SignInKeyRow>(e => e.ToTable("SignInKeys").HasKey(k => k.Name));
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite cannot order DateTimeOffset; ticks in UTC order the same on every database.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<TicksConverter>();
    }

    private sealed class TicksConverter() : ValueConverter<DateTimeOffset, long>(v => v.UtcTicks, v => new DateTimeOffset(v, TimeSpan.Zero));
}
