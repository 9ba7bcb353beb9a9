using Microsoft.AspNetCore.StaticFiles;
using Workflows.Cases.Commands;
using Workflows.Server.Api;

namespace Workflows.Server.Pages;

/// <summary>
/// The designer's built client at /designer, for signed-in policy staff. It is looked for beside the server (<c>wwwroot/designer</c>) and, where the
/// server runs from its sources, in <c>designer/dist</c>. An address that is no file is the client's own business: it gets index.html.
/// </summary>
internal static class DesignerPages
{
    private static readonly FileExtensionContentTypeProvider Types = new();

    public static void Map(RouteGroupBuilder pages) => pages.MapGet("/designer/{**path}", Serve).RequireAuthorization(DesignerAccess.Policy);

    private static IResult Serve(HttpContext http, PageDesk desk, string? path)
    {
        if (path is "api" || path?.StartsWith("api/", StringComparison.Ordinal) == true) return Problems.Of(Problem.NotFound("このページはありません。", "There is no such page."));
        if (Folder() is not { } folder)
            return PageDesk.Problem(desk.Context(http, null), new Problem(503, "DESIGNER_NOT_BUILT",
                "設計画面がまだ作られていません。Node.js 20 以上を入れて、dotnet build をもう一度実行してください。", "The designer has not been built. Install Node.js 20 or later and run dotnet build again."), "/");
        var file = Path.GetFullPath(Path.Combine(folder, path ?? ""));
        var inside = file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(file);
        // Files with a hash in their name never change.
        http.Response.Headers.CacheControl = inside && path!.StartsWith("assets/", StringComparison.Ordinal) ? "private, max-age=31536000, immutable" : "no-store";
        if (!inside) return Results.File(Path.Combine(folder, "index.html"), "text/html; charset=utf-8");
        return Results.File(file, Types.TryGetContentType(file, out var type) ? type : "application/octet-stream", lastModified: File.GetLastWriteTimeUtc(file));
    }

    private static string? Folder()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "wwwroot", "designer");
        if (File.Exists(Path.Combine(beside, "index.html"))) return beside;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "Workflows.sln"))) return Path.Combine(at.FullName, "designer", "dist") is var built && File.Exists(Path.Combine(built, "index.html")) ? built : null;
        return null;
    }
}
