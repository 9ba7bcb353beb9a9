using Workflows.Cases.Commands;
using Workflows.Engine.Turns;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>Results of surveys for those who may see them, and their links for everybody.</summary>
internal static class SurveyPages
{
    private const string Place = Routes.Tenant + "/surveys/{program}/{survey}";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/surveys", async (HttpContext http, PageDesk desk, string tenant, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new ListSurveys(c.Caller), ct);
            return found.Ok ? PageDesk.View<SurveysPage>(200, ("C", c), ("Surveys", found.Value)) : PageDesk.Problem(c, found.Problem!);
        });
        app.MapGet(Place, async (HttpContext http, PageDesk desk, string tenant, string program, string survey, string? done, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            return instead ?? await Draw(desk, c, program, survey, 200, [], done, ct);
        });
        app.MapPost(Place, Change);
    }

    private static async Task<IResult> Change(HttpContext http, PageDesk desk, string tenant, string program, string survey, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var act = form["do"].ToString();
        Problem? problem = null;
        if (act == "close") problem = (await desk.Mediator.Send(new CloseSurveyLink(c.Caller, PageDesk.CommandId(form), program, survey), ct)).Problem;
        else if (FormPost.Day(form["until"].ToString()) is { } until) problem = (await desk.Mediator.Send(new OpenSurveyLink(c.Caller, PageDesk.CommandId(form), program, survey, until), ct)).Problem;
        else problem = Problem.Invalid([new FieldError("until", c.T("最後の日を「2026-07-31」や「令和8年7月31日」のように入力してください。", "Give the last day, such as 2026-07-31."))]);
        if (problem is null) return Results.Redirect(c.Url($"/surveys/{program}/{survey}?done={(act == "close" ? "closed" : "opened")}"));
        return problem.Status == 422 ? await Draw(desk, c, program, survey, 422, problem.Errors, null, ct, form["until"].ToString()) : PageDesk.Problem(c, problem, c.Url("/surveys"));
    }

    private static async Task<IResult> Draw(PageDesk desk, PageContext c, string program, string survey, int status, IReadOnlyList<FieldError> errors, string? done, CancellationToken ct, string? until = null)
    {
        var found = await desk.Mediator.Send(new GetSurveyResults(c.Caller, program, survey), ct);
        return found.Ok ? PageDesk.View<SurveyResultsPage>(status, ("C", c), ("R", found.Value), ("Errors", errors), ("Done", done), ("Until", until)) : PageDesk.Problem(c, found.Problem!, c.Url("/surveys"));
    }
}
