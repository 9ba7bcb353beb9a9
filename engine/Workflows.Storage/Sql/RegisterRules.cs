using Workflows.Cases.Registers;
using Workflows.Engine.Data;

namespace Workflows.Storage.Sql;

/// <summary>A constraint a write would break.</summary>
internal sealed record BrokenRule(ConstraintSpec Rule, StoredRecord? Existing);

/// <summary>
/// Constraints that need other records read: overlap, capacity, transitions, references. Whoever writes a register that has them holds its
/// guard, so that what was read still stands at the commit.
/// </summary>
internal sealed class RegisterRules(SqlRegisters registers)
{
    /// <summary>Locks to the transaction's end the registers a write of this one must not race with.</summary>
    public static void Guard(SqlSession session, string tenant, string program, RegisterSpec spec)
    {
        var names = spec.Constraints.Where(c => c.Kind is not ("unique" or "transition")).SelectMany(c => new[] { spec.Id, c.Reference?.Register, c.Capacity?.LimitAt?.Record.Register })
            .Concat(spec.Referrers.SelectMany(r => new[] { spec.Id, r })).OfType<string>().Distinct().Select(r => $"{tenant}/{program}/{r}").Order(StringComparer.Ordinal).ToList();
        if (names.Count > 0) session.Guard(names);
    }

    /// <param name="before">The record as it was; null for a new one.</param>
    /// <param name="cut">Writes the end of the period of a record that a new one follows.</param>
    public BrokenRule? Check(RegisterPlace place, StoredRecord? before, StoredRecord record, Action<StoredRecord, Datum> cut)
    {
        foreach (var rule in place.Spec.Constraints)
        {
            if (rule.Transition is { } way && !Goes(way, before, record)) return new(rule, before);
            if (record.Ended || !Bound(rule, record)) continue;
            if (rule.Overlap is { } overlap && Overlapping(place, rule, overlap, record, cut) is { } other) return new(rule, other);
            if (rule.Capacity is { } capacity && IsFull(place, rule, capacity, record)) return new(rule, null);
            if (rule.Reference is { } reference && Target(place, reference, record) is { Count: 0 }) return new(rule, null);
        }
        return Named(place, before, record);
    }

    private static bool Bound(ConstraintSpec rule, StoredRecord record) => rule.While.Members.All(c => RegisterValues.Matches(record.Fields[c.Key], c.Value));

    private static bool Goes(TransitionRule way, StoredRecord? before, StoredRecord record)
    {
        var to = record.Fields[way.Field].AsText() ?? "";
        if (before is null) return way.Initial.Count == 0 || way.Initial.Contains(to);
        var from = before.Fields[way.Field].AsText() ?? "";
        return from == to || (way.Ways.TryGetValue(from, out var allowed) && allowed.Contains(to));
    }

    private StoredRecord? Overlapping(RegisterPlace place, ConstraintSpec rule, OverlapRule overlap, StoredRecord record, Action<StoredRecord, Datum> cut)
    {
        var period = RegisterPeriod.Of(place.Spec, overlap.Period, record.Fields);
        if (period is null) return null;
        foreach (var other in Others(place, rule, overlap.Within, record))
        {
            if (RegisterPeriod.Of(place.Spec, overlap.Period, other.Fields) is not { } theirs || !period.Overlaps(theirs)) continue;
            if (!overlap.Cut || !theirs.BeginsBefore(period) || !period.EndsNoSoonerThan(theirs)) return other;
            cut(other, Datum.Object((overlap.Period.To, period.EndBefore())));
        }
        return null;
    }

    private bool IsFull(RegisterPlace place, ConstraintSpec rule, CapacityRule capacity, StoredRecord record)
    {
        var limit = capacity.Limit;
        if (capacity.LimitAt is { } at) limit = Target(place, at.Record, record) is [var holder, ..] ? holder.Fields[at.Field].AsDecimal() : null;
        if (limit is not { } most) return false;
        decimal Weight(StoredRecord r) => capacity.Weight is { } field ? r.Fields[field].AsDecimal() ?? 0 : 1;
        return Others(place, rule, capacity.Within, record).Sum(Weight) + Weight(record) > most;
    }

    /// <summary>Records the rule binds with the same values, the record itself left out.</summary>
    private IEnumerable<StoredRecord> Others(RegisterPlace place, ConstraintSpec rule, IReadOnlyList<string> within, StoredRecord record)
    {
        var where = Datum.Object(within.Select(f => KeyValuePair.Create(f, record.Fields[f])));
        return registers.Search(place.Db, place.Register, place.Spec, where).Where(r => r.Key != record.Key && Bound(rule, r)).ToList();
    }

    /// <summary>The records a reference names, at most one; null while it names nothing.</summary>
    private List<StoredRecord>? Target(RegisterPlace place, ReferenceRule reference, StoredRecord record)
    {
        if (reference.Match.Any(m => record.Fields[m.Value].IsNull)) return null;
        if (place.Other(reference.Register) is not { } target) return [];
        var where = Datum.Object(reference.Match.Select(m => KeyValuePair.Create(m.Key, record.Fields[m.Value])));
        return [.. registers.Search(target.Db, target.Register, target.Spec, where).Take(1)];
    }

    /// <summary>A record others name cannot be ended, nor lose the values they name it by.</summary>
    private BrokenRule? Named(RegisterPlace place, StoredRecord? before, StoredRecord record)
    {
        if (before is null or { Ended: true }) return null;
        foreach (var referrer in place.Spec.Referrers)
        {
            if (place.Other(referrer) is not { } other) continue;
            foreach (var rule in other.Spec.Constraints.Where(c => c.Reference?.Register == place.Spec.Id))
            {
                var match = rule.Reference!.Match;
                if (!record.Ended && match.Keys.All(f => record.Fields[f].Equals(before.Fields[f]))) continue;
                var where = Datum.Object(match.Select(m => KeyValuePair.Create(m.Value, before.Fields[m.Key])));
                if (registers.Search(other.Db, other.Register, other.Spec, where).FirstOrDefault(r => Bound(rule, r)) is not { } holder) continue;
                // Another record may stand for the same values.
                var same = Datum.Object(match.Keys.Select(f => KeyValuePair.Create(f, before.Fields[f])));
                if (registers.Search(place.Db, place.Register, place.Spec, same).Any(r => r.Key != record.Key)) continue;
                return new(rule, holder);
            }
        }
        return null;
    }
}

/// <summary>A register in the database, and how the others of its package are reached.</summary>
internal sealed record RegisterPlace(SqlDb Db, long Register, RegisterSpec Spec, Func<string, RegisterPlace?> Other);
