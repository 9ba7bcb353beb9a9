using Workflows.Engine.Data;

namespace Workflows.Cases.Ports;

/// <summary>Published packages and the closures of their plans. Nothing in it is ever changed.</summary>
public interface IPackageStore
{
    /// <summary>Keeps a package under its next version for the municipality. The same content again is the same version.</summary>
    ValueTask<PublishedPackage> Publish(string tenant, string program, Datum content, string actor, DateTimeOffset at, CancellationToken ct);
    /// <param name="version">Null for the newest.</param>
    ValueTask<PublishedPackage?> Find(string tenant, string program, int? version, CancellationToken ct);
    /// <summary>The newest version of each package, by programme.</summary>
    ValueTask<IReadOnlyList<PublishedPackage>> List(string tenant, CancellationToken ct);
    /// <summary>Keeps what a plan is compiled from, so that its cases can go on after the definitions have changed.</summary>
    ValueTask KeepPlan(StoredPlan plan, CancellationToken ct);
    ValueTask<StoredPlan?> FindPlan(string planId, CancellationToken ct);
}

/// <param name="Version">From 1.</param>
/// <param name="Digest">SHA-256 over the content, lower-case hex.</param>
public sealed record PublishedPackage(string Tenant, string Program, int Version, string Digest, Datum Content, string PublishedBy, DateTimeOffset PublishedAt);

/// <param name="Closure">The canonical closure whose SHA-256 is <paramref name="PlanId"/>.</param>
public sealed record StoredPlan(string PlanId, string Program, string Workflow, Datum Closure);
