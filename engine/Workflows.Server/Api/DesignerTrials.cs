using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Trial;
using Workflows.Engine.Data;

namespace Workflows.Server.Api;

/// <summary>試す and scenarios for the designer: docs/designer-api.md §6.</summary>
internal static class DesignerTrials
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/drafts/{id}/trials", async (HttpContext http, IMediator mediator, string id, TrialBody body, CancellationToken ct) =>
                (await mediator.Send(new StartTrial(http.Designer(), id, body.Now, body.Settings ?? Datum.EmptyObject), ct)).Or(t => Results.Json(t, statusCode: 201)))
            .Produces<Datum>(201).WithName("startTrial").WithSummary("試しはじめる (begin a trial)");
        api.MapGet("/trials/{trial}", async (HttpContext http, IMediator mediator, string trial, CancellationToken ct) => (await mediator.Send(new GetTrial(http.Designer(), trial), ct)).Json())
            .Produces<Datum>().WithName("getTrial").WithSummary("試しているところ (a trial)");
        api.MapDelete("/trials/{trial}", async (HttpContext http, IMediator mediator, string trial, CancellationToken ct) => (await mediator.Send(new EndTrial(http.Designer(), trial), ct)).Or(_ => Results.NoContent()))
            .Produces(204).WithName("endTrial").WithSummary("試し終える (end)");
        api.MapPost("/trials/{trial}/acts", async (HttpContext http, IMediator mediator, string trial, Datum body, CancellationToken ct) => (await mediator.Send(new ActInTrial(http.Designer(), trial, body), ct)).Json())
            .Produces<Datum>().WithName("actInTrial").WithSummary("操作する (an act)");
        api.MapPost("/trials/{trial}/rewind", async (HttpContext http, IMediator mediator, string trial, RewindBody body, CancellationToken ct) => (await mediator.Send(new RewindTrial(http.Designer(), trial, body.To), ct)).Json())
            .Produces<Datum>().WithName("rewindTrial").WithSummary("戻る (go back)");
        api.MapPost("/trials/{trial}/case", async (HttpContext http, IMediator mediator, string trial, TrialCaseBody body, CancellationToken ct) =>
                (await mediator.Send(new ActInTrial(http.Designer(), trial, Datum.Object(("kind", "case"), ("case", body.Case))), ct)).Json())
            .Produces<Datum>().WithName("lookInTrial").WithSummary("別の案件を見る (another case)");
        api.MapPost("/trials/{trial}/save", async (HttpContext http, IMediator mediator, string trial, SaveTrialBody body, CancellationToken ct) =>
                (await mediator.Send(new SaveTrial(http.Designer(), trial, body.Document ?? "", body.Name ?? "", body.Expect ?? ["status"]), ct)).Json())
            .Produces<SavedTrial>().WithName("saveTrial").WithSummary("シナリオとして残す (save as a scenario)");
        api.MapPost("/drafts/{id}/scenarios/run", async (HttpContext http, IMediator mediator, string id, RunBody body, CancellationToken ct) =>
                (await mediator.Send(new RunDraftScenarios(http.Designer(), id, body.Documents, body.Names), ct)).Or(run => Results.Json(new RunStarted(run), statusCode: 202)))
            .Produces<RunStarted>(202).WithName("runScenarios").WithSummary("シナリオを実行する (run scenarios)");
        api.MapGet("/scenario-runs/{run}", async (HttpContext http, IMediator mediator, string run, CancellationToken ct) => (await mediator.Send(new GetScenarioRun(http.Designer(), run), ct)).Json())
            .Produces<ScenarioRunSet>().WithName("scenarioRun").WithSummary("実行の結果と網羅 (results and coverage)");
    }
}

public sealed record TrialBody(DateTimeOffset? Now, Datum? Settings);
public sealed record RewindBody(int To);
public sealed record TrialCaseBody(string? Case);
public sealed record SaveTrialBody(string? Document, string? Name, IReadOnlyList<string>? Expect);
public sealed record RunBody(IReadOnlyList<string>? Documents, IReadOnlyList<string>? Names);
public sealed record RunStarted(string Run);
