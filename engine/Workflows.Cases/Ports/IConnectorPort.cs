using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>Carries outbox messages of kind <c>call</c> to the outside.</summary>
public interface IConnectorPort
{
    ValueTask<CallOutcome> Call(ConnectorCall call, CancellationToken cancellationToken);
}

/// <param name="Connector">The package's id: <c>C-SVC</c>.</param>
/// <param name="IdempotencyKey">The same over all attempts.</param>
/// <param name="Attempt">From 1.</param>
public sealed record ConnectorCall(string Tenant, string Program, string Connector, string Operation, Datum Request, string IdempotencyKey, int Attempt, DateTimeOffset Now)
{
    /// <summary>How long the attempt may take; null: the connector's own.</summary>
    public TimeSpan? Timeout { get; init; }
    /// <summary>Which of the connector's instances; null: as the municipality routes the operation.</summary>
    public string? Instance { get; init; }
    /// <summary>How old an answer to the same request may be that is given instead of asking; null: always ask.</summary>
    public TimeSpan? Cache { get; init; }
}

/// <summary>How an attempt ended.</summary>
public enum CallOutcomeKind
{
    Done,
    /// <summary>The far side refused for a reason of the business; <see cref="CallOutcome.Code"/> is the outcome's name. Not retried.</summary>
    BusinessFault,
    /// <summary>Worth trying again by the schedule (503, connection refused, time-out before sending).</summary>
    Retry,
    /// <summary>Will never succeed (401, malformed): an incident.</summary>
    Fatal,
    /// <summary>Sent, but the answer was lost and the far side has no idempotency: an inquiry must tell.</summary>
    Unknown,
}

public sealed record CallOutcome(CallOutcomeKind Kind, Datum Value, string? Code = null, string? Message = null, TimeSpan? RetryAfter = null)
{
    public static CallOutcome Done(Datum value) => new(CallOutcomeKind.Done, value);
    public static CallOutcome Retry(string message, TimeSpan? after = null) => new(CallOutcomeKind.Retry, Datum.Null, "RETRY", message, after);
    public static CallOutcome Unknown(string message) => new(CallOutcomeKind.Unknown, Datum.Null, "UNKNOWN", message);
    public static CallOutcome Fatal(string code, string message) => new(CallOutcomeKind.Fatal, Datum.Null, code, message);
    public static CallOutcome Fault(string code, string message, Datum? value = null) => new(CallOutcomeKind.BusinessFault, value ?? Datum.Null, code, message);
}

/// <summary>Encrypted, short-lived home of transient values (one-time codes, secrets of a step).</summary>
public interface IVault
{
    ValueTask<string> Put(string tenant, ReadOnlyMemory<byte> value, DateTimeOffset expiresAt, CancellationToken cancellationToken);
    /// <summary>Keeps the value under an id of the caller's making; what is there under it already stays.</summary>
    ValueTask Keep(string tenant, string id, ReadOnlyMemory<byte> value, DateTimeOffset expiresAt, CancellationToken cancellationToken);
    ValueTask<byte[]?> Get(string tenant, string id, CancellationToken cancellationToken);
    ValueTask Destroy(string tenant, string id, CancellationToken cancellationToken);
}
