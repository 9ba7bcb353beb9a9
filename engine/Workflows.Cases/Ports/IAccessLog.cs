namespace Workflows.Cases.Ports;

/// <summary>Who looked at what. Written before the answer leaves; content is never in it.</summary>
public interface IAccessLog
{
    ValueTask Write(AccessEntry entry, CancellationToken ct);
    /// <summary>Entries of a case (or of the municipality when null), newest first.</summary>
    ValueTask<IReadOnlyList<AccessEntry>> Read(string tenant, string? caseId, int take, CancellationToken ct);
}

/// <param name="Action">read, reveal, refused, sign-in, sign-in-failed, return-refused …</param>
/// <param name="Field">The field shown, for reveals.</param>
/// <param name="Reason">As given by the person.</param>
public sealed record AccessEntry(string Tenant, DateTimeOffset At, string Actor, string Action, string? CaseId = null, string? Field = null, string? Reason = null, string? Detail = null);
