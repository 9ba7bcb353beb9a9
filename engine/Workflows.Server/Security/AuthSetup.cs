using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Workflows.Server.Api;
using Workflows.Server.Platform;

namespace Workflows.Server.Security;

/// <summary>Sign-in by cookie for pages and by key for the API.</summary>
internal static class AuthSetup
{
    public const string Cookie = CookieAuthenticationDefaults.AuthenticationScheme;

    public static void AddSignIn(this IServiceCollection services, bool development)
    {
        services.AddAuthentication(Cookie)
            .AddCookie(Cookie, o =>
            {
                o.Cookie.Name = development ? "workflows" : "__Host-workflows";
                o.Cookie.HttpOnly = true;
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.Cookie.SecurePolicy = development ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                // Sign-ins live by the real clock, also where a development installation has moved its own.
                o.TimeProvider = TimeProvider.System;
                o.ExpireTimeSpan = TimeSpan.FromHours(8);
                o.SlidingExpiration = true;
                o.LoginPath = "/sign-in";
                o.ReturnUrlParameter = "returnUrl";
                o.Events.OnValidatePrincipal = Validate;
                o.Events.OnRedirectToLogin = context =>
                {
                    if (context.Request.Path.StartsWithSegments(DesignerAccess.Base)) context.Response.StatusCode = 401;
                    else context.Response.Redirect(context.RedirectUri);
                    return Task.CompletedTask;
                };
                o.Events.OnRedirectToAccessDenied = context => { context.Response.StatusCode = 403; return Task.CompletedTask; };
            })
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorization();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = development ? "workflows.csrf" : "__Host-workflows.csrf";
            o.Cookie.HttpOnly = true;
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = development ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            o.FormFieldName = "_csrf";
            o.HeaderName = DesignerAccess.TokenHeader;
            o.SuppressXFrameOptionsHeader = true;
        });
    }

    /// <summary>A changed password or a disabled person end the sign-in at the next request; roles given, taken or over count from it on.</summary>
    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        var people = context.HttpContext.RequestServices.GetRequiredService<People>();
        var id = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        var user = id is null ? null : await people.Get(id, context.HttpContext.RequestAborted);
        if (user is null || user.Disabled || user.Stamp != context.Principal!.FindFirstValue(CallerClaims.Stamp))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Cookie);
            return;
        }
        var now = CallerClaims.PrincipalOf(user, people.RolesOf(user), Cookie);
        if (now.FindFirstValue(CallerClaims.Roles) == context.Principal!.FindFirstValue(CallerClaims.Roles)) return;
        context.ReplacePrincipal(now);
        context.ShouldRenew = true;
    }
}
