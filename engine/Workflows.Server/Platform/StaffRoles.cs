using System.Data;
using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Ports;

namespace Workflows.Server.Platform;

/// <summary>Roles of staff in the platform database.</summary>
internal sealed class StaffRoles(IDbContextFactory<PlatformDb> contexts) : IStaffRoles
{
    private const int Tries = 5;

    private static IQueryable<UserRow> Of(PlatformDb db, string tenant) => db.Users.Where(u => u.Tenant == tenant && (u.Kind == "staff" || u.Kind == "operator" || u.Kind == "outside"));

    public async ValueTask<Page<StaffMember>> List(string tenant, StaffFilter filter, DateOnly today, PageRequest page, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var users = Of(db, tenant).AsNoTracking();
        if (filter.Office is { } office) users = users.Where(u => u.Office == office);
        if (filter.Text is { } text && text.Replace(" ", "", StringComparison.Ordinal).Replace("　", "", StringComparison.Ordinal) is { Length: > 0 } words)
        {
            var name = words.ToLowerInvariant();
            users = users.Where(u => u.Name.Replace(" ", "").Replace("　", "").Contains(words) || u.SignInName.Contains(name));
        }
        if (filter.Role is { } role)
            users = users.Where(u => u.Holdings.Any(h => (h.Role == role || h.Role.StartsWith(role + "@")) && h.TakenAt == null && (h.From == null || h.From <= today) && (h.Until == null || h.Until >= today)));
        var count = await users.CountAsync(ct);
        var skip = int.TryParse(page.Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0;
        var rows = await users.OrderBy(u => u.Name).ThenBy(u => u.Id).Skip(skip).Take(page.Take).Include(u => u.Holdings).ToListAsync(ct);
        return new Page<StaffMember>([.. rows.Select(MemberOf)], skip + rows.Count < count ? (skip + rows.Count).ToString(CultureInfo.InvariantCulture) : null, count);
    }

    public async ValueTask<StaffMember?> Find(string tenant, string person, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await Of(db, tenant).AsNoTracking().Include(u => u.Holdings).FirstOrDefaultAsync(u => u.Id == person, ct) is { } row ? MemberOf(row) : null;
    }

    public async ValueTask<IReadOnlyDictionary<string, int>> Counts(string tenant, DateOnly today, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var held = await Of(db, tenant).Where(u => !u.Disabled)
            .Join(db.Set<HoldingRow>().Where(h => h.TakenAt == null && (h.From == null || h.From <= today) && (h.Until == null || h.Until >= today)), u => u.Id, h => h.UserId, (u, h) => new { u.Id, h.Role }).ToListAsync(ct);
        return held.Select(h => (h.Id, Role: h.Role.Split('@')[0])).Distinct().GroupBy(h => h.Role, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
    }

    public ValueTask<RoleChange> Give(string tenant, string person, RoleHolding holding, CancellationToken ct) => Alone(async db =>
    {
        if (await Of(db, tenant).Include(u => u.Holdings).FirstOrDefaultAsync(u => u.Id == person, ct) is not { } user) return RoleChange.Unknown;
        if (user.Holdings.Any(h => h.Id == holding.Id)) return RoleChange.Repeated;
        if (user.Holdings.Any(h => h.Role == holding.Role && h.TakenAt is null && HoldingOf(h).Meets(holding))) return RoleChange.Held;
        user.Holdings.Add(new HoldingRow { Id = holding.Id, UserId = person, Role = holding.Role, From = holding.From, Until = holding.Until, GivenBy = holding.GivenBy, GivenAt = holding.GivenAt });
        return RoleChange.Done;
    }, ct);

    public ValueTask<RoleChange> Take(string tenant, string person, string holding, string kept, DateOnly today, string by, DateTimeOffset at, CancellationToken ct) => Alone(async db =>
    {
        if (await Of(db, tenant).Include(u => u.Holdings).FirstOrDefaultAsync(u => u.Id == person, ct) is not { } user || user.Holdings.Find(h => h.Id == holding) is not { } row) return RoleChange.Unknown;
        if (row.TakenAt is not null) return RoleChange.Repeated;
        if (row.Role == kept && row.Until is null && !await Of(db, tenant).AnyAsync(u => !u.Disabled && u.Holdings.Any(h => h.Role == kept && h.Id != holding && h.TakenAt == null && h.Until == null && (h.From == null || h.From <= today)), ct))
            return RoleChange.Last;
        (row.TakenBy, row.TakenAt) = (by, at);
        return RoleChange.Done;
    }, ct);

    /// <summary>In a transaction nothing else can come between; two at once are put in order by trying again.</summary>
    private async ValueTask<RoleChange> Alone(Func<PlatformDb, Task<RoleChange>> change, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            try
            {
                await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.Serializable, ct);
                var result = await change(db);
                if (result == RoleChange.Done) await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                return result;
            }
            catch (Exception error) when (tries < Tries && (error is DbUpdateException || error is DbException { IsTransient: true } || error.InnerException is DbException { IsTransient: true })) { await Task.Delay(20 * tries, ct); }
        }
    }

    private static StaffMember MemberOf(UserRow u) => new(u.Id, u.Name, u.Kind, u.Office, u.Disabled, [.. u.Holdings.Select(HoldingOf).OrderByDescending(h => h.TakenAt is null).ThenByDescending(h => h.GivenAt).ThenBy(h => h.Role, StringComparer.Ordinal)]);

    private static RoleHolding HoldingOf(HoldingRow h) => new(h.Id, h.Role, h.From, h.Until, h.GivenBy, h.GivenAt, h.TakenBy, h.TakenAt);
}
