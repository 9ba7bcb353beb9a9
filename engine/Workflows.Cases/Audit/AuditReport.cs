namespace Workflows.Cases.Audit;

/// <summary>Something that is not as it was sealed.</summary>
/// <param name="Kind">seal, access, case.</param>
/// <param name="Tenant">The municipality it belongs to; null for seals.</param>
/// <param name="Key">Seal number; access log: its sequence number; case: public id.</param>
/// <param name="Place">The row: <c>History 3</c>, <c>AuditLog 17</c>.</param>
public sealed record AuditFinding(string Kind, string? Tenant, string Key, string Place, string Ja, string En);

/// <param name="LastSeal">Compare it with a copy kept elsewhere: who rewrites everything changes it.</param>
public sealed record AuditReport(long Seals, long Accesses, long Cases, long Steps, AuditSeal? LastSeal, IReadOnlyList<AuditFinding> Findings)
{
    public bool IsIntact => Findings.Count == 0;
}
