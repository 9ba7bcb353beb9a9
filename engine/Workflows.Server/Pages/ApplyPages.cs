using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Documents;
using Workflows.Cases.Publishing;
using Workflows.Cases.Queries;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Server.Pages.Portal;

namespace Workflows.Server.Pages;

/// <summary>Applying page by page, for oneself or at the counter for somebody. What was typed is in a draft after every step.</summary>
internal static class ApplyPages
{
    private const string Route = Routes.Tenant + "/apply/{program}/{start}";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Route, Show);
        app.MapPost(Route, Step);
        app.MapGet(Route + "/confirm", (HttpContext http, PageDesk desk, string tenant, string program, string start, CancellationToken ct) => Confirm(http, desk, tenant, program, start, [], ct));
        app.MapPost(Route + "/confirm", Submit);
        app.MapGet(Route + "/code", Code);
        app.MapPost(Route + "/code", TypeCode).RequireRateLimiting("sign-in");
    }

    /// <summary>Everything an apply page stands on.</summary>
    private sealed record Desk(PageContext C, ProcedureView Procedure, string Program, string Start, string? DraftId, Datum Values, DateTimeOffset? Until, string? For)
    {
        public string Base => C.Url($"/apply/{Program}/{Start}");
        public string Query(string? draft, string? page) =>
            "?" + string.Join('&', new[] { draft is null ? null : $"draft={draft}", page is null ? null : $"page={Uri.EscapeDataString(page)}", For is null ? null : $"for={Uri.EscapeDataString(For)}" }.Where(p => p is not null));
        public string Title => C.L(Procedure.Procedure.Title);
        public string FormId => Procedure.Form.Form;
    }

    private static async Task<(Desk? Desk, IResult? Instead)> Open(HttpContext http, PageDesk desk, string tenant, string program, string start, CancellationToken ct)
    {
        var (c, instead) = desk.SignedIn(http, tenant);
        if (instead is not null) return (null, !c.SignedIn && c.Municipality is not null && desk.Packages.Find(tenant, program)?.Package.Starts.Find(start)?.ByCode == true
            ? Results.Redirect(CodePages.Url(c, HttpMethods.IsGet(http.Request.Method) ? c.Here : c.Url($"/apply/{program}/{start}"))) : instead);
        var found = await desk.Mediator.Send(new GetProcedure(c.Caller, program, start), ct);
        if (!found.Ok) return (null, PageDesk.Problem(c, found.Problem!));
        if (found.Value!.Procedure is { Closed: true, ClosesOn: { } end } closed) return (null, PageDesk.Problem(c, Retirements.Refused(closed.Title, end), c.Url("/")));
        if (!found.Value.Procedure.Open)
            return (null, PageDesk.Problem(c, Problem.Forbidden($"この手続を申し込めるのは{string.Join("、", found.Value.By.Select(b => b.Ja))}です。")));
        var onBehalf = http.Request.Query["for"].ToString() is { Length: > 0 } person && !c.Caller.IsCitizen ? person : null;
        var draftId = http.Request.Query["draft"].ToString() is { Length: > 0 } id ? id : null;
        if (draftId is null) return (new Desk(c, found.Value, program, start, null, Datum.EmptyObject, null, onBehalf), null);
        var draft = await desk.Mediator.Send(new GetDraft(c.Caller, draftId), ct);
        if (!draft.Ok) return (null, PageDesk.Problem(c, draft.Problem!, c.Url(c.IsCitizen ? "/my" : "/counter")));
        return (new Desk(c, found.Value, program, start, draftId, draft.Value!.Values, draft.Value.Until, onBehalf), null);
    }

    private static async Task<IResult> Show(HttpContext http, PageDesk desk, string tenant, string program, string start, CancellationToken ct)
    {
        var (open, instead) = await Open(http, desk, tenant, program, start, ct);
        if (open is null) return instead!;
        var sheet = await desk.Mediator.Send(new CheckForm(open.C.Caller, program, open.FormId, open.Values, null, Live: true), ct);
        if (!sheet.Ok) return PageDesk.Problem(open.C, sheet.Problem!);
        var page = PageOf(sheet.Value!, http);
        return Draw(open, sheet.Value!, page, Errors(page), 200);
    }

    private static async Task<IResult> Step(HttpContext http, PageDesk desk, Uploads uploads, string tenant, string program, string start, CancellationToken ct)
    {
        var (open, instead) = await Open(http, desk, tenant, program, start, ct);
        if (open is null) return instead!;
        var (form, refused) = await desk.Posted(http, open.C);
        if (form is null) return refused!;

        var before = await desk.Mediator.Send(new CheckForm(open.C.Caller, program, open.FormId, open.Values, null, Live: true), ct);
        if (!before.Ok) return PageDesk.Problem(open.C, before.Problem!);
        var page = PageOf(before.Value!, http);
        var post = new FormPost(form, uploads, tenant, open.C.Caller.UserId);
        var values = await post.Read(page.Fields, open.Values, ct);
        if (post.Refused is { } unwanted) return PageDesk.Problem(open.C, unwanted, open.Base + open.Query(open.DraftId, page.Id));
        var act = form["do"].ToString();
        values = Rows(act, values);
        var saved = await desk.Mediator.Send(new SaveDraft(open.C.Caller, PageDesk.CommandId(form), program, start, open.DraftId, values), ct);
        if (!saved.Ok) return PageDesk.Problem(open.C, saved.Problem!);
        var wrong = saved.Value!.Errors;
        // What may not be kept has gone to the vault, or is told of at once.
        values = saved.Value.Values;
        open = open with { DraftId = saved.Value.Id, Values = values, Until = saved.Value.Until };

        if (act == "save") return Results.Redirect(open.C.Url(open.C.IsCitizen ? "/my?saved=1" : "/counter"));
        var pages = before.Value!.Pages;
        var at = pages.ToList().FindIndex(p => p.Id == page.Id);
        if (act == "back" && at > 0) return Results.Redirect(open.Base + open.Query(open.DraftId, pages[at - 1].Id));
        if (act != "next") return Results.Redirect(open.Base + open.Query(open.DraftId, page.Id) + Anchor(act));

        var judged = await desk.Mediator.Send(new CheckForm(open.C.Caller, program, open.FormId, values, page.Id), ct);
        if (!judged.Ok) return PageDesk.Problem(open.C, judged.Problem!);
        var now = judged.Value!.Pages.First(p => p.Id == page.Id);
        IReadOnlyList<FieldError> errors = [.. wrong.Concat(Errors(now)).DistinctBy(e => e.Field)];
        if (errors.Count > 0) return Draw(open, judged.Value, now with { Fields = [.. now.Fields.Select(f => wrong.FirstOrDefault(e => e.Field == f.Path) is { } at ? f with { Errors = [at.Message] } : f)] }, errors, 422);
        var next = at + 1 < pages.Count ? pages[at + 1].Id : null;
        // An address is confirmed where it was typed, not at the end of a long form.
        return page.Fields.Any(f => f.Verify) && await Unconfirmed(desk, open, ct)
            ? Results.Redirect(open.Base + "/code" + open.Query(open.DraftId, next))
            : Results.Redirect(open.Base + (next is null ? "/confirm" : "") + open.Query(open.DraftId, next));
    }

    private static async Task<bool> Unconfirmed(PageDesk desk, Desk open, CancellationToken ct) =>
        (await desk.Mediator.Send(new MissingCodes(open.C.Caller, open.Program, open.Start, open.Values), ct)) is { Ok: true, Value: { Count: > 0 } missing } && missing.Any(m => m.Field is not null);

    /// <summary>Asks for a code, and for what was read in the mail.</summary>
    private static async Task<IResult> Code(HttpContext http, PageDesk desk, string tenant, string program, string start, CancellationToken ct)
    {
        var (open, instead) = await Open(http, desk, tenant, program, start, ct);
        return open is null ? instead! : await DrawCode(http, desk, open, null, null, ct);
    }

    private static async Task<IResult> TypeCode(HttpContext http, PageDesk desk, string tenant, string program, string start, CancellationToken ct)
    {
        var (open, instead) = await Open(http, desk, tenant, program, start, ct);
        if (open is null) return instead!;
        var (form, refused) = await desk.Posted(http, open.C);
        if (form is null) return refused!;
        if (form["do"].ToString() != "check")
        {
            var sent = await desk.Mediator.Send(new RequestCode(open.C.Caller, PageDesk.CommandId(form), program, start, open.Values, open.C.Lang == Label.Japanese ? null : open.C.Lang), ct);
            return sent.Ok ? await DrawCode(http, desk, open, sent.Value, null, ct)
                : sent.Problem!.Status == 409 ? Results.Redirect(After(http, open)) : await DrawCode(http, desk, open, CodePages.Sent(form), sent.Problem, ct);
        }
        var typed = await desk.Mediator.Send(new ConfirmCode(open.C.Caller, PageDesk.CommandId(form), form["code"].ToString(), form["digits"].ToString()), ct);
        return typed.Ok ? Results.Redirect(After(http, open)) : await DrawCode(http, desk, open, CodePages.Sent(form), typed.Problem, ct);
    }

    /// <summary>The page the person was on the way to.</summary>
    private static string After(HttpContext http, Desk open) =>
        http.Request.Query["page"].ToString() is { Length: > 0 } page ? open.Base + open.Query(open.DraftId, page) : open.Base + "/confirm" + open.Query(open.DraftId, null);

    private static async Task<IResult> DrawCode(HttpContext http, PageDesk desk, Desk open, CodeSent? sent, Problem? problem, CancellationToken ct)
    {
        var missing = await desk.Mediator.Send(new MissingCodes(open.C.Caller, open.Program, open.Start, open.Values), ct);
        if (!missing.Ok) return PageDesk.Problem(open.C, missing.Problem!);
        if (missing.Value!.Count == 0) return Results.Redirect(After(http, open));
        var page = http.Request.Query["page"].ToString() is { Length: > 0 } id ? id : null;
        var address = missing.Value[0] is { Field: not null, Address: { } typed } ? typed : null;
        return CodePages.Draw(open.C, problem?.Status ?? 200, open.Title, open.Base + "/code" + open.Query(open.DraftId, page), address, sent, problem);
    }

    private static async Task<IResult> Confirm(HttpContext http, PageDesk desk, string tenant, string program, string start, IReadOnlyList<FieldError> more, CancellationToken ct, int status = 200, bool retryable = false)
    {
        var (open, instead) = await Open(http, desk, tenant, program, start, ct);
        if (open is null) return instead!;
        var sheet = await desk.Mediator.Send(new CheckForm(open.C.Caller, program, open.FormId, open.Values), ct);
        if (!sheet.Ok) return PageDesk.Problem(open.C, sheet.Problem!);
        IReadOnlyList<FieldError> errors = [.. sheet.Value!.AllErrors().Concat(more).DistinctBy(e => (e.Field, e.Message))];
        return PageDesk.View<ConfirmPage>(errors.Count > 0 && status == 200 ? 422 : status, ("C", open.C), ("Title", open.Title), ("Sheet", sheet.Value), ("Action", open.Base + "/confirm" + open.Query(open.DraftId, null)),
            ("PageUrl", (Func<string, string>)(page => open.Base + open.Query(open.DraftId, page))), ("Errors", errors), ("Retryable", retryable), ("For", open.For));
    }

    private static async Task<IResult> Submit(HttpContext http, PageDesk desk, Uploads uploads, string tenant, string program, string start, CancellationToken ct)
    {
        var (open, instead) = await Open(http, desk, tenant, program, start, ct);
        if (open is null) return instead!;
        var (form, refused) = await desk.Posted(http, open.C);
        if (form is null) return refused!;
        var values = new FormPost(form, uploads, tenant, open.C.Caller.UserId).Reasons(open.Values);
        if (!values.Equals(open.Values) && open.DraftId is not null)
        {
            var kept = await desk.Mediator.Send(new SaveDraft(open.C.Caller, PageDesk.CommandId(form) + "-reasons", program, start, open.DraftId, values), ct);
            if (!kept.Ok) return PageDesk.Problem(open.C, kept.Problem!);
        }
        var result = await desk.Mediator.Send(new SubmitForm(open.C.Caller, PageDesk.CommandId(form), program, start, values, open.For, open.DraftId), ct);
        if (result.Problem is { Code: Cases.Identity.IdentitySteps.Needed }) return Results.Redirect(open.Base + "/code" + open.Query(open.DraftId, null));
        if (result.Problem is { } problem)
        {
            IReadOnlyList<FieldError> errors = problem.Errors.Count > 0 ? problem.Errors : [new FieldError("", open.C.T(problem.Ja, problem.En))];
            return await Confirm(http, desk, tenant, program, start, errors, ct, problem.Status, retryable: problem.Code != "VALIDATION");
        }
        var number = result.Value!.Number ?? result.Value.CaseId;
        if (!open.C.IsCitizen) return Results.Redirect(open.C.Url($"/inbox/cases/{number}?done=received"));
        await MyPages.AwaitHandover(desk, open.C, number, ct);
        return Results.Redirect(open.C.Url($"/my/cases/{number}?received=1"));
    }

    private static IResult Draw(Desk open, FormSheet sheet, SheetPage page, IReadOnlyList<FieldError> errors, int status) =>
        PageDesk.View<ApplyPage>(status, ("C", open.C), ("Title", open.Title), ("Sheet", sheet), ("Page", page), ("Action", open.Base + open.Query(open.DraftId, page.Id)),
            ("Errors", errors), ("DraftUntil", open.Until), ("For", open.For));

    private static SheetPage PageOf(FormSheet sheet, HttpContext http)
    {
        var id = http.Request.Query["page"].ToString();
        return sheet.Pages.FirstOrDefault(p => p.Id == id) ?? sheet.Pages[0];
    }

    private static IReadOnlyList<FieldError> Errors(SheetPage page) => [.. page.Fields.SelectMany(f => f.AllErrors())];

    /// <summary>Adds or takes away a table row: <c>add:lines</c>, <c>remove:lines:2</c>.</summary>
    internal static Datum Rows(string act, Datum values)
    {
        var parts = act.Split(':');
        if (parts is ["add", var added])
        {
            // The empty row a page shows at first is a row the person has seen.
            var rows = values[added].Kind == DatumKind.List ? values[added] : Datum.EmptyList;
            return values.With(added, rows.Append(Datum.EmptyObject));
        }
        if (parts is ["remove", var removed, var no] && int.TryParse(no, out var index) && index >= 1 && index <= values[removed].Items.Length)
            return values.With(removed, Datum.List(values[removed].Items.Where((_, i) => i != index - 1)));
        return values;
    }

    private static string Anchor(string act) => act.Split(':') is [_, var table, ..] ? $"#f-{table}" : "";
}
