using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>Activities of instances, variables, export, retry, and deleting and publishing in bulk, under Elsa's addresses.</summary>
internal static class ExecutionsApi
{
    private const int MostAtOnce = 100;

    public static void Map(RouteGroupBuilder api)
    {
        MapDeleting(api);
        MapBulk(api);
        MapInstances(api);
        MapExecutions(api);
    }

    private static void MapDeleting(RouteGroupBuilder api)
    {
        api.MapDelete("/workflow-definitions/{definition}", async (HttpContext http, IMediator mediator, string definition, CancellationToken ct) =>
                (await mediator.Send(new DeleteDefinition(http.Caller(), definition, null), ct)).Or(_ => Results.NoContent()))
            .NeedsScope(Scopes.Definitions).Produces(204).WithName("deleteDefinition").WithSummary("すべての版を消す（動いているものは続く） (delete with all versions)");

        api.MapDelete("/workflow-definition-versions/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new DeleteDefinitionVersion(http.Caller(), id), ct)).Or(_ => Results.NoContent()))
            .NeedsScope(Scopes.Definitions).Produces(204).WithName("deleteDefinitionVersion").WithSummary("一つの版を消す (delete one version)");
    }

    private static void MapBulk(RouteGroupBuilder api)
    {
        api.MapPost("/bulk-actions/delete/workflow-definitions/by-definition-id", (HttpContext http, IMediator mediator, DefinitionIdsBody body, CancellationToken ct) =>
                Each(body.DefinitionIds, async id => await mediator.Send(new DeleteDefinition(http.Caller(), id, null), ct), (done, _) => Results.Ok(new DeletedBody(done.Sum(d => d.Value)))))
            .NeedsScope(Scopes.Definitions).Produces<DeletedBody>().WithName("deleteDefinitions").WithSummary("複数の定義を消す (delete definitions)");

        api.MapPost("/bulk-actions/delete/workflow-definitions/by-id", (HttpContext http, IMediator mediator, IdsBody body, CancellationToken ct) =>
                Each(body.Ids, async id => await mediator.Send(new DeleteDefinitionVersion(http.Caller(), id), ct), (done, _) => Results.Ok(new DeletedBody(done.Sum(d => d.Value)))))
            .NeedsScope(Scopes.Definitions).Produces<DeletedBody>().WithName("deleteDefinitionVersions").WithSummary("複数の版を消す (delete versions)");

        api.MapPost("/bulk-actions/publish/workflow-definitions/by-definition-ids", (HttpContext http, IMediator mediator, DefinitionIdsBody body, CancellationToken ct) =>
                Each(body.DefinitionIds, async id => await mediator.Send(new PublishDefinition(http.Caller(), id), ct), (done, left) => Results.Ok(new DoneBody([.. done.Select(d => d.Id)], left))))
            .NeedsScope(Scopes.Definitions).Produces<DoneBody>().WithName("publishDefinitions").WithSummary("複数の定義を公開する (publish definitions)");

        api.MapPost("/bulk-actions/retract/workflow-definitions/by-definition-ids", (HttpContext http, IMediator mediator, DefinitionIdsBody body, CancellationToken ct) =>
                Each(body.DefinitionIds, async id => await mediator.Send(new RetractDefinition(http.Caller(), id), ct), (done, left) => Results.Ok(new DoneBody([.. done.Select(d => d.Id)], left))))
            .NeedsScope(Scopes.Definitions).Produces<DoneBody>().WithName("retractDefinitions").WithSummary("複数の公開を取りやめる (retract definitions)");

        api.MapPost("/bulk-actions/cancel/workflow-instances", (HttpContext http, IMediator mediator, IdsBody body, CancellationToken ct) =>
                Each(body.Ids, async id => await mediator.Send(new CancelInstance(http.Caller(), $"{http.CommandId()}:{id}", id), ct), (done, left) => Results.Ok(new DoneBody([.. done.Select(d => d.Id)], left))))
            .NeedsScope(Scopes.Definitions).Produces<DoneBody>().WithName("cancelInstances").WithSummary("複数を取りやめる (cancel instances)");

        api.MapPost("/bulk-actions/delete/workflow-instances/by-id", (HttpContext http, IMediator mediator, IdsBody body, CancellationToken ct) =>
                Each(body.Ids, async id => await mediator.Send(new DeleteInstance(http.Caller(), $"{http.CommandId()}:{id}", id), ct), (done, left) => Results.Ok(new DeletedInstancesBody(done.Count, left))))
            .NeedsScope(Scopes.Definitions).Produces<DeletedInstancesBody>().WithName("deleteInstances").WithSummary("複数の中身を消す (delete instances)");

        api.MapPost("/alterations/workflows/retry", async (HttpContext http, IMediator mediator, RetryBody body, CancellationToken ct) =>
                (await mediator.Send(new RetryInstances(http.Caller(), http.CommandId(), body.WorkflowInstanceIds ?? [], body.ActivityIds is { Count: > 0 } activities ? activities : null), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<RetryReport>().WithName("retryInstances").WithSummary("障害になった活動をやり直す (retry faulted activities)");
    }

    private static void MapInstances(RouteGroupBuilder api)
    {
        api.MapGet("/workflow-instances/{id}/variables", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new GetInstanceVariables(http.Caller(), id), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<InstancePage>().WithName("getInstanceVariables").WithSummary("変数の値 (variables)");

        api.MapPost("/workflow-instances/{id}/variables", async (HttpContext http, IMediator mediator, string id, VariablesBody body, CancellationToken ct) =>
                (await mediator.Send(new SetInstanceVariables(http.Caller(), http.CommandId(), id, body.Variables ?? Datum.Null), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<InstancePage>().WithName("setInstanceVariables").WithSummary("変数の値を変える (set variables)");

        api.MapDelete("/workflow-instances/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new DeleteInstance(http.Caller(), http.CommandId(), id), ct)).Or(_ => Results.NoContent()))
            .NeedsScope(Scopes.Definitions).Produces(204).WithName("deleteInstance").WithSummary("中身を消す（動いていれば取りやめてから） (delete an instance)");

        api.MapGet("/workflow-instances/{id}/export", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new ExportInstance(http.Caller(), id), ct)).Or(d => Results.File(d.ToUtf8(), "application/json", $"workflow-instance-{id}.json")))
            .NeedsScope(Scopes.Definitions).Produces(200, contentType: "application/json").WithName("exportInstance").WithSummary("状態と記録を書き出す (export an instance)");
    }

    private static void MapExecutions(RouteGroupBuilder api)
    {
        api.MapPost("/activity-executions/report", async (HttpContext http, IMediator mediator, ReportBody body, CancellationToken ct) =>
                (await mediator.Send(new ReportExecutions(http.Caller(), body.WorkflowInstanceId ?? "", body.ActivityNodeIds is { Count: > 0 } nodes ? [.. nodes.OfType<string>().Select(Own)] : null), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<Datum>().WithName("reportActivityExecutions").WithSummary("活動ごとの回数 (counts by activity)");

        api.MapGet("/activity-executions/list", async (HttpContext http, IMediator mediator, string? workflowInstanceId, string? activityNodeId, bool? completed, int? skip, int? take, CancellationToken ct) =>
                (await mediator.Send(new ListExecutions(http.Caller(), workflowInstanceId ?? "", activityNodeId is null ? null : Own(activityNodeId), completed, skip ?? 0, take ?? 100), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<InstancePage>().WithName("listActivityExecutions").WithSummary("活動の実行の一覧 (activity executions)");

        api.MapGet("/activity-executions/count", async (HttpContext http, IMediator mediator, string? workflowInstanceId, string? activityNodeId, bool? completed, CancellationToken ct) =>
                (await mediator.Send(new ListExecutions(http.Caller(), workflowInstanceId ?? "", activityNodeId is null ? null : Own(activityNodeId), completed, 0, 1), ct)).Or(p => Results.Ok(new CountBody(p.TotalCount))))
            .NeedsScope(Scopes.Definitions).Produces<CountBody>().WithName("countActivityExecutions").WithSummary("活動の実行の数 (how many)");
    }

    /// <summary>Elsa's node ids are paths of ids; ours are the last part.</summary>
    private static string Own(string nodeId) => nodeId[(nodeId.LastIndexOf(':') + 1)..];

    /// <summary>One after another; what one refuses does not stop the others, a missing right stops all.</summary>
    private static async Task<IResult> Each<T>(IReadOnlyList<string>? ids, Func<string, Task<Result<T>>> act, Func<IReadOnlyList<(string Id, T Value)>, IReadOnlyList<RetryLeft>, IResult> answer)
    {
        if (ids is null or { Count: > MostAtOnce }) return Problems.Of(Problem.Bad("IDS_INVALID", $"対象は {MostAtOnce} 件までの一覧で指定してください。", $"Give a list of up to {MostAtOnce} ids."));
        var done = new List<(string, T)>();
        var left = new List<RetryLeft>();
        foreach (var id in ids.Distinct(StringComparer.Ordinal))
        {
            var result = await act(id);
            if (result.Problem is { Status: 401 or 403 } refused) return Problems.Of(refused);
            if (result.Problem is { } problem) left.Add(new RetryLeft(id, problem.Code, problem.Ja));
            else done.Add((id, result.Value!));
        }
        return answer(done, left);
    }
}

public sealed record DefinitionIdsBody(IReadOnlyList<string>? DefinitionIds);
public sealed record IdsBody(IReadOnlyList<string>? Ids);
/// <param name="Deleted">Versions taken away.</param>
public sealed record DeletedBody(int Deleted);
/// <param name="Deleted">Instances erased.</param>
public sealed record DeletedInstancesBody(int Deleted, IReadOnlyList<RetryLeft> Left);
/// <param name="Variables">A list of <c>{id, value, activityId?, scopePath?}</c>.</param>
public sealed record VariablesBody([property: System.Text.Json.Serialization.JsonConverter(typeof(AnyDatumConverter))] Datum? Variables);
public sealed record DoneBody(IReadOnlyList<string> Done, IReadOnlyList<RetryLeft> Left);
/// <param name="ActivityIds">Null for every open incident.</param>
public sealed record RetryBody(IReadOnlyList<string>? WorkflowInstanceIds, IReadOnlyList<string>? ActivityIds);
public sealed record ReportBody(string? WorkflowInstanceId, IReadOnlyList<string>? ActivityNodeIds);
public sealed record CountBody(int Count);
