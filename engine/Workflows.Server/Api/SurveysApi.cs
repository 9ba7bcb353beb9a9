using Mediator;
using Workflows.Cases.Commands;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>Results of surveys, and their links for everybody.</summary>
internal static class SurveysApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/surveys", async (HttpContext http, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListSurveys(http.Caller()), ct)).Json())
            .NeedsScope(Scopes.RegistersRead).Produces<IReadOnlyList<SurveyResults>>().WithName("listSurveys").WithSummary("結果を見られるアンケート (surveys whose results the caller may see)");

        api.MapGet("/surveys/{program}/{survey}", async (HttpContext http, IMediator mediator, string program, string survey, CancellationToken ct) =>
                (await mediator.Send(new GetSurveyResults(http.Caller(), program, survey), ct)).Json())
            .NeedsScope(Scopes.RegistersRead).Produces<SurveyResults>().WithName("getSurveyResults").WithSummary("アンケートの結果。少ない数は示さない (results; small numbers are not told)");

        api.MapPut("/surveys/{program}/{survey}/link", async (HttpContext http, IMediator mediator, string program, string survey, SurveyLinkBody body, CancellationToken ct) =>
                (await mediator.Send(new OpenSurveyLink(http.Caller(), http.CommandId(), program, survey, body.Until), ct)).Json())
            .NeedsScope(Scopes.RegistersWrite).Produces<SurveyLink>().WithName("openSurveyLink").WithSummary("だれでも答えられるリンクを、until の日まで使えるようにする (open the link for everybody)");

        api.MapDelete("/surveys/{program}/{survey}/link", async (HttpContext http, IMediator mediator, string program, string survey, CancellationToken ct) =>
                (await mediator.Send(new CloseSurveyLink(http.Caller(), http.CommandId(), program, survey), ct)).Or(_ => Results.NoContent()))
            .NeedsScope(Scopes.RegistersWrite).Produces(204).WithName("closeSurveyLink").WithSummary("だれでも答えられるリンクを止める (close the link for everybody)");
    }
}
