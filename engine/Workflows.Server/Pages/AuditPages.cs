using System.Globalization;
using Workflows.Cases.Audit;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>監査: who looked at what, and whether it is still as it was written.</summary>
internal static class AuditPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/admin/audit", (HttpContext http, PageDesk desk, IAuditTrail trail, LogWords words, string tenant, CancellationToken ct) => Show(http, desk, trail, words, tenant, null, ct));
        app.MapPost(Routes.Tenant + "/admin/audit/report", async (HttpContext http, PageDesk desk, IAuditTrail trail, LogWords words, string tenant, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var (form, refused) = await desk.Posted(http, c);
            if (form is null) return refused!;
            var report = await desk.Mediator.Send(new VerifyAudit(c.Caller), ct);
            return report.Ok ? await Show(http, desk, trail, words, tenant, report.Value, ct) : PageDesk.Problem(c, report.Problem!, c.Url("/inbox"));
        });
    }

    private static async Task<IResult> Show(HttpContext http, PageDesk desk, IAuditTrail trail, LogWords words, string tenant, AuditReport? report, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        string? Asked(string key) => http.Request.Query[key].ToString() is { Length: > 0 } text ? text.Trim() : null;
        DateTimeOffset? Day(string key, int days) => DateOnly.TryParseExact(Asked(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day.AddDays(days).ToDateTime(TimeOnly.MinValue), Japan.Offset) : null;
        var filter = new AuditFilter(Asked("actor"), Asked("action"), await words.IdOf(tenant, Asked("case"), ct), Asked("denied") is null ? null : true, Day("from", 0), Day("until", 1));
        var found = await desk.Mediator.Send(new SearchAudit(c.Caller, filter, new PageRequest(50, Asked("cursor"))), ct);
        if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url("/inbox"));
        return PageDesk.View<AuditPage>(200, ("C", c), ("Found", found.Value), ("Filter", filter), ("Case", Asked("case")), ("Names", await words.Names(tenant, found.Value!.Items.Select(l => l.Entry), ct)), ("Numbers", await words.Numbers(tenant, found.Value.Items.Select(l => l.Entry), ct)), ("From", Asked("from")), ("Until", Asked("until")), ("Seals", await trail.Seals(1, ct)), ("Report", report));
    }
}
