using System.Security.Cryptography;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;

namespace Workflows.Storage.Sql;

/// <summary>What a case's rows hold of what people wrote, to be erased. Statements by key, a few each kind of row: a night disposes of thousands of cases.</summary>
internal sealed class CaseContent(SqlSession session, string tenant, long key)
{
    private static readonly string[] HeadKept = ["number", "program", "programVersion", "workflow", "status", "submittedAt", "closedAt"];
    private SqlDb Db => session.Db;

    /// <summary>Every step's content becomes its SHA-256; the row, its state's hash and its link stay.</summary>
    public long EraseSteps()
    {
        var bodies = new List<(long Seq, byte[] Packed)>();
        using (var rows = Db.Query("SELECT Seq, Body FROM History WHERE CaseId = ? ORDER BY Seq", key))
            while (rows.Step()) if (rows.Bytes(1) is not [Packing.Erased, ..]) bodies.Add((rows.Long(0), rows.Opened(1)));
        foreach (var (seq, packed) in bodies)
            Db.Run("UPDATE History SET Body = ? WHERE CaseId = ? AND Seq = ?", new[] { Packing.Erased }.Concat(SHA256.HashData(Unpack(packed))).ToArray(), key, seq);
        return bodies.Count;
    }

    public void EraseAll(DateTimeOffset at, SortedDictionary<string, long> erased)
    {
        var state = Root();
        var files = FilesIn(state["fields"]).Distinct(StringComparer.Ordinal).ToList();
        var head = Datum.Object(HeadKept.Select(k => KeyValuePair.Create(k, state["head"][k]))).With("disposedAt", Datum.Of(at)).With("lifecycle", CaseRow.Disposed);
        var bare = state.With("fields", Datum.EmptyObject).With("head", head).With("frames", Datum.EmptyList).With("incidents", Datum.EmptyList).With("pending", Datum.EmptyList).Without("undo")
            .With("instances", Datum.List(state["instances"].Items.Select(i => i.With("correlationId", Datum.Null).With("name", Datum.Null).With("input", Datum.EmptyObject).With("outputs", Datum.EmptyObject).With("activityOutputs", Datum.EmptyObject).With("properties", Datum.EmptyObject))));
        Db.Run("DELETE FROM Parts WHERE CaseId = ?", key);
        Db.Put(StepTable.Parts, key, 0, Seal(bare));
        erased["項目"] = state["fields"].Members.Count;
        using (var counts = Db.Query("SELECT Table, COUNT(*) FROM Projections WHERE CaseId = ? AND Table <> ? AND Table <> ? GROUP BY Table", key, Projections.Facts, Projections.Disposals))
            while (counts.Step()) erased[NameOf(counts.Text(0))] = counts.Long(1);
        Db.Run("DELETE FROM Projections WHERE CaseId = ? AND Table <> ? AND Table <> ?", key, Projections.Facts, Projections.Disposals);
        Db.Run("DELETE FROM TaskSort WHERE TaskId IN (SELECT t.Id FROM Tasks t WHERE t.CaseId = ?)", key);
        erased["仕事"] = Db.Run("DELETE FROM Tasks WHERE CaseId = ?", key);
        Db.Run("DELETE FROM CaseSort WHERE CaseId = ?", key);
        Db.Run("DELETE FROM CaseWords WHERE CaseId = ?", key);
        Db.Run("DELETE FROM Bookmarks WHERE CaseId = ?", key);
        Db.Run("DELETE FROM Timers WHERE CaseId = ?", key);
        erased["送信内容"] = EraseOutbox();
        erased["ファイル"] = files.Sum(EraseFile);
        Db.Run("UPDATE Cases SET Applicant = NULL, StartKey = NULL, Lifecycle = ?, Head = ? WHERE Id = ?", CaseRow.Disposed, Seal(head), key);
        EraseValues();
    }

