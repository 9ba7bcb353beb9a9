using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Ports;
using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>What applicants do: find, apply, follow, correct.</summary>
internal static class ApplicationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/procedures", async (HttpContext http, IMediator mediator, string? text, string? lifeEvent, CancellationToken ct) =>
                (await mediator.Send(new ListProcedures(http.Caller(), text, lifeEvent), ct)).Json())
            .NeedsScope(Scopes.Applications).Produces<IReadOnlyList<ProcedureSummary>>().WithName("listProcedures").WithSummary("始められる手続 (procedures that can be started)");

        api.MapGet("/procedures/{program}/{start}", async (HttpContext http, IMediator mediator, string program, string start, CancellationToken ct) =>
                (await mediator.Send(new GetProcedure(http.Caller(), program, start), ct)).Json())
            .NeedsScope(Scopes.Applications).Produces<ProcedureView>().WithName("getProcedure").WithSummary("手続と空の様式 (a procedure with its empty form)");

        api.MapPost("/procedures/{program}/forms/{form}/check", async (HttpContext http, IMediator mediator, string program, string form, CheckBody body, CancellationToken ct) =>
                (await mediator.Send(new CheckForm(http.Caller(), program, form, body.Values ?? Datum.EmptyObject, body.Page, body.Live, body.Case, body.Task), ct)).Json())
            .NeedsScope(Scopes.Applications).Produces<FormSheet>().WithName("checkForm").WithSummary("様式の判定（提出しない） (judge a form without submitting)");

        api.MapGet("/procedures/{program}/forms/{form}/schema", (HttpContext http, IPackages packages, string program, string form) =>
                packages.Current.Find(http.Caller().Tenant, program)?.Package.Forms.Find(form) is { } spec
                    ? Results.Text(FormJsonSchema.Of(spec, http.Request.Path).ToJson(), "application/schema+json")
                    : Problems.Of(Problem.NotFound("この様式は見つかりません。", "There is no such form.")))
            .NeedsScope(Scopes.Applications).Produces(200, contentType: "application/schema+json").WithName("getFormSchema").WithSummary("様式のJSON Schema (a form as JSON Schema)");

        api.MapPost("/files", async (HttpContext http, Uploads uploads, string? name, CancellationToken ct) =>
            {
                if (string.IsNullOrWhiteSpace(name) || name.Length > 200) return Problems.Of(Problem.Bad("NAME_REQUIRED", "ファイルの名前（name）を200文字以内で書いてください。", "Give the file's name (name), 200 characters at most."));
                using var buffer = new MemoryStream();
                await http.Request.Body.CopyToAsync(buffer, ct);
                if (buffer.Length == 0) return Problems.Of(Problem.Bad("EMPTY", "ファイルの中身がありません。", "The file is empty."));
                return (await uploads.Take(http.Caller().Tenant, Path.GetFileName(name), http.Request.ContentType, buffer.ToArray(), http.Caller().UserId, ct))
                    .Or(stored => Results.Ok(new FileAnswer(stored.Id, stored.Name, stored.ContentType, stored.Sha256, stored.Length)));
            })
            .NeedsScope(Scopes.Applications).Accepts<byte[]>("application/octet-stream").Produces<FileAnswer>().WithName("uploadFile").WithSummary("ファイルを先に送る (upload a file; name it in a form by its id)");

        api.MapPost("/applications", async (HttpContext http, IMediator mediator, StartBody body, CancellationToken ct) =>
                (await mediator.Send(new SubmitForm(http.Caller(), http.CommandId(), body.Program, body.Start, body.Values ?? Datum.EmptyObject, body.OnBehalfOf, body.Draft), ct))
                .Or(r => Results.Created($"/api/v1/applications/{r.CaseId}", r)))
            .NeedsScope(Scopes.Applications).Produces<Receipt>(201).WithName("submitApplication").WithSummary("申込の提出 (submit an application)");

        api.MapGet("/applications", async (HttpContext http, IMediator mediator, string? cursor, int? take, CancellationToken ct) =>
                (await mediator.Send(new MyCases(http.Caller(), Paging(cursor, take)), ct)).Or(Page))
            .NeedsScope(Scopes.Applications).Produces<PageBody<CaseSummary>>().WithName("listApplications").WithSummary("自分の申込 (own applications)");

        api.MapGet("/applications/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new GetCase(http.Caller(), id), ct)).Or(c => Tagged(http, c)))
            .NeedsScope(Scopes.Applications).Produces<CaseView>().Produces(304).WithName("getApplication").WithSummary("自分の申込の詳細 (one own application)");

        api.MapPost("/applications/{id}/actions/{action}", async (HttpContext http, IMediator mediator, string id, string action, ValuesBody body, CancellationToken ct) =>
                (await mediator.Send(new TakeAction(http.Caller(), http.CommandId(), id, action, body.Values ?? Datum.EmptyObject), ct)).Json())
            .NeedsScope(Scopes.Applications).Produces<Receipt>().WithName("takeApplicationAction").WithSummary("取下げ・再申込などの操作 (an action of the applicant)");

        api.MapPost("/applications/{id}/corrections/{task}", async (HttpContext http, IMediator mediator, string id, string task, ValuesBody body, CancellationToken ct) =>
                (await mediator.Send(new AnswerCorrection(http.Caller(), http.CommandId(), task, body.Values ?? Datum.EmptyObject), ct)).Json())
            .NeedsScope(Scopes.Applications).Produces<Receipt>().WithName("answerCorrection").WithSummary("補正への回答 (answer a correction)");

        api.MapGet("/applications/{id}/documents/{document}", async (HttpContext http, IMediator mediator, string id, string document, CancellationToken ct) =>
            {
                var found = await mediator.Send(new GetDocument(http.Caller(), id, document), ct);
                return found.Ok ? Pages.DocumentPages.File(http, found.Value!) : found.Json();
            })
            .NeedsScope(Scopes.Applications).Produces(200, contentType: "application/pdf").WithName("getApplicationDocument").WithSummary("自分の文書のファイル (a document of one's own application)");

        api.MapGet("/applications/{id}/files/{file}", async (HttpContext http, IMediator mediator, string id, string file, CancellationToken ct) =>
            {
                var found = await mediator.Send(new GetCaseFile(http.Caller(), id, file), ct);
                return found.Ok ? Pages.DocumentPages.File(http, found.Value!) : found.Json();
            })
            .NeedsScope(Scopes.Applications).Produces(200, contentType: "application/octet-stream").WithName("getApplicationFile").WithSummary("自分が提出したファイル (a file of one's own application)");

        api.MapGet("/notices", async (HttpContext http, IMediator mediator, string? cursor, int? take, CancellationToken ct) =>
                (await mediator.Send(new MyNotices(http.Caller(), Paging(cursor, take)), ct)).Or(Page))
            .NeedsScope(Scopes.Applications).Produces<PageBody<NoticeView>>().WithName("listNotices").WithSummary("自分への通知 (own notices)");

        api.MapPost("/codes", async (HttpContext http, IMediator mediator, CodeBody body, CancellationToken ct) =>
                (await mediator.Send(new RequestCode(http.Caller(), http.CommandId(), body.Program, body.Start, body.Values ?? Datum.EmptyObject, body.Language), ct)).Or(c => Results.Created($"/api/v1/codes/{c.Code}", c)))
            .NeedsScope(Scopes.Applications).RequireRateLimiting("sign-in").Produces<CodeSent>(201).ProducesProblem(503).WithName("requestCode").WithSummary("確認コードの送付 (send a one-time code to an address the form has to confirm)");

        api.MapPost("/codes/{code}/confirm", async (HttpContext http, IMediator mediator, string code, DigitsBody body, CancellationToken ct) =>
                (await mediator.Send(new ConfirmCode(http.Caller(), http.CommandId(), code, body.Digits ?? ""), ct)).Or(_ => Results.NoContent()))
            .NeedsScope(Scopes.Applications).RequireRateLimiting("sign-in").Produces(204).WithName("confirmCode").WithSummary("確認コードの入力 (type a one-time code)");

        MapDrafts(api);
    }

    private static void MapDrafts(RouteGroupBuilder api)
    {
        api.MapGet("/drafts", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new MyDrafts(http.Caller()), ct)).Json())
            .NeedsScope(Scopes.Applications).Produces<IReadOnlyList<DraftView>>().WithName("listDrafts").WithSummary("下書きの一覧 (own drafts)");

        api.MapGet("/drafts/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) => (await mediator.Send(new GetDraft(http.Caller(), id), ct)).Json())
            .NeedsScope(Scopes.Applications).Produces<DraftView>().WithName("getDraft").WithSummary("下書き (a draft)");

        api.MapPost("/drafts", async (HttpContext http, IMediator mediator, DraftBody body, CancellationToken ct) =>
                (await mediator.Send(new SaveDraft(http.Caller(), http.CommandId(), body.Program, body.Start, null, body.Values ?? Datum.EmptyObject), ct)).Or(d => Results.Created($"/api/v1/drafts/{d.Id}", d)))
            .NeedsScope(Scopes.Applications).Produces<DraftView>(201).WithName("createDraft").WithSummary("下書きの保存 (keep a draft)");

        api.MapPut("/drafts/{id}", async (HttpContext http, IMediator mediator, string id, DraftBody body, CancellationToken ct) =>
                (await mediator.Send(new SaveDraft(http.Caller(), http.CommandId(), body.Program, body.Start, id, body.Values ?? Datum.EmptyObject), ct)).Json())
            .NeedsScope(Scopes.Applications).Produces<DraftView>().WithName("replaceDraft").WithSummary("下書きの上書き (replace a draft)");

        api.MapDelete("/drafts/{id}", async (HttpContext http, IMediator mediator, string id, CancellationToken ct) =>
                (await mediator.Send(new DeleteDraft(http.Caller(), http.CommandId(), id), ct)).Or(_ => Results.NoContent()))
            .NeedsScope(Scopes.Applications).Produces(204).WithName("deleteDraft").WithSummary("下書きの削除 (delete a draft)");
    }

    internal static PageRequest Paging(string? cursor, int? take, string? sort = null) => new(Math.Clamp(take ?? 50, 1, 200), cursor, sort);

    internal static IResult Page<T>(Page<T> page) => Results.Ok(new PageBody<T>(page.Items, page.Next, page.Count, page.IsLeast));

    /// <summary>A case with its version as ETag; 304 when the reader has it already.</summary>
    internal static IResult Tagged(HttpContext http, CaseView view)
    {
        var tag = $"\"v{view.Case.Version}\"";
        http.Response.Headers.ETag = tag;
        return http.Request.Headers.IfNoneMatch.Contains(tag) ? Results.StatusCode(304) : Results.Ok(view);
    }
}
