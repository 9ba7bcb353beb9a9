using Workflows.Cases.Commands;
using Workflows.Cases.Queries;
using Workflows.Server.Pages.Portal;
using Workflows.Server.Security;

namespace Workflows.Server.Pages;

/// <summary>Choosing a municipality, finding and reading about procedures. Open to everyone.</summary>
internal static class PortalPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/", async (HttpContext http, PageDesk desk, CancellationToken ct) =>
        {
            var counts = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var municipality in desk.Packages.Municipalities)
                counts[municipality.Code] = (await desk.Mediator.Send(new ListProcedures(Caller.Nobody(municipality.Code)), ct)).Value?.Count ?? 0;
            return PageDesk.View<HomePage>(200, ("C", desk.Context(http, null)), ("Municipalities", desk.Packages.Municipalities), ("Procedures", counts));
        });

        app.MapGet("/my", (HttpContext http, PageDesk desk) => Home(http, desk, "/my"));
        app.MapGet("/inbox", (HttpContext http, PageDesk desk) => Home(http, desk, "/inbox"));

        app.MapGet(Routes.Tenant, async (HttpContext http, PageDesk desk, string tenant, string? q, string? @event, CancellationToken ct) =>
        {
            var c = desk.Context(http, tenant);
            if (c.Municipality is null) return desk.NoMunicipality(http);
            var found = await desk.Mediator.Send(new ListProcedures(c.Caller, q, @event), ct);
            if (!found.Ok) return PageDesk.Problem(c, found.Problem!);
            var all = await desk.Mediator.Send(new ListProcedures(c.Caller), ct);
            IReadOnlyList<string> lifeEvents = [.. (all.Value ?? []).SelectMany(p => p.LifeEvents).Distinct()];
            return PageDesk.View<FindPage>(200, ("C", c), ("Procedures", found.Value), ("LifeEvents", lifeEvents), ("Text", q), ("LifeEvent", @event));
        });

        app.MapGet(Routes.Tenant + "/procedures/{program}/{start}", async (HttpContext http, PageDesk desk, string tenant, string program, string start, CancellationToken ct) =>
        {
            var c = desk.Context(http, tenant);
            if (c.Municipality is null) return desk.NoMunicipality(http);
            var found = await desk.Mediator.Send(new GetProcedure(c.Caller, program, start), ct);
            return found.Ok ? PageDesk.View<ProcedurePage>(200, ("C", c), ("P", found.Value)) : PageDesk.Problem(c, found.Problem!);
        });
    }

    /// <summary>The same place in one's own municipality.</summary>
    private static IResult Home(HttpContext http, PageDesk desk, string rest)
    {
        var home = CallerClaims.HomeOf(http.User);
        if (home.Length > 0) return Results.Redirect($"/{home}{rest}");
        if (CallerClaims.KindOf(http.User).Length == 0) return Results.Redirect($"/sign-in?returnUrl={Uri.EscapeDataString(rest)}");
        return desk.Packages.Municipalities is [var only] ? Results.Redirect($"/{only.Code}{rest}") : Results.Redirect("/");
    }
}

/// <summary>Patterns shared by the pages.</summary>
internal static class Routes
{
    /// <summary>A municipality's code: five digits.</summary>
    public const string Tenant = "/{tenant:regex(^[0-9]{{5}}$)}";
}
