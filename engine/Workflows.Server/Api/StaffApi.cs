using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>Staff and their roles, for administrators of staff.</summary>
internal static class StaffApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/roles", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListRoles(http.Caller()), ct)).Json())
            .NeedsScope(Scopes.Staff).Produces<IReadOnlyList<RoleOffer>>().WithName("listRoles").WithSummary("付けられる役割と、いま持っている人の数 (roles that can be given, with how many hold them)");

        api.MapGet("/staff", async (HttpContext http, IMediator mediator, string? text, string? role, string? office, string? cursor, int? take, CancellationToken ct) =>
                (await mediator.Send(new ListStaff(http.Caller(), new StaffFilter(text, role, office), ApplicationsApi.Paging(cursor, take)), ct)).Or(ApplicationsApi.Page))
            .NeedsScope(Scopes.Staff).Produces<PageBody<StaffView>>().WithName("listStaff").WithSummary("職員の一覧と検索 (staff)");

        api.MapGet("/staff/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) => (await mediator.Send(new GetStaff(http.Caller(), id), ct)).Json())
            .NeedsScope(Scopes.Staff).Produces<StaffView>().WithName("getStaff").WithSummary("一人の職員の役割と、これまでの役割 (one person with the roles held and once held)");

        api.MapPost("/staff/{id}/roles", async (HttpContext http, IMediator mediator, string id, GiveRoleBody body, CancellationToken ct) =>
                (await mediator.Send(new GiveRole(http.Caller(), http.CommandId(), id, body.Role, body.Scope, body.From, body.Until, body.Reason, body.DryRun ?? false), ct)).Json())
            .NeedsScope(Scopes.Staff).Produces<HoldingView>().WithName("giveRole").WithSummary("役割を付ける (give a role; dryRun says what would be)");

        api.MapPost("/staff/{id}/roles/{holding}/take", async (HttpContext http, IMediator mediator, string id, string holding, TakeRoleBody body, CancellationToken ct) =>
                (await mediator.Send(new TakeRole(http.Caller(), http.CommandId(), id, holding, body.Reason, body.DryRun ?? false), ct)).Json())
            .NeedsScope(Scopes.Staff).Produces<HoldingView>().WithName("takeRole").WithSummary("役割を外す (take a role; dryRun says what would be)");
    }
}
