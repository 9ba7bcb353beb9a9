using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>What caseworkers do: tasks and cases.</summary>
internal static class WorkApi
{
    public static void Map(RouteGroupBuilder api)
    {
        MapTasks(api);
        MapDesk(api);
        MapCases(api);
    }

    private static void MapTasks(RouteGroupBuilder api)
    {
        api.MapGet("/cases/{id}/documents/{document}", async (HttpContext http, IMediator mediator, string id, string document, CancellationToken ct) =>
            {
                var found = await mediator.Send(new GetDocument(http.Caller(), id, document), ct);
                return found.Ok ? Pages.DocumentPages.File(http, found.Value!) : found.Json();
            })
            .NeedsScope(Scopes.CasesRead).Produces(200, contentType: "application/pdf").WithName("getCaseDocument").WithSummary("文書のファイル (a document's file)");

        api.MapGet("/cases/{id}/files/{file}", async (HttpContext http, IMediator mediator, string id, string file, CancellationToken ct) =>
            {
                var found = await mediator.Send(new GetCaseFile(http.Caller(), id, file), ct);
                return found.Ok ? Pages.DocumentPages.File(http, found.Value!) : found.Json();
            })
            .NeedsScope(Scopes.CasesRead).Produces(200, contentType: "application/octet-stream").WithName("getCaseFile").WithSummary("提出されたファイル (a file that was handed in)");

        api.MapGet("/tasks", async (HttpContext http, IMediator mediator, string? view, string? program, string? text, string? cursor, int? take, string? sort, CancellationToken ct) =>
                (await mediator.Send(new ListTasks(http.Caller(), view, program, text, ApplicationsApi.Paging(cursor, take, sort)), ct)).Or(ApplicationsApi.Page))
            .NeedsScope(Scopes.CasesRead).Produces<PageBody<TaskSummary>>().WithName("listTasks").WithSummary("仕事の一覧 (the inbox)");

        api.MapGet("/tasks/counts", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new CountTasks(http.Caller()), ct)).Json())
            .NeedsScope(Scopes.CasesRead).Produces<IReadOnlyDictionary<string, int>>().WithName("countTasks").WithSummary("一覧ごとの件数 (counts of each list)");

        api.MapGet("/tasks/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) => (await mediator.Send(new GetTask(http.Caller(), id), ct)).Json())
            .NeedsScope(Scopes.CasesRead).Produces<TaskView>().WithName("getTask").WithSummary("仕事の詳細 (one task)");

        api.MapPost("/tasks/{id}/claim", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new ClaimTask(http.Caller(), http.CommandId(), id), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Receipt>().WithName("claimTask").WithSummary("引き受ける (claim)");

        api.MapPost("/tasks/{id}/unclaim", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new UnclaimTask(http.Caller(), http.CommandId(), id), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Receipt>().WithName("unclaimTask").WithSummary("戻す (give back)");

        api.MapPost("/tasks/{id}/assign", async (HttpContext http, IMediator mediator, string id, AssignBody body, CancellationToken ct) =>
                (await mediator.Send(new AssignTask(http.Caller(), http.CommandId(), id, body.Assignee), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Receipt>().WithName("assignTask").WithSummary("割り当てる (assign)");

        api.MapPost("/tasks/{id}/draft", async (HttpContext http, IMediator mediator, string id, ValuesBody body, CancellationToken ct) =>
                (await mediator.Send(new SaveTaskDraft(http.Caller(), http.CommandId(), id, body.Values ?? Datum.EmptyObject), ct)).Or(_ => Results.NoContent()))
            .NeedsScope(Scopes.CasesWrite).Produces(204).WithName("saveTaskDraft").WithSummary("途中で保存 (keep half-filled)");

        api.MapPost("/tasks/{id}/complete", async (HttpContext http, IMediator mediator, string id, CompleteBody body, CancellationToken ct) =>
                (await mediator.Send(new CompleteTask(http.Caller(), http.CommandId(), id, body.Outcome, body.Values ?? Datum.EmptyObject, body.Comment, body.Checked, body.Parts), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Receipt>().WithName("completeTask").WithSummary("完了する (complete)");
    }

    private static void MapDesk(RouteGroupBuilder api)
    {
        api.MapPost("/tasks/{id}/acknowledge", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new AcknowledgeTask(http.Caller(), http.CommandId(), id), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Receipt>().WithName("acknowledgeTask").WithSummary("確認した (acknowledge, apart from completing)");

        api.MapPost("/tasks/{id}/drop", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new DropTask(http.Caller(), http.CommandId(), id), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Receipt>().WithName("dropTask").WithSummary("頼んだ仕事を取り下げる (take back a task one asked for)");

        api.MapPost("/tasks/bulk", async (HttpContext http, IMediator mediator, BulkBody body, CancellationToken ct) =>
                (await mediator.Send(new WorkInBulk(http.Caller(), http.CommandId(), body.Tasks ?? [], body.Operation, body.Outcome, body.Comment, body.Assignee, body.DryRun ?? false), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<BulkResult>().WithName("workInBulk").WithSummary("まとめて行う (many tasks at once; dryRun says what would be done)");

        api.MapPost("/cases/{id}/notes", async (HttpContext http, IMediator mediator, string id, NoteBody body, CancellationToken ct) =>
                (await mediator.Send(new WriteNote(http.Caller(), http.CommandId(), id, body.Text, body.With, body.Phone, body.Mentions), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Receipt>().WithName("writeNote").WithSummary("メモ・電話の記録 (note or phone memo)");

        api.MapPost("/cases/{id}/messages", async (HttpContext http, IMediator mediator, string id, MessageBody body, CancellationToken ct) =>
                (await mediator.Send(new SendMessage(http.Caller(), http.CommandId(), id, body.Text), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Receipt>().WithName("sendMessage").WithSummary("申請者とのメッセージ (message with the applicant)");

        api.MapPost("/cases/{id}/tasks", async (HttpContext http, IMediator mediator, string id, AskBody body, CancellationToken ct) =>
                (await mediator.Send(new AddTask(http.Caller(), http.CommandId(), id, body.Title, body.Role, body.Assignee, body.Due, body.Text), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Receipt>().WithName("addTask").WithSummary("仕事を頼む (ask a colleague)");
    }

    private static void MapCases(RouteGroupBuilder api)
    {
        api.MapGet("/cases", async (HttpContext http, IMediator mediator, string? program, string? status, string? text, bool? open, string? cursor, int? take, string? sort, CancellationToken ct) =>
                (await mediator.Send(new ListCases(http.Caller(), program, status, text, open, ApplicationsApi.Paging(cursor, take, sort)), ct)).Or(ApplicationsApi.Page))
            .NeedsScope(Scopes.CasesRead).Produces<PageBody<CaseSummary>>().WithName("listCases").WithSummary("案件の検索 (search cases)");

        api.MapGet("/cases/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new GetCase(http.Caller(), id), ct)).Or(c => ApplicationsApi.Tagged(http, c)))
            .NeedsScope(Scopes.CasesRead).Produces<CaseView>().Produces(304).WithName("getCase").WithSummary("案件の詳細 (one case)");

        api.MapPost("/cases/{id}/actions/{action}", async (HttpContext http, IMediator mediator, string id, string action, ValuesBody body, CancellationToken ct) =>
                (await mediator.Send(new TakeAction(http.Caller(), http.CommandId(), id, action, body.Values ?? Datum.EmptyObject), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Receipt>().WithName("takeCaseAction").WithSummary("案件への操作 (an action on a case)");

        api.MapPost("/cases/{id}/reveal", async (HttpContext http, IMediator mediator, string id, RevealBody body, CancellationToken ct) =>
                (await mediator.Send(new RevealField(http.Caller(), http.CommandId(), id, body.Field, body.Reason), ct)).Json())
            .NeedsScope(Scopes.CasesWrite).Produces<Revealed>().WithName("revealField").WithSummary("伏せた項目の表示（理由を記録） (show a masked field, logged)");
    }
}
