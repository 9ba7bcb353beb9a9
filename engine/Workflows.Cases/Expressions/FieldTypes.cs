using Workflows.Cases.Forms;
using Workflows.Cases.Packages;
using Workflows.Cases.Registers;
using Workflows.Decisions.Calendars;

namespace Workflows.Cases.Expressions;

/// <summary>
/// Which keys of a package hold dates or instants, so that texts such as <c>2026-06-16</c> enter FEEL as dates. By key, wherever it
/// stands (case field, table column, register record, file row): a key declared as a date in one place and as something else in
/// another is left a text. With it goes the package's calendar.
/// </summary>
public sealed class FieldTypes
{
    public static readonly FieldTypes None = new([]);

    private readonly SortedDictionary<string, TemporalKind> _kinds = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _mixed = new(StringComparer.Ordinal);

    private FieldTypes(IEnumerable<(string Key, TemporalKind Kind)> declared, string calendar = BusinessCalendars.DefaultId)
    {
        Calendar = calendar;
        foreach (var (key, kind) in declared)
            if (!_kinds.TryAdd(key, kind) && _kinds[key] != kind) _mixed.Add(key);
        foreach (var key in _mixed) _kinds[key] = TemporalKind.None;
    }

    /// <summary>The calendar FEEL's functions use where none is named.</summary>
    public string Calendar { get; }

    /// <summary>Keys declared both as a date and as something else.</summary>
    public IReadOnlyCollection<string> Mixed => _mixed;

    internal TemporalKind KindOf(string key) => _kinds.GetValueOrDefault(key);

    public static FieldTypes Of(ProgramPackage package) => new(
        package.Forms.SelectMany(f => f.Fields).Concat(package.Fields).SelectMany(Declared)
            .Concat(package.Registers.Where(r => package.Ledgers.All(l => !l.Keeps(r.Id))).SelectMany(r => r.Fields).SelectMany(Declared))
            .Concat(package.FileLayouts.SelectMany(l => l.Columns).Select(c => (c.Key, Kind(c.Type))))
            .Concat(package.SettingSpecs.Select(s => (s.Key, Kind(s.Type))))
            .Concat([("submittedAt", TemporalKind.Instant), ("closedAt", TemporalKind.Instant)]), package.Calendar);

    /// <summary>The inputs of a decision, typed by its sidecar.</summary>
    public static FieldTypes Of(DecisionSpec decision) => new(decision.Inputs.Select(i => (i.Name, Kind(i.Type))));

    private static IEnumerable<(string, TemporalKind)> Declared(FieldSpec field) =>
        field.Columns.SelectMany(Declared).Prepend((field.Key, Kind(field.Type.ToString())));

    private static IEnumerable<(string, TemporalKind)> Declared(RegisterFieldSpec field) =>
        field.Columns.SelectMany(Declared).Prepend((field.Key, Kind(field.Type)));

    private static TemporalKind Kind(string type) => type.ToLowerInvariant() switch
    {
        "date" => TemporalKind.Date,
        "datetime" or "date and time" => TemporalKind.Instant,
        "time" => TemporalKind.Time,
        _ => TemporalKind.None,
    };
}

internal enum TemporalKind { None, Date, Instant, Time }
