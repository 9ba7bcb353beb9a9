using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Workflows.Server.Platform;

/// <summary>Keys of programs. The secret has 256 random bits, so a plain SHA-256 keeps it.</summary>
public sealed class ApiKeys(IDbContextFactory<PlatformDb> contexts, TimeProvider clock)
{
    public const string Prefix = "wfk_";

    /// <summary>The key's row when the key is good.</summary>
    public async Task<ApiKeyRow?> Verify(string key, CancellationToken ct)
    {
        if (!key.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var rest = key[Prefix.Length..];
        var cut = rest.IndexOf('_', StringComparison.Ordinal);
        if (cut <= 0) return null;
        var id = rest[..cut];
        await using var db = await contexts.CreateDbContextAsync(ct);
        var row = await db.ApiKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Id == id, ct);
        if (row is null || row.Disabled || row.ExpiresAt <= clock.GetUtcNow()) return null;
        var same = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(row.SecretHash), Encoding.ASCII.GetBytes(HashOf(rest[(cut + 1)..])));
        return same ? row : null;
    }

    /// <summary>Makes a key and returns it whole, for the only time.</summary>
    public async Task<string> Create(string id, string tenant, string name, IEnumerable<string> scopes, IReadOnlyList<string> roles, string? userId, bool demo, string? secret, CancellationToken ct)
    {
        if (id.Contains('_', StringComparison.Ordinal)) throw new ArgumentException("A key's id has no underscore.", nameof(id));
        secret ??= Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)).Replace('_', '.');
        await using var db = await contexts.CreateDbContextAsync(ct);
        await db.ApiKeys.Where(k => k.Id == id).ExecuteDeleteAsync(ct);
        db.ApiKeys.Add(new ApiKeyRow
        {
            Id = id, Tenant = tenant, Name = name, SecretHash = HashOf(secret), Scopes = string.Join(' ', scopes), Roles = JsonSerializer.Serialize(roles),
            UserId = userId, IsDemo = demo, CreatedAt = clock.GetUtcNow(),
        });
        await db.SaveChangesAsync(ct);
        return $"{Prefix}{id}_{secret}";
    }

    public async Task<bool> AnyDemo(CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.ApiKeys.AnyAsync(k => k.IsDemo, ct);
    }

    private static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
