using Microsoft.EntityFrameworkCore;
using Workflows.Cases.Ports;

namespace Workflows.Server.Platform;

/// <summary>The access log in the platform database: append only.</summary>
internal sealed class AccessLog(IDbContextFactory<PlatformDb> contexts) : IAccessLog
{
    public async ValueTask Write(AccessEntry entry, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        db.AccessLog.Add(new AccessRow
        {
            Tenant = entry.Tenant, At = entry.At, Actor = entry.Actor, Action = entry.Action, CaseId = entry.CaseId,
            Field = entry.Field, Reason = entry.Reason, Detail = entry.Detail,
        });
        await db.SaveChangesAsync(ct);
    }

    public async ValueTask<IReadOnlyList<AccessEntry>> Read(string tenant, string? caseId, int take, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = await db.AccessLog.AsNoTracking().Where(a => a.Tenant == tenant && (caseId == null || a.CaseId == caseId))
            .OrderByDescending(a => a.No).Take(take).ToListAsync(ct);
        return [.. rows.Select(a => new AccessEntry(a.Tenant, a.At, a.Actor, a.Action, a.CaseId, a.Field, a.Reason, a.Detail))];
    }
}
