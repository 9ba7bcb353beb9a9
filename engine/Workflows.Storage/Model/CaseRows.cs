namespace Workflows.Storage.Model;

/// <summary>A case's header. <see cref="Version"/> is the fence: a step commits only over the version it began from.</summary>
internal sealed class CaseEntity
{
    public long Id { get; set; }
    public required string PublicId { get; set; }
    public required string Tenant { get; set; }
    public required string Program { get; set; }
    public int ProgramVersion { get; set; }
    public required string Workflow { get; set; }
    public string? Number { get; set; }
    public required string Status { get; set; }
    /// <summary>draft, active, ended.</summary>
    public required string Lifecycle { get; set; }
    public string? Applicant { get; set; }
    public string? StartKey { get; set; }
    /// <summary>Public id of the case whose step made this one.</summary>
    public string? Parent { get; set; }
    /// <summary>An incident is open.</summary>
    public bool Faulted { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
    public long Version { get; set; }
    /// <summary><see cref="PlanEntity.Id"/>; null until a child begins.</summary>
    public long? PlanKey { get; set; }
    public int StateFormat { get; set; }
    /// <summary>The state's head and the header projection laid over it, packed.</summary>
    public required byte[] Head { get; set; }
    /// <summary>Digest of the last history row: the next row's <see cref="HistoryEntity.PrevDigest"/>.</summary>
    public byte[]? Digest { get; set; }
}

/// <summary>A workflow instance: Elsa's view of the case.</summary>
internal sealed class InstanceEntity
{
    public long CaseId { get; set; }
    public int No { get; set; }
    public required string DefinitionId { get; set; }
    public int DefinitionVersion { get; set; }
    public required string Status { get; set; }
    public required string SubStatus { get; set; }
    public string? CorrelationId { get; set; }
    public string? Name { get; set; }
}

/// <summary>A part of a case's state, packed.</summary>
internal sealed class PartEntity
{
    public long CaseId { get; set; }
    public int PartNo { get; set; }
    public required byte[] Bytes { get; set; }
}

/// <summary>A value over 8 KiB, once a content and municipality.</summary>
internal sealed class ValueEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public required byte[] Sha256 { get; set; }
    public required byte[] Bytes { get; set; }
}

/// <summary>Which cases ever held a value: it is erased with the last of them.</summary>
internal sealed class ValueRefEntity
{
    public long CaseId { get; set; }
    public long ValueId { get; set; }
}

/// <summary>One step. Rows are only added.</summary>
internal sealed class HistoryEntity
{
    public long Id { get; set; }
    public long CaseId { get; set; }
    /// <summary>The case's version after the step.</summary>
    public long Seq { get; set; }
    public DateTimeOffset At { get; set; }
    public required string Kind { get; set; }
    public long PlanKey { get; set; }
    /// <summary>Stimulus, context, tape and journal as one packed JSON object.</summary>
    public required byte[] Body { get; set; }
    public required byte[] StateHash { get; set; }
    public byte[]? PrevDigest { get; set; }
}

/// <summary>State and steps of a case long ended, compressed together.</summary>
internal sealed class ArchiveEntity
{
    public long CaseId { get; set; }
    public required string Tenant { get; set; }
    public DateTimeOffset At { get; set; }
    public required byte[] Bytes { get; set; }
}

/// <summary>A command id and the answer it led to.</summary>
internal sealed class CommandEntity
{
    public required string Tenant { get; set; }
    public required string Client { get; set; }
    public required string CommandId { get; set; }
    public string? Digest { get; set; }
    public DateTimeOffset At { get; set; }
    public required byte[] Reply { get; set; }
}
