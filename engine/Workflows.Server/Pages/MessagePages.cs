using System.Globalization;
using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>Messages that left cases: what waits, what was given up. For operators.</summary>
internal static class MessagePages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/admin/messages", async (HttpContext http, PageDesk desk, string tenant, string? status, string? kind, string? target, string? cursor, string? done, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var asked = string.IsNullOrEmpty(status) ? "failed" : status;
            var found = await desk.Mediator.Send(new ListMessages(c.Caller, asked, string.IsNullOrEmpty(kind) ? null : kind, string.IsNullOrWhiteSpace(target) ? null : target.Trim(), new PageRequest(50, cursor)), ct);
            return found.Ok ? PageDesk.View<MessagesPage>(200, ("C", c), ("Found", found.Value), ("Titles", desk.Titles(c)), ("Status", asked), ("Kind", kind), ("Target", target), ("Message", MyPages.Said(c, done))) : PageDesk.Problem(c, found.Problem!, c.Url("/inbox"));
        });
        app.MapPost(Routes.Tenant + "/admin/messages", async (HttpContext http, PageDesk desk, string tenant, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var (form, refused) = await desk.Posted(http, c);
            if (form is null) return refused!;
            var id = long.TryParse(form["message"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            var result = await desk.Mediator.Send(new ChangeMessage(c.Caller, PageDesk.CommandId(form), id, form["do"] == "discard"), ct);
            return result.Ok ? Results.Redirect(c.Url("/admin/messages?done=action")) : PageDesk.Problem(c, result.Problem!, c.Url("/admin/messages"));
        });
    }
}
