using Mediator;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Primitives;
using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Server.Pages;
using Workflows.Server.Pages.Portal;

namespace Workflows.Server.Api;

/// <summary>What leaves the designer as something else than data: forms as the portal draws them, decision tables as workbooks. docs/designer-api.md §4.</summary>
internal static class DesignerPreviews
{
    private const int MaxWorkbook = 5 * 1024 * 1024;
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/drafts/{id}/forms/{form}/preview", Form).Produces<FormPreviewView>().WithName("previewForm").WithSummary("申請の画面で見る (a form as the portal draws it)");
        api.MapGet("/drafts/{id}/decisions/{decision}/xlsx", async (HttpContext http, IMediator mediator, string id, string decision, CancellationToken ct) => (await mediator.Send(new ExportDecision(http.Designer(), id, decision), ct)).Or(DesignerDrafts.File))
            .Produces(200, contentType: Xlsx).WithName("exportDecision").WithSummary("決定表を Excel で (a decision as a workbook)");
        api.MapPost("/drafts/{id}/decisions/{decision}/xlsx", async (HttpContext http, IMediator mediator, string id, string decision, CancellationToken ct) =>
            {
                using var copy = new MemoryStream();
                if (http.Request.ContentLength > MaxWorkbook) return Problems.Of(new Problem(413, "TOO_LARGE", "Excel のファイルが大きすぎます（5MBまで）。", "The workbook is too large."));
                await http.Request.Body.CopyToAsync(copy, ct);
                return (await mediator.Send(new ReadDecisionSheet(http.Designer(), id, decision, copy.ToArray()), ct)).Or(document => Results.Ok(new DecisionSheetBody(document)));
            })
            .Accepts<byte[]>(Xlsx).Produces<DecisionSheetBody>().WithName("readDecisionSheet").WithSummary("Excel の決定表を読む (read a workbook)").WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxWorkbook));
    }

    /// <summary>Takes what was typed as the portal takes it, judges it as the portal judges it, and draws it with the portal's own components.</summary>
    private static async Task<IResult> Form(HttpContext http, PageDesk desk, Uploads uploads, IServiceProvider services, ILoggerFactory loggers, string id, string form, FormPreviewBody body, CancellationToken ct)
    {
        var caller = http.Designer();
        var before = await desk.Mediator.Send(new PreviewForm(caller, id, form, body.Values ?? Datum.EmptyObject, Live: true), ct);
        if (!before.Ok) return Problems.Of(before.Problem!);
        var posted = new FormCollection((body.Posted ?? []).ToDictionary(p => p.Key, p => new StringValues([.. p.Value]), StringComparer.Ordinal));
        var values = posted.Count == 0 ? body.Values ?? Datum.EmptyObject
            : await new FormPost(posted, uploads, caller.Tenant, caller.UserId).Read(before.Value!.Pages.SelectMany(p => p.Fields), body.Values ?? Datum.EmptyObject, ct);
        values = ApplyPages.Rows(body.Act ?? "", values);
        var judged = await desk.Mediator.Send(new PreviewForm(caller, id, form, values, Live: !body.Check), ct);
        if (!judged.Ok) return Problems.Of(judged.Problem!);
        IReadOnlyList<FieldError> errors = body.Check ? [.. judged.Value!.AllErrors()] : [];
        var context = desk.Context(http, caller.Tenant) with { Lang = body.Language is ("en" or "easy") and var language ? language : "ja" };
        await using var renderer = new HtmlRenderer(services, loggers);
        var html = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<FormPreview>(ParameterView.FromDictionary(new Dictionary<string, object?>
        {
            ["C"] = context, ["Sheet"] = judged.Value, ["Errors"] = errors,
        }))).ToHtmlString());
        return Results.Ok(new FormPreviewView(html, judged.Value!.Values, errors.Count));
    }
}

/// <param name="Values">What has been filled in so far, by field.</param>
/// <param name="Posted">The controls as the page has them now, by name; laid over the values.</param>
/// <param name="Act">A button pressed: <c>add:lines</c>, <c>remove:lines:2</c>.</param>
/// <param name="Check">Judged as if it were sent.</param>
/// <param name="Language">ja, en, easy.</param>
public sealed record FormPreviewBody(Datum? Values, Dictionary<string, string[]>? Posted, string? Act, bool Check, string? Language);
public sealed record FormPreviewView(string Html, Datum Values, int Errors);
public sealed record DecisionSheetBody(Datum Document);
