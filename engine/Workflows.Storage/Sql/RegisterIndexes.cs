using Workflows.Cases.Registers;

namespace Workflows.Storage.Sql;

/// <summary>Rows records are found by: the values of indexed fields, the day a record's retention counts from, and which fields the rows were made for.</summary>
internal static class RegisterIndexes
{
    // No field's key begins so.
    private const string Retention = "$retention", Made = "$made", Counted = "$counted:";
    /// <summary>Places looked up by one query.</summary>
    private const int Together = 200;
    private const int DayLength = 10;

    public static void Write(SqlDb db, long register, RegisterSpec spec, StoredRecord record)
    {
        foreach (var field in spec.IndexedFields) db.InsertNew(StepTable.RegisterIndex, register, field, RegisterValues.Text(record.Fields[field]), record.Key);
        foreach (var field in spec.Counted)
            foreach (var part in RegisterKeys.Parts(record.Fields[field]).Distinct()) db.InsertNew(StepTable.RegisterIndex, register, Counted + field, RegisterValues.Text(part), record.Key);
        if (spec.Retention is { } retention && record.Fields[retention.From].AsText() is { Length: >= DayLength } from)
            db.InsertNew(StepTable.RegisterIndex, register, Retention, from[..DayLength], record.Key);
    }

    /// <summary>Nothing of it is left to be erased until it changes again.</summary>
    public static void Kept(SqlDb db, long record) => db.Run("DELETE FROM RegisterIndex WHERE RecordKey = ? AND Field = ?", record, Retention);

    public static List<(long No, string Record)> Due(SqlDb db, long register, string until, long after, int take)
    {
        var found = new List<(long, string)>();
        using var rows = db.Query("SELECT r.Id, r.RecordId FROM RegisterIndex i JOIN RegisterRecords r ON r.Id = i.RecordKey WHERE i.RegisterId = ? AND i.Field = ? AND i.Value <= ? AND i.RecordKey > ? ORDER BY i.RecordKey LIMIT ?", register, Retention, until, after, take);
        while (rows.Step()) found.Add((rows.Long(0), rows.Text(1)));
        return found;
    }

    /// <summary>How many records that have not ended have each text in a counted field.</summary>
    public static Dictionary<string, long> Tally(SqlDb db, long register, string field)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        using var rows = db.Query("SELECT i.Value, COUNT(*) FROM RegisterIndex i JOIN RegisterRecords r ON r.Id = i.RecordKey WHERE i.RegisterId = ? AND i.Field = ? AND r.EndedAt IS NULL GROUP BY i.Value", register, Counted + field);
        while (rows.Step()) found[rows.Text(0)] = rows.Long(1);
        return found;
    }

    /// <summary>Which of the places of a unique constraint are taken.</summary>
    public static List<string> Held(SqlDb db, long register, string constraint, IReadOnlyList<string> places)
    {
        var held = new List<string>();
        var sql = $"SELECT Key FROM RegisterKeys WHERE RegisterId = ? AND ConstraintId = ? AND Key IN ({string.Join(", ", Enumerable.Repeat("?", Together))})";
        foreach (var some in places.Chunk(Together))
        {
            // One text for every number of places: the last one again.
            object?[] values = [register, constraint, .. some, .. Enumerable.Repeat(some[^1], Together - some.Length)];
            using var rows = db.Query(sql, values);
            while (rows.Step()) held.Add(rows.Text(0));
        }
        return held;
    }

    public static List<long> RecordsAfter(SqlDb db, long register, long after, int take)
    {
        var found = new List<long>();
        using var rows = db.Query("SELECT Id FROM RegisterRecords WHERE RegisterId = ? AND Id > ? ORDER BY Id LIMIT ?", register, after, take);
        while (rows.Step()) found.Add(rows.Long(0));
        return found;
    }

    public static bool IsOf(SqlDb db, long register, string signature) =>
        db.Number("SELECT 1 FROM RegisterIndex WHERE RegisterId = ? AND Field = ? AND Value = ?", register, Made, signature) is not null;

    public static void Sign(SqlDb db, long register, string signature)
    {
        db.Run("DELETE FROM RegisterIndex WHERE RegisterId = ? AND Field = ?", register, Made);
        db.InsertNew(StepTable.RegisterIndex, register, Made, signature, 0L);
    }
}
