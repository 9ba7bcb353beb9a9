using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Publishing;

/// <summary>Keeps the packages of plans in use in the package store.</summary>
public sealed class PlanArchive(IPackageStore store) : IPlanArchive
{
    public ValueTask Keep(string planId, string program, string workflow, byte[] package, CancellationToken ct) =>
        store.KeepPlan(new StoredPlan(planId, program, workflow, Datum.Object(("package", Convert.ToBase64String(package)))), ct);

    public async ValueTask<(byte[] Package, string Workflow)?> Find(string planId, CancellationToken ct) =>
        await store.FindPlan(planId, ct).ConfigureAwait(false) is { } plan && plan.Closure["package"].AsText() is { } package
            ? (Convert.FromBase64String(package), plan.Workflow) : null;
}
