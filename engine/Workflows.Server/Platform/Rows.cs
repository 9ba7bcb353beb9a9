namespace Workflows.Server.Platform;

/// <summary>A person who can sign in.</summary>
public sealed class UserRow
{
    public required string Id { get; set; }
    /// <summary>Unique over the installation, lower case.</summary>
    public required string SignInName { get; set; }
    public required string Name { get; set; }
    /// <summary>Municipality of staff; empty for citizens, who may apply anywhere.</summary>
    public required string Tenant { get; set; }
    /// <summary>citizen, staff, outside, operator.</summary>
    public required string Kind { get; set; }
    public string? Office { get; set; }
    public List<HoldingRow> Holdings { get; set; } = [];
    /// <summary>JSON object for prefilling.</summary>
    public required string Attributes { get; set; }
    public required string PasswordHash { get; set; }
    /// <summary>Changes with password and municipality: older sign-ins end.</summary>
    public required string Stamp { get; set; }
    public bool IsDemo { get; set; }
    public bool Disabled { get; set; }
    public int Failures { get; set; }
    public DateTimeOffset? LockedUntil { get; set; }
}

/// <summary>A role somebody holds or held; see <c>RoleHolding</c>. Rows are never deleted.</summary>
public sealed class HoldingRow
{
    public required string Id { get; set; }
    public required string UserId { get; set; }
    /// <summary><c>program/role</c> or <c>program/role@scope</c>.</summary>
    public required string Role { get; set; }
    public DateOnly? From { get; set; }
    public DateOnly? Until { get; set; }
    /// <summary>Null: by the municipality's file.</summary>
    public string? GivenBy { get; set; }
    public DateTimeOffset GivenAt { get; set; }
    public string? TakenBy { get; set; }
    public DateTimeOffset? TakenAt { get; set; }
}

/// <summary>A key for programs: <c>wfk_{id}_{secret}</c>, of which only the secret's SHA-256 is kept.</summary>
public sealed class ApiKeyRow
{
    public required string Id { get; set; }
    public required string Tenant { get; set; }
    public required string Name { get; set; }
    public required string SecretHash { get; set; }
    /// <summary>Space separated: see <c>Scopes</c>.</summary>
    public required string Scopes { get; set; }
    /// <summary>JSON list of <c>program/role</c> the client itself holds.</summary>
    public required string Roles { get; set; }
    /// <summary>The person it acts as, with that person's roles; null for a client of its own.</summary>
    public string? UserId { get; set; }
    public bool IsDemo { get; set; }
    public bool Disabled { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
}

/// <summary>The first answer to a request with an Idempotency-Key.</summary>
public sealed class AnswerRow
{
    public required string Client { get; set; }
    public required string Key { get; set; }
    /// <summary>SHA-256 of method, path and body.</summary>
    public required string Digest { get; set; }
    public int Status { get; set; }
    public string? ContentType { get; set; }
    public string? Location { get; set; }
    public required byte[] Body { get; set; }
    public DateTimeOffset At { get; set; }
}

/// <summary>A key of data protection, its secret sealed with the vault's key.</summary>
public sealed class SignInKeyRow
{
    public required string Name { get; set; }
    public required string Xml { get; set; }
}
