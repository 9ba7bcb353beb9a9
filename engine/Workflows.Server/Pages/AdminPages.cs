using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Turns;
using Workflows.Server.Operations;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>Operations: incidents one by one and in batches, this node, definition problems, what was looked at.</summary>
internal static class AdminPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/admin", (HttpContext http, PageDesk desk, IAccessLog log, LogWords words, NodeDesk node, string tenant, string? done, CancellationToken ct) => Show(http, desk, log, words, node, tenant, done, null, ct));
        app.MapPost(Routes.Tenant + "/admin/incidents", One);
        app.MapPost(Routes.Tenant + "/admin/incidents/batch", Batch);
    }

    private static async Task<IResult> Show(HttpContext http, PageDesk desk, IAccessLog log, LogWords words, NodeDesk node, string tenant, string? done, IncidentBatchReport? report, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var asked = http.Request.HasFormContentType ? (Func<string, string?>)(k => http.Request.Form[k]) : k => http.Request.Query[k];
        var filter = FilterOf(asked);
        var found = await desk.Mediator.Send(new ListIncidents(c.Caller, filter, new PageRequest(100, http.Request.Query["cursor"].ToString() is { Length: > 0 } cursor ? cursor : null)), ct);
        if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url("/inbox"));
        var access = await log.Read(tenant, null, 50, ct);
        return PageDesk.View<AdminPage>(200, ("C", c), ("Incidents", found.Value), ("Filter", filter), ("Report", report), ("Asked", report is null ? null : BatchOf(asked)), ("Node", node.View()),
            ("Problems", desk.Packages.Problems), ("Access", access), ("Names", await words.Names(tenant, access, ct)), ("Numbers", await words.Numbers(tenant, access, ct)), ("Titles", desk.Titles(c)), ("Message", MyPages.Said(c, done)));
    }

    private static async Task<IResult> One(HttpContext http, PageDesk desk, string tenant, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var (id, number, incident) = (PageDesk.CommandId(form), form["case"].ToString(), form["incident"].ToString());
        if (form["do"] == "correct") return await Correct(c, desk, id, number, incident, form["corrections"], ct);
        var result = form["do"] == "skip"
            ? await desk.Mediator.Send(new SkipIncident(c.Caller, id, number, incident, null), ct)
            : await desk.Mediator.Send(new RetryIncident(c.Caller, id, number, incident), ct);
        return result.Ok ? Results.Redirect(c.Url("/admin?done=action")) : PageDesk.Problem(c, result.Problem!, c.Url("/admin"));
    }

    /// <summary>Corrects the case, as many fields as are written, then runs the activity again.</summary>
    private static async Task<IResult> Correct(PageContext c, PageDesk desk, string id, string number, string incident, string? corrections, CancellationToken ct)
    {
        var change = Corrections.Read(corrections);
        var problem = change.Problem ?? (change.Value!.Members.Count > 0 ? null : Problem.Invalid([new FieldError("corrections", "直す項目を「項目 = 値」の形で書いてください。 (Write what to correct.)")]));
        if (problem is null) problem = (await desk.Mediator.Send(new AlterCase(c.Caller, id + ":change", number, change.Value!), ct)).Problem;
        if (problem is null) problem = (await desk.Mediator.Send(new RetryIncident(c.Caller, id, number, incident), ct)).Problem;
        return problem is null ? Results.Redirect(c.Url("/admin?done=action")) : PageDesk.Problem(c, problem, c.Url("/admin"));
    }

    /// <summary>First what would be done; the same form sent again with <c>sure</c> does it.</summary>
    private static async Task<IResult> Batch(HttpContext http, PageDesk desk, IAccessLog log, LogWords words, NodeDesk node, string tenant, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var batch = BatchOf(k => form[k]);
        var change = Corrections.Read(batch.Corrections);
        if (!change.Ok) return PageDesk.Problem(c, change.Problem!, c.Url("/admin"));
        var done = await desk.Mediator.Send(new ChangeIncidents(c.Caller, PageDesk.CommandId(form), FilterOf(k => form[k]), batch.Do, batch.Outcome, change.Value, batch.Reason, null, form["sure"] != "yes"), ct);
        return done.Ok ? await Show(http, desk, log, words, node, tenant, null, done.Value, ct) : PageDesk.Problem(c, done.Problem!, c.Url("/admin"));
    }

    private static IncidentFilter FilterOf(Func<string, string?> asked) =>
        new(Given(asked, "program"), Given(asked, "workflow"), Given(asked, "activity"), Given(asked, "code"), Given(asked, "text"), Given(asked, "severity"));

    private static BatchAsked BatchOf(Func<string, string?> asked) =>
        new(Given(asked, "do") ?? "", Given(asked, "outcome"), Given(asked, "reason"), Given(asked, "corrections"));

    private static string? Given(Func<string, string?> asked, string key) => asked(key)?.Trim() is { Length: > 0 } text ? text : null;
}

/// <summary>A batch as the page asked for it.</summary>
public sealed record BatchAsked(string Do, string? Outcome, string? Reason, string? Corrections);
