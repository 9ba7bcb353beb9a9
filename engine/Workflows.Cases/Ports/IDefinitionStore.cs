using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>Loose definitions with all their versions. A version that was ever published is never changed.</summary>
public interface IDefinitionStore
{
    /// <summary>Writes the draft of a definition: the newest version when that was never published, else a new one.</summary>
    /// <param name="make">Gives the content for the version's number.</param>
    ValueTask<DefinitionRow> SaveDraft(string tenant, string definitionId, string name, Func<int, Datum> make, string actor, DateTimeOffset at, CancellationToken ct);

    /// <summary>Publishes one version in place of the one published before and sets the definition's timed starts, in one transaction.</summary>
    /// <param name="starts">Start id (<c>definition#activity</c>) and first due time; others of the definition are taken off.</param>
    ValueTask<DefinitionRow> Publish(string tenant, string definitionId, int version, string planId, string actor, DateTimeOffset at, IReadOnlyList<(string StartId, DateTimeOffset Due)> starts, CancellationToken ct);

    /// <summary>Nothing new starts any more; what runs goes on. False when none is published.</summary>
    ValueTask<bool> Retract(string tenant, string definitionId, string actor, DateTimeOffset at, CancellationToken ct);

    /// <summary>Takes versions away for good; what runs on one goes on, on the plan kept of it.</summary>
    /// <param name="version">Null for all.</param>
    /// <returns>How many there were.</returns>
    ValueTask<int> Delete(string tenant, string definitionId, int? version, CancellationToken ct);

    /// <param name="version">Null for the newest.</param>
    ValueTask<DefinitionRow?> Find(string tenant, string definitionId, int? version, CancellationToken ct);
    /// <summary>All versions, the newest first.</summary>
    ValueTask<IReadOnlyList<DefinitionRow>> Versions(string tenant, string definitionId, CancellationToken ct);
    /// <summary>Versions that were published once, by definition and version.</summary>
    ValueTask<IReadOnlyList<DefinitionRow>> Published(string tenant, CancellationToken ct);
    /// <summary>The newest version of each definition.</summary>
    ValueTask<IReadOnlyList<DefinitionRow>> Newest(string tenant, CancellationToken ct);
    /// <summary>Changes with every publish and retract.</summary>
    ValueTask<long> Stamp(string tenant, CancellationToken ct);
    /// <summary>Municipalities that have published definitions.</summary>
    ValueTask<IReadOnlyList<string>> Tenants(CancellationToken ct);
}

/// <param name="PublishedAt">When it was first published; null for a draft.</param>
public sealed record DefinitionRow(
    string Tenant, string DefinitionId, int Version, string Name, bool IsLatest, bool IsPublished, string? PlanId, Datum Content,
    string CreatedBy, DateTimeOffset CreatedAt, string? PublishedBy, DateTimeOffset? PublishedAt);

/// <summary>Finds instances of loose definitions, the newest first.</summary>
public interface IInstanceReader
{
    /// <returns>Public ids of their cases, and how many there are in all.</returns>
    ValueTask<(IReadOnlyList<string> Cases, int Total)> Find(string tenant, InstanceFilter filter, int skip, int take, CancellationToken ct);
}

/// <param name="Definitions">Empty for all.</param>
/// <param name="Faulted">Whether an incident is open.</param>
public sealed record InstanceFilter(IReadOnlyList<string> Definitions, IReadOnlyList<string> Statuses, IReadOnlyList<string> SubStatuses, string? CorrelationId = null, string? Name = null, bool? Faulted = null);

/// <summary>Which cases stand on which plan.</summary>
public interface IPlanReader
{
    /// <summary>Plans with running cases.</summary>
    ValueTask<IReadOnlyList<PlanUse>> InUse(string tenant, CancellationToken ct);
    /// <summary>Public ids of running cases on a plan, the oldest first.</summary>
    ValueTask<IReadOnlyList<string>> CasesOn(string tenant, string planId, string? after, int take, CancellationToken ct);
}

public sealed record PlanUse(string PlanId, string Program, string Workflow, int Version, int Cases);
