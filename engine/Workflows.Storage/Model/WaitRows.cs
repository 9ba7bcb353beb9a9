namespace Workflows.Storage.Model;

/// <summary>A wait, by what the outside finds it.</summary>
internal sealed class BookmarkEntity
{
    public long CaseId { get; set; }
    public required string BookmarkId { get; set; }
    public required string Tenant { get; set; }
    public required string Program { get; set; }
    public required string Kind { get; set; }
    public required string Name { get; set; }
    public string? Key { get; set; }
    public required string ActivityId { get; set; }
    public required string ScopePath { get; set; }
}

internal enum TimerKind { Wait = 0, Continue = 1, Schedule = 2 }

/// <summary>Something due: a case's timer, the rest of a step that stopped at a bound, or a scheduled start.</summary>
internal sealed class TimerEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public TimerKind Kind { get; set; }
    public long? CaseId { get; set; }
    public string? BookmarkId { get; set; }
    public DateTimeOffset Due { get; set; }
    /// <summary>When to serve it: <see cref="Due"/>, later after a failed attempt.</summary>
    public DateTimeOffset ReadyAt { get; set; }
    public string? ActivityId { get; set; }
    public string? ScopePath { get; set; }
    public string? Name { get; set; }
    public string? Program { get; set; }
    public string? StartId { get; set; }
    public int Attempts { get; set; }
    public string? LastError { get; set; }
}

internal enum OutboxStatus { Pending = 0, Done = 1, Failed = 2, Cancelled = 3 }

/// <summary>A message that leaves the case. Leased while it is carried; its key never changes.</summary>
internal sealed class OutboxEntity
{
    public long Id { get; set; }
    public required string Tenant { get; set; }
    public long CaseId { get; set; }
    public required string Key { get; set; }
    public required string Kind { get; set; }
    public required string Target { get; set; }
    public required byte[] Body { get; set; }
    public string? ReplyTo { get; set; }
    public required string Policy { get; set; }
    public OutboxStatus Status { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When the window of <c>giveUpAfter</c> began.</summary>
    public DateTimeOffset WindowFrom { get; set; }
    public DateTimeOffset NextAt { get; set; }
    /// <summary>Milliseconds since 1970 on the database's clock.</summary>
    public long? LeaseUntil { get; set; }
    public string? LeaseOwner { get; set; }
    /// <summary>Messages of one line go one after another: sender and target of a signal.</summary>
    public string? Line { get; set; }
    public string? LastError { get; set; }
    public DateTimeOffset? DoneAt { get; set; }
}
