using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Cases.Privacy;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>
/// Grants as they are used: each use is logged, one used up lets nobody in. A look at the case uses the grants that name fields; opening a
/// document or file uses those that name it.
/// </summary>
public sealed class GrantUse(CaseAccess access, IAccessLog log, TimeProvider clock)
{
    /// <summary>The grants by which the case is looked at.</summary>
    public async ValueTask<IReadOnlyList<Grant>> Look(Caller caller, CaseRow row, CancellationToken ct)
    {
        var used = new List<Grant>();
        foreach (var grant in await access.GrantsOf(caller, row, ct))
            if (!grant.NamesFields || await Use(caller, row, grant, ct)) used.Add(grant);
        return used;
    }

    /// <summary>Whether a grant lets the caller open something now.</summary>
    /// <param name="named">The grant names what is to be opened.</param>
    public async ValueTask<bool> Open(Caller caller, CaseRow row, Func<Grant, bool> named, CancellationToken ct)
    {
        foreach (var grant in await access.GrantsOf(caller, row, ct))
            if (named(grant) && await Use(caller, row, grant, ct)) return true;
        return false;
    }

    private async ValueTask<bool> Use(Caller caller, CaseRow row, Grant grant, CancellationToken ct)
    {
        var entry = new AccessEntry(caller.Tenant, clock.GetUtcNow(), caller.UserId, AccessActions.GrantUsed, row.Id, Detail: grant.Id);
        if (grant.Uses is not { } limit) { await log.Write(entry, ct); return true; }
        if (await log.WriteWithin(entry, limit, ct)) return true;
        await log.Write(entry with { Denied = true }, ct);
        return false;
    }
}
