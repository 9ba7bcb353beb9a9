using Workflows.Cases.Packages;
using Workflows.Cases.Privacy;
using Workflows.Engine.Data;

namespace Workflows.Cases.Registers;

/// <summary>A 台帳.</summary>
/// <param name="Kind">record, mirror (copy of an outside system), append (rows are never changed).</param>
/// <param name="Source">The connector a mirror comes from.</param>
/// <param name="Key">Fields that together name a record; empty: only its id.</param>
/// <param name="IdSeries">Letters in front of ids made for the key's one text field when it is absent (<c>M</c> → M-000001).</param>
/// <param name="Seed">Records it begins with.</param>
public sealed record RegisterSpec(
    string Id, Label Label, IReadOnlyList<string> Aliases, string Kind, string? Source, IReadOnlyList<string> Key, string? IdSeries,
    IReadOnlyList<string> Editors, IReadOnlyList<string> Readers, IReadOnlyList<RegisterFieldSpec> Fields,
    IReadOnlyList<ConstraintSpec> Constraints, IReadOnlyList<Datum> Seed) : IDeclared
{
    /// <summary>What comes due when a record changes: ids of starts, and waits (<see cref="Publishing.Schedules.WaitPrefix"/>); made by the loader.</summary>
    public IReadOnlyList<string> Watchers { get; init; } = [];

    /// <summary>Roles that read only the records whose fields have this reader's values.</summary>
    public IReadOnlyList<ReaderSpec> ScopedReaders { get; init; } = [];

    /// <summary>The fields of the time a record holds for; null: the register has no valid time.</summary>
    public PeriodFields? Period { get; init; }

    /// <summary>When parts of a record are erased; null: never by themselves.</summary>
    public RegisterRetention? Retention { get; init; }

    /// <summary>Fields whose values are counted without reading records: a survey's questions with a fixed choice of answers; made by the loader.</summary>
    public IReadOnlyList<string> Counted { get; init; } = [];

    /// <summary>Registers whose records name this one's by a constraint; made by the loader.</summary>
    public IReadOnlyList<string> Referrers { get; init; } = [];

    /// <summary>The other registers of the package, by id; made by the loader.</summary>
    public Func<string, RegisterSpec?> Others { get; init; } = _ => null;

    public RegisterFieldSpec? Field(string key) => Fields.FirstOrDefault(f => f.Key == key);

    /// <summary>Fields that can stand in a <c>where</c>: of the key, of a constraint, or declared indexed.</summary>
    public IReadOnlyList<string> IndexedFields =>
        [.. Fields.Where(f => f.Indexed).Select(f => f.Key).Concat(Key)
            .Concat(Constraints.SelectMany(c => c.SearchedBy))
            .Distinct().Order(StringComparer.Ordinal)];
}

/// <summary>What is erased of a record, its earlier states too, once a time has passed.</summary>
/// <param name="From">The date field the time counts from; while it is empty nothing is erased.</param>
/// <param name="Period">ISO 8601 duration.</param>
/// <param name="Fields">Erased; the rest of the record stays.</param>
public sealed record RegisterRetention(string From, string Period, IReadOnlyList<string> Fields);

/// <param name="Type">A form field's type name, or boolean, list, object.</param>
/// <param name="Columns">Members of an object or of a list's items, where declared.</param>
public sealed record RegisterFieldSpec(string Key, Label Label, string Type, bool Indexed, bool Required, PrivacySpec? Privacy, IReadOnlyList<RegisterFieldSpec> Columns);
