using System.Collections.Concurrent;
using Workflows.Cases.Expressions;
using Workflows.Cases.Packages;
using Workflows.Cases.Ports;
using Workflows.Cases.Registers;
using Workflows.Decisions.Calendars;
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
    private readonly ConcurrentDictionary<(string Tenant, string Calendar), Datum> _days = new();

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

    /// <summary>A day of a calendar that differs from its file: opened or closed by order; for scenarios and tests.</summary>
    public void OverrideDay(string tenant, string calendar, DateOnly day, bool open)
    {
        var date = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var (on, off) = open ? ("open", "closed") : ("closed", "open");
        _days.AddOrUpdate((tenant, calendar), _ => Change(Datum.Object(("open", Datum.EmptyObject), ("closed", Datum.EmptyObject))), (_, known) => Change(known));
        foreach (var key in _refs.Keys.Where(k => k.Tenant == tenant).ToArray()) _refs.TryRemove(key, out _);
        Datum Change(Datum days) => days.With(on, days[on].With(date, open ? "開所" : "休業")).With(off, days[off].Without(date));
    }

    /// <summary>The calendar in force in the municipality.</summary>
    /// <exception cref="CalendarException">No such calendar.</exception>
    public BusinessCalendar Calendar(string tenant, string id)
    {
        _current.TryFindMunicipality(tenant, out var municipality);
        return Calendars.Get(CalendarsOf(tenant, municipality), id);
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
}