    /// <summary>Rows that hold one of the fields lose it; texts that may hold it (notices, lines of the timeline) go whole.</summary>
    public void EraseFields(IReadOnlyList<string> fields, SortedDictionary<string, long> erased)
    {
        var projections = new List<(string Table, string Key, byte[] Packed)>();
        using (var rows = Db.Query("SELECT Table, Key, Row FROM Projections WHERE CaseId = ? AND Table IN (?, ?)", key, Projections.Submissions, Projections.Notices))
            while (rows.Step()) projections.Add((rows.Text(0), rows.Text(1), rows.Opened(2)));
        foreach (var (table, rowKey, packed) in projections)
        {
            erased[NameOf(table)] = erased.GetValueOrDefault(NameOf(table)) + 1;
            var content = Datum.Parse(Unpack(packed));
            var left = table == Projections.Notices ? content.With("body", "（保存期間が過ぎたため廃棄しました。）") : content.With("values", Without(content["values"], fields)).Without("differences");
            Db.Run("UPDATE Projections SET Row = ? WHERE CaseId = ? AND Table = ? AND Key = ?", Seal(left), key, table, rowKey);
        }
        var tasks = new List<(long Id, byte[] Packed)>();
        using (var rows = Db.Query("SELECT Id, Row FROM Tasks WHERE CaseId = ?", key))
            while (rows.Step()) tasks.Add((rows.Long(0), rows.Opened(1)));
        foreach (var (id, packed) in tasks) Db.Run("UPDATE Tasks SET Row = ? WHERE Id = ?", Seal(Packing.UnpackDatum(packed).Without("compare").Without("values")), id);
        erased["送信内容"] = EraseOutbox();
    }

    private Datum Root()
    {
        byte[] packed;
        using (var row = Db.Query("SELECT Bytes FROM Parts WHERE CaseId = ? AND PartNo = 0", key))
            packed = row.Step() ? row.Opened(0) : throw new InvalidDataException($"Case {key} has no state.");
        return Datum.Parse(Unpack(packed));
    }

    private long EraseOutbox() => Db.Run("DELETE FROM Outbox WHERE CaseId = ?", key);

    /// <summary>Large values no other case refers to. What context refs hold is no content of the case and has no reference row.</summary>
    private void EraseValues()
    {
        var held = new List<long>();
        using (var rows = Db.Query("SELECT ValueId FROM ValueRefs WHERE CaseId = ?", key))
            while (rows.Step()) held.Add(rows.Long(0));
        Db.Run("DELETE FROM ValueRefs WHERE CaseId = ?", key);
        foreach (var id in held) Db.Run("DELETE FROM Values WHERE Id = ? AND NOT EXISTS (SELECT 1 FROM ValueRefs r WHERE r.ValueId = ?)", id, id);
    }

    private long EraseFile(string id)
    {
        byte[] sha;
        using (var row = Db.Query("SELECT Sha256 FROM Files WHERE Tenant = ? AND PublicId = ?", tenant, id))
        {
            if (!row.Step()) return 0;
            sha = row.Bytes(0);
        }
        Db.Run("DELETE FROM Files WHERE Tenant = ? AND PublicId = ?", tenant, id);
        Db.Run("DELETE FROM FileContents WHERE Tenant = ? AND Sha256 = ? AND NOT EXISTS (SELECT 1 FROM Files f WHERE f.Tenant = ? AND f.Sha256 = ?)", tenant, sha, tenant, sha);
        return 1;
    }

    private byte[] Unpack(byte[] packed) => Packing.Unpack(packed, sha => SqlCases.LoadValue(Db, tenant, sha));
    private byte[] Seal(Datum datum) => Db.Seal(Packing.Pack(datum));

    private static Datum Without(Datum values, IReadOnlyList<string> fields)
    {
        foreach (var field in fields) values = values.Without(field);
        foreach (var (key, table) in values.Members.Where(m => m.Value.Kind == DatumKind.List).ToList())
            values = values.With(key, Datum.List(table.Items.Select(item => item.Kind == DatumKind.Object ? Without(item, fields) : item)));
        return values;
    }

    private static IEnumerable<string> FilesIn(Datum value) => value.Kind switch
    {
        DatumKind.List => value.Items.SelectMany(FilesIn),
        DatumKind.Object when value.Has("size") && value["id"].AsText() is { } id => [id],
        DatumKind.Object => value.Members.SelectMany(m => FilesIn(m.Value)),
        _ => [],
    };

    private static string NameOf(string table) => table switch
    {
        Projections.Submissions => "提出された様式", Projections.Notices => "通知", Projections.Timeline => "経過", Projections.Grants => "閲覧の許可", _ => table,
    };
}
