using Workflows.Cases.Packages;
using Workflows.Engine.Data;

namespace Workflows.Cases.Registers;

/// <summary>A rule between a register's records, kept by every write: exactly one of the kinds. Records that were ended do not count.</summary>
/// <param name="While">Equality by field (a list: any of): only records that match are bound; empty: all are.</param>
public sealed record ConstraintSpec(string Id, Datum While)
{
    /// <summary>Said to whoever breaks it; null: a sentence by the kind.</summary>
    public Label? Message { get; init; }
    /// <summary>No two records have the same values in these fields.</summary>
    public IReadOnlyList<string> Unique { get; init; } = [];
    public OverlapRule? Overlap { get; init; }
    public CapacityRule? Capacity { get; init; }
    public TransitionRule? Transition { get; init; }
    public ReferenceRule? Reference { get; init; }

    public string Kind => (Overlap, Capacity, Transition, Reference) switch
    {
        ({ }, _, _, _) => "overlap",
        (_, { }, _, _) => "capacity",
        (_, _, { }, _) => "transition",
        (_, _, _, { }) => "reference",
        _ => "unique",
    };

    /// <summary>The fields it is about; the first is where a page shows the message.</summary>
    public IReadOnlyList<string> Fields =>
        Overlap is { } o ? [o.Period.From, .. o.Within] : Capacity is { } c ? c.Within : Transition is { } t ? [t.Field] : Reference is { } r ? [.. r.Match.Values] : Unique;

    /// <summary>Fields records are searched by to keep it.</summary>
    public IEnumerable<string> SearchedBy => (Overlap?.Within ?? Capacity?.Within ?? Reference?.Match.Values ?? Unique).Concat(While.Members.Select(m => m.Key));
}

/// <summary>The fields that hold a record's period. Dates count whole; date-times and numbers up to, not including, the end. An absent end is open.</summary>
public sealed record PeriodFields(string From, string To);

/// <summary>Periods of records with the same values do not overlap.</summary>
/// <param name="Within">Fields whose values must be the same for two records to compete; empty: all do.</param>
/// <param name="Cut">A new record that begins later ends the period of the one before it, the day before (or at its own beginning).</param>
public sealed record OverlapRule(IReadOnlyList<string> Within, PeriodFields Period, bool Cut);

/// <summary>At most so many records, or so much in all, with the same values.</summary>
/// <param name="Limit">A fixed limit; null: it stands in a record of another register.</param>
/// <param name="LimitAt">Where the limit stands.</param>
/// <param name="Weight">A number field added up; null: records are counted.</param>
public sealed record CapacityRule(IReadOnlyList<string> Within, decimal? Limit, LimitPlace? LimitAt, string? Weight);

/// <param name="Field">The number in the record the reference finds.</param>
public sealed record LimitPlace(ReferenceRule Record, string Field);

/// <summary>A field goes only ways that are declared.</summary>
/// <param name="Ways">Value → the values it may become.</param>
/// <param name="Initial">Values a new record may have; empty: any.</param>
public sealed record TransitionRule(string Field, IReadOnlyDictionary<string, IReadOnlyList<string>> Ways, IReadOnlyList<string> Initial);

/// <summary>A record of another register with these values must exist, and cannot be ended while it is named.</summary>
/// <param name="Match">Field of the other register → field of this one.</param>
public sealed record ReferenceRule(string Register, IReadOnlyDictionary<string, string> Match);
