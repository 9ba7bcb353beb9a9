using Workflows.Cases.Commands;
using Workflows.Server.Security;

namespace Workflows.Server.Api;

/// <summary>Who calls the API, and under which key.</summary>
internal static class ApiCaller
{
    public static Caller Caller(this HttpContext context)
    {
        var tenant = CallerClaims.HomeOf(context.User);
        var client = context.User.FindFirst(CallerClaims.Client)?.Value ?? "";
        return CallerClaims.CallerOf(context.User, tenant, "api", $"api:{client}");
    }

    /// <summary>The command's id: the Idempotency-Key, or for idempotent methods one of its own.</summary>
    public static string CommandId(this HttpContext context) =>
        context.Request.Headers[Idempotency.Header].ToString() is { Length: > 0 } key ? key : Guid.NewGuid().ToString("N");

    public static TBuilder NeedsScope<TBuilder>(this TBuilder builder, string scope) where TBuilder : IEndpointConventionBuilder =>
        builder.RequireAuthorization(PolicyOf(scope)).WithMetadata(new ScopeMetadata(scope));

    public static string PolicyOf(string scope) => $"scope:{scope}";
}

internal sealed record ScopeMetadata(string Scope);
