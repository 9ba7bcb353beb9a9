using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Cases.Ports;

/// <summary>The one way anything happens to a case. Serialisable, no database context: it can be hosted elsewhere.</summary>
public interface ICaseExecutor
{
    /// <summary>
    /// Applies a command in one transaction and answers after the commit. A command id already applied gives the first answer.
    /// Timers of the case due at or before the stimulus's receipt fire first, oldest first.
    /// </summary>
    ValueTask<CaseOutcome> Execute(CaseCommand command, CancellationToken cancellationToken);

    /// <summary>Runs ready outbox rows, due timers and queued stimuli until none is left, in due order, at most <paramref name="turns"/>.</summary>
    ValueTask<int> DrainAsync(int turns = 10_000, CancellationToken cancellationToken = default);
}

/// <param name="Client">Who issues command ids: api client, <c>portal</c>, <c>outbox</c>, <c>timer</c>, <c>scenario</c>. Ids are unique a client.</param>
/// <param name="Tenant">Municipality code, 5 digits.</param>
/// <param name="CaseId">The case's public id, or null for a start.</param>
/// <param name="Start">What to start, for <see cref="StimulusKinds.Start"/>.</param>
/// <param name="Digest">SHA-256 of the request's content: the same id with other content is refused (IDEMPOTENCY_CONFLICT).</param>
public sealed record CaseCommand(string Client, string Tenant, string? CaseId, Stimulus Stimulus, StartTarget? Start = null, string? Digest = null);

/// <param name="Program">Package id.</param>
/// <param name="StartId">The start's id in program.json; null starts <paramref name="Workflow"/> without a start's rules (loose definition).</param>
/// <param name="Key">At most one live case a key (claimed in the step); null for none.</param>
/// <param name="Applicant">The person it belongs to, or null.</param>
/// <param name="Once">At most one case ever of this start with this key, also after it has ended; null for any number.</param>
public sealed record StartTarget(string Program, string? StartId, string Workflow, string? Key = null, string? Applicant = null, string? Form = null, string? Once = null);

public enum CaseOutcomeKind
{
    /// <summary>Committed.</summary>
    Applied,
    /// <summary>Committed before under this command id.</summary>
    Repeated,
    /// <summary>Refused whole; nothing changed. See <see cref="CaseOutcome.Refusal"/>.</summary>
    Refused,
    /// <summary>No such case in this municipality.</summary>
    NotFound,
    /// <summary>Nothing waits for this stimulus; nothing changed.</summary>
    Unheard,
    /// <summary>The queue is full: try again after <see cref="CaseOutcome.RetryAfter"/>.</summary>
    Busy,
}

/// <param name="Version">The case's version after the step.</param>
/// <param name="Head">The case's head after the step (number, status …).</param>
public sealed record CaseOutcome(CaseOutcomeKind Kind, string? CaseId, long Version, Datum Head, Refusal? Refusal = null, IReadOnlyList<HttpReply>? Replies = null, TimeSpan? RetryAfter = null);
