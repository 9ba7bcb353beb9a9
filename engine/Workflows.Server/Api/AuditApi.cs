using Mediator;
using Workflows.Cases.Audit;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>The access log and its proof, for auditors.</summary>
internal static class AuditApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/audit", async (HttpContext http, IMediator mediator, string? actor, string? action, string? @case, bool? denied, DateTimeOffset? from, DateTimeOffset? until, string? cursor, int? take, CancellationToken ct) =>
                (await mediator.Send(new SearchAudit(http.Caller(), new AuditFilter(actor, action, @case, denied, from, until), ApplicationsApi.Paging(cursor, take)), ct)).Or(ApplicationsApi.Page))
            .NeedsScope(Scopes.Audit).Produces<PageBody<AuditLine>>().WithName("searchAudit").WithSummary("監査記録の検索 (search the access log)");

        api.MapGet("/audit/report", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new VerifyAudit(http.Caller()), ct)).Json())
            .NeedsScope(Scopes.Audit).Produces<AuditReport>().WithName("verifyAudit").WithSummary("監査記録の検証 (prove the chains and seals)");
    }
}
