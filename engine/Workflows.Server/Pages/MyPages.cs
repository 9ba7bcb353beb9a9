using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Ports;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Server.Pages.Parts;
using Workflows.Server.Pages.Portal;

namespace Workflows.Server.Pages;

/// <summary>What the applicant sees of the own applications, and what may be done with them.</summary>
internal static class MyPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/my", async (HttpContext http, PageDesk desk, string tenant, string? cursor, string? saved, CancellationToken ct) =>
        {
            var (c, instead) = Own(http, desk, tenant);
            if (instead is not null) return instead;
            var cases = await desk.Mediator.Send(new MyCases(c.Caller, new PageRequest(30, cursor)), ct);
            var drafts = await desk.Mediator.Send(new MyDrafts(c.Caller), ct);
            var notices = await desk.Mediator.Send(new MyNotices(c.Caller, new PageRequest(20)), ct);
            var surveys = await desk.Mediator.Send(new MySurveys(c.Caller), ct);
            if ((cases.Problem ?? drafts.Problem ?? notices.Problem ?? surveys.Problem) is { } problem) return PageDesk.Problem(c, problem);
            return PageDesk.View<MyPage>(200, ("C", c), ("Cases", cases.Value), ("Drafts", drafts.Value), ("Notices", notices.Value), ("Surveys", surveys.Value), ("Saved", saved is not null));
        });

        app.MapPost(Routes.Tenant + "/my/drafts/{id}/delete", async (HttpContext http, PageDesk desk, string tenant, string id, CancellationToken ct) =>
        {
            var (c, instead) = Own(http, desk, tenant);
            if (instead is not null) return instead;
            var (form, refused) = await desk.Posted(http, c);
            if (form is null) return refused!;
            var result = await desk.Mediator.Send(new DeleteDraft(c.Caller, PageDesk.CommandId(form), id), ct);
            return result.Ok ? Results.Redirect(c.Url("/my")) : PageDesk.Problem(c, result.Problem!);
        });

        app.MapGet(Routes.Tenant + "/my/cases/{number}", async (HttpContext http, PageDesk desk, string tenant, string number, string? received, string? done, CancellationToken ct) =>
        {
            var (c, instead) = Own(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new GetCase(c.Caller, number), ct);
            if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url("/my"));
            var view = found.Value!;
            var handover = HandoverOf(desk, c, view);
            return PageDesk.View<MyCasePage>(200, ("C", c), ("V", view), ("Received", received is not null), ("HandoverLabel", handover?.Label is { } label ? c.L(label) : null),
                ("WaitsForHandover", handover is not null && view.Handover is null), ("Message", Said(c, done)));
        });

        app.MapGet(Routes.Tenant + "/my/cases/{number}/actions/{action}", (HttpContext http, PageDesk desk, string tenant, string number, string action, CancellationToken ct) =>
            ActionPages.Show(http, desk, tenant, number, action, ActionPages.ApplicantPlace, ct));
        app.MapPost(Routes.Tenant + "/my/cases/{number}/actions/{action}", (HttpContext http, PageDesk desk, Uploads uploads, string tenant, string number, string action, CancellationToken ct) =>
            ActionPages.Take(http, desk, uploads, tenant, number, action, ActionPages.ApplicantPlace, ct));

        app.MapPost(Routes.Tenant + "/my/cases/{number}/messages", async (HttpContext http, PageDesk desk, string tenant, string number, CancellationToken ct) =>
        {
            var (c, instead) = Own(http, desk, tenant);
            if (instead is not null) return instead;
            var (form, refused) = await desk.Posted(http, c);
            if (form is null) return refused!;
            var sent = await desk.Mediator.Send(new SendMessage(c.Caller, PageDesk.CommandId(form), number, form["text"].ToString()), ct);
            return sent.Ok ? Results.Redirect(c.Url($"/my/cases/{Uri.EscapeDataString(number)}?done=sent#thread")) : PageDesk.Problem(c, sent.Problem!, c.Url($"/my/cases/{Uri.EscapeDataString(number)}"));
        });
        app.MapGet(Routes.Tenant + "/my/corrections/{task}", ShowCorrection);
        app.MapPost(Routes.Tenant + "/my/corrections/{task}", AnswerCorrection);
        app.MapGet(InboundPaths.ReturnTemplate, Return).RequireRateLimiting("public");
    }

    /// <summary>Applicants only: staff have their own pages, which log what they read.</summary>
    internal static (PageContext Context, IResult? Instead) Own(HttpContext http, PageDesk desk, string tenant)
    {
        var (c, instead) = desk.SignedIn(http, tenant);
        if (instead is not null) return (c, instead);
        return c.IsCitizen ? (c, null) : (c, PageDesk.Problem(c, Problem.Forbidden("この画面は申込者だけが使えます。"), c.Url("/inbox")));
    }

    /// <summary>Waits a moment for the outside page's address, which an outbox message fetches after the commit.</summary>
    public static async Task AwaitHandover(PageDesk desk, PageContext c, string number, CancellationToken ct)
    {
        for (var i = 0; i < 30; i++)
        {
            var view = await desk.Mediator.Send(new GetCase(c.Caller, number), ct);
            if (!view.Ok || view.Value!.Handover is not null || HandoverOf(desk, c, view.Value) is null) return;
            await Task.Delay(100, ct);
        }
    }

    public static string? Said(PageContext c, string? done) => done switch
    {
        "returned" => c.T("金融機関の手続から戻りました。", "You are back from the bank."),
        "action" => c.T("受け付けました。", "Done."),
        "corrected" => c.T("補正を受け付けました。", "Your correction has been received."),
        "received" => c.T("受け付けました。", "Received."),
        "claimed" => c.T("引き受けました。", "Claimed."),
        "unclaimed" => c.T("戻しました。", "Given back."),
        "assigned" => c.T("割り当てました。", "Assigned."),
        "kept" => c.T("途中まで保存しました。", "Kept."),
        "sent" => c.T("送りました。", "Sent."),
        "kept-note" => c.T("残しました。", "Kept."),
        "asked" => c.T("頼みました。", "Asked."),
        "acknowledged" => c.T("確認したことを記録しました。", "Acknowledged."),
        "role-given" => c.T("役割を付けました。次の操作から使えます。", "The role has been given and counts from the next request."),
        "role-taken" => c.T("役割を外しました。", "The role has been taken."),
        "dropped" => c.T("取り下げました。", "Taken back."),
        "completed" => c.T("完了しました。", "Completed."),
        _ => null,
    };

    private static Cases.Packages.HandoverSpec? HandoverOf(PageDesk desk, PageContext c, CaseView view) =>
        desk.Packages.Find(c.Caller.Tenant, view.Case.Program)?.Package.Portal.Handover is { } handover && handover.States.Contains(view.Case.Status, StringComparer.Ordinal) ? handover : null;

    private static async Task<IResult> ShowCorrection(HttpContext http, PageDesk desk, string tenant, string task, CancellationToken ct)
    {
        var (c, instead) = Own(http, desk, tenant);
        if (instead is not null) return instead;
        var found = await desk.Mediator.Send(new GetTask(c.Caller, task), ct);
        return found.Ok ? DrawCorrection(c, found.Value!, found.Value!.Sheet, [], 200) : PageDesk.Problem(c, found.Problem!, c.Url("/my"));
    }

    private static async Task<IResult> AnswerCorrection(HttpContext http, PageDesk desk, Uploads uploads, string tenant, string task, CancellationToken ct)
    {
        var (c, instead) = Own(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var found = await desk.Mediator.Send(new GetTask(c.Caller, task), ct);
        if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url("/my"));
        var view = found.Value!;
        var post = new FormPost(form, uploads, tenant, c.Caller.UserId);
        var values = view.Sheet is null ? Datum.EmptyObject
            : post.Emptied(view.Sheet.Pages.SelectMany(p => p.Fields), await post.Read(view.Sheet.Pages.SelectMany(p => p.Fields), Datum.EmptyObject, ct));
        if (post.Refused is { } unwanted) return PageDesk.Problem(c, unwanted, c.Url($"/my/corrections/{task}"));
        if (form["do"] == "check")
        {
            var live = await desk.Mediator.Send(new CheckForm(c.Caller, view.Task.Program, view.Sheet!.Form, values, Live: true, Task: task), ct);
            return live.Ok ? DrawCorrection(c, view, live.Value, [], 200) : PageDesk.Problem(c, live.Problem!);
        }
        var result = await desk.Mediator.Send(new AnswerCorrection(c.Caller, PageDesk.CommandId(form), task, values), ct);
        if (result.Ok) return Results.Redirect(c.Url($"/my/cases/{view.Task.CaseNumber}?done={(view.Task.Kind == "correction" ? "corrected" : "received")}"));
        var judged = view.Sheet is null ? null : (await desk.Mediator.Send(new CheckForm(c.Caller, view.Task.Program, view.Sheet.Form, values, Task: task), ct)).Value;
        return DrawCorrection(c, view, judged ?? view.Sheet, ErrorsOf(c, result.Problem!), result.Problem!.Status);
    }

    internal static IReadOnlyList<FieldError> ErrorsOf(PageContext c, Problem problem) => problem.Errors.Count > 0 ? problem.Errors : [new FieldError("", c.T(problem.Ja, problem.En))];

    private static IResult DrawCorrection(PageContext c, TaskView view, FormSheet? sheet, IReadOnlyList<FieldError> errors, int status) =>
        PageDesk.View<AnswerPage>(status, ("C", c), ("Title", view.Task.Title), ("Action", c.Url($"/my/corrections/{view.Task.Id}")), ("BackUrl", c.Url($"/my/cases/{view.Task.CaseNumber}")),
            ("Button", c.T("この内容で答える", "Send")), ("Sheet", sheet), ("Errors", errors),
            ("Lead", string.Join(' ', new[] { view.Reason, view.Task.Due is { } due ? c.T($"{c.Date(due)}までにお答えください（{view.Task.DueWords}）。", $"Answer by {c.Date(due)}.") : null }.Where(t => !string.IsNullOrEmpty(t)))));

    /// <summary>A person comes back from an outside page. The link may be opened in another browser: then only what is public is told.</summary>
    private static async Task<IResult> Return(HttpContext http, PageDesk desk, string tenant, string program, string connector, string? applicationId, string? code, string? state, CancellationToken ct)
    {
        var c = desk.Context(http, tenant);
        if (c.Municipality is null) return desk.NoMunicipality(http);
        if (string.IsNullOrEmpty(applicationId) || string.IsNullOrEmpty(code) || string.IsNullOrEmpty(state))
            return PageDesk.Problem(c, Problem.Bad("MALFORMED", "戻りの情報が足りません（applicationId、code、state）。", "applicationId, code and state are required."));
        var result = await desk.Mediator.Send(new DeliverReturn(c.Caller, program, connector, applicationId, code, state), ct);
        if (!result.Ok) return PageDesk.Problem(c, result.Problem!, c.Url("/my"));
        var own = await desk.Mediator.Send(new GetCase(c.Caller, result.Value!.Number), ct);
        return own.Ok
            ? Results.Redirect(c.Url($"/my/cases/{result.Value.Number}?done=returned"))
            : PageDesk.View<MessagePage>(200, ("C", c), ("Title", c.T("金融機関の手続から戻りました", "You are back from the bank")), ("Tone", "good"),
                ("Text", c.T("結果はマイページで確認できます。", "See My page for the result.")), ("BackUrl", c.Url("/my")), ("BackLabel", c.T("マイページへ", "My page")));
    }
}
