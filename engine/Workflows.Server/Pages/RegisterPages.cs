using Workflows.Cases.Commands;
using Workflows.Cases.Documents;
using Workflows.Cases.Queries;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Server.Api;
using Workflows.Server.Pages.Inbox;

namespace Workflows.Server.Pages;

/// <summary>Registers for their readers and editors: lists, one record with its history and its changes, CSV in and out.</summary>
internal static class RegisterPages
{
    private const string Place = Routes.Tenant + "/registers/{program}/{register}";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/registers", async (HttpContext http, PageDesk desk, string tenant, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new ListRegisters(c.Caller), ct);
            return found.Ok ? PageDesk.View<RegistersPage>(200, ("C", c), ("Registers", found.Value)) : PageDesk.Problem(c, found.Problem!);
        });
        app.MapGet(Place, async (HttpContext http, PageDesk desk, string tenant, string program, string register, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var where = RegistersApi.Where(http);
            var found = await desk.Mediator.Send(new ListRegister(c.Caller, program, register, where, 500), ct);
            return found.Ok ? PageDesk.View<RegistersPage>(200, ("C", c), ("Register", found.Value), ("Where", where), ("Query", http.Request.QueryString.ToString()))
                : PageDesk.Problem(c, found.Problem!, c.Url(where.Members.Count > 0 ? $"/registers/{program}/{register}" : "/registers"));
        });
        app.MapGet(Place + "/csv", async (HttpContext http, PageDesk desk, string tenant, string program, string register, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new ExportRegister(c.Caller, program, register, RegistersApi.Where(http), RegistersApi.EncodingOf(http)), ct);
            return found.Ok ? RegistersApi.Csv(found.Value!) : PageDesk.Problem(c, found.Problem!, c.Url($"/registers/{program}/{register}"));
        });
        app.MapGet(Place + "/records/{record}", (HttpContext http, PageDesk desk, string tenant, string program, string register, string record, CancellationToken ct) => Show(http, desk, tenant, program, register, record, ct));
        app.MapPost(Place + "/records/{record}", (HttpContext http, PageDesk desk, Uploads uploads, string tenant, string program, string register, string record, CancellationToken ct) => Change(http, desk, uploads, tenant, program, register, record, ct));
        app.MapGet(Place + "/new", (HttpContext http, PageDesk desk, string tenant, string program, string register, CancellationToken ct) => Show(http, desk, tenant, program, register, null, ct));
        app.MapPost(Place + "/new", (HttpContext http, PageDesk desk, Uploads uploads, string tenant, string program, string register, CancellationToken ct) => Change(http, desk, uploads, tenant, program, register, null, ct));
        app.MapGet(Place + "/import", async (HttpContext http, PageDesk desk, string tenant, string program, string register, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            if (instead is not null) return instead;
            var found = await desk.Mediator.Send(new GetRegisterRecord(c.Caller, program, register, null), ct);
            return found.Ok ? PageDesk.View<RegisterImportPage>(200, ("C", c), ("V", found.Value!.Register)) : PageDesk.Problem(c, found.Problem!, c.Url($"/registers/{program}/{register}"));
        });
        app.MapPost(Place + "/import", (HttpContext http, PageDesk desk, string tenant, string program, string register, CancellationToken ct) => Import(http, desk, tenant, program, register, ct));
    }

    private static async Task<IResult> Show(HttpContext http, PageDesk desk, string tenant, string program, string register, string? record, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var found = await desk.Mediator.Send(new GetRegisterRecord(c.Caller, program, register, record), ct);
        return found.Ok ? PageDesk.View<RegisterRecordPage>(200, ("C", c), ("V", found.Value), ("Done", http.Request.Query["done"].ToString())) : PageDesk.Problem(c, found.Problem!, c.Url($"/registers/{program}/{register}"));
    }

    private static async Task<IResult> Change(HttpContext http, PageDesk desk, Uploads uploads, string tenant, string program, string register, string? record, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var found = await desk.Mediator.Send(new GetRegisterRecord(c.Caller, program, register, record), ct);
        if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url($"/registers/{program}/{register}"));
        if (!found.Value!.Register.Editable) return PageDesk.Problem(c, Problem.Forbidden(), c.Url($"/registers/{program}/{register}"));
        var view = found.Value;
        var act = form["do"].ToString();
        var typed = ApplyPages.Rows(act, await new FormPost(form, uploads, tenant, c.Caller.UserId).Read(view.Fields, Datum.EmptyObject, ct));
        var reason = form["reason"].ToString();
        IResult Again(int status, IReadOnlyList<FieldError> errors) =>
            PageDesk.View<RegisterRecordPage>(status, ("C", c), ("V", view with { Fields = RegisterSheet.With(view.Fields, typed, errors) }), ("Errors", errors), ("Reason", reason));
        if (act is not ("send" or "end")) return Again(200, []);
        // All that is missing is told at once.
        IReadOnlyList<FieldError> missing = [.. act == "end" ? [] : view.Fields.Where(f => f.Required && typed[f.Key] is { IsNull: true } or { Kind: DatumKind.Text } && string.IsNullOrWhiteSpace(typed[f.Key].AsText())).Select(f => new FieldError(f.Path, c.T($"「{f.Label.Ja}」を入力してください。", $"Give {f.Label.For("en")}."))),
            .. string.IsNullOrWhiteSpace(reason) ? [new FieldError("reason", c.T("理由を入力してください。", "Give the reason."))] : Array.Empty<FieldError>()];
        if (missing.Count > 0) return Again(422, missing);
        // What was emptied is told as empty.
        var values = act == "end" ? Datum.EmptyObject : Datum.Object(view.Fields.Where(f => !f.Locked).Select(f => KeyValuePair.Create(f.Key, typed[f.Key])));
        var revision = long.TryParse(form["revision"], out var seen) ? seen : (long?)null;
        var result = await desk.Mediator.Send(new ChangeRegisterRecord(c.Caller, PageDesk.CommandId(form), program, register, record is null ? "add" : act == "end" ? "end" : "change", record, values, revision, reason), ct);
        return result.Ok ? Results.Redirect(c.Url($"/registers/{program}/{register}/records/{Uri.EscapeDataString(result.Value!.Id)}?done={(act == "end" ? "ended" : "kept")}")) : Again(result.Problem!.Status, MyPages.ErrorsOf(c, result.Problem));
    }

    private static async Task<IResult> Import(HttpContext http, PageDesk desk, string tenant, string program, string register, CancellationToken ct)
    {
        var (c, instead) = InboxPages.Staff(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var found = await desk.Mediator.Send(new GetRegisterRecord(c.Caller, program, register, null), ct);
        if (!found.Ok) return PageDesk.Problem(c, found.Problem!, c.Url($"/registers/{program}/{register}"));
        var content = form["content"].ToString();
        if (form.Files.GetFile("file") is { Length: > 0 } file)
        {
            using var buffer = new MemoryStream();
            await file.CopyToAsync(buffer, ct);
            content = Convert.ToBase64String(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        }
        var reason = form["reason"].ToString();
        IResult View(int status, RegisterImport? report, IReadOnlyList<FieldError> errors) =>
            PageDesk.View<RegisterImportPage>(status, ("C", c), ("V", found.Value!.Register), ("Report", report), ("Errors", errors), ("Reason", reason), ("Content", content));
        if (content.Length == 0)
            return View(422, null, [new FieldError("file", c.T("CSVファイルを選んでください。", "Choose a CSV file.")),
                .. string.IsNullOrWhiteSpace(reason) ? [new FieldError("reason", c.T("取り込む理由を入力してください。", "Give the reason."))] : Array.Empty<FieldError>()]);
        var result = await desk.Mediator.Send(new ImportRegister(c.Caller, PageDesk.CommandId(form), program, register, content, DryRun: form["do"] != "send", reason), ct);
        return result.Ok ? View(200, result.Value, []) : View(result.Problem!.Status, null, [.. MyPages.ErrorsOf(c, result.Problem).Select(e => e.Field == "content" ? e with { Field = "file" } : e)]);
    }
}
