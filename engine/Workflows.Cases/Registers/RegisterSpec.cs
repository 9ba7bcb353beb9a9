using Workflows.Cases.Packages;
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

    public RegisterFieldSpec? Field(string key) => Fields.FirstOrDefault(f => f.Key == key);

    /// <summary>Fields that can stand in a <c>where</c>: of the key, of a constraint, or declared indexed.</summary>
    public IReadOnlyList<string> IndexedFields =>
        [.. Fields.Where(f => f.Indexed).Select(f => f.Key).Concat(Key)
            .Concat(Constraints.SelectMany(c => c.Unique.Concat(c.While.Members.Select(m => m.Key))))
            .Distinct().Order(StringComparer.Ordinal)];
}

/// <param name="Type">A form field's type name, or boolean, list, object.</param>
/// <param name="Columns">Members of an object or of a list's items, where declared.</param>
public sealed record RegisterFieldSpec(string Key, Label Label, string Type, bool Indexed, bool Required, PrivacySpec? Privacy, IReadOnlyList<RegisterFieldSpec> Columns);

/// <summary>No two records have the same values in <paramref name="Unique"/> (while both match <paramref name="While"/>).</summary>
/// <param name="While">Equality by field; empty: always.</param>
public sealed record ConstraintSpec(string Id, IReadOnlyList<string> Unique, Datum While);
