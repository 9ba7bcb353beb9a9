using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>The caseworker's inbox and tasks.</summary>
internal static class InboxPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/inbox", async (HttpContext http, PageDesk desk, IPeople people, string tenant, string? view, string? q, string? cursor, string? done, CancellationToken ct) =>
        {
            var (c, instead) = Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var list = view ?? "mine";
            var tasks = await desk.Mediator.Send(new ListTasks(c.Caller, list, null, string.IsNullOrWhiteSpace(q) ? null : q, new PageRequest(50, cursor)), ct);
            var counts = await desk.Mediator.Send(new CountTasks(c.Caller), ct);
            if ((tasks.Problem ?? counts.Problem) is { } problem) return PageDesk.Problem(c, problem, c.Url("/inbox"));
            return PageDesk.View<InboxPage>(200, ("C", c), ("Tasks", tasks.Value), ("Counts", counts.Value), ("View", list), ("Colleagues", await Colleagues(people, c.Caller.Tenant, tasks.Value!.Items, ct)), ("Text", q), ("Message", MyPages.Said(c, done)));
        });
        app.MapGet(Routes.Tenant + "/inbox/tasks/{task}", async (HttpContext http, PageDesk desk, IPeople people, string tenant, string task, string? done, CancellationToken ct) =>
        {
            var (c, instead) = Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new GetTask(c.Caller, task), ct);
            return found.Ok ? await Draw(c, people, found.Value!, [], null, null, MyPages.Said(c, done), 200, ct) : PageDesk.Problem(c, found.Problem!, c.Url("/inbox"));
        });
        app.MapPost(Routes.Tenant + "/inbox/tasks/{task}", Work);
        app.MapPost(Routes.Tenant + "/inbox/bulk", Bulk);
    }

    /// <summary>Only staff of the municipality have an inbox.</summary>
    internal static (PageContext Context, IResult? Instead) Staff(HttpContext http, PageDesk desk, string tenant)
    {
        var (c, instead) = desk.SignedIn(http, tenant);
        if (instead is not null) return (c, instead);
        return c.IsCitizen ? (c, PageDesk.Problem(c, Problem.Forbidden("この画面は職員だけが使えます。"), c.Url("/my"))) : (c, null);
    }

    private static async Task<IResult> Work(HttpContext http, PageDesk desk, IPeople people, Uploads uploads, string tenant, string task, CancellationToken ct)
    {
        var (c, instead) = Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var found = await desk.Mediator.Send(new GetTask(c.Caller, task), ct);
        if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url("/inbox"));
        var view = found.Value!;
        var post = new FormPost(form, uploads, tenant, c.Caller.UserId);
        var values = view.Sheet is null ? Datum.EmptyObject
            : await post.Read(view.Sheet.Pages.SelectMany(p => p.Fields), view.Draft ?? Datum.EmptyObject, ct);
        if (post.Refused is { } unwanted) return PageDesk.Problem(c, unwanted, c.Url($"/inbox/tasks/{task}"));
        var id = PageDesk.CommandId(form);
        var outcome = form["_outcome"].ToString() is { Length: > 0 } chosen ? chosen : null;
        var comment = form["_comment"].ToString() is { Length: > 0 } said ? said : null;
        IReadOnlyList<string> ticked = [.. form["_checked"].OfType<string>()];
        var act = form["do"].ToString();
        Problem? problem;
        switch (act)
        {
            case "claim": problem = (await desk.Mediator.Send(new ClaimTask(c.Caller, id, task), ct)).Problem; break;
            case "unclaim": problem = (await desk.Mediator.Send(new UnclaimTask(c.Caller, id, task), ct)).Problem; break;
            case "assign": problem = (await desk.Mediator.Send(new AssignTask(c.Caller, id, task, form["_assignee"].ToString()), ct)).Problem; break;
            case "acknowledge": problem = (await desk.Mediator.Send(new AcknowledgeTask(c.Caller, id, task), ct)).Problem; break;
            case "drop": problem = (await desk.Mediator.Send(new DropTask(c.Caller, id, task), ct)).Problem; break;
            case "draft": problem = (await desk.Mediator.Send(new SaveTaskDraft(c.Caller, id, task, values), ct)).Problem; break;
            case "complete" or "completeNext": problem = (await desk.Mediator.Send(new CompleteTask(c.Caller, id, task, outcome, values, comment, ticked, view.Parts.Count > 0 ? [.. form["_part"].OfType<string>()] : null), ct)).Problem; break;
            case "check" or "":
            case var _ when act.Contains(':', StringComparison.Ordinal):
                var live = view.Sheet is null ? null : (await desk.Mediator.Send(new CheckForm(c.Caller, view.Task.Program, view.Sheet.Form, ApplyPages.Rows(act, values), Live: true, Task: task), ct)).Value;
                return await Draw(c, people, view with { Sheet = live ?? view.Sheet }, [], outcome, comment, null, 200, ct);
            default: problem = Problem.Bad("BAD_ACTION", "この操作はありません。", "There is no such action."); break;
        }
        if (problem is not null)
        {
            var judged = view.Sheet is null ? null : (await desk.Mediator.Send(new CheckForm(c.Caller, view.Task.Program, view.Sheet.Form, values, Live: problem.Code != "VALIDATION", Task: task), ct)).Value;
            return await Draw(c, people, view with { Sheet = judged ?? view.Sheet }, MyPages.ErrorsOf(c, problem), outcome, comment, null, problem.Status, ct, ticked);
        }
        return act switch
        {
            "complete" => Results.Redirect(c.Url($"/inbox/cases/{view.Task.CaseNumber}?done=completed")),
            "completeNext" => await Next(desk, c, ct),
            "claim" => Results.Redirect(c.Url($"/inbox/tasks/{task}?done=claimed")),
            "acknowledge" => Results.Redirect(c.Url($"/inbox/tasks/{task}?done=acknowledged")),
            "drop" => Results.Redirect(c.Url($"/inbox/cases/{view.Task.CaseNumber}?done=dropped")),
            "draft" => Results.Redirect(c.Url($"/inbox/tasks/{task}?done=kept")),
            "assign" => Results.Redirect(c.Url("/inbox?view=group&done=assigned")),
            _ => Results.Redirect(c.Url("/inbox?view=unassigned&done=unclaimed")),
        };
    }

    /// <summary>Many tasks at once: first what would be done, then, confirmed, the doing.</summary>
    private static async Task<IResult> Bulk(HttpContext http, PageDesk desk, IPeople people, string tenant, CancellationToken ct)
    {
        var (c, instead) = Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var (operation, outcome, comment) = (form["operation"].ToString(), form["outcome"].ToString(), form["comment"].ToString());
        var tasks = form["task"].OfType<string>().ToList();
        var dry = form["sure"] != "yes";
        var result = await desk.Mediator.Send(new WorkInBulk(c.Caller, PageDesk.CommandId(form), tasks, operation, outcome.Length > 0 ? outcome : null, comment.Length > 0 ? comment : null, form["assignee"].ToString(), dry), ct);
        return result.Ok ? PageDesk.View<BulkPage>(200, ("C", c), ("R", result.Value), ("Operation", operation), ("Outcome", outcome), ("Comment", comment), ("Assignee", form["assignee"].ToString())) : PageDesk.Problem(c, result.Problem!, c.Url("/inbox"));
    }

    /// <summary>Who could be given some of these tasks.</summary>
    private static async Task<IReadOnlyList<Person>> Colleagues(IPeople people, string tenant, IReadOnlyList<TaskSummary> tasks, CancellationToken ct)
    {
        var found = new SortedDictionary<string, Person>(StringComparer.Ordinal);
        foreach (var role in tasks.Select(t => $"{t.Program}/{t.Role}").Distinct(StringComparer.Ordinal))
            foreach (var person in await people.HoldersOf(tenant, role, ct)) found[person.Id] = person;
        return [.. found.Values.OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    /// <summary>The next task of one's own, else of the group.</summary>
    private static async Task<IResult> Next(PageDesk desk, PageContext c, CancellationToken ct)
    {
        foreach (var list in (string[])["mine", "unassigned"])
        {
            var next = await desk.Mediator.Send(new ListTasks(c.Caller, list, null, null, new PageRequest(1)), ct);
            if (next.Value?.Items is [var first, ..]) return Results.Redirect(c.Url($"/inbox/tasks/{first.Id}?done=completed"));
        }
        return Results.Redirect(c.Url("/inbox?done=completed"));
    }

    private static async Task<IResult> Draw(PageContext c, IPeople people, TaskView view, IReadOnlyList<FieldError> errors, string? outcome, string? comment, string? message, int status, CancellationToken ct, IReadOnlyList<string>? ticked = null)
    {
        var colleagues = view.Allowed.Contains("assign") ? await people.HoldersOf(c.Caller.Tenant, $"{view.Task.Program}/{view.Task.Role}", ct) : [];
        return PageDesk.View<TaskPage>(status, ("C", c), ("T", view), ("Errors", errors), ("Colleagues", colleagues), ("Outcome", outcome), ("Comment", comment), ("Message", message), ("Checked", ticked ?? []));
    }
}
