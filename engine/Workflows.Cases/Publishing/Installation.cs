using System.Collections.Concurrent;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Decisions.Calendars;
using Workflows.Engine.Data;

namespace Workflows.Cases.Publishing;

/// <summary>A version a municipality made, in force from a day on.</summary>
public sealed record OwnVersion(string Tenant, int Version, DateOnly EffectiveOn, ProgramPackage Package, MunicipalityProgramSpec Program);

/// <summary>
/// The packages published now, and what each municipality sets for them. A new set or setting is a new version: nothing of a running
/// step changes under it. Of a municipality's own versions the one with the latest 施行日 that has come is in force, by the engine's clock.
/// </summary>
public sealed class Installation(PackageSet packages, TimeProvider? clock = null) : IPackages, IRefsSource, IRegisterSchema
{
    private readonly TimeProvider _clock = clock ?? TimeProvider.System;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(string Tenant, string Program), Datum> _overrides = new();
    private readonly ConcurrentDictionary<(string Tenant, string Program), Datum> _refs = new();
    private readonly ConcurrentDictionary<(string Tenant, string Calendar), Datum> _days = new();
    private PackageSet _shared = packages;
    private IReadOnlyList<OwnVersion> _own = [];
    private volatile Composed _composed = new(packages, DateOnly.MinValue, DateOnly.MaxValue);

    public PackageSet Current => _composed is var now && Today is var today && today >= now.From && today < now.Until ? now.Set : Compose(today);

    private DateOnly Today => DateOnly.FromDateTime(Japan.In(_clock.GetUtcNow()).DateTime);

    /// <summary>Puts another set of shared packages in force.</summary>
    public void Replace(PackageSet packages)
    {
        lock (_gate) _shared = packages;
        Compose(Today);
    }

    /// <summary>Says which versions municipalities have made and approved.</summary>
    public void Keep(IReadOnlyList<OwnVersion> versions)
    {
        lock (_gate) _own = versions;
        Compose(Today);
    }

    /// <summary>A setting over the municipality's file; for scenarios and tests.</summary>
    public void Override(string tenant, string program, string key, Datum value)
    {
        _overrides.AddOrUpdate((tenant, program), _ => Datum.Object((key, value)), (_, known) => known.With(key, value));
        _refs.TryRemove((tenant, program), out _);
    }

    /// <summary>A day of a calendar that differs from its file: opened or closed by order; for scenarios and tests.</summary>
    public void OverrideDay(string tenant, string calendar, DateOnly day, bool open)
    {
        var date = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (on, off) = open ? ("open", "closed") : ("closed", "open");
        _days.AddOrUpdate((tenant, calendar), _ => Change(Datum.Object(("open", Datum.EmptyObject), ("closed", Datum.EmptyObject))), (_, known) => Change(known));
        foreach (var key in _refs.Keys.Where(k => k.Tenant == tenant).ToArray()) _refs.TryRemove(key, out _);
        Datum Change(Datum days) => days.With(on, days[on].With(date, open ? "開所" : "休業")).With(off, days[off].Without(date));
    }

    /// <summary>The municipality's calendars by id.</summary>
    public Datum CalendarsOf(string tenant)
    {
        Current.TryFindMunicipality(tenant, out var municipality);
        return CalendarsOf(tenant, municipality);
    }

    /// <summary>The calendar in force in the municipality.</summary>
    /// <exception cref="CalendarException">No such calendar.</exception>
    public BusinessCalendar Calendar(string tenant, string id) => Calendars.Get(CalendarsOf(tenant), id);

    public ValueTask<Datum> Refs(string tenant, string program, CancellationToken ct) => new(RefsOf(tenant, program));

    /// <summary>The settings in force: the package's defaults, the municipality's values, overrides.</summary>
    public Datum SettingsOf(string tenant, string program) => RefsOf(tenant, program)["settings"];

    public RegisterSpec? Find(string tenant, string program, string register) => Current.PackageOf(tenant, program)?.Registers.Find(register);

    private Datum RefsOf(string tenant, string program)
    {
        // A day's change of versions empties the memory first.
        _ = Current;
        return _refs.GetOrAdd((tenant, program), Make);
    }

