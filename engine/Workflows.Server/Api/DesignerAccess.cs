using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Workflows.Cases.Commands;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>Who may use the designer's API: policy staff signed in by cookie (with a token on what changes something), or a key with the scope.</summary>
internal static class DesignerAccess
{
    public const string Policy = "designer";
    /// <summary>Cookie or key, whichever the request brings.</summary>
    public const string Scheme = "designer";
    public const string TokenHeader = "X-CSRF";
    public const string Base = "/designer/api";

    public static void AddDesignerAccess(this IServiceCollection services)
    {
        services.AddAuthentication().AddPolicyScheme(Scheme, null, o =>
            o.ForwardDefaultSelector = http => http.Request.Headers.Authorization.Count > 0 ? ApiKeyHandler.SchemeName : AuthSetup.Cookie);
        services.AddAuthorizationBuilder().AddPolicy(Policy, p => p.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireAssertion(MayDesign));
    }

    public static RouteGroupBuilder MapDesigner(this WebApplication app) => app.MapGroup(Base).WithTags("Designer").RequireAuthorization(Policy).WithMetadata(new ScopeMetadata(Scopes.Definitions))
        .DisableAntiforgery().AddEndpointFilter(Token)
        .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    /// <summary>The caller as the designer's own client.</summary>
    public static Caller Designer(this HttpContext http) => CallerClaims.CallerOf(http.User, CallerClaims.HomeOf(http.User), http.User.HasClaim(c => c.Type == CallerClaims.Client) ? "api" : "web", "designer");

    private static bool MayDesign(AuthorizationHandlerContext context)
    {
        var user = context.User;
        if (user.FindFirst(CallerClaims.Client) is not null && !user.HasClaim(CallerClaims.Scope, Scopes.Definitions)) return false;
        return CallerClaims.CallerOf(user, CallerClaims.HomeOf(user), "web", "designer").IsDesigner;
    }

    /// <summary>Another site's page cannot read the token, so it cannot change anything with the reader's cookie.</summary>
    private static async ValueTask<object?> Token(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || http.User.HasClaim(c => c.Type == CallerClaims.Client)) return await next(context);
        try { await http.RequestServices.GetRequiredService<IAntiforgery>().ValidateRequestAsync(http); }
        catch (AntiforgeryValidationException)
        {
            return Problems.Of(Problem.Bad("CSRF", $"見出し {TokenHeader} がないか、古くなっています。画面を開き直してください。", $"The header {TokenHeader} is missing or out of date; load the page again."));
        }
        return await next(context);
    }
}
