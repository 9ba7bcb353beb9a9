using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>What outside systems pushed, for operators.</summary>
internal static class DeliveryPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/admin/deliveries", async (HttpContext http, PageDesk desk, string tenant, string? cursor, string? done, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new ListDeliveries(c.Caller, null, null, new PageRequest(50, cursor)), ct);
            return found.Ok ? PageDesk.View<DeliveriesPage>(200, ("C", c), ("Titles", desk.Titles(c)), ("Deliveries", found.Value), ("Message", MyPages.Said(c, done))) : PageDesk.Problem(c, found.Problem!, c.Url("/inbox"));
        });
        app.MapPost(Routes.Tenant + "/admin/deliveries", async (HttpContext http, PageDesk desk, string tenant, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var (form, refused) = await desk.Posted(http, c);
            if (form is null) return refused!;
            var result = await desk.Mediator.Send(new Redeliver(c.Caller, PageDesk.CommandId(form), form["program"].ToString(), form["connector"].ToString(), form["event"].ToString()), ct);
            return result.Ok ? Results.Redirect(c.Url("/admin/deliveries?done=action")) : PageDesk.Problem(c, result.Problem!, c.Url("/admin/deliveries"));
        });
    }
}
