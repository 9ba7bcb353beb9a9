namespace Workflows.Storage.Model;

/// <summary>A transient value, encrypted, until it is used or runs out.</summary>
internal sealed class VaultEntity
{
    public required string PublicId { get; set; }
    public required string Tenant { get; set; }
    /// <summary>Nonce (12 bytes), tag (16 bytes), text.</summary>
    public required byte[] CipherText { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A plan by its short key. The closure is there once published through the package store.</summary>
internal sealed class PlanEntity
{
    public long Id { get; set; }
    public required string PlanId { get; set; }
    public string? Program { get; set; }
    public string? Workflow { get; set; }
    public byte[]? Closure { get; set; }
}

internal sealed class PackageEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public required string Program { get; set; }
    public int Version { get; set; }
    public required string Digest { get; set; }
    public required byte[] Content { get; set; }
    public required string PublishedBy { get; set; }
    public DateTimeOffset PublishedAt { get; set; }
}

/// <summary>One version of a loose definition.</summary>
internal sealed class DefinitionEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public required string DefinitionId { get; set; }
    public int Version { get; set; }
    public required string Name { get; set; }
    public required byte[] Content { get; set; }
    public bool IsPublished { get; set; }
    public string? PlanId { get; set; }
    public required string CreatedBy { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When it was last published or retracted.</summary>
    public DateTimeOffset ChangedAt { get; set; }
    public string? PublishedBy { get; set; }
    /// <summary>Null for a draft; once set the row's content stays as it is.</summary>
    public DateTimeOffset? PublishedAt { get; set; }
}

internal sealed class DraftEntity
{
    public required string PublicId { get; set; }
    public required string Tenant { get; set; }
    public required string Owner { get; set; }
    public required string Scope { get; set; }
    /// <summary>Encrypted with the vault's key.</summary>
    public required byte[] Values { get; set; }
    public DateTimeOffset SavedAt { get; set; }
    public DateTimeOffset Until { get; set; }
}

internal sealed class FileEntity
{
    public required string PublicId { get; set; }
    public required string Tenant { get; set; }
    public required string Name { get; set; }
    public required string ContentType { get; set; }
    public required byte[] Sha256 { get; set; }
    public long Length { get; set; }
    public required string UploadedBy { get; set; }
    public DateTimeOffset UploadedAt { get; set; }
}

internal sealed class FileContentEntity
{
    public required string Tenant { get; set; }
    public required byte[] Sha256 { get; set; }
    public required byte[] Bytes { get; set; }
}

/// <summary>Who looked at what; refusals; sign-ins.</summary>
internal sealed class AuditEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Actor { get; set; }
    public required string Action { get; set; }
    public string? Case { get; set; }
    public string? Field { get; set; }
    public string? Reason { get; set; }
    public string? Detail { get; set; }
    /// <summary>It was asked for and refused.</summary>
    public bool Denied { get; set; }
}

/// <summary>An access log row's place in its municipality's chain. The row itself is never touched again.</summary>
internal sealed class AuditLinkEntity
{
    public required string Tenant { get; set; }
    /// <summary>From 1, without gaps.</summary>
    public long Seq { get; set; }
    public long AuditId { get; set; }
    /// <summary>32 bytes.</summary>
    public required byte[] Hash { get; set; }
}

/// <summary>A seal over the ends of the chains that grew.</summary>
internal sealed class AuditSealEntity
{
    public long No { get; set; }
    public DateTimeOffset At { get; set; }
    public required byte[] Previous { get; set; }
    public required byte[] Root { get; set; }
    public int Leaves { get; set; }
    public required byte[] Digest { get; set; }
    /// <summary>How far rows were looked at. The next seal looks again from the one before, since rows may commit out of order.</summary>
    public long HistoryTo { get; set; }
    public long AuditTo { get; set; }
}

internal sealed class AuditLeafEntity
{
    public long SealNo { get; set; }
    public int No { get; set; }
    public required string Kind { get; set; }
    public required string Key { get; set; }
    public long Seq { get; set; }
    public required byte[] Digest { get; set; }
}

/// <summary>A small value under a name, outside any case.</summary>
internal sealed class KeptEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public required string Space { get; set; }
    public required string Key { get; set; }
    /// <summary>Encrypted with the vault's key.</summary>
    public required byte[] Value { get; set; }
    public DateTimeOffset At { get; set; }
    public DateTimeOffset? Until { get; set; }
}
