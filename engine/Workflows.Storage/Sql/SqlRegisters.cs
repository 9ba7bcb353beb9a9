using System.Collections.Concurrent;
using System.Globalization;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Storage.Sql;

/// <summary>
/// Register records: found by equality over indexed fields, changed under the register's constraints, every state kept.
/// A record that was ended is found only by a <c>where</c> that names <see cref="RegisterKeys.Ended"/>.
/// </summary>
internal sealed class SqlRegisters
{
    private const string ReasonKey = "_reason";
    private const string KeyConstraint = "$key";
    private readonly ConcurrentDictionary<(string, string, string), long> _ids = new();
    private readonly RegisterRules _rules;

    public SqlRegisters() => _rules = new(this);

    /// <summary>Records <c>{id, revision, fields}</c> matching the condition, oldest first.</summary>
    public List<Datum> Find(SqlDb db, string tenant, string program, RegisterSpec spec, Datum where, int take)
    {
        if (IdOf(db, tenant, program, spec.Id) is not { } register) return [];
        return [.. Search(db, register, spec, where).Take(take).Select(r => r.ToDatum())];
    }

    /// <summary>How many records have not ended.</summary>
    public long Count(SqlDb db, string tenant, string program, RegisterSpec spec) =>
        IdOf(db, tenant, program, spec.Id) is { } register ? db.Number("SELECT COUNT(*) FROM RegisterRecords WHERE RegisterId = ? AND EndedAt IS NULL", register) ?? 0 : 0;

    /// <summary>How many records that have not ended hold each value in a counted field.</summary>
    public List<long> Tally(SqlDb db, string tenant, string program, RegisterSpec spec, string field, IReadOnlyList<Datum> values)
    {
        if (!spec.Counted.Contains(field)) throw new ArgumentException($"The register {spec.Id} does not count '{field}'.", nameof(field));
        var found = IdOf(db, tenant, program, spec.Id) is { } register ? RegisterIndexes.Tally(db, register, field) : [];
        return [.. values.Select(v => found.GetValueOrDefault(RegisterValues.Text(v)))];
    }

    public Datum Aggregate(SqlDb db, string tenant, string program, RegisterSpec spec, Datum where, string function, string? field)
    {
        if (function == "count" && where.Members.Count == 0) return Datum.Of(Count(db, tenant, program, spec));
        var records = IdOf(db, tenant, program, spec.Id) is { } register ? Search(db, register, spec, where) : [];
        return function switch
        {
            "count" => Datum.Of((long)records.Count()),
            "exists" => Datum.Of(records.Any()),
            "sum" => Datum.Of(records.Sum(r => r.Fields[field ?? ""].AsDecimal() ?? 0)),
            _ => throw new ArgumentException($"A register has no '{function}': count, sum or exists."),
        };
    }

    /// <summary>A record that has not ended, by its id; null when there is none.</summary>
    public Datum? Get(SqlDb db, string tenant, string program, RegisterSpec spec, string recordId) =>
        IdOf(db, tenant, program, spec.Id) is { } register && ByRecordId(db, register, recordId) is { Ended: false } record ? record.ToDatum() : null;

    /// <summary>Changes a record; what watches the register comes due by the same transaction, so no change is missed.</summary>
    public Reply Change(SqlSession session, string tenant, string program, RegisterSpec spec, ChangeRecord change, RegisterActor actor)
    {
        var reply = Apply(session, tenant, program, spec, change, actor);
        if (reply.Outcome == Reply.Done)
            foreach (var watcher in spec.Watchers) SqlTimers.Poke(session.Db, tenant, program, $"{watcher}#{reply.Value["id"].AsText()}", actor.At);
        return reply;
    }

    private Reply Apply(SqlSession session, string tenant, string program, RegisterSpec spec, ChangeRecord change, RegisterActor actor)
    {
        var db = session.Db;
        var register = MakeId(session, tenant, program, spec.Id);
        RegisterRules.Guard(session, tenant, program, spec);
        var place = Place(db, tenant, program, register, spec);
        var existing = change.RecordId is { } id ? ByRecordId(db, register, id)
            : change.Operation is "change" or "end" or "upsert" && spec.Key.Count > 0 ? ByKey(db, register, spec, change.Values) : null;
        switch (change.Operation)
        {
            case "add" or "upsert" when existing is null && (change.Operation == "add" || change.RecordId is null):
                return Add(place, tenant, program, change, actor);
            case "change" or "end" or "upsert" when existing is null:
                return new Reply(change.No, Reply.NotFound, Datum.Null);
            case "change" or "end" or "upsert":
                return Update(place, change, existing!, actor);
            case "add":
                return Conflict(change, KeyConstraint, spec.Key, existing);
            default:
                throw new ArgumentException($"A register has no operation '{change.Operation}': add, change, end or upsert.");
        }
    }

