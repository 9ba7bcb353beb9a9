using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Definitions;

/// <summary>Plans of packages and of loose definitions.</summary>
public sealed class LoosePlans(PlanSource packages, LooseDefinitions loose) : IPlanSource
{
    public async ValueTask<Plan> Get(string planId, CancellationToken ct) =>
        packages.Find(planId) ?? await loose.Get(planId, ct).ConfigureAwait(false) ?? await packages.Get(planId, ct).ConfigureAwait(false);

    public async ValueTask<Plan?> Current(string tenant, string program, string workflow, CancellationToken ct) =>
        program == LooseDefinitions.Program ? await loose.Current(tenant, workflow, ct).ConfigureAwait(false) : await packages.Current(tenant, program, workflow, ct).ConfigureAwait(false);
}
