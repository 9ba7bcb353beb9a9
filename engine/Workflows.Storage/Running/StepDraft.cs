using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Plans;
using Workflows.Engine.State;
using Workflows.Engine.Turns;
using Workflows.Storage.Model;

namespace Workflows.Storage.Running;

/// <summary>Writes steps. One implementation a database, all held to one compliance suite.</summary>
internal interface IStepWriter
{
    /// <summary>Writes a step in one transaction, or nothing of it, and answers after the commit.</summary>
    /// <exception cref="Sql.StorageBusyException">The queue is full; nothing was done.</exception>
    Task<StepResult> Write(StepDraft draft);
}

/// <summary>A case as read: the version is the fence a step of it commits over.</summary>
/// <param name="PlanId">Null for a child that has not begun.</param>
/// <param name="Head">The state's head with the header projection laid over it.</param>
/// <param name="Digest">The history chain's end.</param>
/// <param name="Listed">The columns lists are indexed by.</param>
internal sealed record LoadedCase(
    long Key, string PublicId, string Tenant, string Program, string Workflow, long Version, string? PlanId, CaseState State, Datum Head,
    byte[]? Digest, string? StartKey, ListedColumns Listed);

internal sealed record ListedColumns(string? Number, string Status, string? Applicant, bool Faulted);

/// <summary>A step to be written.</summary>
internal sealed class StepDraft
{
    public required CaseCommand Command { get; init; }
    /// <summary>The case's public id; of a new case the one it will have.</summary>
    public required string CaseId { get; init; }
    /// <summary>The case the turn began from; null for a new one.</summary>
    public LoadedCase? Loaded { get; init; }
    public required string Program { get; init; }
    public required string Workflow { get; init; }
    public required Plan Plan { get; init; }
    /// <summary>Ends the turn. Called inside the transaction when <see cref="Asks"/>; given the case as it is there when <see cref="Insist"/>.</summary>
    public required Func<LoadedCase?, IAnswers, SettledStep> Settle { get; init; }
    /// <summary>Whether the turn has open questions: the fence is then checked before they are answered.</summary>
    public bool Asks { get; init; }
    /// <summary>Has lost the fence too often: the whole turn runs inside the transaction, where nobody can overtake it.</summary>
    public bool Insist { get; init; }
    /// <summary>What this step serves; done with in the same transaction, whatever the step's end.</summary>
    public Served? Serves { get; init; }
}

/// <param name="TimerId">The timer row taken away.</param>
/// <param name="Outbox">The message ended.</param>
internal sealed record Served(long? TimerId = null, OutboxEnd? Outbox = null);

internal sealed record OutboxEnd(long Id, OutboxStatus Status, string? LastError, int Attempts, DateTimeOffset At);

/// <param name="Context">As the step ran: with the case's own now.</param>
internal sealed record SettledStep(Step Step, IReadOnlyList<(Question Question, Reply Reply)> Tape, StepContext Context);

internal enum StepResultKind
{
    /// <summary>Applied, repeated, refused or unheard: <see cref="StepResult.Outcome"/> is the answer.</summary>
    Answered,
    /// <summary>Another step came first: load again and begin again.</summary>
    Overtaken,
}

/// <param name="Case">The case after an applied step.</param>
internal sealed record StepResult(StepResultKind Kind, CaseOutcome? Outcome, LoadedCase? Case = null, bool Wakes = false)
{
    public static readonly StepResult Overtaken = new(StepResultKind.Overtaken, null);
}

/// <summary>A question cannot be answered because the definition is wrong: the step is refused whole.</summary>
internal sealed class StepRefusedException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal { get; } = refusal;
}

/// <summary>Regular destruction of what has run out.</summary>
internal interface IHousekeeping
{
    ValueTask Sweep(DateTimeOffset now, CancellationToken ct);
}
