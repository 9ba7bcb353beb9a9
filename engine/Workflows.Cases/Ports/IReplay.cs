namespace Workflows.Cases.Ports;

/// <summary>Proves a case's history: every step is run again from its stimulus, context and tape, and must lead to the same state.</summary>
public interface IReplay
{
    /// <returns>Null when there is no such case.</returns>
    ValueTask<ReplayReport?> Replay(string tenant, string caseId, CancellationToken ct);
}

/// <param name="Steps">Steps run again, the differing one included.</param>
/// <param name="Difference">The first difference; null when there is none.</param>
public sealed record ReplayReport(int Steps, ReplayDifference? Difference);

/// <param name="What">question, refusal, state, digest, stored.</param>
public sealed record ReplayDifference(long Seq, string What, string Expected, string Actual);
