using System.Globalization;
using Workflows.Cases.Commands;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>Documents printed together: the list of bundles, and one file of each.</summary>
internal static class PrintPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/inbox/print", async (HttpContext http, PageDesk desk, string tenant, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new ListPrintBundles(c.Caller), ct);
            return found.Ok ? PageDesk.View<PrintPage>(200, ("C", c), ("Bundles", found.Value)) : PageDesk.Problem(c, found.Problem!, c.Url("/inbox"));
        });
        app.MapPost(Routes.Tenant + "/inbox/print", async (HttpContext http, PageDesk desk, string tenant, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var (form, refused) = await desk.Posted(http, c);
            if (form is null) return refused!;
            var made = await desk.Mediator.Send(new PrintTogether(c.Caller, PageDesk.CommandId(form), form["program"].ToString(), form["bundle"].ToString(), int.TryParse(form["part"], NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? part : 1), ct);
            return made.Ok ? DocumentPages.File(http, made.Value!) : PageDesk.Problem(c, made.Problem!, c.Url("/inbox/print"));
        });
    }
}
