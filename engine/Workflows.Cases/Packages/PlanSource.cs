using System.Collections.Concurrent;
using Workflows.Cases.Ports;
using Workflows.Engine.Plans;

namespace Workflows.Cases.Packages;

/// <summary>
/// Plans of the packages published now, and of older ones out of the archive. A plan is compiled once, and archived before the first
/// case can be on it.
/// </summary>
public sealed class PlanSource(IPackages packages, PlanFactory factory, IPlanArchive archive) : IPlanSource
{
    private readonly ConcurrentDictionary<string, Plan> _plans = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(ProgramPackage Package, string Workflow), string> _current = new();

    /// <summary>A plan compiled already; null when it is not.</summary>
    public Plan? Find(string planId) => _plans.GetValueOrDefault(planId);

    /// <exception cref="KeyNotFoundException">No plan of that id was ever kept.</exception>
    public async ValueTask<Plan> Get(string planId, CancellationToken ct)
    {
        if (_plans.TryGetValue(planId, out var known)) return known;
        foreach (var package in packages.Current.Packages.Concat(packages.Current.Own.Values))
            if (package.WorkflowSources.Keys.FirstOrDefault(w => PlanFactory.PlanId(package, w) == planId) is { } workflow)
                return await Make(planId, package, workflow, ct).ConfigureAwait(false);
        var (bytes, root) = await archive.Find(planId, ct).ConfigureAwait(false)
            ?? throw new KeyNotFoundException($"案件の定義（{planId}）が保存されていません。 (The plan '{planId}' is not archived.)");
        return _plans.GetOrAdd(planId, factory.Make(PackageArchive.Unpack(bytes), root, out _));
    }

    public async ValueTask<Plan?> Current(string tenant, string program, string workflow, CancellationToken ct)
    {
        if (packages.Current.Find(tenant, program) is not { } found || !found.Package.WorkflowSources.ContainsKey(workflow)) return null;
        var planId = _current.GetOrAdd((found.Package, workflow), static key => PlanFactory.PlanId(key.Package, key.Workflow));
        return _plans.TryGetValue(planId, out var known) ? known : await Make(planId, found.Package, workflow, ct).ConfigureAwait(false);
    }

    private async ValueTask<Plan> Make(string planId, ProgramPackage package, string workflow, CancellationToken ct)
    {
        var plan = factory.Make(package, workflow, out _);
        await archive.Keep(planId, package.Id, workflow, PackageArchive.Pack(package), ct).ConfigureAwait(false);
        return _plans.GetOrAdd(planId, plan);
    }
}