    private PackageSet Compose(DateOnly today)
    {
        lock (_gate)
        {
            var inForce = _own.Where(v => v.EffectiveOn <= today).GroupBy(v => (v.Tenant, v.Package.Id)).Select(g => g.MaxBy(v => (v.EffectiveOn, v.Version))!).ToList();
            var until = _own.Where(v => v.EffectiveOn > today).Select(v => v.EffectiveOn).DefaultIfEmpty(DateOnly.MaxValue).Min();
            var set = _own.Count == 0 ? _shared : _shared with
            {
                Coming = [.. _own.Where(v => v.EffectiveOn > today).OrderBy(v => v.EffectiveOn).Select(v => (v.Tenant, v.Package))],
                Own = inForce.ToDictionary(v => (v.Tenant, v.Package.Id), v => v.Package),
                Packages = new([.. _shared.Packages, .. inForce.Select(v => v.Package).Where(p => _shared.Packages.Find(p.Id)?.Id != p.Id).DistinctBy(p => p.Id)]),
                Municipalities = [.. _shared.Municipalities.Select(m => inForce.Where(v => v.Tenant == m.Code).Aggregate(m, With))],
            };
            _refs.Clear();
            _composed = new(set, inForce.Count == 0 && _own.Count == 0 ? DateOnly.MinValue : today, until);
            return set;
        }
    }

    private static MunicipalitySpec With(MunicipalitySpec m, OwnVersion version)
    {
        var before = m.Program(version.Package.Id) ?? m.Planned.FirstOrDefault(p => p.Id == version.Package.Id);
        // What the source says of the programme is no part of a version.
        var own = before is null ? version.Program : version.Program with { Seeds = before.Seeds, Population = before.Population, BudgetThousandYen = before.BudgetThousandYen };
        IReadOnlyList<MunicipalityProgramSpec> Put(IReadOnlyList<MunicipalityProgramSpec> all) =>
            all.Any(p => p.Id == own.Id) ? [.. all.Select(p => p.Id == own.Id ? own : p)] : [.. all, own];
        return m with { Programs = Put(m.Programs), Planned = Put(m.Planned) };
    }

    private Datum Make((string Tenant, string Program) key)
    {
        var set = _composed.Set;
        set.TryFindMunicipality(key.Tenant, out var municipality);
        var package = set.PackageOf(key.Tenant, key.Program);
        var settings = package is null ? Datum.EmptyObject
            : Settings.Merge(package, (municipality?.Program(package.Id)?.Settings ?? Datum.EmptyObject).Merge(_overrides.GetValueOrDefault(key) ?? Datum.EmptyObject));
        var refs = Datum.Object(
            ("settings", settings),
            ("municipality", Datum.Object(("code", key.Tenant), ("name", municipality?.Name))));
        var calendars = CalendarsOf(key.Tenant, municipality);
        return calendars.Members.Count == 0 ? refs : refs.With("calendars", calendars);
    }

    /// <summary>The municipality's calendars by id, changed days laid over them.</summary>
    private Datum CalendarsOf(string tenant, MunicipalitySpec? municipality)
    {
        var result = Datum.Object((municipality?.Calendars ?? []).Select(c => KeyValuePair.Create(c["id"].AsText()!, c)));
        foreach (var ((_, calendar), days) in _days.Where(d => d.Key.Tenant == tenant).OrderBy(d => d.Key.Calendar, StringComparer.Ordinal))
        {
            var known = result.Has(calendar) ? result[calendar] : BusinessCalendars.Find(calendar) is null ? Datum.Object(("base", BusinessCalendars.DefaultId)) : Datum.Object(("base", calendar));
            result = result.With(calendar, known.With("id", calendar).With("version", $"{known["version"].AsText()}+{days.Members.Sum(m => m.Value.Members.Count)}")
                .With("closed", AsObject(known["closed"]).Merge(days["closed"])).With("open", AsObject(known["open"]).Merge(days["open"])));
        }
        return result;
    }

    private static Datum AsObject(Datum days) => days.Kind == DatumKind.List ? Datum.Object(days.Items.Select(d => KeyValuePair.Create(d.AsText() ?? "", Datum.Null))) : days.IsNull ? Datum.EmptyObject : days;

    /// <summary>What is in force from a day until before another.</summary>
    private sealed record Composed(PackageSet Set, DateOnly From, DateOnly Until);
}
