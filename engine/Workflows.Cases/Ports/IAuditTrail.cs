using Workflows.Cases.Audit;

namespace Workflows.Cases.Ports;

/// <summary>Seals and proves what is written: the cases' histories and the access log.</summary>
public interface IAuditTrail
{
    /// <summary>Seals what is new. Null when nothing is. Harmless to repeat.</summary>
    ValueTask<AuditSeal?> Seal(CancellationToken ct);

    /// <summary>Computes every chain and seal again from the rows. Rows younger than the last seal are proved by their chain alone.</summary>
    /// <param name="tenant">One municipality's chains; null for all.</param>
    ValueTask<AuditReport> Verify(string? tenant, CancellationToken ct);

    /// <summary>The newest seals first.</summary>
    ValueTask<IReadOnlyList<AuditSeal>> Seals(int take, CancellationToken ct);

    /// <summary>Entries of the access log, newest first.</summary>
    ValueTask<Page<AuditLine>> Search(string tenant, AuditFilter filter, PageRequest page, CancellationToken ct);
}

/// <param name="Case">Public id.</param>
/// <param name="From">Inclusive; <paramref name="Until"/> exclusive.</param>
public sealed record AuditFilter(string? Actor = null, string? Action = null, string? Case = null, bool? Denied = null, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <param name="Seq">Its place in the municipality's chain; null until sealed.</param>
public sealed record AuditLine(long Id, long? Seq, string? Hash, AccessEntry Entry);
