using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>Instances of loose definitions under Elsa's addresses: list, state, journal, cancel; starts and versions by Elsa's other names.</summary>
internal static class InstancesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/workflow-definitions/{definition}/dispatch", async (HttpContext http, IMediator mediator, string definition, ExecuteBody? body, CancellationToken ct) =>
                (await mediator.Send(new StartDefinition(http.Caller(), http.CommandId(), definition, body?.Input ?? Datum.EmptyObject, body?.CorrelationId), ct)).Or(r => Results.Ok(new { workflowInstanceId = r.CaseId })))
            .NeedsScope(Scopes.Definitions).Produces(200).WithName("dispatchDefinition").WithSummary("始める（応答を待たない） (dispatch)");

        api.MapGet("/workflow-definitions/by-id/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new GetDefinitionVersion(http.Caller(), id), ct)).Or(d => Results.Ok(d.Content)))
            .NeedsScope(Scopes.Definitions).Produces<Datum>().WithName("getDefinitionVersion").WithSummary("版の番号で定義を読む (a definition by version id)");

        api.MapPost("/workflow-instances", (HttpContext http, IMediator mediator, InstancesBody body, CancellationToken ct) => List(http, mediator, body, ct))
            .NeedsScope(Scopes.Definitions).Produces<InstancePage>().WithName("findInstances").WithSummary("動いている流れを探す (find instances)");

        api.MapGet("/workflow-instances", (HttpContext http, IMediator mediator, int? page, int? pageSize, string? definitionId, string? status, string? subStatus, string? correlationId, CancellationToken ct) =>
                List(http, mediator, new InstancesBody(page, pageSize, definitionId, null, status, null, subStatus, null, null, correlationId), ct))
            .NeedsScope(Scopes.Definitions).Produces<InstancePage>().WithName("listInstances").WithSummary("動いている流れの一覧 (list instances)");

        api.MapGet("/workflow-instances/{id}/execution-state", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new GetInstance(http.Caller(), id), ct)).Or(i => Results.Ok(Datum.Object(("status", i["status"]), ("subStatus", i["subStatus"]), ("updatedAt", i["updatedAt"])))))
            .NeedsScope(Scopes.Definitions).Produces<Datum>().WithName("getInstanceState").WithSummary("状態だけ (status for polling)");

        api.MapGet("/workflow-instances/{id}/journal", async (HttpContext http, IMediator mediator, string id, int? skip, int? take, CancellationToken ct) =>
                (await mediator.Send(new GetJournal(http.Caller(), id, Math.Max(skip ?? 0, 0), take ?? 100), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<InstancePage>().WithName("getInstanceJournal").WithSummary("行ったことの記録 (journal)");

        api.MapPost("/cancel/workflow-instances/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new CancelInstance(http.Caller(), http.CommandId(), id), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<Receipt>().WithName("cancelInstance").WithSummary("取りやめる (cancel)");
    }

    private static IReadOnlyList<string> All(string? one, IReadOnlyList<string>? several) => several is { Count: > 0 } ? several : one is { Length: > 0 } ? [one] : [];

    private static async Task<IResult> List(HttpContext http, IMediator mediator, InstancesBody body, CancellationToken ct)
    {
        var filter = new InstanceFilter(All(body.DefinitionId, body.DefinitionIds), All(body.Status, body.Statuses), All(body.SubStatus, body.SubStatuses), body.CorrelationId, body.Name, body.HasIncidents);
        var query = new ListInstances(http.Caller(), filter, body.Page ?? 0, body.PageSize ?? 25);
        return (await mediator.Send(query, ct)).Json();
    }
}

/// <param name="Page">From 0.</param>
public sealed record InstancesBody(int? Page, int? PageSize, string? DefinitionId, IReadOnlyList<string>? DefinitionIds, string? Status, IReadOnlyList<string>? Statuses, string? SubStatus, IReadOnlyList<string>? SubStatuses, bool? HasIncidents, string? CorrelationId = null, string? Name = null);
