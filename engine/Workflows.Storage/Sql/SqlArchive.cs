using System.Text;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <param name="Parts">The state's parts, packed.</param>
/// <param name="Bodies">The steps' content by number, packed.</param>
internal sealed record ArchivedCase(IReadOnlyList<(int No, byte[] Bytes)> Parts, IReadOnlyDictionary<long, byte[]> Bodies);

/// <summary>
/// Ended cases after a while: their state and the content of their steps in one compressed row. The steps' own rows stay, with
/// number, digest and state hash, so that chains and seals go on; everything that reads a case reads it here. A step of an
/// archived case, and its disposal, bring it back first.
/// </summary>
internal static class SqlArchive
{
    /// <summary>Cases that may be archived, in order of their keys.</summary>
    public static IReadOnlyList<long> Ripe(SqlDb db, long after, DateTimeOffset untouchedSince, int take)
    {
        var found = new List<long>();
        using var rows = db.Query("""
            SELECT c.Id FROM Cases c WHERE c.Id > ? AND c.Lifecycle = 'ended' AND c.UpdatedAt < ? AND c.StateFormat <= ? AND EXISTS (SELECT 1 FROM Parts p WHERE p.CaseId = c.Id) ORDER BY c.Id LIMIT ?
            """, after, untouchedSince, SqlCases.Format, take);
        while (rows.Step()) found.Add(rows.Long(0));
        return found;
    }

    /// <returns>False when it took a step meanwhile.</returns>
    public static bool Store(SqlDb db, long key, DateTimeOffset untouchedSince, DateTimeOffset now)
    {
        string tenant;
        // Locked, so that no step of it runs meanwhile.
        using (var row = db.Query($"SELECT Tenant FROM Cases{db.Dialect.LockHint} WHERE Id = ? AND Lifecycle = 'ended' AND UpdatedAt < ?{db.Dialect.ForUpdate}", key, untouchedSince))
        {
            if (!row.Step()) return false;
            tenant = row.Text(0);
        }
        var parts = PartsOf(db, key);
        if (parts.Count == 0) return false;
        var bodies = new SortedDictionary<long, byte[]>();
        using (var rows = db.Query("SELECT Seq, Body FROM History WHERE CaseId = ? ORDER BY Seq", key))
        {
            while (rows.Step()) if (rows.Bytes(1) is not [Packing.Erased or Packing.Archived, ..]) bodies[rows.Long(0)] = rows.Opened(1);
        }
        db.Put(StepTable.Archive, key, tenant, now, db.Seal(Packing.PackTight(Write(parts, bodies))));
        foreach (var seq in bodies.Keys) db.Run("UPDATE History SET Body = ? WHERE CaseId = ? AND Seq = ?", new[] { Packing.Archived }, key, seq);
        db.Run("DELETE FROM Parts WHERE CaseId = ?", key);
        return true;
    }

    /// <summary>Null when the case is not archived.</summary>
    public static ArchivedCase? Find(SqlDb db, long key)
    {
        using var row = db.Query("SELECT Bytes FROM Archive WHERE CaseId = ?", key);
        return row.Step() ? Read(Packing.Unpack(row.Opened(0))) : null;
    }

    /// <summary>Makes the case's rows again as they were.</summary>
    public static void BringBack(SqlSession session, long key)
    {
        var db = session.Db;
        if (Find(db, key) is not { } archived) return;
        foreach (var (no, bytes) in archived.Parts) db.Put(StepTable.Parts, key, no, db.Seal(bytes));
        foreach (var (seq, body) in archived.Bodies) db.Run("UPDATE History SET Body = ? WHERE CaseId = ? AND Seq = ?", db.Seal(body), key, seq);
        db.Run("DELETE FROM Archive WHERE CaseId = ?", key);
    }

    public static List<(int No, byte[] Bytes)> PartsOf(SqlDb db, long key)
    {
        var parts = new List<(int, byte[])>();
        using var rows = db.Query("SELECT PartNo, Bytes FROM Parts WHERE CaseId = ? ORDER BY PartNo", key);
        while (rows.Step()) parts.Add((rows.Int(0), rows.Opened(1)));
        return parts;
    }

    private static byte[] Write(IReadOnlyCollection<(int No, byte[] Bytes)> parts, SortedDictionary<long, byte[]> bodies)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(parts.Count);
        foreach (var (no, bytes) in parts) { writer.Write(no); Bytes(writer, bytes); }
        writer.Write(bodies.Count);
        foreach (var (seq, bytes) in bodies) { writer.Write(seq); Bytes(writer, bytes); }
        return stream.ToArray();

        static void Bytes(BinaryWriter writer, byte[] packed)
        {
            // All of them are compressed together, which a compressed one would hinder.
            var loose = Packing.Loosen(packed);
            writer.Write(loose.Length);
            writer.Write(loose);
        }
    }

    private static ArchivedCase Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var parts = new List<(int, byte[])>();
        for (var left = reader.ReadInt32(); left > 0; left--) parts.Add((reader.ReadInt32(), reader.ReadBytes(reader.ReadInt32())));
        var bodies = new Dictionary<long, byte[]>();
        for (var left = reader.ReadInt32(); left > 0; left--) bodies[reader.ReadInt64()] = reader.ReadBytes(reader.ReadInt32());
        return new ArchivedCase(parts, bodies);
    }
}
