namespace Workflows.Cases.Ports;

/// <summary>Messages that left a case, for operators: what waits, what was given up (dead letters).</summary>
public interface IMessageDesk
{
    /// <param name="status">pending, done, failed, cancelled; null means failed.</param>
    ValueTask<Page<OutgoingMessage>> List(string tenant, string? status, string? kind, string? target, PageRequest page, CancellationToken ct);
    ValueTask<OutgoingMessage?> Find(string tenant, long id, CancellationToken ct);
    /// <summary>A given-up message starts over under its key.</summary>
    /// <returns>False when it is no longer given up.</returns>
    ValueTask<bool> Retry(string tenant, long id, DateTimeOffset now, CancellationToken ct);
    /// <summary>A given-up message is put aside for good.</summary>
    ValueTask<bool> Discard(string tenant, long id, CancellationToken ct);
}

/// <param name="Target">Connector, channel or receiving case.</param>
/// <param name="Answers">The case was told that it failed: an incident or a task of the case goes on from there.</param>
public sealed record OutgoingMessage(
    long Id, string CaseId, string? Number, string Program, string Kind, string Target, string Key, string Status, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? NextAt, string? LastError, bool Answers);