    /// <summary>Places of the keys that name a record.</summary>
    public HashSet<int> Known(SqlDb db, string tenant, string program, RegisterSpec spec, IReadOnlyList<Datum> keys)
    {
        var wanted = keys.Select((k, i) => (Key: KeyText(spec, k), Place: i)).Where(k => k.Key is not null).ToLookup(k => k.Key!, k => k.Place, StringComparer.Ordinal);
        return IdOf(db, tenant, program, spec.Id) is not { } register ? []
            : [.. RegisterIndexes.Held(db, register, KeyConstraint, [.. wanted.Select(w => w.Key)]).SelectMany(k => wanted[k])];
    }

    /// <summary>Records whose retention may be over.</summary>
    public List<(long No, string Record)> Due(SqlDb db, string tenant, string program, RegisterSpec spec, string until, long after, int take) =>
        IdOf(db, tenant, program, spec.Id) is { } register ? RegisterIndexes.Due(db, register, until, after, take) : [];

    /// <summary>Whether the index was made for other fields than the register's now.</summary>
    public bool IsStale(SqlDb db, string tenant, string program, RegisterSpec spec) =>
        IdOf(db, tenant, program, spec.Id) is { } register && !RegisterIndexes.IsOf(db, register, Signature(spec));

    /// <summary>Indexes the next records anew.</summary>
    /// <returns>The last of them; null when all have been.</returns>
    public long? Reindex(SqlSession session, string tenant, string program, RegisterSpec spec, long after, int take)
    {
        var db = session.Db;
        var register = MakeId(session, tenant, program, spec.Id);
        var keys = RegisterIndexes.RecordsAfter(db, register, after, take);
        foreach (var key in keys)
        {
            var record = ByRow(db, key)!;
            db.Run("DELETE FROM RegisterIndex WHERE RecordKey = ?", key);
            RegisterIndexes.Write(db, register, spec, record);
            // A constraint that is new has no places yet. Who came first has the place; the others keep what they are.
            foreach (var (id, text) in PlacesOf(spec, record)) db.InsertNew(StepTable.RegisterKeys, register, id, text, record.Key);
        }
        if (keys.Count == take) return keys[^1];
        RegisterIndexes.Sign(db, register, Signature(spec));
        return null;
    }

