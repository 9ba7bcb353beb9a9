using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Server.Hosting;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>Connectors, and who a key speaks for.</summary>
internal static class OutsideApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/me", (HttpContext http) =>
            {
                var caller = http.Caller();
                return Results.Ok(new MeBody(caller.UserId, caller.DisplayName, caller.Tenant, caller.IsCitizen, caller.Roles, [.. http.User.FindAll(CallerClaims.Scope).Select(c => c.Value)]));
            })
            .RequireAuthorization(ApiSetup.AnyKey).Produces<MeBody>().WithName("getMe").WithSummary("この鍵の持ち主 (who the key speaks for)");

        KpiApi.Map(api);
        SurveysApi.Map(api);

        RegistersApi.Map(api);

        api.MapPost("/connectors/{program}/{connector}/events", async (HttpContext http, IMediator mediator, string program, string connector, EventBody body, CancellationToken ct) =>
                (await mediator.Send(new DeliverEvent(http.Caller(), http.CommandId(), program, connector, body.Event, body.Case, body.Key, body.Data ?? Datum.EmptyObject), ct)).Json())
            .NeedsScope(Scopes.Connectors).Produces<Delivered>().WithName("deliverEvent").WithSummary("外部の出来事 (an outside event)");

        api.MapPost("/connectors/{program}/{connector}/files", async (HttpContext http, IMediator mediator, TimeProvider clock, string program, string connector, FileBody body, CancellationToken ct) =>
                (await mediator.Send(new DeliverFile(http.Caller(), http.CommandId(), program, connector, body.Name, body.Text, body.Date ?? DateOnly.FromDateTime(Japan.In(clock.GetUtcNow()).DateTime)), ct)).Json())
            .NeedsScope(Scopes.Connectors).Produces<Delivered>().WithName("deliverFile").WithSummary("外部からのファイル (a pushed file)");

        api.MapGet("/deliveries", async (HttpContext http, IMediator mediator, string? program, string? connector, string? cursor, int? take, CancellationToken ct) =>
                (await mediator.Send(new ListDeliveries(http.Caller(), program, connector, ApplicationsApi.Paging(cursor, take)), ct)).Or(ApplicationsApi.Page))
            .NeedsScope(Scopes.Operations).Produces<PageBody<DeliveryView>>().WithName("listDeliveries").WithSummary("外部から届いた出来事の記録 (pushed events)");

        api.MapPost("/deliveries/{program}/{connector}/{id}/again", async (HttpContext http, IMediator mediator, string program, string connector, string id, CancellationToken ct) =>
                (await mediator.Send(new Redeliver(http.Caller(), http.CommandId(), program, connector, id), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<DeliveryView>().WithName("redeliver").WithSummary("届いた出来事をもう一度伝える (tell a kept event again)");
    }
}
