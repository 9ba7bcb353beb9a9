using System.Security.Claims;
using System.Text.Json;
using Workflows.Cases.Commands;
using Workflows.Server.Platform;

namespace Workflows.Server.Security;

/// <summary>What a signed-in identity carries, and the caller made of it.</summary>
internal static class CallerClaims
{
    public const string Stamp = "stamp";
    public const string Tenant = "tenant";
    public const string Kind = "kind";
    public const string Roles = "roles";
    public const string Scope = "scope";
    public const string Client = "client";

    public static ClaimsPrincipal PrincipalOf(UserRow user, IReadOnlyList<string> roles, string scheme) => new(new ClaimsIdentity(
    [
        new(ClaimTypes.NameIdentifier, user.Id), new(ClaimTypes.Name, user.Name), new(Tenant, user.Tenant), new(Kind, user.Kind),
        new(Roles, JsonSerializer.Serialize(roles)), new(Stamp, user.Stamp),
    ], scheme));

    /// <summary>An API client: by itself, or as the person it belongs to.</summary>
    /// <param name="roles">The person's; not used for a client by itself.</param>
    public static ClaimsPrincipal PrincipalOf(ApiKeyRow key, UserRow? user, IReadOnlyList<string> roles, string scheme)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new(ClaimTypes.NameIdentifier, user?.Id ?? $"client:{key.Id}"));
        identity.AddClaim(new(ClaimTypes.Name, user?.Name ?? key.Name));
        identity.AddClaim(new(Tenant, key.Tenant));
        identity.AddClaim(new(Kind, user?.Kind ?? "client"));
        identity.AddClaim(new(Roles, user is null ? key.Roles : JsonSerializer.Serialize(roles)));
        identity.AddClaim(new(Client, key.Id));
        foreach (var scope in key.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)) identity.AddClaim(new(Scope, scope));
        return new ClaimsPrincipal(identity);
    }

    /// <summary>
    /// The caller in a municipality. Staff of another municipality are nobody there; citizens may apply anywhere.
    /// </summary>
    public static Caller CallerOf(ClaimsPrincipal principal, string tenant, string channel, string client)
    {
        var id = principal.FindFirstValue(ClaimTypes.NameIdentifier);
        if (principal.Identity?.IsAuthenticated != true || id is null) return Caller.Nobody(tenant);
        var home = principal.FindFirstValue(Tenant) ?? "";
        var kind = principal.FindFirstValue(Kind) ?? "";
        if (home.Length > 0 && home != tenant) return Caller.Nobody(tenant);
        var roles = JsonSerializer.Deserialize<string[]>(principal.FindFirstValue(Roles) ?? "[]") ?? [];
        return new Caller(id, principal.FindFirstValue(ClaimTypes.Name) ?? id, tenant, roles, kind == "citizen", channel, client);
    }

    public static string HomeOf(ClaimsPrincipal principal) => principal.FindFirstValue(Tenant) ?? "";
    public static string KindOf(ClaimsPrincipal principal) => principal.FindFirstValue(Kind) ?? "";
}
