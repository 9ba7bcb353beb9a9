namespace Workflows.Storage.Model;

/// <summary>A key people compete for and who holds it.</summary>
internal sealed class ClaimEntity
{
    public required string Tenant { get; set; }
    public required string Namespace { get; set; }
    public required string Key { get; set; }
    public long CaseId { get; set; }
    public DateTimeOffset At { get; set; }
}

/// <summary>The last number taken of a series in a period. Period <c>*</c> is where periods without a row begin.</summary>
internal sealed class NumberEntity
{
    public required string Tenant { get; set; }
    public required string Program { get; set; }
    public required string Series { get; set; }
    public required string Period { get; set; }
    public long Last { get; set; }
}

/// <summary>A register of a municipality's programme, by a short key.</summary>
internal sealed class RegisterEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public required string Program { get; set; }
    public required string Register { get; set; }
}

internal sealed class RegisterRecordEntity
{
    public long Id { get; set; }
    public long RegisterId { get; set; }
    public required string RecordId { get; set; }
    public long Revision { get; set; }
    public required byte[] Fields { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A record's place in a unique constraint, there only while the constraint's condition holds.</summary>
internal sealed class RegisterKeyEntity
{
    public long RegisterId { get; set; }
    public required string ConstraintId { get; set; }
    public required string Key { get; set; }
    public long RecordKey { get; set; }
}

/// <summary>A field's value, for finding records by equality.</summary>
internal sealed class RegisterIndexEntity
{
    public long RegisterId { get; set; }
    public required string Field { get; set; }
    public required string Value { get; set; }
    public long RecordKey { get; set; }
}

/// <summary>Every state a record had.</summary>
internal sealed class RegisterHistoryEntity
{
    public long RecordKey { get; set; }
    public long Revision { get; set; }
    public required string Operation { get; set; }
    public required byte[] Fields { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Actor { get; set; }
    /// <summary>Public id of the case whose step did it.</summary>
    public string? Case { get; set; }
}
