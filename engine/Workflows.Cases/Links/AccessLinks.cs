using System.Buffers.Text;
using System.Text;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Links;

/// <summary>What a link leads to.</summary>
/// <param name="Kind">One of <see cref="AccessLinks"/>' constants.</param>
/// <param name="Value">What the link is for.</param>
/// <param name="Until">The first moment it no longer works.</param>
public sealed record AccessLink(string Kind, string Token, Datum Value, DateTimeOffset Until)
{
    /// <summary>Names the link in logs and as a client, without opening it.</summary>
    public string Id => $"link-{AccessLinks.Digest(Token)[..16]}";
}

/// <summary>Links by which people without an account come in. Only digests of tokens are kept.</summary>
public sealed class AccessLinks(IKeptStore kept, ISealer sealer, TimeProvider clock, PublicAddress? address = null)
{
    public const string Survey = "survey";
    public const string Task = "task";
    public const string Grant = "grant";

    /// <summary>The token of a link that is about these parts: the same for the same.</summary>
    public string TokenOf(string tenant, string kind, params ReadOnlySpan<string> parts) =>
        Base64Url.EncodeToString(sealer.Mark(["link", tenant, kind, .. parts]));

    /// <summary>Where a person opens it.</summary>
    public string UrlOf(string tenant, string token) => $"{address?.Url}/{tenant}/link/{token}";

    public async ValueTask Keep(string tenant, string kind, string token, Datum value, DateTimeOffset until, CancellationToken ct) =>
        await kept.Set(tenant, KeptSpaces.Links, Digest(token), value.With("kind", kind), clock.GetUtcNow(), until, ct);

    /// <summary>Null for a token that is wrong, has run out or was taken back.</summary>
    public async ValueTask<AccessLink?> Find(string tenant, string token, CancellationToken ct) =>
        token.Length is > 20 and < 100 && await kept.Find(tenant, KeptSpaces.Links, Digest(token), ct) is { Until: { } until } row && clock.GetUtcNow() < until
            ? new(row.Value["kind"].AsText()!, token, row.Value, until) : null;

    public ValueTask End(string tenant, string token, CancellationToken ct) => kept.Remove(tenant, KeptSpaces.Links, Digest(token), ct);

    /// <summary>The one answer to a link that does not work, whatever the reason.</summary>
    public static Commands.Problem Gone() => new(410, "LINK_GONE", "このリンクは使えません。期限が過ぎたか、すでに終わっています。", "This link does not work: it has run out or has ended.");

    internal static string Digest(string token) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>Our own address as the outside sees it, without a trailing slash; empty where links are read on this machine.</summary>
public sealed record PublicAddress(string Url);
