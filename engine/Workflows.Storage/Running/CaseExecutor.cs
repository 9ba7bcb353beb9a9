using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Storage.Running;

/// <summary>The door to cases for everything outside this project.</summary>
internal sealed class CaseExecutor(StepRunner runner, EngineNode node, NodeGate gate, StorageOptions options) : ICaseExecutor
{
    public async ValueTask<CaseOutcome> Execute(CaseCommand command, CancellationToken cancellationToken)
    {
        using var pass = gate.Enter();
        if (!gate.Takes) return new CaseOutcome(CaseOutcomeKind.Busy, command.CaseId, 0, Datum.EmptyObject, RetryAfter: options.RetryAfter);
        try { return await runner.Execute(command, null, cancellationToken).ConfigureAwait(false); }
        catch (CaseUnreadableException unreadable)
        {
            return new CaseOutcome(CaseOutcomeKind.Refused, unreadable.CaseId, 0, Datum.EmptyObject, new Refusal(CaseUnreadableException.Code, $"{unreadable.Ja} ({unreadable.En})"));
        }
    }

    public ValueTask<int> DrainAsync(int turns = 10_000, CancellationToken cancellationToken = default) => node.DrainAsync(turns, cancellationToken);
}
