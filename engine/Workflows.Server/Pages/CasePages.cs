using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Turns;
using Workflows.Engine.Data;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>Cases, registers and counter entry, for staff.</summary>
internal static class CasePages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/inbox/cases", Search);
        app.MapGet(Routes.Tenant + "/inbox/cases/{number}", async (HttpContext http, PageDesk desk, string tenant, string number, string? done, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new GetCase(c.Caller, number), ct);
            return found.Ok ? PageDesk.View<CasePage>(200, ("C", c), ("V", found.Value), ("Message", MyPages.Said(c, done))) : PageDesk.Problem(c, found.Problem!, c.Url("/inbox/cases"));
        });
        app.MapPost(Routes.Tenant + "/inbox/cases/{number}/reveal", Reveal);
        app.MapGet(Routes.Tenant + "/inbox/cases/{number}/actions/{action}", (HttpContext http, PageDesk desk, string tenant, string number, string action, CancellationToken ct) =>
            ActionPages.Show(http, desk, tenant, number, action, ActionPages.StaffPlace, ct));
        app.MapPost(Routes.Tenant + "/inbox/cases/{number}/actions/{action}", (HttpContext http, PageDesk desk, Uploads uploads, string tenant, string number, string action, CancellationToken ct) =>
            ActionPages.Take(http, desk, uploads, tenant, number, action, ActionPages.StaffPlace, ct));
        foreach (var part in (string[])["notes", "messages", "tasks"])
            app.MapPost(Routes.Tenant + "/inbox/cases/{number}/" + part, (HttpContext http, PageDesk desk, string tenant, string number, CancellationToken ct) => Write(http, desk, tenant, number, part, ct));
        KpiPages.Map(app);
        SurveyPages.Map(app);
        RegisterPages.Map(app);
        MapCounter(app);
        AdminPages.Map(app);
    }

    private static async Task<IResult> Search(HttpContext http, PageDesk desk, string tenant, string? program, string? status, string? q, string? cursor, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        IReadOnlyList<ProgramSummary> programs = [.. c.Municipality!.Programs.Where(p => c.Caller.IsOperator || c.Caller.RolesIn(p.Id).Any())
            .Select(p => desk.Packages.PackageOf(c.Caller.Tenant, p.Id)).OfType<ProgramPackage>().Select(p => new ProgramSummary(p.Id, p.Title, p.Version))];
        var chosen = programs.FirstOrDefault(p => p.Program == program) ?? (programs.Count > 0 ? programs[0] : null);
        if (chosen is null) return PageDesk.Problem(c, Problem.Forbidden(), c.Url("/inbox"));
        var found = await desk.Mediator.Send(new ListCases(c.Caller, chosen.Program, string.IsNullOrEmpty(status) ? null : status, string.IsNullOrWhiteSpace(q) ? null : q, null, new PageRequest(50, cursor)), ct);
        if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url("/inbox"));
        IReadOnlyList<StateSpec> states = [.. desk.Packages.PackageOf(c.Caller.Tenant, chosen.Program)!.States];
        return PageDesk.View<CasesPage>(200, ("C", c), ("Found", found.Value), ("Programs", programs), ("States", states), ("Program", chosen.Program), ("Status", status), ("Text", q));
    }

    /// <summary>A note or memo, a message to the applicant, a task for a colleague.</summary>
    private static async Task<IResult> Write(HttpContext http, PageDesk desk, string tenant, string number, string part, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        string? Given(string key) => form[key].ToString() is { Length: > 0 } text ? text : null;
        var id = PageDesk.CommandId(form);
        var text = form["text"].ToString();
        var result = part switch
        {
            "notes" => await desk.Mediator.Send(new WriteNote(c.Caller, id, number, text, Given("with"), Given("phone"), [.. form["mention"].OfType<string>()]), ct),
            "messages" => await desk.Mediator.Send(new SendMessage(c.Caller, id, number, text), ct),
            _ => await desk.Mediator.Send(new AddTask(c.Caller, id, number, form["title"].ToString(), form["role"].ToString(), null, Given("due"), Given("text")), ct),
        };
        if (result.Ok) return Results.Redirect(c.Url($"/inbox/cases/{Uri.EscapeDataString(number)}?done={part switch { "notes" => "kept-note", "messages" => "sent", _ => "asked" }}"));
        var view = await desk.Mediator.Send(new GetCase(c.Caller, number), ct);
        return view.Ok ? PageDesk.View<CasePage>(result.Problem!.Status, ("C", c), ("V", view.Value), ("Errors", MyPages.ErrorsOf(c, result.Problem))) : PageDesk.Problem(c, view.Problem!, c.Url("/inbox/cases"));
    }

    private static async Task<IResult> Reveal(HttpContext http, PageDesk desk, string tenant, string number, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var shown = await desk.Mediator.Send(new RevealField(c.Caller, PageDesk.CommandId(form), number, form["field"].ToString(), form["reason"].ToString()), ct);
        var view = await desk.Mediator.Send(new GetCase(c.Caller, number), ct);
        if (!view.Ok) return PageDesk.Problem(c, view.Problem!, c.Url("/inbox/cases"));
        return shown.Problem is { } problem
            ? PageDesk.View<CasePage>(problem.Status, ("C", c), ("V", view.Value), ("Errors", MyPages.ErrorsOf(c, problem)))
            : PageDesk.View<CasePage>(200, ("C", c), ("V", view.Value), ("Revealed", shown.Value));
    }

    private static void MapCounter(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/counter", async (HttpContext http, PageDesk desk, string tenant, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new ListProcedures(c.Caller), ct);
            return found.Ok ? PageDesk.View<CounterPage>(200, ("C", c), ("Procedures", found.Value)) : PageDesk.Problem(c, found.Problem!);
        });
        app.MapGet(Routes.Tenant + "/counter/start", async (HttpContext http, PageDesk desk, string tenant, string? procedure, string? @for, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var (program, start) = (procedure ?? "").Split('/') is [{ Length: > 0 } first, { Length: > 0 } second] ? (first, second) : ("", "");
            var errors = new List<FieldError>();
            if (program.Length == 0) errors.Add(new("procedure", c.T("様式を選んでください。", "Choose the form.")));
            // What residents apply for is somebody's; what only staff begin (a run, a list) belongs to nobody.
            else if (string.IsNullOrWhiteSpace(@for) && desk.Packages.Find(tenant, program)?.Package is { } package && package.Starts.Find(start)?.By.Any(r => package.Roles.Find(r)?.Kind == RoleSpec.Citizen) == true)
                errors.Add(new("for", c.T("この様式では、申込者を入力してください。", "This form needs the applicant.")));
            if (errors.Count == 0) return Results.Redirect(c.Url($"/apply/{Uri.EscapeDataString(program)}/{Uri.EscapeDataString(start)}{(string.IsNullOrWhiteSpace(@for) ? "" : $"?for={Uri.EscapeDataString(@for.Trim())}")}"));
            var found = await desk.Mediator.Send(new ListProcedures(c.Caller), ct);
            return found.Ok ? PageDesk.View<CounterPage>(422, ("C", c), ("Procedures", found.Value), ("For", @for), ("Chosen", procedure), ("Errors", errors)) : PageDesk.Problem(c, found.Problem!);
        });
    }
}
