using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Server.Api;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>Figures of the programmes, for their staff.</summary>
internal static class KpiPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/kpis", async (HttpContext http, PageDesk desk, IPackages packages, string tenant, string? period, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var groups = new List<KpiGroup>();
            if (packages.Current.TryFindMunicipality(tenant, out var municipality))
                foreach (var program in municipality.Programs.Select(p => packages.Current.Packages.Find(p.Id)).OfType<ProgramPackage>())
                {
                    var found = await desk.Mediator.Send(new ListKpis(c.Caller, program.Id, period), ct);
                    if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url("/kpis"));
                    if (found.Value!.Count > 0) groups.Add(new(program.Id, program.Title, found.Value));
                }
            return PageDesk.View<KpisPage>(200, ("C", c), ("Groups", groups), ("Period", period), ("HasSurveys", await desk.Mediator.Send(new ListSurveys(c.Caller), ct) is { Value.Count: > 0 }));
        });
        app.MapGet(Routes.Tenant + "/kpis/{program}/{kpi}", async (HttpContext http, PageDesk desk, string tenant, string program, string kpi, string? period, string? format, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new GetKpi(c.Caller, program, kpi, period, KpiApi.By(http)), ct);
            if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url("/kpis"));
            return format == "csv" ? KpiApi.Csv(found.Value!) : PageDesk.View<KpiPage>(200, ("C", c), ("Program", program), ("K", found.Value), ("Period", period));
        });
    }
}

/// <summary>A programme's figures on the page.</summary>
public sealed record KpiGroup(string Program, Label Title, IReadOnlyList<KpiView> Kpis);
