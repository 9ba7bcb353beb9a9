using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Server.Platform;

/// <summary>Drafts in the platform database, protected so that the file alone tells nothing.</summary>
internal sealed class DraftStore(IDbContextFactory<PlatformDb> contexts, IDataProtectionProvider protection) : IDraftStore
{
    private readonly IDataProtector _protector = protection.CreateProtector("Workflows.Drafts.v1");

    public async ValueTask<Draft?> Find(string tenant, string owner, string id, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var row = await db.Drafts.AsNoTracking().FirstOrDefaultAsync(d => d.Id == id && d.Tenant == tenant && d.Owner == owner && d.Until > now, ct);
        return row is null ? null : Open(row);
    }

    public async ValueTask<IReadOnlyList<Draft>> List(string tenant, string owner, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.Drafts.AsNoTracking().Where(d => d.Tenant == tenant && d.Owner == owner && d.Until > now)
            .OrderByDescending(d => d.SavedAt).Take(100).ToListAsync(ct);
        return [.. rows.Select(Open)];
    }

    public async ValueTask Save(Draft draft, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var bytes = _protector.Protect(Encoding.UTF8.GetBytes(draft.Values.ToJson()));
        var row = await db.Drafts.FirstOrDefaultAsync(d => d.Id == draft.Id, ct);
        if (row is not null && (row.Tenant != draft.Tenant || row.Owner != draft.Owner))
            throw new InvalidOperationException($"The draft {draft.Id} belongs to somebody else.");
        if (row is null)
        {
            row = new DraftRow { Id = draft.Id, Tenant = draft.Tenant, Owner = draft.Owner, Scope = draft.Scope, Protected = bytes };
            db.Drafts.Add(row);
        }
        (row.Protected, row.SavedAt, row.Until) = (bytes, draft.SavedAt, draft.Until);
        await db.SaveChangesAsync(ct);
    }

    public async ValueTask Delete(string tenant, string owner, string id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.Drafts.Where(d => d.Id == id && d.Tenant == tenant && d.Owner == owner).ExecuteDeleteAsync(ct);
    }

    /// <summary>Removes what is past its time.</summary>
    public async Task<int> Sweep(DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.Drafts.Where(d => d.Until <= now).ExecuteDeleteAsync(ct);
    }

    private Draft Open(DraftRow row) =>
        new(row.Id, row.Tenant, row.Owner, row.Scope, Datum.Parse(Encoding.UTF8.GetString(_protector.Unprotect(row.Protected))), row.SavedAt, row.Until);
}
