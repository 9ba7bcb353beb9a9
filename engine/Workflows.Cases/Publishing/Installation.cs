using System.Collections.Concurrent;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;

namespace Workflows.Cases.Publishing;

/// <summary>
/// The packages published now, and what each municipality sets for them. A new set or setting is a new version: nothing of a running
/// step changes under it.
/// </summary>
public sealed class Installation(PackageSet packages) : IPackages, IRefsSource, IRegisterSchema
{
    private volatile PackageSet _current = packages;
    private readonly ConcurrentDictionary<(string Tenant, string Program), Datum> _overrides = new();
    private readonly ConcurrentDictionary<(string Tenant, string Program), Datum> _refs = new();

    public PackageSet Current => _current;

    /// <summary>Puts another set of packages in force.</summary>
    public void Replace(PackageSet packages)
    {
        _current = packages;
        _refs.Clear();
    }

    /// <summary>A setting over the municipality's file; for scenarios and tests.</summary>
    public void Override(string tenant, string program, string key, Datum value)
    {
        _overrides.AddOrUpdate((tenant, program), _ => Datum.Object((key, value)), (_, known) => known.With(key, value));
        _refs.TryRemove((tenant, program), out _);
    }

    public ValueTask<Datum> Refs(string tenant, string program, CancellationToken ct) => new(_refs.GetOrAdd((tenant, program), Make));

    /// <summary>The settings in force: the package's defaults, the municipality's values, overrides.</summary>
    public Datum SettingsOf(string tenant, string program) => _refs.GetOrAdd((tenant, program), Make)["settings"];

    public RegisterSpec? Find(string tenant, string program, string register) => _current.Packages.Find(program)?.Registers.Find(register);

    private Datum Make((string Tenant, string Program) key)
    {
        var set = _current;
        set.TryFindMunicipality(key.Tenant, out var municipality);
        var package = set.Packages.Find(key.Program);
        var settings = package is null ? Datum.EmptyObject
            : Settings.Merge(package, (municipality?.Program(package.Id)?.Settings ?? Datum.EmptyObject).Merge(_overrides.GetValueOrDefault(key) ?? Datum.EmptyObject));
        return Datum.Object(
            ("settings", settings),
            ("municipality", Datum.Object(("code", key.Tenant), ("name", municipality?.Name))));
    }
}
