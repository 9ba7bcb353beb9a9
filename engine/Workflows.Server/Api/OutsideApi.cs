using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Server.Hosting;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>Registers, connectors and operations.</summary>
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

        api.MapGet("/registers", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListRegisters(http.Caller()), ct)).Json())
            .NeedsScope(Scopes.RegistersRead).Produces<IReadOnlyList<RegisterView>>().WithName("listRegisters").WithSummary("読める台帳 (registers the caller may read)");

        api.MapGet("/registers/{program}/{register}", async (HttpContext http, IMediator mediator, string program, string register, int? take, CancellationToken ct) =>
            {
                var where = Datum.Object(http.Request.Query.Where(q => q.Key != "take").Select(q => KeyValuePair.Create(q.Key, Datum.Of(q.Value.ToString()))));
                return (await mediator.Send(new ListRegister(http.Caller(), program, register, where, take ?? 100), ct)).Json();
            })
            .NeedsScope(Scopes.RegistersRead).Produces<RegisterView>().WithName("listRegister").WithSummary("台帳の記録。項目=値 で絞り込み (records; field=value filters)");

        api.MapPost("/registers/{program}/{register}", async (HttpContext http, IMediator mediator, string program, string register, RegisterBody body, CancellationToken ct) =>
                (await mediator.Send(new ChangeRegisterRecord(http.Caller(), http.CommandId(), program, register, body.Operation, body.Record, body.Values ?? Datum.EmptyObject, body.ExpectedRevision), ct)).Json())
            .NeedsScope(Scopes.RegistersWrite).Produces<RegisterRecord>().WithName("changeRegister").WithSummary("台帳の追加・変更・終了 (add, change, end)");

        api.MapPost("/connectors/{program}/{connector}/events", async (HttpContext http, IMediator mediator, string program, string connector, EventBody body, CancellationToken ct) =>
                (await mediator.Send(new DeliverEvent(http.Caller(), http.CommandId(), program, connector, body.Event, body.Case, body.Key, body.Data ?? Datum.EmptyObject), ct)).Json())
            .NeedsScope(Scopes.Connectors).Produces<Delivered>().WithName("deliverEvent").WithSummary("外部の出来事 (an outside event)");

        api.MapPost("/connectors/{program}/{connector}/files", async (HttpContext http, IMediator mediator, TimeProvider clock, string program, string connector, FileBody body, CancellationToken ct) =>
                (await mediator.Send(new DeliverFile(http.Caller(), http.CommandId(), program, connector, body.Name, body.Text, body.Date ?? DateOnly.FromDateTime(Japan.In(clock.GetUtcNow()).DateTime)), ct)).Json())
            .NeedsScope(Scopes.Connectors).Produces<Delivered>().WithName("deliverFile").WithSummary("外部からのファイル (a pushed file)");

        MapOperations(api);
    }

    private static void MapOperations(RouteGroupBuilder api)
    {
        api.MapGet("/incidents", async (HttpContext http, IMediator mediator, string? program, string? cursor, int? take, CancellationToken ct) =>
                (await mediator.Send(new ListIncidents(http.Caller(), program, ApplicationsApi.Paging(cursor, take)), ct)).Or(ApplicationsApi.Page))
            .NeedsScope(Scopes.Operations).Produces<PageBody<IncidentView>>().WithName("listIncidents").WithSummary("障害の一覧 (open incidents)");

        api.MapGet("/deliveries", async (HttpContext http, IMediator mediator, string? program, string? connector, string? cursor, int? take, CancellationToken ct) =>
                (await mediator.Send(new ListDeliveries(http.Caller(), program, connector, ApplicationsApi.Paging(cursor, take)), ct)).Or(ApplicationsApi.Page))
            .NeedsScope(Scopes.Operations).Produces<PageBody<DeliveryView>>().WithName("listDeliveries").WithSummary("外部から届いた出来事の記録 (pushed events)");

        api.MapPost("/deliveries/{program}/{connector}/{id}/again", async (HttpContext http, IMediator mediator, string program, string connector, string id, CancellationToken ct) =>
                (await mediator.Send(new Redeliver(http.Caller(), http.CommandId(), program, connector, id), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<DeliveryView>().WithName("redeliver").WithSummary("届いた出来事をもう一度伝える (tell a kept event again)");

        api.MapPost("/cases/{id}/incidents/{incident}/retry", async (HttpContext http, IMediator mediator, string id, string incident, CancellationToken ct) =>
                (await mediator.Send(new RetryIncident(http.Caller(), http.CommandId(), id, incident), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<Receipt>().WithName("retryIncident").WithSummary("障害からの再実行 (run again)");

        api.MapPost("/cases/{id}/incidents/{incident}/skip", async (HttpContext http, IMediator mediator, string id, string incident, SkipBody body, CancellationToken ct) =>
                (await mediator.Send(new SkipIncident(http.Caller(), http.CommandId(), id, incident, body.Outcome), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<Receipt>().WithName("skipIncident").WithSummary("障害を飛ばして続ける (skip)");

        api.MapPost("/cases/{id}/cancel", async (HttpContext http, IMediator mediator, string id, ReasonBody body, CancellationToken ct) =>
                (await mediator.Send(new CancelCase(http.Caller(), http.CommandId(), id, body.Reason), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<Receipt>().WithName("cancelCase").WithSummary("案件の打切り (cancel by hand)");

        api.MapPost("/cases/{id}/alter", async (HttpContext http, IMediator mediator, string id, ValuesBody body, CancellationToken ct) =>
                (await mediator.Send(new AlterCase(http.Caller(), http.CommandId(), id, body.Values ?? Datum.EmptyObject), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<Receipt>().WithName("alterCase").WithSummary("案件の手修正 (correct by hand)");
    }
}
