using Workflows.Cases.Privacy;

namespace Workflows.Cases.Ports;

/// <summary>Erases what may no longer be kept. Digests and facts stay.</summary>
public interface IRetentionStore
{
    /// <summary>Ended cases of a programme untouched since then, oldest first; disposed ones are left out.</summary>
    /// <param name="after">The last case of the page before.</param>
    ValueTask<IReadOnlyList<CaseRow>> Ended(string tenant, string program, DateTimeOffset untouchedSince, string? after, int take, CancellationToken ct);

    /// <summary>Erases a case's content, or what holds some of its fields, in one transaction, and keeps the certificate with the case.</summary>
    /// <param name="fields">Field keys; empty for everything. A field must have left the case's state before.</param>
    /// <param name="labels">Their names on the certificate.</param>
    ValueTask<Disposal?> Dispose(string tenant, string caseId, IReadOnlyList<string> fields, IReadOnlyList<string> labels, string title, DateTimeOffset closedAt, string rule, DateTimeOffset at, CancellationToken ct);
}
