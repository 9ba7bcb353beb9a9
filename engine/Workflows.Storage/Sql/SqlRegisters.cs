using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Workflows.Cases.Registers;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;

namespace Workflows.Storage.Sql;

/// <param name="Case">Public id of the case whose step it is; null outside a step.</param>
internal sealed record RegisterActor(string Actor, string? Case, DateTimeOffset At);

/// <summary>
/// Register records: found by equality over indexed fields, changed under the register's constraints, every state kept.
/// A record that was ended is found only by a <c>where</c> that names <see cref="EndedKey"/>.
/// </summary>
internal sealed class SqlRegisters
{
    /// <summary>In a <c>where</c>: true for ended records, [true, false] for all.</summary>
    public const string EndedKey = "_ended";

    private const string KeyConstraint = "$key";
    private readonly ConcurrentDictionary<(string, string, string), long> _ids = new();

    /// <summary>Records <c>{id, revision, fields}</c> matching the condition, oldest first.</summary>
    public List<Datum> Find(SqlDb db, string tenant, string program, RegisterSpec spec, Datum where, int take)
    {
        if (IdOf(db, tenant, program, spec.Id) is not { } register) return [];
        return [.. Search(db, register, spec, where).Take(take).Select(r => r.ToDatum())];
    }

    public Datum Aggregate(SqlDb db, string tenant, string program, RegisterSpec spec, Datum where, string function, string? field)
    {
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
        var existing = change.RecordId is { } id ? ByRecordId(db, register, id)
            : change.Operation is "change" or "end" or "upsert" && spec.Key.Count > 0 ? ByKey(db, register, spec, change.Values) : null;
        switch (change.Operation)
        {
            case "add" or "upsert" when existing is null && (change.Operation == "add" || change.RecordId is null):
                return Add(db, register, tenant, program, spec, change, actor);
            case "change" or "end" or "upsert" when existing is null:
                return new Reply(change.No, Reply.NotFound, Datum.Null);
            case "change" or "end" or "upsert":
                return Update(db, register, spec, change, existing!, actor);
            case "add":
                return Conflict(change, KeyConstraint, spec.Key, existing);
            default:
                throw new ArgumentException($"A register has no operation '{change.Operation}': add, change, end or upsert.");
        }
    }

    /// <summary>Many records, all or none.</summary>
    public Reply ChangeAll(SqlSession session, string tenant, string program, RegisterSpec spec, ChangeRecords all, RegisterActor actor)
    {
        // The register's own row outlives an undo: its key is remembered.
        MakeId(session, tenant, program, spec.Id);
        var dialect = session.Db.Dialect;
        session.Db.Run(dialect.Savepoint("changes"));
        for (var i = 0; i < all.Rows.Count; i++)
        {
            var row = all.Rows[i];
            var reply = Change(session, tenant, program, spec, new ChangeRecord(spec.Id, all.Operation, row["recordId"].AsText(), row["values"], row["revision"].AsLong()), actor);
            if (reply.Outcome == Reply.Done) continue;
            session.Db.Run(dialect.RollbackTo("changes"));
            if (dialect.Release("changes") is { } undone) session.Db.Run(undone);
            return new Reply(all.No, reply.Outcome, (reply.Value.Kind == DatumKind.Object ? reply.Value : Datum.EmptyObject).With("index", i));
        }
        if (dialect.Release("changes") is { } done) session.Db.Run(done);
        return new Reply(all.No, Reply.Done, Datum.Object(("count", all.Rows.Count)));
    }

    private static Reply Add(SqlDb db, long register, string tenant, string program, RegisterSpec spec, ChangeRecord change, RegisterActor actor)
    {
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
        if (Claim(db, register, spec, record) is { } taken)
        {
            db.Run("DELETE FROM RegisterKeys WHERE RecordKey = ?", record.Key);
            db.Run("DELETE FROM RegisterRecords WHERE Id = ?", record.Key);
            SqlNumbers.GiveBack(db, tenant, program, "$register:" + spec.Id, "");
            return Conflict(change, taken.Id, taken.Fields, taken.Existing);
        }
        Index(db, register, spec, record);
        Keep(db, record, change.Operation, actor);
        return new Reply(change.No, Reply.Done, record.ToDatum());
    }

    private static Reply Update(SqlDb db, long register, RegisterSpec spec, ChangeRecord change, StoredRecord before, RegisterActor actor)
    {
        if (spec.Kind == "append") return Conflict(change, "append", [], before);
        if (change.ExpectedRevision is { } expected && expected != before.Revision) return Conflict(change, "revision", [], before);
        var ended = before.Ended || change.Operation == "end";
        var record = before with { Revision = before.Revision + 1, Fields = before.Fields.Merge(change.Values), Ended = ended };
        if (change.Operation == "upsert" && record.Fields.Equals(before.Fields) && ended == before.Ended) return new Reply(change.No, Reply.Done, before.ToDatum());
        db.Run("DELETE FROM RegisterKeys WHERE RecordKey = ?", record.Key);
        if (Claim(db, register, spec, record) is { } taken)
        {
            db.Run("DELETE FROM RegisterKeys WHERE RecordKey = ?", record.Key);
            Claim(db, register, spec, before);
            return Conflict(change, taken.Id, taken.Fields, taken.Existing);
        }
        db.Run("UPDATE RegisterRecords SET Revision = ?, Fields = ?, UpdatedAt = ?, EndedAt = ? WHERE Id = ?",
            record.Revision, db.Seal(Packing.Pack(record.Fields)), actor.At, ended ? actor.At : null, record.Key);
        db.Run("DELETE FROM RegisterIndex WHERE RecordKey = ?", record.Key);
        Index(db, register, spec, record);
        Keep(db, record, change.Operation, actor);
        return new Reply(change.No, Reply.Done, record.ToDatum());
    }

