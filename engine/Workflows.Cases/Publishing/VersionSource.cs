using System.Collections.Concurrent;
using Workflows.Cases.Drafts.Documents;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Publishing;

/// <param name="Stored">The municipality's own row; null for the shared package of the definitions folder.</param>
public sealed record FoundVersion(int Version, DraftContent Content, PackageVersion? Stored);

/// <summary>Versions as documents: those a municipality made, and the shared package it begins with.</summary>
public sealed class VersionSource(IPackageVersions store, IPackages packages)
{
    private static readonly ConcurrentDictionary<ProgramPackage, DraftContent> Shared = new(ReferenceEqualityComparer.Instance as IEqualityComparer<ProgramPackage>);

    /// <param name="version">Null: the newest that was approved, else the shared one.</param>
    /// <param name="published">Only what is or was in force.</param>
    public async ValueTask<FoundVersion?> Find(string tenant, string program, int? version, CancellationToken ct, bool published = false)
    {
        var all = await store.List(tenant, program, ct).ConfigureAwait(false);
        var chosen = version is { } no ? all.FirstOrDefault(v => v.Version == no && (!published || v.State == PackageVersion.Approved)) : all.FirstOrDefault(v => v.State == PackageVersion.Approved);
        if (chosen is not null && await store.Find(tenant, program, chosen.Version, ct).ConfigureAwait(false) is { } stored) return new(stored.Version, stored.Content, stored);
        if (SharedOf(tenant, program) is not { } shared || (version is { } wanted && wanted != shared.Package.Version)) return null;
        return new(shared.Package.Version, ContentOf(shared.Package).With(DraftContent.Municipality, Drafts.LocalSettings.Of(shared.Program)), null);
    }

    /// <summary>The shared package as the municipality runs it; null when it does not.</summary>
    public (ProgramPackage Package, MunicipalityProgramSpec Program)? SharedOf(string tenant, string program) =>
        packages.Current.TryFindMunicipality(tenant, out var m) && packages.Current.Packages.Find(program) is { } package && m.Program(package.Id) is { } own && !packages.Current.IsOwn(package) ? (package, own) : null;

    /// <summary>A loaded package's documents.</summary>
    public static DraftContent ContentOf(ProgramPackage package) => Shared.GetOrAdd(package, static p => DraftContent.FromFiles(p.Files, p.Folder).Content);
}
