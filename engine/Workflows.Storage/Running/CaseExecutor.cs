using Workflows.Cases.Ports;

namespace Workflows.Storage.Running;

/// <summary>The door to cases for everything outside this project.</summary>
internal sealed class CaseExecutor(StepRunner runner, EngineNode node) : ICaseExecutor
{
    public ValueTask<CaseOutcome> Execute(CaseCommand command, CancellationToken cancellationToken) => runner.Execute(command, null, cancellationToken);

    public ValueTask<int> DrainAsync(int turns = 10_000, CancellationToken cancellationToken = default) => node.DrainAsync(turns, cancellationToken);
}
