using Mediator;
using Workflows.Cases.Kpis;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>KPIs of a programme.</summary>
internal static class KpiApi
{
    private static readonly string[] NoDimensions = ["period", "format"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/kpis/{program}", async (HttpContext http, IMediator mediator, string program, string? period, CancellationToken ct) =>
                (await mediator.Send(new ListKpis(http.Caller(), program, period), ct)).Json())
            .NeedsScope(Scopes.RegistersRead).Produces<IReadOnlyList<KpiView>>().WithName("listKpis").WithSummary("指標。period=2026-06（月）か 2026（年度） (KPIs of a month or a fiscal year)");

        api.MapGet("/kpis/{program}/{kpi}", async (HttpContext http, IMediator mediator, string program, string kpi, string? period, string? format, CancellationToken ct) =>
                (await mediator.Send(new GetKpi(http.Caller(), program, kpi, period, By(http)), ct)).Or(found => format == "csv" ? Csv(found) : Results.Ok(found)))
            .NeedsScope(Scopes.RegistersRead).Produces<KpiDetail>().WithName("getKpi").WithSummary("一つの指標。月ごと・区分ごと・数えた行。区分=値 で絞り込み、format=csv (one KPI; dimension=value filters)");
    }

    internal static Datum By(HttpContext http) =>
        Datum.Object(http.Request.Query.Where(q => !NoDimensions.Contains(q.Key)).Select(q => KeyValuePair.Create(q.Key, Datum.Of(q.Value.ToString()))));

    internal static IResult Csv(KpiDetail kpi) => Results.File(KpiCsv.Write(kpi), "text/csv; charset=utf-8", $"{kpi.Figure.Id}.csv");
}
