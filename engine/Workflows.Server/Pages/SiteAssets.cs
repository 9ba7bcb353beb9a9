using System.Security.Cryptography;

namespace Workflows.Server.Pages;

/// <summary>The stylesheet, script and icon, inside the executable and addressed by their content, so they can be kept for ever.</summary>
internal static class SiteAssets
{
    private static readonly (byte[] Bytes, string Hash) Sheet = Load("site.css");
    private static readonly (byte[] Bytes, string Hash) Mark = Load("icon.svg");

    private static readonly (byte[] Bytes, string Hash) Keys = Load("site.js");

    public static string Script => $"/assets/site.{Keys.Hash}.js";
    public static string Css => $"/assets/site.{Sheet.Hash}.css";
    public static string Icon => $"/assets/icon.{Mark.Hash}.svg";

    public static void Map(WebApplication app)
    {
        app.MapGet(Css, (HttpContext http) => Serve(http, Sheet.Bytes, "text/css; charset=utf-8")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(Script, (HttpContext http) => Serve(http, Keys.Bytes, "text/javascript; charset=utf-8")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(Icon, (HttpContext http) => Serve(http, Mark.Bytes, "image/svg+xml")).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/favicon.ico", () => Results.Redirect(Icon, permanent: false)).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Serve(HttpContext http, byte[] bytes, string type)
    {
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(bytes, type);
    }

    private static (byte[], string) Load(string name)
    {
        using var stream = typeof(SiteAssets).Assembly.GetManifestResourceStream($"assets/{name}") ?? throw new InvalidOperationException($"The resource assets/{name} is missing.");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var bytes = buffer.ToArray();
        return (bytes, Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]);
    }
}
