using Workflows.Cases.Commands;
using Workflows.Cases.Ports;
using Workflows.Engine.Turns;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>職員と役割: who holds which role, given and taken with a second look.</summary>
internal static class StaffPages
{
    private const string List = "/admin/staff";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + List, async (HttpContext http, PageDesk desk, string tenant, string? q, string? role, string? office, string? cursor, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var filter = new StaffFilter(Given(q), Given(role), Given(office));
            var found = await desk.Mediator.Send(new ListStaff(c.Caller, filter, new PageRequest(50, cursor)), ct);
            var roles = await desk.Mediator.Send(new ListRoles(c.Caller), ct);
            if ((found.Problem ?? roles.Problem) is { } problem) return PageDesk.Problem(c, problem, c.Url("/inbox"));
            return PageDesk.View<StaffListPage>(200, ("C", c), ("Found", found.Value), ("Roles", roles.Value), ("Filter", filter));
        });
        app.MapGet(Routes.Tenant + List + "/{person}", async (HttpContext http, PageDesk desk, string tenant, string person, string? role, string? done, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            return instead ?? await Draw(c, desk, person, new StaffTyped { Role = role ?? "" }, null, null, [], MyPages.Said(c, done), 200, ct);
        });
        app.MapPost(Routes.Tenant + List + "/{person}", async (HttpContext http, PageDesk desk, string tenant, string person, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var (form, refused) = await desk.Posted(http, c);
            if (form is null) return refused!;
            var typed = new StaffTyped { Do = form["do"].ToString(), Holding = form["holding"].ToString(), Role = form["role"].ToString(), Scope = form["scope"].ToString(), From = form["from"].ToString(), Until = form["until"].ToString(), Reason = form["reason"].ToString() };
            var sure = form["sure"] == "yes";
            var (id, reason) = (PageDesk.CommandId(form), Given(typed.Reason));
            var errors = new List<FieldError>();
            if (typed.Do == "take")
            {
                var taken = await desk.Mediator.Send(new TakeRole(c.Caller, id, person, typed.Holding, reason, !sure), ct);
                return await Answer(taken, "role-taken");
            }
            DateOnly? Day(string field, string text, string words)
            {
                if (text.Trim().Length == 0) return null;
                if (FormPost.Day(text) is { } day) return day;
                errors.Add(new(field, c.T($"{words}は「令和9年4月1日」「2027-04-01」のように入力してください。", "Write the day like 2027-04-01.")));
                return null;
            }
            if (typed.Role.Length == 0) errors.Add(new("role", c.T("付ける役割を選んでください。", "Choose the role.")));
            var (from, until) = (Day("from", typed.From, "始まりの日"), Day("until", typed.Until, "終わりの日"));
            if (errors.Count > 0) return await Draw(c, desk, person, typed, null, null, errors, null, 422, ct);
            return await Answer(await desk.Mediator.Send(new GiveRole(c.Caller, id, person, typed.Role, typed.Scope, from, until, reason, !sure), ct), "role-given");

            async Task<IResult> Answer(Result<HoldingView> result, string done)
            {
                if (result.Problem is { Status: 422 or 409 } problem) return await Draw(c, desk, person, typed, null, problem.Errors.Count > 0 ? null : problem, problem.Errors, null, problem.Status, ct);
                if (!result.Ok) return PageDesk.Problem(c, result.Problem!, c.Url(List));
                return sure ? Results.Redirect(c.Url($"{List}/{Uri.EscapeDataString(person)}?done={done}")) : await Draw(c, desk, person, typed, result.Value, null, [], null, 200, ct);
            }
        });
    }

    private static async Task<IResult> Draw(PageContext c, PageDesk desk, string person, StaffTyped typed, HoldingView? look, Problem? problem, IReadOnlyList<FieldError> errors, string? message, int status, CancellationToken ct)
    {
        var found = await desk.Mediator.Send(new GetStaff(c.Caller, person), ct);
        if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url(c.Caller.IsAdministrator ? List : "/inbox"));
        var roles = await desk.Mediator.Send(new ListRoles(c.Caller), ct);
        return PageDesk.View<StaffPage>(status, ("C", c), ("V", found.Value), ("Roles", roles.Value), ("Typed", typed), ("Look", look), ("Refused", problem), ("Errors", errors), ("Message", message));
    }

    private static string? Given(string? text) => text?.Trim() is { Length: > 0 } given ? given : null;
}

/// <summary>What was typed on a person's page: nothing is lost.</summary>
public sealed record StaffTyped
{
    public string Do { get; init; } = "";
    public string Holding { get; init; } = "";
    public string Role { get; init; } = "";
    public string Scope { get; init; } = "";
    public string From { get; init; } = "";
    public string Until { get; init; } = "";
    public string Reason { get; init; } = "";
}