    /// <summary>Takes the record's places in the unique constraints; the constraint that is taken already, if one is.</summary>
    private static (string Id, IReadOnlyList<string> Fields, StoredRecord? Existing)? Claim(SqlDb db, long register, RegisterSpec spec, StoredRecord record)
    {
        if (record.Ended) return null;
        foreach (var (id, unique, condition) in Constraints(spec))
        {
            if (unique.Count == 0 || unique.Any(f => record.Fields[f].IsNull)) continue;
            if (!condition.Members.All(c => RegisterValues.Matches(record.Fields[c.Key], c.Value))) continue;
            var key = RegisterValues.Bounded(string.Join('\u001f', unique.Select(f => RegisterValues.Text(record.Fields[f]))));
            if (db.InsertNew(StepTable.RegisterKeys, register, id, key, record.Key)) continue;
            var holder = db.Number("SELECT RecordKey FROM RegisterKeys WHERE RegisterId = ? AND ConstraintId = ? AND Key = ?", register, id, key);
            return (id, unique, holder is { } h ? ByRow(db, h) : null);
        }
        return null;
    }

    private static IEnumerable<(string Id, IReadOnlyList<string> Unique, Datum While)> Constraints(RegisterSpec spec) =>
        [(KeyConstraint, spec.Key, Datum.EmptyObject), .. spec.Constraints.Select(c => (c.Id, c.Unique, c.While))];

    private static void Index(SqlDb db, long register, RegisterSpec spec, StoredRecord record)
    {
        foreach (var field in spec.IndexedFields)
            db.InsertNew(StepTable.RegisterIndex, register, field, RegisterValues.Text(record.Fields[field]), record.Key);
    }

    private static void Keep(SqlDb db, StoredRecord record, string operation, RegisterActor actor) =>
        db.Run("INSERT INTO RegisterHistory (RecordKey, Revision, Operation, Fields, At, Actor, Case) VALUES (?, ?, ?, ?, ?, ?, ?)",
            record.Key, record.Revision, operation, db.Seal(Packing.Pack(record.Fields)), actor.At, actor.Actor, actor.Case);

    private static Reply Conflict(ChangeRecord change, string constraint, IReadOnlyList<string> fields, StoredRecord? existing) =>
        new(change.No, Reply.Conflict, Datum.Object(("constraint", constraint), ("fields", Datum.List(fields.Select(f => Datum.Of(f)))), ("existing", existing?.ToDatum() ?? Datum.Null)));

    /// <summary>Candidates by the first indexed field of the condition, the rest of the condition checked on each.</summary>
    private static IEnumerable<StoredRecord> Search(SqlDb db, long register, RegisterSpec spec, Datum where)
    {
        var indexed = spec.IndexedFields;
        var best = where.Members.Where(m => m.Key != EndedKey && indexed.Contains(m.Key)).OrderBy(m => m.Value.Kind == DatumKind.List).ThenByDescending(m => spec.Key.Contains(m.Key)).Select(m => m.Key).FirstOrDefault();
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
            if (ByRow(db, key) is { } record && Matches(spec, record, where)) yield return record;
    }

    private static bool Matches(RegisterSpec spec, StoredRecord record, Datum where)
    {
        if (!(where.TryGet(EndedKey, out var ended) ? RegisterValues.Matches(Datum.Of(record.Ended), ended) : !record.Ended)) return false;
        foreach (var (field, value) in where.Members)
        {
            if (field == EndedKey) continue;
            var own = field == "id" && spec.Field("id") is null ? Datum.Of(record.RecordId) : record.Fields[field];
            if (!RegisterValues.Matches(own, value)) return false;
        }
        return true;
    }

    private static StoredRecord? ByKey(SqlDb db, long register, RegisterSpec spec, Datum values)
    {
        if (spec.Key.Any(f => values[f].IsNull)) return null;
        var key = RegisterValues.Bounded(string.Join('\u001f', spec.Key.Select(f => RegisterValues.Text(values[f]))));
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

    private sealed record StoredRecord(long Key, string RecordId, long Revision, Datum Fields, bool Ended)
    {
        public Datum ToDatum()
        {
            var d = Datum.Object(("id", RecordId), ("revision", Revision), ("fields", Fields));
            return Ended ? d.With("ended", true) : d;
        }
    }
}

/// <summary>How register values are compared: by kind and value, numbers whatever their digits (1 = 1.0).</summary>
internal static class RegisterValues
{
    /// <summary>The value as a text that is equal for equal values.</summary>
    public static string Text(Datum value) => (value.Kind switch
    {
        DatumKind.Null => "z",
        DatumKind.Boolean => value.AsBoolean() ? "b1" : "b0",
        DatumKind.Number when value.AsDecimal() is { } number => "n" + (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        DatumKind.Text => "s" + value.AsText(),
        _ => "j" + value.ToJson(),
    }) is var text ? Bounded(text) : "";

    /// <summary>A long text by its digest: an index entry has bounds on every database.</summary>
    public static string Bounded(string text) => text.Length <= LongestKey ? text : "h" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private const int LongestKey = 160;

    /// <summary>Equality; a list in the condition means any of.</summary>
    public static bool Matches(Datum value, Datum condition) =>
        condition.Kind == DatumKind.List ? condition.Items.Any(c => c.Equals(value)) || value.Equals(condition) : value.Equals(condition);
}
