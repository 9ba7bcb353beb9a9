using Workflows.Cases.Commands;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Cases.Publishing;

/// <summary>Versions as their readers see them.</summary>
public sealed class VersionDesk(IPackageVersions store, VersionSource source, IPackages packages, IPlanReader uses, IPlanSource plans, IPackageDrafts drafts, Retirements retirements, TimeProvider clock)
{
    public DateTimeOffset Now => Japan.In(clock.GetUtcNow());
    public DateOnly Today => DateOnly.FromDateTime(Now.DateTime);

    /// <summary>All versions of a programme, the newest first; the shared one last.</summary>
    public async ValueTask<IReadOnlyList<VersionView>> Versions(string tenant, string program, CancellationToken ct)
    {
        var running = await Running(tenant, program, ct).ConfigureAwait(false);
        var stored = await store.List(tenant, program, ct).ConfigureAwait(false);
        var current = packages.Current.Own.GetValueOrDefault((tenant, program));
        var views = stored.Select(v => View(v, current, running.GetValueOrDefault(v.Version))).ToList();
        if (source.SharedOf(tenant, program) is var (shared, _))
            views.Add(new(shared.Version, "published", null, current is null, null, null, null, null, null, Digest(shared), "", running.GetValueOrDefault(shared.Version), "folder"));
        return views;
    }

    public VersionView View(PackageVersion v, ProgramPackage? current, int running) => new(
        v.Version, v.State == PackageVersion.Approved && v.EffectiveOn <= Today ? "published" : v.State, v.EffectiveOn, current?.Version == v.Version,
        new(v.SubmittedBy, v.SubmittedByName), v.SubmittedAt, v.ApprovedBy is null ? null : new(v.ApprovedBy, v.ApprovedByName ?? ""), v.ApprovedAt, v.RetiredAt, v.Digest, v.Note, running, "draft");

    public async ValueTask<VersionView> View(PackageVersion v, CancellationToken ct) =>
        (await Versions(v.Tenant, v.Program, ct).ConfigureAwait(false)).First(o => o.Version == v.Version && o.Source == "draft");

    /// <summary>Every programme of the municipality: of its file, built or not, and those begun here.</summary>
    public async ValueTask<IReadOnlyList<ProgramView>> Programs(string tenant, CancellationToken ct)
    {
        packages.Current.TryFindMunicipality(tenant, out var municipality);
        var begun = await drafts.List(tenant, null, ct).ConfigureAwait(false);
        var versions = await store.List(tenant, null, ct).ConfigureAwait(false);
        var ids = (municipality?.Planned ?? []).Select(p => packages.Current.Packages.Find(p.Id)?.Id ?? p.Id).Concat(versions.Select(v => v.Program)).Concat(begun.Select(d => d.Program)).Distinct(StringComparer.Ordinal);
        var use = await uses.InUse(tenant, ct).ConfigureAwait(false);
        var ends = await retirements.Ends(tenant, ct).ConfigureAwait(false);
        var views = new List<ProgramView>();
        foreach (var id in ids)
        {
            var all = await Versions(tenant, id, ct).ConfigureAwait(false);
            var package = packages.Current.Find(tenant, id)?.Package;
            var planned = municipality?.Planned.FirstOrDefault(p => p.Id == id);
            var current = all.FirstOrDefault(v => v.Current);
            var state = current is not null ? ends.TryGetValue(id, out var end) && retirements.IsOver(end) ? "retired" : "published" : begun.Any(d => d.Program == id && d.State != PackageDraft.Published) ? "draft" : all.Any(v => v.State == "retired") ? "retired" : "notBuilt";
            Label title = planned?.Title ?? package?.Title ?? begun.FirstOrDefault(d => d.Program == id)?.Title ?? id;
            views.Add(new(id, FamilyOf(package, id), title, package?.Summary ?? Label.Empty, state, current, all.Where(v => v.State is "approved" or "review").MinBy(v => v.EffectiveOn),
                use.Where(u => u.Program == id).Sum(u => u.Cases), planned?.Seeds ?? []));
        }
        return views;
    }

    /// <summary>Running cases by version of the package their plan was made of.</summary>
    public async ValueTask<IReadOnlyDictionary<int, int>> Running(string tenant, string program, CancellationToken ct)
    {
        var result = new Dictionary<int, int>();
        foreach (var use in (await uses.InUse(tenant, ct).ConfigureAwait(false)).Where(u => u.Program == program))
            if ((await plans.Get(use.PlanId, ct).ConfigureAwait(false)).Artefacts is ProgramPackage package)
                result[package.Version] = result.GetValueOrDefault(package.Version) + use.Cases;
        return result;
    }

    internal static string FamilyOf(ProgramPackage? package, string id) => package is null || package.Folder.Length == 0 ? id : package.Folder.Split('/')[0];

    private static string Digest(ProgramPackage package) => Canonical.Hash(string.Join('\n', package.Digests.Select(d => $"{d.Key} {d.Value}")));
}
