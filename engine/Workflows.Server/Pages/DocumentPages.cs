using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Queries;
using Workflows.Server.Pages.Portal;

namespace Workflows.Server.Pages;

/// <summary>Documents and files handed in, and the check of a document's code by anybody.</summary>
internal static class DocumentPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        Map(app, "documents/{id}", (caller, number, id) => new GetDocument(caller, number, id));
        Map(app, "files/{id}", (caller, number, id) => new GetCaseFile(caller, number, id));
        Map(app, "documents", (caller, number, _) => new GetDocuments(caller, number));
        app.MapGet(Routes.Tenant + "/verify", async (HttpContext http, PageDesk desk, string tenant, string? code, CancellationToken ct) =>
        {
            var c = desk.Context(http, tenant);
            if (c.Municipality is null) return desk.NoMunicipality(http);
            var found = string.IsNullOrWhiteSpace(code) ? null : await desk.Mediator.Send(new VerifyDocument(tenant, code), ct);
            return PageDesk.View<VerifyPage>(found?.Problem is null ? 200 : 404, ("C", c), ("Code", code), ("Found", found?.Value), ("Missing", found?.Problem?.Ja));
        }).RequireRateLimiting("public");
    }

    /// <summary>A document as a download: nothing of it is shown inside our own pages.</summary>
    public static IResult File(HttpContext http, DocumentFile file)
    {
        http.Response.Headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers["X-Content-Type-Options"] = "nosniff";
        http.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(file.Sha256))}:";
        return Results.File(file.Bytes, file.ContentType, file.Name);
    }

    /// <summary>The same under a person's own cases and under those of staff.</summary>
    private static void Map(IEndpointRouteBuilder app, string path, Func<Caller, string, string, IQuery<Result<DocumentFile>>> what)
    {
        app.MapGet($"{Routes.Tenant}/my/cases/{{number}}/{path}", async (HttpContext http, PageDesk desk, string tenant, string number, string? id, CancellationToken ct) =>
        {
            var (c, instead) = MyPages.Own(http, desk, tenant);
            return instead ?? await Open(http, desk, c, what(c.Caller, number, id ?? ""), $"/my/cases/{number}", ct);
        });
        app.MapGet($"{Routes.Tenant}/inbox/cases/{{number}}/{path}", async (HttpContext http, PageDesk desk, string tenant, string number, string? id, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            return instead ?? await Open(http, desk, c, what(c.Caller, number, id ?? ""), $"/inbox/cases/{number}", ct);
        });
    }

    private static async Task<IResult> Open(HttpContext http, PageDesk desk, PageContext c, IQuery<Result<DocumentFile>> what, string back, CancellationToken ct)
    {
        var found = await desk.Mediator.Send(what, ct);
        return found.Ok ? File(http, found.Value!) : PageDesk.Problem(c, found.Problem!, c.Url(back));
    }
}
