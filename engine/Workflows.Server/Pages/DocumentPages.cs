using Mediator;
using Workflows.Cases.Commands;
using Workflows.Cases.Queries;
using Workflows.Server.Pages.Portal;

namespace Workflows.Server.Pages;

/// <summary>Files of documents, and the check of a document's code by anybody.</summary>
internal static class DocumentPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Routes.Tenant + "/my/cases/{number}/documents/{id}", async (HttpContext http, PageDesk desk, string tenant, string number, string id, CancellationToken ct) =>
        {
            var (c, instead) = MyPages.Own(http, desk, tenant);
            return instead ?? await Open(http, desk, c, number, id, $"/my/cases/{number}", ct);
        });
        app.MapGet(Routes.Tenant + "/inbox/cases/{number}/documents/{id}", async (HttpContext http, PageDesk desk, string tenant, string number, string id, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            return instead ?? await Open(http, desk, c, number, id, $"/inbox/cases/{number}", ct);
        });
        app.MapGet(Routes.Tenant + "/my/cases/{number}/documents", async (HttpContext http, PageDesk desk, string tenant, string number, CancellationToken ct) =>
        {
            var (c, instead) = MyPages.Own(http, desk, tenant);
            return instead ?? await OpenAll(http, desk, c, number, $"/my/cases/{number}", ct);
        });
        app.MapGet(Routes.Tenant + "/inbox/cases/{number}/documents", async (HttpContext http, PageDesk desk, string tenant, string number, CancellationToken ct) =>
        {
            var (c, instead) = InboxPages.Staff(http, desk, tenant);
            return instead ?? await OpenAll(http, desk, c, number, $"/inbox/cases/{number}", ct);
        });
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

    private static async Task<IResult> OpenAll(HttpContext http, PageDesk desk, PageContext c, string number, string back, CancellationToken ct)
    {
        var found = await desk.Mediator.Send(new GetDocuments(c.Caller, number), ct);
        return found.Ok ? File(http, found.Value!) : PageDesk.Problem(c, found.Problem!, c.Url(back));
    }

    private static async Task<IResult> Open(HttpContext http, PageDesk desk, PageContext c, string number, string id, string back, CancellationToken ct)
    {
        var found = await desk.Mediator.Send(new GetDocument(c.Caller, number, id), ct);
        return found.Ok ? File(http, found.Value!) : PageDesk.Problem(c, found.Problem!, c.Url(back));
    }
}
