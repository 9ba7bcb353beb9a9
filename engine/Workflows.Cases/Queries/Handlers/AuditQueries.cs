using Mediator;
using Workflows.Cases.Audit;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Queries.Handlers;

/// <summary>Who looked at what, and whether it is still as it was written. Looking at the log is itself logged.</summary>
public sealed class AuditQueries(CaseDesk desk, IAuditTrail trail, IAccessLog log) : IQueryHandler<SearchAudit, Result<Page<AuditLine>>>, IQueryHandler<VerifyAudit, Result<AuditReport>>
{
    public async ValueTask<Result<Page<AuditLine>>> Handle(SearchAudit q, CancellationToken ct)
    {
        if (await Refusal(q.Caller, AccessActions.AuditRead, ct) is { } refused) return refused;
        return await trail.Search(q.Caller.Tenant, q.Filter, q.Page, ct);
    }

    public async ValueTask<Result<AuditReport>> Handle(VerifyAudit q, CancellationToken ct)
    {
        if (await Refusal(q.Caller, AccessActions.AuditVerified, ct) is { } refused) return refused;
        return await trail.Verify(q.Caller.Tenant, ct);
    }

    private async ValueTask<Problem?> Refusal(Caller caller, string action, CancellationToken ct)
    {
        if (caller.IsNobody) return Problem.NotSignedIn();
        await log.Write(new AccessEntry(caller.Tenant, desk.Now, caller.UserId, action, Denied: !caller.IsAuditor), ct);
        return caller.IsAuditor ? null : Problem.Forbidden();
    }
}
