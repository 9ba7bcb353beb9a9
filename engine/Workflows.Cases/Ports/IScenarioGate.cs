using Workflows.Cases.Drafts.Documents;

namespace Workflows.Cases.Ports;

/// <summary>Whether a draft's scenarios pass. A red one forbids publishing.</summary>
public interface IScenarioGate
{
    /// <summary>The scenarios that fail; runs all of them unless that revision has been run whole already.</summary>
    ValueTask<IReadOnlyList<ScenarioRun>> Red(string tenant, string draft, long revision, DraftContent content, CancellationToken ct);
}

/// <param name="Document">Path of the feature file in the draft.</param>
public sealed record ScenarioRun(string Document, string Name, int Line, bool Ok, double Seconds, ScenarioFailure? Failure);

public sealed record ScenarioFailure(int Line, string Step, string Message, string? Expected, string? Actual);
