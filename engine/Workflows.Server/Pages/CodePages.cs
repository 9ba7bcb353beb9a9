using Microsoft.AspNetCore.Authentication;
using Workflows.Cases.Commands;
using Workflows.Cases.Commands.Handlers;
using Workflows.Cases.Packages;
using Workflows.Server.Pages.Account;
using Workflows.Server.Platform;
using Workflows.Server.Security;

namespace Workflows.Server.Pages;

/// <summary>Coming in by a one-time code instead of an account, and the page both kinds of codes are typed on.</summary>
internal static class CodePages
{
    private const string Route = Routes.Tenant + "/sign-in/code";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Route, (HttpContext http, PageDesk desk, string tenant) =>
        {
            var (c, instead) = Open(http, desk, tenant);
            return instead ?? Draw(c, 200, null, Url(c, Back(http)), null, null, null, Back(http));
        });
        app.MapPost(Route, SignIn).RequireRateLimiting("sign-in");
    }

    /// <summary>Where somebody without an account comes in, to go on to a page.</summary>
    public static string Url(PageContext c, string? returnUrl) => c.Url("/sign-in/code") + (returnUrl is null ? "" : $"?returnUrl={Uri.EscapeDataString(returnUrl)}");

    /// <summary>Whether a municipality lets people in by a code.</summary>
    public static bool Offered(PackageSet packages, MunicipalitySpec municipality) => CodeHandlers.Opening(packages, municipality) is not null;

    /// <summary>What the page before said of the sending: only words to show again, nothing is believed of them.</summary>
    public static CodeSent? Sent(IFormCollection form) => form["code"].ToString() is { Length: > 0 } code
        ? new(code, form["to"].ToString() is { Length: > 0 } to ? to : null, int.TryParse(form["length"], out var digits) ? Math.Clamp(digits, 4, 9) : 6, default, default) : null;

    public static IResult Draw(PageContext c, int status, string? title, string action, string? address, CodeSent? sent, Problem? problem, string? back = null) =>
        PageDesk.View<CodePage>(status, ("C", c), ("Title", title), ("Action", action), ("Address", address), ("Sent", sent), ("SignsIn", title is null), ("ReturnUrl", back), ("Error", problem is null ? null : problem.Errors is [var first, ..] ? first.Message : c.T(problem.Ja, problem.En)));

    private static (PageContext C, IResult? Instead) Open(HttpContext http, PageDesk desk, string tenant)
    {
        var c = desk.Context(http, tenant);
        return (c, c.Municipality is null ? desk.NoMunicipality(http) : !Offered(desk.Packages, c.Municipality) ? PageDesk.Problem(c, Problem.NotFound("この自治体には、確認コードで入れる手続がありません。", "No procedure of the municipality is open by a code.")) : null);
    }

    private static string? Back(HttpContext http) => http.Request.Query["returnUrl"].ToString() is var url && PageDesk.IsLocal(url) ? url : null;

    private static async Task<IResult> SignIn(HttpContext http, PageDesk desk, People people, string tenant, CancellationToken ct)
    {
        var (c, instead) = Open(http, desk, tenant);
        if (instead is not null) return instead;
        var (form, refused) = await desk.Posted(http, c);
        if (form is null) return refused!;
        var action = Url(c, Back(http));
        if (form["do"].ToString() != "check")
        {
            var address = form["email"].ToString().Trim();
            var sent = await desk.Mediator.Send(new RequestSignInCode(Caller.Nobody(tenant), PageDesk.CommandId(form), address, c.Lang == Cases.Packages.Label.Japanese ? null : c.Lang), ct);
            return Draw(c, sent.Problem?.Status ?? 200, null, action, address, sent.Value ?? Sent(form), sent.Problem, Back(http));
        }
        var came = await desk.Mediator.Send(new SignInByCode(Caller.Nobody(tenant), PageDesk.CommandId(form), form["code"].ToString(), form["digits"].ToString()), ct);
        if (!came.Ok) return Draw(c, came.Problem!.Status, null, action, form["to"].ToString(), Sent(form), came.Problem, Back(http));
        var user = await people.Visitor(came.Value!, tenant, ct);
        if (user is null) return PageDesk.Problem(c, Problem.Forbidden());
        await http.SignInAsync(AuthSetup.Cookie, CallerClaims.PrincipalOf(user, people.RolesOf(user), AuthSetup.Cookie));
        return Results.Redirect(Back(http) ?? c.Url("/my"));
    }
}
