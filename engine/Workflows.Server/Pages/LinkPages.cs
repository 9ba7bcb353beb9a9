using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Links;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Server.Pages.Parts;
using Workflows.Server.Pages.Portal;

namespace Workflows.Server.Pages;

/// <summary>What a link alone lets somebody do, signed in or not: answer a survey, do one task, see what was granted. A link that does not work gets one and the same answer.</summary>
internal static class LinkPages
{
    private const string Route = Routes.Tenant + "/link/{token}";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Route, Show).RequireRateLimiting("public");
        app.MapPost(Route, Answer).RequireRateLimiting("sign-in");
        app.MapGet(Route + "/documents/{id}", (HttpContext http, PageDesk desk, string tenant, string token, string id, CancellationToken ct) =>
            Open(http, desk, tenant, new OpenLinkedDocument(tenant, token, id), ct)).RequireRateLimiting("public");
        app.MapGet(Route + "/files/{id}", (HttpContext http, PageDesk desk, string tenant, string token, string id, CancellationToken ct) =>
            Open(http, desk, tenant, new OpenLinkedFile(tenant, token, id), ct)).RequireRateLimiting("public");
    }

    private static async Task<IResult> Show(HttpContext http, PageDesk desk, string tenant, string token, string? done, CancellationToken ct)
    {
        Private(http);
        var c = desk.Context(http, tenant);
        if (c.Municipality is null) return desk.NoMunicipality(http);
        var survey = await desk.Mediator.Send(new OpenSurvey(tenant, token), ct);
        if (survey.Ok) return Draw(c, token, survey.Value!, [], done is not null, 200);
        var task = await desk.Mediator.Send(new OpenTaskLink(tenant, token), ct);
        if (task.Ok) return Draw(c, token, task.Value!, [], null, 200);
        var granted = await desk.Mediator.Send(new OpenGrantLink(tenant, token), ct);
        return granted.Ok ? PageDesk.View<LinkedCasePage>(200, ("C", c), ("V", granted.Value!), ("Action", c.Url($"/link/{token}"))) : PageDesk.Problem(c, granted.Problem!);
    }

    private static async Task<IResult> Open(HttpContext http, PageDesk desk, string tenant, IQuery<Result<DocumentFile>> what, CancellationToken ct)
    {
        var c = desk.Context(http, tenant);
        if (c.Municipality is null) return desk.NoMunicipality(http);
        var found = await desk.Mediator.Send(what, ct);
        if (!found.Ok) Private(http);
        return found.Ok ? DocumentPages.File(http, found.Value!) : PageDesk.Problem(c, found.Problem!);
    }

    private static async Task<IResult> Answer(HttpContext http, PageDesk desk, Uploads uploads, string tenant, string token, CancellationToken ct)
    {
        Private(http);
        var c = desk.Context(http, tenant);
        if (c.Municipality is null) return desk.NoMunicipality(http);
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var survey = await desk.Mediator.Send(new OpenSurvey(tenant, token), ct);
        return survey.Ok ? await AnswerSurvey(desk, c, form, uploads, token, survey.Value!, ct) : await DoTask(desk, c, form, uploads, token, ct);
    }

    private static async Task<IResult> AnswerSurvey(PageDesk desk, PageContext c, IFormCollection form, Uploads uploads, string token, SurveyView view, CancellationToken ct)
    {
        var tenant = c.Municipality!.Code;
        var act = form["do"].ToString();
        var values = ApplyPages.Rows(act, await new FormPost(form, uploads, tenant, "").Read(view.Sheet.Pages.SelectMany(p => p.Fields), Datum.EmptyObject, ct));
        if (act == "send")
        {
            var told = await desk.Mediator.Send(new AnswerSurvey(tenant, PageDesk.CommandId(form), token, values), ct);
            if (told.Ok) return Results.Redirect(c.Url($"/link/{token}?done=1"));
            if (told.Problem!.Status != 422) return PageDesk.Problem(c, told.Problem);
        }
        var sheet = await desk.Mediator.Send(new OpenSurvey(tenant, token, values), ct);
        return sheet.Ok ? Draw(c, token, sheet.Value!, act == "send" ? [.. sheet.Value!.Sheet.AllErrors()] : [], false, act == "send" ? 422 : 200) : PageDesk.Problem(c, sheet.Problem!);
    }

    private static async Task<IResult> DoTask(PageDesk desk, PageContext c, IFormCollection form, Uploads uploads, string token, CancellationToken ct)
    {
        var tenant = c.Municipality!.Code;
        var opened = await desk.Mediator.Send(new OpenTaskLink(tenant, token), ct);
        if (!opened.Ok) return PageDesk.Problem(c, opened.Problem!);
        var act = form["do"].ToString();
        var post = new FormPost(form, uploads, tenant, opened.Value!.Client);
        var values = opened.Value.Sheet is null ? Datum.EmptyObject : ApplyPages.Rows(act, await post.Read(opened.Value.Sheet.Pages.SelectMany(p => p.Fields), Datum.EmptyObject, ct));
        if (post.Refused is { } unwanted) return PageDesk.Problem(c, unwanted, c.Url($"/link/{token}"));
        var outcome = form["_outcome"].ToString() is { Length: > 0 } chosen ? chosen : null;
        if (act != "send") return await desk.Mediator.Send(new OpenTaskLink(tenant, token, values), ct) is { Ok: true } live ? Draw(c, token, live.Value!, [], outcome, 200) : PageDesk.Problem(c, AccessLinks.Gone());
        var told = await desk.Mediator.Send(new CompleteTaskLink(tenant, PageDesk.CommandId(form), token, outcome, values), ct);
        if (told.Ok)
            return PageDesk.View<MessagePage>(200, ("C", c), ("Title", c.T("送りました", "Sent")), ("Text", c.T("受け付けました。ありがとうございました。このリンクはもう使えません。", "Received. Thank you. The link no longer works.")), ("Tone", "good"), ("Details", (IReadOnlyList<string>)[]), ("BackUrl", null));
        var judged = await desk.Mediator.Send(new OpenTaskLink(tenant, token, values), ct);
        return judged.Ok ? Draw(c, token, judged.Value!, MyPages.ErrorsOf(c, told.Problem!), outcome, told.Problem!.Status) : PageDesk.Problem(c, judged.Problem!);
    }

    private static IResult Draw(PageContext c, string token, SurveyView view, IReadOnlyList<FieldError> errors, bool done, int status) =>
        PageDesk.View<SurveyPage>(status, ("C", c), ("V", view), ("Action", c.Url($"/link/{token}")), ("Errors", errors), ("Done", done));

    private static IResult Draw(PageContext c, string token, LinkedTask task, IReadOnlyList<FieldError> errors, string? outcome, int status) =>
        PageDesk.View<LinkedTaskPage>(status, ("C", c), ("T", task), ("Action", c.Url($"/link/{token}")), ("Errors", errors), ("Outcome", outcome));

    /// <summary>The address is the key: it goes nowhere from here.</summary>
    private static void Private(HttpContext http)
    {
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.CacheControl = "no-store";
    }
}
