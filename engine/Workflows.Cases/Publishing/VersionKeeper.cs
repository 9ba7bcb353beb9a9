using Workflows.Cases.Drafts;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;

namespace Workflows.Cases.Publishing;

/// <summary>Keeps the installation at what is approved in the store, also by other nodes, and puts a version to work once its day has come.</summary>
public sealed class VersionKeeper(Installation installation, IPackageVersions store, DraftPackages packages, Publisher publisher, TimeProvider clock)
{
    private readonly SemaphoreSlim _once = new(1, 1);
    private readonly Dictionary<(string Tenant, string Program, int Version), OwnVersion> _read = [];
    private readonly HashSet<(string Tenant, string Program, int Version)> _begun = [];
    private long? _stamp;

    public async ValueTask Refresh(CancellationToken ct)
    {
        await _once.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            var stamp = await store.Stamp(ct).ConfigureAwait(false);
            if (stamp != _stamp)
            {
                var all = new List<OwnVersion>();
                foreach (var row in await store.Published(ct).ConfigureAwait(false)) all.Add(Read(row));
                installation.Keep(all);
                _stamp = stamp;
            }
            foreach (var ((tenant, program), package) in installation.Current.Own)
                if (_begun.Add((tenant, program, package.Version))) await publisher.Publish(tenant, program, clock.GetUtcNow(), ct).ConfigureAwait(false);
        }
        finally { _once.Release(); }
    }

    private OwnVersion Read(PackageVersion row)
    {
        if (_read.TryGetValue((row.Tenant, row.Program, row.Version), out var known)) return known;
        var draft = packages.Make(row.Tenant, row.Content);
        // It was checked before it was approved; only another build of the product could see it otherwise.
        if (!draft.Runs) throw new InvalidDataException($"公開した版 {row.Program} {row.Version} を読めません: {string.Join(" / ", draft.Problems.Where(p => p.IsError))} (The published version cannot be read.)");
        return _read[(row.Tenant, row.Program, row.Version)] = new(row.Tenant, row.Version, row.EffectiveOn, draft.Package!, draft.Municipality!.Program(draft.Package!.Id)!);
    }
}
