namespace Workflows.Storage.Model;

/// <summary>A package while people work on it.</summary>
internal sealed class PackageDraftEntity
{
    public long Id { get; set; }
    public required string PublicId { get; set; }
    public required string Tenant { get; set; }
    public required string Program { get; set; }
    public required string Title { get; set; }
    public required string State { get; set; }
    /// <summary>The fence: the revision of the last request kept.</summary>
    public long Revision { get; set; }
    public int? BaseVersion { get; set; }
    public required string CreatedBy { get; set; }
    public required string CreatedByName { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public required string ChangedBy { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
    /// <summary>Documents as of <see cref="ContentRevision"/>.</summary>
    public required byte[] Content { get; set; }
    public long ContentRevision { get; set; }
}

internal sealed class DraftRequestEntity
{
    public long DraftId { get; set; }
    public long Revision { get; set; }
    public required string Client { get; set; }
    public required string RequestId { get; set; }
    public required string UserId { get; set; }
    public required string UserName { get; set; }
    public DateTimeOffset At { get; set; }
    /// <summary>Operations, their inverse, places touched.</summary>
    public required byte[] Body { get; set; }
}

internal sealed class DraftCommentEntity
{
    public long DraftId { get; set; }
    public required string PublicId { get; set; }
    public DateTimeOffset At { get; set; }
    public required byte[] Body { get; set; }
}

/// <summary>A version of a package that a municipality made. Number and content stay as they are.</summary>
internal sealed class PackageVersionEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public required string Program { get; set; }
    public int Version { get; set; }
    public required string State { get; set; }
    public DateOnly EffectiveOn { get; set; }
    public required byte[] Content { get; set; }
    /// <summary>Who did what when.</summary>
    public required byte[] Header { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
}
