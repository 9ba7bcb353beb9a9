using System.Text.Json.Serialization;
using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.Definitions;
using Workflows.Engine.Plans;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>
/// Loose definitions under Elsa's own addresses (<c>/elsa/api</c>), for policy staff. Requests there carry no Idempotency-Key, since Elsa's
/// clients send none; one that is sent names the command.
/// </summary>
internal static class DefinitionsApi
{
    private const int MaxImport = 20 * 1024 * 1024;

    public static void Map(WebApplication app)
    {
        var api = app.MapGroup("/elsa/api").WithTags("Definitions").ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        MapVersions(api);
        MapFiles(api);
        MapRunning(api);
        InstancesApi.Map(api);
        ExecutionsApi.Map(api);
        DescriptorsApi.Map(api);
    }

    private static void MapVersions(RouteGroupBuilder api)
    {
        api.MapGet("/workflow-definitions", async (HttpContext http, IMediator mediator, CancellationToken ct) =>
                (await mediator.Send(new ListDefinitions(http.Caller()), ct)).Or(all => Results.Ok(new ItemsBody<DefinitionView>(all, all.Count))))
            .NeedsScope(Scopes.Definitions).Produces<ItemsBody<DefinitionView>>().WithName("listDefinitions").WithSummary("定義の一覧 (the newest version of each)");

        api.MapGet("/workflow-definitions/by-definition-id/{definition}", async (HttpContext http, IMediator mediator, string definition, int? version, CancellationToken ct) =>
                (await mediator.Send(new GetDefinition(http.Caller(), definition, version), ct)).Or(d => Results.Ok(d.Content)))
            .NeedsScope(Scopes.Definitions).Produces<Datum>().WithName("getDefinition").WithSummary("定義 (one definition)");

        api.MapGet("/workflow-definitions/{definition}/versions", async (HttpContext http, IMediator mediator, string definition, CancellationToken ct) =>
                (await mediator.Send(new ListDefinitionVersions(http.Caller(), definition), ct)).Or(all => Results.Ok(new ItemsBody<DefinitionView>(all, all.Count))))
            .NeedsScope(Scopes.Definitions).Produces<ItemsBody<DefinitionView>>().WithName("listDefinitionVersions").WithSummary("版の一覧 (all versions)");

        api.MapPost("/workflow-definitions", async (HttpContext http, IMediator mediator, SaveDefinitionBody body, CancellationToken ct) =>
                (await mediator.Send(new SaveDefinition(http.Caller(), body.Model ?? Datum.Null, body.Publish), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<DefinitionView>().WithName("saveDefinition").WithSummary("下書きの保存（publish で公開） (save the draft)");

        api.MapPost("/workflow-definitions/{definition}/publish", async (HttpContext http, IMediator mediator, string definition, CancellationToken ct) =>
                (await mediator.Send(new PublishDefinition(http.Caller(), definition), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<DefinitionView>().WithName("publishDefinition").WithSummary("公開 (publish)");

        api.MapPost("/workflow-definitions/{definition}/retract", async (HttpContext http, IMediator mediator, string definition, CancellationToken ct) =>
                (await mediator.Send(new RetractDefinition(http.Caller(), definition), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<DefinitionView>().WithName("retractDefinition").WithSummary("公開の取りやめ (retract)");

        api.MapPost("/workflow-definitions/{definition}/revert/{version:int}", async (HttpContext http, IMediator mediator, string definition, int version, CancellationToken ct) =>
                (await mediator.Send(new RevertDefinition(http.Caller(), definition, version), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<DefinitionView>().WithName("revertDefinition").WithSummary("前の版に戻す (an old version as the draft)");
    }

    private static void MapFiles(RouteGroupBuilder api)
    {
        api.MapGet("/workflow-definitions/{definition}/export", async (HttpContext http, IMediator mediator, string definition, int? version, CancellationToken ct) =>
                (await mediator.Send(new GetDefinition(http.Caller(), definition, version), ct)).Or(d => Results.File(new ElsaFile(d.Content).Write(), "application/json", $"{definition}.json")))
            .NeedsScope(Scopes.Definitions).Produces(200, contentType: "application/json").WithName("exportDefinition").WithSummary("Elsa の JSON で書き出す (export)");

        api.MapPost("/bulk-actions/export/workflow-definitions", async (HttpContext http, IMediator mediator, ExportBody body, CancellationToken ct) =>
            {
                var files = new List<ElsaFile>();
                foreach (var id in body.Ids ?? [])
                {
                    var found = await mediator.Send(new GetDefinition(http.Caller(), id, null), ct);
                    if (!found.Ok) return Problems.Of(found.Problem!);
                    files.Add(new ElsaFile(found.Value!.Content));
                }
                using var zip = new MemoryStream();
                ElsaArchive.Write(files, zip);
                return Results.File(zip.ToArray(), "application/zip", "workflow-definitions.zip");
            })
            .NeedsScope(Scopes.Definitions).Produces(200, contentType: "application/zip").WithName("exportDefinitions").WithSummary("zip で書き出す (export as zip)");

        api.MapPost("/workflow-definitions/import", async (HttpContext http, IMediator mediator, CancellationToken ct) =>
            {
                var (bytes, problem) = await Body(http, ct);
                return problem is not null ? Problems.Of(problem) : await Import(http, mediator, [("", bytes!)], ct);
            })
            .NeedsScope(Scopes.Definitions).Accepts<Datum>("application/json").Produces<ItemsBody<DefinitionView>>().WithName("importDefinition").WithSummary("JSON または zip を読み込む (import one file)");

        api.MapPost("/workflow-definitions/import-files", async (HttpContext http, IMediator mediator, CancellationToken ct) =>
            {
                if (!http.Request.HasFormContentType) return Problems.Of(Problem.Bad("MULTIPART_REQUIRED", "multipart/form-data でファイルを送ってください。", "Send the files as multipart/form-data."));
                var files = new List<(string, byte[])>();
                foreach (var file in (await http.Request.ReadFormAsync(ct)).Files)
                {
                    using var copy = new MemoryStream();
                    await file.CopyToAsync(copy, ct);
                    files.Add((file.FileName, copy.ToArray()));
                }
                return await Import(http, mediator, files, ct);
            })
            .NeedsScope(Scopes.Definitions).DisableAntiforgery().Produces<ItemsBody<DefinitionView>>().WithName("importDefinitions").WithSummary("複数のファイルを読み込む (import files)");
    }

    private static void MapRunning(RouteGroupBuilder api)
    {
        api.MapPost("/workflow-definitions/{definition}/execute", async (HttpContext http, IMediator mediator, string definition, ExecuteBody? body, CancellationToken ct) =>
                (await mediator.Send(new StartDefinition(http.Caller(), http.CommandId(), definition, body?.Input ?? Datum.EmptyObject, body?.CorrelationId), ct)).Or(r =>
                {
                    http.Response.Headers["x-elsa-workflow-instance-id"] = r.CaseId;
                    return Results.Ok(new { workflowInstanceId = r.CaseId });
                }))
            .NeedsScope(Scopes.Definitions).Produces(200).WithName("executeDefinition").WithSummary("始める (start)");

        api.MapGet("/workflow-instances/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new GetInstance(http.Caller(), id), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<Datum>().WithName("getInstance").WithSummary("動いている流れの状態 (an instance)");

        api.MapPost("/events/{name}/trigger", async (HttpContext http, IMediator mediator, string name, TriggerBody? body, CancellationToken ct) =>
                (await mediator.Send(new TriggerEvent(http.Caller(), http.CommandId(), name, body?.CorrelationId, body?.Input ?? Datum.Null), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<Delivered>().WithName("triggerEvent").WithSummary("出来事を知らせる (trigger an event)");

        api.MapPost("/tasks/{id}/complete", async (HttpContext http, IMediator mediator, string id, TaskResultBody? body, CancellationToken ct) =>
                (await mediator.Send(new CompleteRunTask(http.Caller(), http.CommandId(), id, body?.Result ?? Datum.Null), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<Receipt>().WithName("completeRunTask").WithSummary("外部の仕事の完了 (complete a RunTask)");

        api.MapGet("/plans", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListPlans(http.Caller()), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<IReadOnlyList<PlanUse>>().WithName("listPlans").WithSummary("動いている版 (plans in use)");

        api.MapPost("/migrations/propose", async (HttpContext http, IMediator mediator, MigrationBody body, CancellationToken ct) =>
                (await mediator.Send(new ProposeMigration(http.Caller(), body.From ?? "", body.To ?? ""), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<Datum>().WithName("proposeMigration").WithSummary("対応表の案 (propose a map)");

        api.MapPost("/migrations/check", async (HttpContext http, IMediator mediator, MigrationBody body, CancellationToken ct) =>
                (await mediator.Send(new CheckMigration(http.Caller(), body.From ?? "", body.To ?? "", body.Map, body.After, body.Take ?? 50), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<IReadOnlyList<MigrationCheck>>().WithName("checkMigration").WithSummary("移す前の点検 (dry run)");

        api.MapPost("/migrations/apply", async (HttpContext http, IMediator mediator, MigrationBody body, CancellationToken ct) =>
                (await mediator.Send(new ApplyMigration(http.Caller(), body.From ?? "", body.To ?? "", body.Map, body.Cases, body.Take ?? 50), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<MigrationResult>().WithName("applyMigration").WithSummary("案件を移す (move cases)");

        api.MapPost("/migrations/undo", async (HttpContext http, IMediator mediator, MigrationBody body, CancellationToken ct) =>
                (await mediator.Send(new UndoMigration(http.Caller(), body.Cases ?? []), ct)).Json())
            .NeedsScope(Scopes.Definitions).Produces<MigrationResult>().WithName("undoMigration").WithSummary("移したのを戻す (take moves back)");
    }

    /// <summary>All files or none: a file that cannot be read keeps the others out.</summary>
    private static async Task<IResult> Import(HttpContext http, IMediator mediator, IReadOnlyList<(string Name, byte[] Bytes)> files, CancellationToken ct)
    {
        var definitions = new List<ElsaFile>();
        foreach (var (name, bytes) in files)
        {
            try
            {
                if (bytes is [(byte)'P', (byte)'K', ..])
                {
                    using var stream = new MemoryStream(bytes);
                    var content = ElsaArchive.Read(stream);
                    if (content.Problems.Count > 0) return Problems.Of(new Problem(422, "DEFINITION_INVALID", $"{content.Problems[0].Place}: {content.Problems[0].MessageJa}", $"{content.Problems[0].Place}: {content.Problems[0].MessageEn}"));
                    definitions.AddRange(content.Definitions.Select(d => d.File));
                }
                else definitions.Add(ElsaFile.Read(bytes));
            }
            catch (DefinitionException e) { return Problems.Of(new Problem(422, "DEFINITION_INVALID", $"{name} {e.MessageJa}".Trim(), $"{name} {e.Message}".Trim())); }
        }
        if (definitions.Count == 0) return Problems.Of(new Problem(422, "DEFINITION_INVALID", "定義がありません。", "There is no definition."));
        var views = new List<DefinitionView>();
        foreach (var file in definitions)
        {
            var saved = await mediator.Send(new SaveDefinition(http.Caller(), file.Definition, Publish: false), ct);
            if (!saved.Ok) return Problems.Of(saved.Problem!);
            views.Add(saved.Value!);
        }
        return Results.Ok(new ItemsBody<DefinitionView>(views, views.Count));
    }

    private static async Task<(byte[]? Bytes, Problem? Problem)> Body(HttpContext http, CancellationToken ct)
    {
        if (http.Request.ContentLength > MaxImport) return (null, new Problem(413, "TOO_LARGE", "ファイルは 20 MB までです。", "A file may have 20 MB."));
        using var copy = new MemoryStream();
        await http.Request.Body.CopyToAsync(copy, ct);
        return (copy.ToArray(), null);
    }
}

public sealed record ItemsBody<T>(IReadOnlyList<T> Items, int TotalCount);
public sealed record SaveDefinitionBody(Datum? Model, bool Publish);
/// <param name="Ids">Definition ids.</param>
public sealed record ExportBody(IReadOnlyList<string>? Ids);
public sealed record ExecuteBody(Datum? Input, string? CorrelationId);
public sealed record TriggerBody(Datum? Input, string? CorrelationId);
public sealed record TaskResultBody([property: JsonConverter(typeof(AnyDatumConverter))] Datum? Result);
/// <param name="From">Plan id moved from.</param>
/// <param name="Map">List of <c>{workflow, from, to}</c> over the proposal.</param>
public sealed record MigrationBody(string? From, string? To, [property: JsonConverter(typeof(AnyDatumConverter))] Datum? Map, IReadOnlyList<string>? Cases, string? After, int? Take);
