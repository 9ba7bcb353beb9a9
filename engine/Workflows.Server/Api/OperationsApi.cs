using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Server.Operations;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>What operators do: incidents and corrections of their municipality, and with the scope <c>platform</c> the installation itself.</summary>
internal static class OperationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        MapIncidents(api);
        MapCases(api);
        MapMessages(api);
        MapNode(api);
    }

    private static void MapIncidents(RouteGroupBuilder api)
    {
        api.MapGet("/incidents", async (HttpContext http, IMediator mediator, string? program, string? workflow, string? activity, string? code, string? text, string? severity, DateTimeOffset? since, DateTimeOffset? until, string? cursor, int? take, CancellationToken ct) =>
                (await mediator.Send(new ListIncidents(http.Caller(), new IncidentFilter(program, workflow, activity, code, text, severity, since, until), ApplicationsApi.Paging(cursor, take)), ct)).Or(ApplicationsApi.Page))
            .NeedsScope(Scopes.Operations).Produces<PageBody<IncidentView>>().WithName("listIncidents").WithSummary("障害の一覧と検索 (open incidents)");

        api.MapPost("/incidents/batch", async (HttpContext http, IMediator mediator, IncidentBatchBody body, CancellationToken ct) =>
                (await mediator.Send(new ChangeIncidents(http.Caller(), http.CommandId(), body.Filter ?? new IncidentFilter(), body.Do, body.Outcome, body.Change, body.Reason, body.Cases, body.DryRun ?? true), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<IncidentBatchReport>().WithName("changeIncidents").WithSummary("障害をまとめて再実行・飛ばす・直す・打ち切る。dryRun は省くと true (retry, skip, correct or cancel in a batch)");

        api.MapPost("/cases/{id}/incidents/{incident}/retry", async (HttpContext http, IMediator mediator, string id, string incident, CancellationToken ct) =>
                (await mediator.Send(new RetryIncident(http.Caller(), http.CommandId(), id, incident), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<Receipt>().WithName("retryIncident").WithSummary("障害からの再実行 (run again)");

        api.MapPost("/cases/{id}/incidents/{incident}/skip", async (HttpContext http, IMediator mediator, string id, string incident, SkipBody body, CancellationToken ct) =>
                (await mediator.Send(new SkipIncident(http.Caller(), http.CommandId(), id, incident, body.Outcome), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<Receipt>().WithName("skipIncident").WithSummary("障害を飛ばして続ける (skip)");
    }

    private static void MapCases(RouteGroupBuilder api)
    {
        api.MapPost("/cases/{id}/cancel", async (HttpContext http, IMediator mediator, string id, ReasonBody body, CancellationToken ct) =>
                (await mediator.Send(new CancelCase(http.Caller(), http.CommandId(), id, body.Reason), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<Receipt>().WithName("cancelCase").WithSummary("案件の打切り (cancel by hand)");

        api.MapPost("/cases/{id}/alter", async (HttpContext http, IMediator mediator, string id, ValuesBody body, CancellationToken ct) =>
                (await mediator.Send(new AlterCase(http.Caller(), http.CommandId(), id, body.Values ?? Datum.EmptyObject), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<Receipt>().WithName("alterCase").WithSummary("案件の手修正 (correct by hand)");
    }

    private static void MapMessages(RouteGroupBuilder api)
    {
        api.MapGet("/messages", async (HttpContext http, IMediator mediator, string? status, string? kind, string? target, string? cursor, int? take, CancellationToken ct) =>
                (await mediator.Send(new ListMessages(http.Caller(), status, kind, target, ApplicationsApi.Paging(cursor, take)), ct)).Or(ApplicationsApi.Page))
            .NeedsScope(Scopes.Operations).Produces<PageBody<OutgoingMessage>>().WithName("listMessages").WithSummary("送れなかった連絡など (dead letters, and messages by status)");

        api.MapPost("/messages/{id:long}/retry", async (HttpContext http, IMediator mediator, long id, CancellationToken ct) => (await mediator.Send(new ChangeMessage(http.Caller(), http.CommandId(), id, Discard: false), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<OutgoingMessage>().WithName("retryMessage").WithSummary("もう一度送る (send again under the same key)");

        api.MapPost("/messages/{id:long}/discard", async (HttpContext http, IMediator mediator, long id, CancellationToken ct) => (await mediator.Send(new ChangeMessage(http.Caller(), http.CommandId(), id, Discard: true), ct)).Json())
            .NeedsScope(Scopes.Operations).Produces<OutgoingMessage>().WithName("discardMessage").WithSummary("送らないことにする (put aside)");
    }

    private static void MapNode(RouteGroupBuilder api)
    {
        api.MapGet("/operations/node", (NodeDesk node) => Results.Ok(node.View()))
            .NeedsScope(Scopes.Platform).Produces<NodeBody>().WithName("getNode").WithSummary("このノードの状態と遅れ (this node: state and lag)");

        api.MapPost("/operations/node/{action}", (NodeDesk node, string action) => node.Do(action))
            .NeedsScope(Scopes.Platform).Produces<NodeBody>().WithName("controlNode").WithSummary("ノードを止める pause・空にする drain・再開する resume");

        api.MapGet("/operations/jobs", async (JobDesk jobs, CancellationToken ct) => Results.Ok(await jobs.List(ct)))
            .NeedsScope(Scopes.Platform).Produces<IReadOnlyList<JobView>>().WithName("listJobs").WithSummary("定時処理の一覧 (operational jobs)");

        api.MapPost("/operations/jobs/{id}/run", async (JobBoard board, string id, CancellationToken ct) =>
                await board.Run(id, ct) is { } run ? Results.Ok(run) : Problems.Of(Problem.NotFound($"定時処理「{id}」はありません。", $"There is no job '{id}'.")))
            .NeedsScope(Scopes.Platform).Produces<JobRun>().WithName("runJob").WithSummary("定時処理を今すぐ動かす (run a job now)");
    }
}
