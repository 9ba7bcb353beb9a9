using Microsoft.AspNetCore.Authentication;
using Workflows.Cases.Ports;
using Workflows.Server.Pages.Account;
using Workflows.Server.Platform;
using Workflows.Server.Security;

namespace Workflows.Server.Pages;

/// <summary>Signing in and out, and the language.</summary>
internal static class AccountPages
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/sign-in", async (HttpContext http, PageDesk desk, People people, string? returnUrl, CancellationToken ct) =>
            await Draw(desk, people, desk.Context(http, null), PageDesk.IsLocal(returnUrl) ? returnUrl : null, null, null, 200, ct));
        app.MapPost("/sign-in", SignIn).RequireRateLimiting("sign-in");
        app.MapPost("/sign-out", async (HttpContext http, PageDesk desk, IAccessLog log, CancellationToken ct) =>
        {
            var c = desk.Context(http, null);
            var (form, refused) = await desk.Posted(http, c);
            if (form is null) return refused!;
            if (c.SignedIn) await log.Write(new AccessEntry(CallerClaims.HomeOf(http.User), desk.Clock.GetUtcNow(), c.Caller.UserId, AccessActions.SignOut), ct);
            await http.SignOutAsync(AuthSetup.Cookie);
            return Results.Redirect("/");
        });
        app.MapPost("/language", async (HttpContext http, PageDesk desk) =>
        {
            var (form, refused) = await desk.Posted(http, desk.Context(http, null));
            if (form is null) return refused!;
            http.Response.Cookies.Append(PageDesk.LanguageCookie, form["lang"].ToString() is ("en" or "easy") and var chosen ? chosen : "ja",
                new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, HttpOnly = true, Secure = http.Request.IsHttps, Path = "/" });
            return Results.Redirect(PageDesk.IsLocal(form["returnUrl"]) ? form["returnUrl"].ToString() : "/");
        });
    }

    private static async Task<IResult> SignIn(HttpContext http, PageDesk desk, People people, IAccessLog log, CancellationToken ct)
    {
        var c = desk.Context(http, null);
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var name = form["name"].ToString();
        var back = PageDesk.IsLocal(form["returnUrl"]) ? form["returnUrl"].ToString() : null;
        var (outcome, user) = await people.SignIn(name, form["password"].ToString(), ct);
        var now = desk.Clock.GetUtcNow();
        if (outcome != SignInOutcome.Ok)
        {
            if (user is not null) await log.Write(new AccessEntry(user.Tenant, now, user.Id, AccessActions.SignInFailed), ct);
            return await Draw(desk, people, c, back, name, outcome == SignInOutcome.Locked
                ? c.T("続けて失敗したため、しばらくログインできません。15分後にお試しください。", "Locked after repeated failures. Try again in 15 minutes.")
                : c.T("利用者IDまたはパスワードが正しくありません。", "The user ID or password is wrong."), 401, ct);
        }
        await log.Write(new AccessEntry(user!.Tenant, now, user.Id, AccessActions.SignIn), ct);
        await http.SignInAsync(AuthSetup.Cookie, CallerClaims.PrincipalOf(user, people.RolesOf(user), AuthSetup.Cookie));
        return Results.Redirect(back ?? (user.Kind == "citizen" ? "/my" : "/inbox"));
    }

    private static async Task<IResult> Draw(PageDesk desk, People people, PageContext c, string? returnUrl, string? name, string? error, int status, CancellationToken ct)
    {
        IReadOnlyList<SignInPage.DemoLine> demo = desk.Development
            ? [.. (await people.DemoUsers(ct)).Select(u => new SignInPage.DemoLine($"{u.Name}{(desk.Packages.TryFindMunicipality(u.Tenant, out var m) ? $"（{m.Name}）" : "")}", u.SignInName, RoleWords(desk, people.RolesOf(u))))] : [];
        return PageDesk.View<SignInPage>(status, ("C", c), ("ReturnUrl", returnUrl), ("Name", name), ("Error", error), ("Demo", demo), ("CodeUrl", CodeUrl(desk, returnUrl)));
    }

    /// <summary>Where the municipality the person is on the way to lets people in by a code.</summary>
    private static string? CodeUrl(PageDesk desk, string? returnUrl) =>
        returnUrl?.Split('/', '?') is [_, var code, ..] && desk.Packages.TryFindMunicipality(code, out var m) && m.Code == code && CodePages.Offered(desk.Packages, m) ? $"/{code}/sign-in/code?returnUrl={Uri.EscapeDataString(returnUrl)}" : null;

    private static string RoleWords(PageDesk desk, IReadOnlyList<string> roles) => string.Join("、", roles.Select(r =>
        r.Split('@')[0].Split('/') is [var program, var role] && desk.Packages.Packages.Find(program)?.Roles.Find(role) is { } spec ? spec.Label.Ja : Cases.Packages.PlatformRoles.All.FirstOrDefault(p => p.Role == r).Label?.Ja ?? r).Distinct());
}