    private static string Signature(RegisterSpec spec) =>
        RegisterValues.Bounded($"{string.Join(',', spec.IndexedFields)}{string.Concat(spec.Counted.Select(c => "#" + c))}|{spec.Retention?.From}|{string.Join(';', Constraints(spec).Select(c => $"{c.Id}:{string.Join(',', c.Unique)}:{c.While.ToJson()}"))}");

    /// <summary>Many records, all or none.</summary>
    public Reply ChangeAll(SqlSession session, string tenant, string program, RegisterSpec spec, ChangeRecords all, RegisterActor actor)
    {
        var replies = Try(session, tenant, program, spec, all.Operation, all.Rows, actor, keep: true, all: false);
        return replies.FindIndex(r => r.Outcome != Reply.Done) is >= 0 and var bad
            ? new Reply(all.No, replies[bad].Outcome, (replies[bad].Value.Kind == DatumKind.Object ? replies[bad].Value : Datum.EmptyObject).With("index", bad))
            : new Reply(all.No, Reply.Done, Datum.Object(("count", all.Rows.Count)));
    }

    /// <summary>Makes each change; unless all can be made and are to be kept, none is.</summary>
    /// <param name="all">Goes on after a change that cannot be, to tell of every one.</param>
    public List<Reply> Try(SqlSession session, string tenant, string program, RegisterSpec spec, string operation, IReadOnlyList<Datum> rows, RegisterActor actor, bool keep, bool all)
    {
        // The register's own row outlives an undo: its key is remembered.
        MakeId(session, tenant, program, spec.Id);
        var dialect = session.Db.Dialect;
        session.Db.Run(dialect.Savepoint("changes"));
        var replies = new List<Reply>(rows.Count);
        foreach (var row in rows)
        {
            replies.Add(Change(session, tenant, program, spec, new ChangeRecord(spec.Id, operation, row["recordId"].AsText(), row["values"], row["revision"].AsLong()), actor));
            if (replies[^1].Outcome == Reply.Done) continue;
            keep = false;
            if (!all) break;
        }
        if (!keep) session.Db.Run(dialect.RollbackTo("changes"));
        if (dialect.Release("changes") is { } done) session.Db.Run(done);
        return replies;
    }

    public bool Erase(SqlSession session, string tenant, string program, RegisterSpec spec, string recordId, IReadOnlyList<string> fields, RegisterActor actor)
    {
        var db = session.Db;
        if (IdOf(db, tenant, program, spec.Id) is not { } register || ByRecordId(db, register, recordId) is not { } before) return false;
        Datum Bare(Datum kept) => fields.Aggregate(kept, (d, f) => d.Without(f));
        var states = new List<(long Revision, Datum Fields)>();
        using (var rows = db.Query("SELECT Revision, Fields FROM RegisterHistory WHERE RecordKey = ? ORDER BY Revision", before.Key))
            while (rows.Step()) states.Add((rows.Long(0), Packing.UnpackDatum(rows.Opened(1))));
        RegisterIndexes.Kept(db, before.Key);
        if (states.Select(s => s.Fields).Append(before.Fields).All(s => fields.All(f => s[f].IsNull))) return false;
        foreach (var (revision, state) in states) db.Run("UPDATE RegisterHistory SET Fields = ? WHERE RecordKey = ? AND Revision = ?", db.Seal(Packing.Pack(Bare(state))), before.Key, revision);
        var record = before with { Revision = before.Revision + 1, Fields = Bare(before.Fields) };
        db.Run("DELETE FROM RegisterKeys WHERE RecordKey = ?", record.Key);
        Claim(db, register, spec, record);
        db.Run("UPDATE RegisterRecords SET Revision = ?, Fields = ?, UpdatedAt = ? WHERE Id = ?", record.Revision, db.Seal(Packing.Pack(record.Fields)), actor.At, record.Key);
        db.Run("DELETE FROM RegisterIndex WHERE RecordKey = ?", record.Key);
        RegisterIndexes.Write(db, register, spec, record);
        RegisterIndexes.Kept(db, before.Key);
        Keep(db, record, "dispose", actor);
        return true;
    }

    /// <summary>Every state a record had, the first first: <c>{revision, operation, fields, at, actor, case, reason}</c>.</summary>
    public List<Datum> History(SqlDb db, string tenant, string program, RegisterSpec spec, string recordId)
    {
        var states = new List<Datum>();
        if (IdOf(db, tenant, program, spec.Id) is not { } register || db.Number("SELECT Id FROM RegisterRecords WHERE RegisterId = ? AND RecordId = ?", register, recordId) is not { } key) return states;
        using var rows = db.Query("SELECT Revision, Operation, Fields, At, Actor, Case FROM RegisterHistory WHERE RecordKey = ? ORDER BY Revision", key);
        while (rows.Step())
        {
            var kept = Packing.UnpackDatum(rows.Opened(2));
            states.Add(Datum.Object(("revision", rows.Long(0)), ("operation", rows.Text(1)), ("fields", kept.Without(ReasonKey)), ("at", Datum.Of(rows.Instant(3))), ("actor", rows.Text(4)), ("case", rows.TextOrNull(5)), ("reason", kept[ReasonKey])));
        }
        return states;
    }

    private Reply Add(RegisterPlace place, string tenant, string program, ChangeRecord change, RegisterActor actor)
    {
        var (db, register, spec) = (place.Db, place.Register, place.Spec);
        var fields = change.Values;
        var no = SqlNumbers.Take(db, tenant, program, "$register:" + spec.Id, "");
        var recordId = no.ToString(CultureInfo.InvariantCulture);
        if (spec.IdSeries is { Length: > 0 } letters)
        {
            recordId = $"{letters}-{no:000000}";
            if (spec.Key.Count == 1)
            {
                if (fields[spec.Key[0]].IsNull) fields = fields.With(spec.Key[0], recordId);
                else recordId = fields[spec.Key[0]].AsText()!;
            }
        }
        // An ended record keeps its id; a new one of the same key gets another.
        if (db.Number("SELECT Id FROM RegisterRecords WHERE RegisterId = ? AND RecordId = ?", register, recordId) is not null) recordId = $"{recordId}#{no}";
        var key = db.Insert("INSERT INTO RegisterRecords (RegisterId, RecordId, Revision, Fields, CreatedAt, UpdatedAt) VALUES (?, ?, 1, ?, ?, ?)",
            register, recordId, db.Seal(Packing.Pack(fields)), actor.At, actor.At);
        var record = new StoredRecord(key, recordId, 1, fields, false);
        if ((Claim(db, register, spec, record) ?? Broken(place, null, record, actor)) is { } taken)
        {
            db.Run("DELETE FROM RegisterKeys WHERE RecordKey = ?", record.Key);
            db.Run("DELETE FROM RegisterRecords WHERE Id = ?", record.Key);
            SqlNumbers.GiveBack(db, tenant, program, "$register:" + spec.Id, "");
            return Conflict(change, taken.Id, taken.Fields, taken.Existing);
        }
        RegisterIndexes.Write(db, register, spec, record);
        Keep(db, record, change.Operation, actor);
        return new Reply(change.No, Reply.Done, record.ToDatum());
    }

    private Reply Update(RegisterPlace place, ChangeRecord change, StoredRecord before, RegisterActor actor)
    {
        var (db, register, spec) = (place.Db, place.Register, place.Spec);
        if (spec.Kind == "append") return Conflict(change, "append", [], before);
        if (change.ExpectedRevision is { } expected && expected != before.Revision) return Conflict(change, "revision", [], before);
        var ended = before.Ended || change.Operation == "end";
        var record = before with { Revision = before.Revision + 1, Fields = before.Fields.Merge(change.Values), Ended = ended };
        if (change.Operation == "upsert" && record.Fields.Equals(before.Fields) && ended == before.Ended) return new Reply(change.No, Reply.Done, before.ToDatum());
        db.Run("DELETE FROM RegisterKeys WHERE RecordKey = ?", record.Key);
        if ((Claim(db, register, spec, record) ?? Broken(place, before, record, actor)) is { } taken)
        {
            db.Run("DELETE FROM RegisterKeys WHERE RecordKey = ?", record.Key);
            Claim(db, register, spec, before);
            return Conflict(change, taken.Id, taken.Fields, taken.Existing);
        }
        Write(place, before, record, change.Operation, actor);
        return new Reply(change.No, Reply.Done, record.ToDatum());
    }

    /// <summary>Takes the record's places in the unique constraints; the constraint that is taken already, if one is.</summary>
    private static (string Id, IReadOnlyList<string> Fields, StoredRecord? Existing)? Claim(SqlDb db, long register, RegisterSpec spec, StoredRecord record)
    {
        foreach (var (id, key) in PlacesOf(spec, record))
        {
            if (db.InsertNew(StepTable.RegisterKeys, register, id, key, record.Key)) continue;
            var holder = db.Number("SELECT RecordKey FROM RegisterKeys WHERE RegisterId = ? AND ConstraintId = ? AND Key = ?", register, id, key);
            return (id, Constraints(spec).First(c => c.Id == id).Unique, holder is { } h ? ByRow(db, h) : null);
        }
        return null;
    }

    /// <summary>The constraints that bind the record as it is, with its place in each.</summary>
    private static IEnumerable<(string Id, string Key)> PlacesOf(RegisterSpec spec, StoredRecord record)
    {
        if (record.Ended) yield break;
        foreach (var (id, unique, condition) in Constraints(spec))
            if (unique.Count > 0 && !unique.Any(f => record.Fields[f].IsNull) && condition.Members.All(c => RegisterValues.Matches(record.Fields[c.Key], c.Value)))
                yield return (id, PlaceOf(unique, record.Fields));
    }

    private static string PlaceOf(IEnumerable<string> unique, Datum fields) => RegisterValues.Bounded(string.Join('\u001f', unique.Select(f => RegisterValues.Text(fields[f]))));

    private static string? KeyText(RegisterSpec spec, Datum values) => spec.Key.Count == 0 || spec.Key.Any(f => values[f].IsNull) ? null : PlaceOf(spec.Key, values);

    /// <summary>The constraint of another kind it would break, if there is one.</summary>
    private (string Id, IReadOnlyList<string> Fields, StoredRecord? Existing)? Broken(RegisterPlace place, StoredRecord? before, StoredRecord record, RegisterActor actor)
    {
        var cuts = new List<(StoredRecord Before, Datum Values)>();
        if (_rules.Check(place, before, record, (other, values) => cuts.Add((other, values))) is { } broken) return (broken.Rule.Id, broken.Rule.Fields, broken.Existing);
        foreach (var (other, values) in cuts) Write(place, other, other with { Revision = other.Revision + 1, Fields = other.Fields.Merge(values) }, "cut", actor);
        return null;
    }

    private static void Write(RegisterPlace place, StoredRecord before, StoredRecord record, string operation, RegisterActor actor)
    {
        place.Db.Run("UPDATE RegisterRecords SET Revision = ?, Fields = ?, UpdatedAt = ?, EndedAt = ? WHERE Id = ?",
            record.Revision, place.Db.Seal(Packing.Pack(record.Fields)), actor.At, record.Ended ? actor.At : null, record.Key);
        place.Db.Run("DELETE FROM RegisterIndex WHERE RecordKey = ?", before.Key);
        RegisterIndexes.Write(place.Db, place.Register, place.Spec, record);
        Keep(place.Db, record, operation, actor);
    }

    private RegisterPlace Place(SqlDb db, string tenant, string program, long register, RegisterSpec spec) =>
        new(db, register, spec, id => spec.Others(id) is { } other && IdOf(db, tenant, program, other.Id) is { } key ? Place(db, tenant, program, key, other) : null);

    private static IEnumerable<(string Id, IReadOnlyList<string> Unique, Datum While)> Constraints(RegisterSpec spec) =>
        [(KeyConstraint, spec.Key, Datum.EmptyObject), .. spec.Constraints.Where(c => c.Unique.Count > 0).Select(c => (c.Id, c.Unique, c.While))];

    private static void Keep(SqlDb db, StoredRecord record, string operation, RegisterActor actor) =>
        db.Run("INSERT INTO RegisterHistory (RecordKey, Revision, Operation, Fields, At, Actor, Case) VALUES (?, ?, ?, ?, ?, ?, ?)",
            record.Key, record.Revision, operation, db.Seal(Packing.Pack(actor.Reason is null ? record.Fields : record.Fields.With(ReasonKey, actor.Reason))), actor.At, actor.Actor, actor.Case);

    private static Reply Conflict(ChangeRecord change, string constraint, IReadOnlyList<string> fields, StoredRecord? existing) =>
        new(change.No, Reply.Conflict, Datum.Object(("constraint", constraint), ("fields", Datum.List(fields.Select(f => Datum.Of(f)))), ("existing", existing?.ToDatum() ?? Datum.Null)));

    /// <summary>Candidates by the first indexed field of the condition, the rest of the condition checked on each.</summary>
    internal IEnumerable<StoredRecord> Search(SqlDb db, long register, RegisterSpec spec, Datum where)
    {
        // What the index says is how things are now.
        var known = where[RegisterKeys.KnownAt].AsInstant();
        var indexed = known is null ? spec.IndexedFields : [];
        var best = where.Members.Where(m => indexed.Contains(m.Key)).OrderBy(m => m.Value.Kind == DatumKind.List).ThenByDescending(m => spec.Key.Contains(m.Key)).Select(m => m.Key).FirstOrDefault();
        var keys = new SortedSet<long>();
        if (where["id"].AsText() is { } id && spec.Field("id") is null)
        {
            if (db.Number("SELECT Id FROM RegisterRecords WHERE RegisterId = ? AND RecordId = ?", register, id) is { } key) keys.Add(key);
        }
        else if (best is not null)
        {
            foreach (var value in where[best].Kind == DatumKind.List ? where[best].Items : [where[best]])
            {
                using var rows = db.Query("SELECT RecordKey FROM RegisterIndex WHERE RegisterId = ? AND Field = ? AND Value = ?", register, best, RegisterValues.Text(value));
                while (rows.Step()) keys.Add(rows.Long(0));
            }
        }
        else
        {
            using var rows = db.Query("SELECT Id FROM RegisterRecords WHERE RegisterId = ?", register);
            while (rows.Step()) keys.Add(rows.Long(0));
        }
        foreach (var key in keys)
            if ((known is { } at ? AsKnown(db, key, at) : ByRow(db, key)) is { } record && Matches(spec, record, where)) yield return record;
    }

    /// <summary>A record as it was known at a moment; null while it was not.</summary>
    private static StoredRecord? AsKnown(SqlDb db, long key, DateTimeOffset at)
    {
        if (ByRow(db, key) is not { } record) return null;
        StoredRecord? known = null;
        using var rows = db.Query("SELECT Revision, Operation, Fields FROM RegisterHistory WHERE RecordKey = ? AND At <= ? ORDER BY Revision", key, at);
        while (rows.Step()) known = new(key, record.RecordId, rows.Long(0), Packing.UnpackDatum(rows.Opened(2)).Without(ReasonKey), rows.Text(1) == "end" || known is { Ended: true });
        return known;
    }

    private static bool Matches(RegisterSpec spec, StoredRecord record, Datum where)
    {
        if (!(where.TryGet(RegisterKeys.Ended, out var ended) ? RegisterValues.Matches(Datum.Of(record.Ended), ended) : !record.Ended)) return false;
        if (where.TryGet(RegisterKeys.ValidOn, out var on) && !IsValid(spec, record, on)) return false;
        foreach (var (field, value) in where.Members)
        {
            if (RegisterKeys.IsSpecial(field)) continue;
            var own = field == "id" && spec.Field("id") is null ? Datum.Of(record.RecordId) : record.Fields[field];
            if (!RegisterValues.Matches(own, value)) return false;
        }
        return true;
    }

    private static bool IsValid(RegisterSpec spec, StoredRecord record, Datum on) =>
        spec.Period is { } fields && RegisterPeriod.Of(spec, fields, record.Fields) is { } period && RegisterPeriod.Point(on, period.Type) is { } point && period.Holds(point);

    private static StoredRecord? ByKey(SqlDb db, long register, RegisterSpec spec, Datum values)
    {
        if (KeyText(spec, values) is not { } key) return null;
        return db.Number("SELECT RecordKey FROM RegisterKeys WHERE RegisterId = ? AND ConstraintId = ? AND Key = ?", register, KeyConstraint, key) is { } row ? ByRow(db, row) : null;
    }

    private static StoredRecord? ByRecordId(SqlDb db, long register, string recordId) =>
        db.Number("SELECT Id FROM RegisterRecords WHERE RegisterId = ? AND RecordId = ?", register, recordId) is { } row ? ByRow(db, row) : null;

    private static StoredRecord? ByRow(SqlDb db, long key)
    {
        using var row = db.Query("SELECT RecordId, Revision, Fields, EndedAt FROM RegisterRecords WHERE Id = ?", key);
        return row.Step() ? new StoredRecord(key, row.Text(0), row.Long(1), Packing.UnpackDatum(row.Opened(2)), !row.IsNull(3)) : null;
    }

    private long? IdOf(SqlDb db, string tenant, string program, string register)
    {
        if (_ids.TryGetValue((tenant, program, register), out var known)) return known;
        return db.Number("SELECT Id FROM Registers WHERE Tenant = ? AND Program = ? AND Register = ?", tenant, program, register);
    }

    private long MakeId(SqlSession session, string tenant, string program, string register)
    {
        if (IdOf(session.Db, tenant, program, register) is not { } id)
        {
            session.Db.InsertNew(StepTable.Registers, tenant, program, register);
            id = IdOf(session.Db, tenant, program, register) ?? throw new InvalidDataException($"The register {register} has no key.");
        }
        session.AfterCommit(() => _ids[(tenant, program, register)] = id);
        return id;
    }

}

/// <summary>A register record as it stands, or as it would.</summary>
internal sealed record StoredRecord(long Key, string RecordId, long Revision, Datum Fields, bool Ended)
{
    public Datum ToDatum()
    {
        var d = Datum.Object(("id", RecordId), ("revision", Revision), ("fields", Fields));
        return Ended ? d.With("ended", true) : d;
    }
}
