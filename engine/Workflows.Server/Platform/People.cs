using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Server.Platform;

/// <summary>How a sign-in went.</summary>
public enum SignInOutcome { Ok, Wrong, Locked }

/// <summary>People who can sign in. Passwords by Identity's hasher (PBKDF2); ten failures lock for fifteen minutes.</summary>
public sealed class People(IDbContextFactory<PlatformDb> contexts, TimeProvider clock) : IPeople
{
    public const int MaxFailures = 10;
    public static readonly TimeSpan LockFor = TimeSpan.FromMinutes(15);

    private static readonly PasswordHasher<UserRow> Hasher = new();
    // Verified when there is no such user, so that the time tells nothing.
    private static readonly string NobodysHash = Hasher.HashPassword(null!, "nobody");

    public async ValueTask<Person?> Find(string tenant, string id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var row = await Users(db).AsNoTracking().FirstOrDefaultAsync(u => u.Id == id && (u.Tenant == tenant || u.Tenant == ""), ct);
        return row is null ? null : PersonOf(row);
    }

    public async ValueTask<IReadOnlyList<Person>> HoldersOf(string tenant, string role, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var (today, everywhere, somewhere) = (Today, role.Split('@')[0], role + "@");
        var rows = await Users(db).AsNoTracking().Where(u => u.Tenant == tenant && u.Kind == "staff" && !u.Disabled && u.Holdings.Any(h =>
            (h.Role == role || h.Role == everywhere || h.Role.StartsWith(somewhere)) && h.TakenAt == null && (h.From == null || h.From <= today) && (h.Until == null || h.Until >= today))).ToListAsync(ct);
        return [.. rows.Select(PersonOf).OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    public async Task<UserRow?> Get(string id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Users(db).AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, ct);
    }

    public async Task<IReadOnlyList<UserRow>> DemoUsers(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Users(db).AsNoTracking().Where(u => u.IsDemo).OrderBy(u => u.Kind).ThenBy(u => u.SignInName).ToListAsync(ct);
    }

    public async Task<(SignInOutcome Outcome, UserRow? User)> SignIn(string name, string password, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var key = name.Trim().ToLowerInvariant();
        var user = await Users(db).FirstOrDefaultAsync(u => u.SignInName == key, ct);
        if (user is null || user.Disabled)
        {
            Hasher.VerifyHashedPassword(null!, NobodysHash, password);
            return (SignInOutcome.Wrong, null);
        }
        var now = clock.GetUtcNow();
        if (user.LockedUntil > now) return (SignInOutcome.Locked, user);
        if (Hasher.VerifyHashedPassword(user, user.PasswordHash, password) == PasswordVerificationResult.Failed)
        {
            user.Failures++;
            if (user.Failures >= MaxFailures) (user.Failures, user.LockedUntil) = (0, now + LockFor);
            await db.SaveChangesAsync(ct);
            return (SignInOutcome.Wrong, user);
        }
        (user.Failures, user.LockedUntil) = (0, null);
        await db.SaveChangesAsync(ct);
        return (SignInOutcome.Ok, user);
    }

    /// <summary>The person who came in by a one-time code: added at the first time, without a password; null when the person was locked out.</summary>
    public async Task<UserRow?> Visitor(Person person, string tenant, CancellationToken ct)
    {
        if (await Get(person.Id, ct) is null)
        {
            // Another request of the same person may have been first.
            try { await Put(person, tenant, $"{tenant}/{person.Id}", password: null, demo: false, ct); }
            catch (DbUpdateException) when (!ct.IsCancellationRequested) { }
        }
        return await Get(person.Id, ct) is { Disabled: false } user ? user : null;
    }

    /// <summary>
    /// Adds a person, or brings name and attributes up to date. Roles not named by the file before are given, those it names no longer are ended;
    /// what an administrator gave or took stays so. A given password replaces the old one.
    /// </summary>
    public async Task Put(Person person, string tenant, string signInName, string? password, bool demo, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var user = await db.Users.Include(u => u.Holdings).FirstOrDefaultAsync(u => u.Id == person.Id, ct);
        if (user is null)
        {
            user = new UserRow
            {
                Id = person.Id, SignInName = signInName.ToLowerInvariant(), Name = person.Name, Tenant = tenant, Kind = person.Kind, Attributes = "{}",
                PasswordHash = "", Stamp = NewStamp(), IsDemo = demo,
            };
            db.Users.Add(user);
        }
        else if (user.Tenant != tenant) user.Stamp = NewStamp();
        (user.Name, user.Tenant, user.Kind, user.Office, user.Attributes) = (person.Name, tenant, person.Kind, person.Office, person.Attributes.ToJson());
        var named = user.Holdings.Where(h => h.GivenBy is null).ToList();
        foreach (var role in person.Roles.Where(r => !named.Exists(h => h.Role == r && !EndedByFile(h))))
            user.Holdings.Add(new HoldingRow { Id = Guid.NewGuid().ToString("N"), UserId = user.Id, Role = role, GivenAt = clock.GetUtcNow() });
        foreach (var gone in named.Where(h => h.TakenAt is null && !person.Roles.Contains(h.Role, StringComparer.Ordinal))) gone.TakenAt = clock.GetUtcNow();
        // A demo password never changes: hashing it anew at each start only costs time.
        if (password is not null && !(demo && user.IsDemo && user.PasswordHash.Length > 0)) user.PasswordHash = Hasher.HashPassword(user, password);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Roles held today.</summary>
    public IReadOnlyList<string> RolesOf(UserRow user)
    {
        var today = Today;
        return [.. user.Holdings.Where(h => h.TakenAt is null && (h.From is null || h.From <= today) && (h.Until is null || h.Until >= today)).Select(h => h.Role).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private DateOnly Today => DateOnly.FromDateTime(Japan.In(clock.GetUtcNow()).DateTime);

    /// <summary>People with what is not taken from them.</summary>
    private static IQueryable<UserRow> Users(PlatformDb db) => db.Users.Include(u => u.Holdings.Where(h => h.TakenAt == null));

    private static bool EndedByFile(HoldingRow h) => h is { TakenAt: not null, TakenBy: null };

    private Person PersonOf(UserRow u) => new(u.Id, u.Name, u.Kind, u.Office, RolesOf(u), Datum.Parse(u.Attributes));

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
