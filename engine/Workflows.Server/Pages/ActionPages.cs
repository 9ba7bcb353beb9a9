using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Server.Pages.Portal;

namespace Workflows.Server.Pages;

/// <summary>A case action with its form or its question, for applicants and staff alike.</summary>
internal static class ActionPages
{
    public const string ApplicantPlace = "/my/cases";
    public const string StaffPlace = "/inbox/cases";

    public static async Task<IResult> Show(HttpContext http, PageDesk desk, string tenant, string number, string action, string place, CancellationToken ct)
    {
        var (c, instead) = place == StaffPlace ? InboxPages.Staff(http, desk, tenant) : MyPages.Own(http, desk, tenant);
        if (instead is not null) return instead;
        var (view, found, problem) = await Find(desk, c, number, action, ct);
        return found is null ? PageDesk.Problem(c, problem!, c.Url($"{place}/{number}")) : Draw(c, view!, found, found.Form, [], place, 200);
    }

    public static async Task<IResult> Take(HttpContext http, PageDesk desk, Uploads uploads, string tenant, string number, string action, string place, CancellationToken ct)
    {
        var (c, instead) = place == StaffPlace ? InboxPages.Staff(http, desk, tenant) : MyPages.Own(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var (view, found, problem) = await Find(desk, c, number, action, ct);
        if (found is null) return PageDesk.Problem(c, problem!, c.Url($"{place}/{number}"));
        var post = new FormPost(form, uploads, tenant, c.Caller.UserId);
        var values = found.Form is null ? Datum.EmptyObject
            : await post.Read(found.Form.Pages.SelectMany(p => p.Fields), Datum.EmptyObject, ct);
        if (post.Refused is { } unwanted) return PageDesk.Problem(c, unwanted, c.Url($"{place}/{number}"));
        var act = form["do"].ToString();
        values = ApplyPages.Rows(act, values);
        if (act != "send" && found.Form is not null)
        {
            var live = await desk.Mediator.Send(new CheckForm(c.Caller, view!.Case.Program, found.Form.Form, values, Live: true, Case: number), ct);
            return live.Ok ? Draw(c, view, found, live.Value, [], place, 200) : PageDesk.Problem(c, live.Problem!);
        }
        var result = await desk.Mediator.Send(new TakeAction(c.Caller, PageDesk.CommandId(form), number, action, values), ct);
        if (result.Ok)
        {
            if (c.IsCitizen) await MyPages.AwaitHandover(desk, c, number, ct);
            return Results.Redirect(c.Url($"{place}/{number}?done=action"));
        }
        var sheet = found.Form is null ? null : (await desk.Mediator.Send(new CheckForm(c.Caller, view!.Case.Program, found.Form.Form, values, Case: number), ct)).Value ?? found.Form;
        return Draw(c, view!, found, sheet, MyPages.ErrorsOf(c, result.Problem!), place, result.Problem!.Status);
    }

    private static async Task<(CaseView? View, ActionView? Action, Problem? Problem)> Find(PageDesk desk, PageContext c, string number, string action, CancellationToken ct)
    {
        var found = await desk.Mediator.Send(new GetCase(c.Caller, number), ct);
        if (!found.Ok) return (null, null, found.Problem);
        var one = found.Value!.Actions.FirstOrDefault(a => a.Id == action && !a.Reveals);
        return one is null ? (found.Value, null, Problem.Conflict()) : (found.Value, one, null);
    }

    private static IResult Draw(PageContext c, CaseView view, ActionView action, FormSheet? sheet, IReadOnlyList<FieldError> errors, string place, int status) =>
        PageDesk.View<AnswerPage>(status, ("C", c), ("Title", $"{c.L(action.Label)}（{view.Case.Number}）"), ("Action", c.Url($"{place}/{view.Case.Number ?? view.Case.Id}/actions/{action.Id}")),
            ("BackUrl", c.Url($"{place}/{view.Case.Number ?? view.Case.Id}")), ("Button", c.L(action.Label)), ("At", place == ApplicantPlace ? "my" : "cases"), ("Sheet", sheet), ("Errors", errors),
            ("Lead", action.Confirm), ("Danger", sheet is null));
}
