namespace Workflows.Cases.Ports;

/// <summary>Who looked at what. Written before the answer leaves; content is never in it.</summary>
public interface IAccessLog
{
    ValueTask Write(AccessEntry entry, CancellationToken ct);
    /// <summary>Writes an entry unless there are <paramref name="limit"/> of the same case, action and detail already.</summary>
    /// <returns>False when the limit is reached; nothing was written.</returns>
    ValueTask<bool> WriteWithin(AccessEntry entry, int limit, CancellationToken ct);
    /// <summary>Entries of a case (or of the municipality when null), newest first.</summary>
    ValueTask<IReadOnlyList<AccessEntry>> Read(string tenant, string? caseId, int take, CancellationToken ct);
}

/// <param name="Action">read, reveal, refused, sign-in, sign-in-failed, return-refused …</param>
/// <param name="Field">The field shown, for reveals.</param>
/// <param name="Reason">As given by the person.</param>
/// <param name="Denied">It was asked for and refused.</param>
public sealed record AccessEntry(string Tenant, DateTimeOffset At, string Actor, string Action, string? CaseId = null, string? Field = null, string? Reason = null, string? Detail = null, bool Denied = false);
