using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
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
        return AuthenticateResult.Success(new AuthenticationTicket(CallerClaims.PrincipalOf(key, user, Scheme.Name), Scheme.Name));
    }
}
