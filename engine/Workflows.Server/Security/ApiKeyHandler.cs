using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Workflows.Cases.Commands;
using Workflows.Server.Api;
using Workflows.Server.Platform;

namespace Workflows.Server.Security;

/// <summary>Reads <c>Authorization: Bearer wfk_…</c>.</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys, People people)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.NoResult();
        var key = await keys.Verify(header["Bearer ".Length..].Trim(), Context.RequestAborted);
        if (key is null) return AuthenticateResult.Fail("The API key is not valid.");
        UserRow? user = null;
        if (key.UserId is not null)
        {
            user = await people.Get(key.UserId, Context.RequestAborted);
            if (user is null || user.Disabled) return AuthenticateResult.Fail("The API key's person is no longer active.");
        }
        return AuthenticateResult.Success(new AuthenticationTicket(CallerClaims.PrincipalOf(key, user, user is null ? [] : people.RolesOf(user), Scheme.Name), Scheme.Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problems.Of(new Problem(401, "API_KEY_REQUIRED", "有効なAPIの鍵が必要です（Authorization: Bearer wfk_…）。", "A valid API key is required (Authorization: Bearer wfk_…).")).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        var scope = Context.GetEndpoint()?.Metadata.GetMetadata<ScopeMetadata>()?.Scope;
        return Problems.Of(new Problem(403, "SCOPE_REQUIRED", $"この鍵では利用できません（必要な範囲: {scope}）。", $"The key lacks the scope {scope}.")).ExecuteAsync(Context);
    }
}
