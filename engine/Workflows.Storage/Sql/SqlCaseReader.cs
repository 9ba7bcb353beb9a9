using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Storage.Model;
using Workflows.Storage.Reading;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Reads committed rows: lists by keyset, counts to 1 000, nothing filtered after the database.</summary>
internal sealed class SqlCaseReader(ISqlReaders readers, SqlCases cases, SqlCaseLists lists, SqlTaskLists tasks) : ICaseReader
{
    private const int MostCounted = 1_000, MostFacts = 10_000;

    public ValueTask<CaseRow?> FindCase(string tenant, string caseIdOrNumber, CancellationToken ct) => Read(db => KeyOf(db, tenant, caseIdOrNumber) is { } key ? RowOf(db, key) : null);

    public ValueTask<CaseState?> ReadState(string tenant, string caseId, CancellationToken ct) => Read(db => cases.Load(db, tenant, caseId)?.State);

    public ValueTask<Page<CaseRow>> ListCases(string tenant, CaseFilter filter, PageRequest page, CancellationToken ct) => Read(db => lists.List(db, tenant, filter, faulted: false, page));

    public ValueTask<Page<CaseRow>> ListFaulted(string tenant, string? program, PageRequest page, CancellationToken ct) => Read(db => lists.List(db, tenant, new CaseFilter(program), faulted: true, page));

    public ValueTask<Page<TaskRow>> ListTasks(string tenant, TaskFilter filter, PageRequest page, CancellationToken ct) => Read(db => tasks.List(db, tenant, filter, page));

    public ValueTask<TaskRow?> FindTask(string tenant, string taskId, CancellationToken ct) => Read(db => SqlTaskLists.Find(db, tenant, taskId));

    public ValueTask<IReadOnlyList<ProjectionRow>> ReadProjection(string tenant, string caseId, string table, CancellationToken ct) => Read<IReadOnlyList<ProjectionRow>>(db =>
    {
        var found = new List<ProjectionRow>();
        if (KeyOf(db, tenant, caseId) is not { } key || RowOf(db, key) is not { } row) return found;
        switch (table)
        {
            case Projections.Header: found.Add(new ProjectionRow(row.Id, table, "", 0, row.Head)); break;
            case Projections.Tasks:
                using (var rows = db.Query("SELECT BookmarkId, Id, Row FROM Tasks WHERE CaseId = ? ORDER BY Id", key))
                    while (rows.Step()) found.Add(new ProjectionRow(row.Id, table, rows.Text(0), rows.Long(1), Packing.UnpackDatum(rows.Opened(2))));
                break;
            case Projections.Sort:
                using (var rows = db.Query("SELECT FieldId, Text FROM CaseSort WHERE CaseId = ? ORDER BY FieldId", key))
                    while (rows.Step()) found.Add(new ProjectionRow(row.Id, table, rows.Text(0), found.Count, Datum.Object(("value", rows.Text(1)))));
                break;
            default:
                using (var rows = db.Query("SELECT Key, Id, Row FROM Projections WHERE CaseId = ? AND Table = ? ORDER BY Id", key, table))
                    while (rows.Step()) found.Add(new ProjectionRow(row.Id, table, rows.Text(0), rows.Long(1), Unpack(db, tenant, rows.Opened(2))));
                break;
        }
        return found;
    });

    public ValueTask<Page<ProjectionRow>> ListFacts(string tenant, string program, PageRequest page, CancellationToken ct) => Read(db =>
    {
        var from = Cursor.Read(page.Cursor);
        var (caseKey, take) = (from?.Value as long? ?? 0, Math.Clamp(page.Take, 1, MostFacts));
        var found = new List<(ProjectionRow Row, Cursor At)>();
        using (var rows = db.Query("""
            SELECT c.PublicId, p.Key, p.Id, p.Row, c.Id FROM Cases c JOIN Projections p ON p.CaseId = c.Id AND p.Table = ?1
            WHERE c.Tenant = ?2 AND c.Program = ?3 AND c.Id >= ?4 AND (c.Id > ?4 OR p.Id > ?5) ORDER BY c.Id, p.Id LIMIT ?6
            """, Projections.Facts, tenant, program, caseKey, from?.Key ?? 0, take + 1))
            while (rows.Step()) found.Add((new ProjectionRow(rows.Text(0), Projections.Facts, rows.Text(1), rows.Long(2), Unpack(db, tenant, rows.Opened(3))), new Cursor(rows.Long(4), rows.Long(2))));
        var cut = SqlCaseLists.Cut(found, take, Math.Min(found.Count, take), f => f.At);
        return cut.With<ProjectionRow>([.. cut.Items.Select(f => f.Row)]);
    });

    public ValueTask<Page<ProjectionRow>> ListNotices(string tenant, string person, PageRequest page, CancellationToken ct) => Read(db =>
    {
        var from = Cursor.Read(page.Cursor);
        var take = Math.Clamp(page.Take, 1, SqlCaseLists.MostRows);
        var found = new List<ProjectionRow>();
        using (var rows = db.Query("""
            SELECT c.PublicId, p.Table, p.Key, p.Id, p.Row FROM Projections p JOIN Cases c ON c.Id = p.CaseId
            WHERE p.Tenant = ? AND p.Person = ? AND p.Id < ? ORDER BY p.Id DESC LIMIT ?
            """, tenant, person, from?.Key ?? long.MaxValue, take + 1))
            while (rows.Step()) found.Add(new ProjectionRow(rows.Text(0), rows.Text(1), rows.Text(2), rows.Long(3), Unpack(db, tenant, rows.Opened(4))));
        var count = db.Number("SELECT COUNT(*) FROM (SELECT 1 AS N FROM Projections WHERE Tenant = ? AND Person = ? LIMIT ?) AS counted", tenant, person, MostCounted) ?? 0;
        return SqlCaseLists.Cut(found, take, (int)count, p => new Cursor(null, p.No));
    });

    public ValueTask<IReadOnlyList<string>> FindWaiting(string tenant, string program, string kind, string name, string? key, CancellationToken ct) => Read<IReadOnlyList<string>>(db =>
    {
        var found = new List<string>();
        // As the engine matches: an event without a key reaches every wait of its name.
        using var rows = db.Query("""
            SELECT DISTINCT c.Id, c.PublicId FROM Bookmarks b JOIN Cases c ON c.Id = b.CaseId
            WHERE b.Tenant = ?1 AND b.Program = ?2 AND b.Kind = ?3 AND b.Name = ?4 AND (b.Key IS NULL OR b.Key = ?5 OR (?5 IS NULL AND b.Kind = 'event')) ORDER BY c.Id
            """, tenant, program, kind, name, key);
        while (rows.Step()) found.Add(rows.Text(1));
        return found;
    });

    public ValueTask<IReadOnlyList<string>> WaitingNames(string tenant, string program, string kind, CancellationToken ct) => Read<IReadOnlyList<string>>(db =>
    {
        var found = new List<string>();
        using var rows = db.Query("SELECT DISTINCT Name FROM Bookmarks WHERE Tenant = ? AND Program = ? AND Kind = ? ORDER BY Name", tenant, program, kind);
        while (rows.Step()) found.Add(rows.Text(0));
        return found;
    });

    public ValueTask<IReadOnlyList<HistoryRow>> ReadHistory(string tenant, string caseId, long afterSeq, int take, CancellationToken ct) => Read<IReadOnlyList<HistoryRow>>(db =>
    {
        var found = new List<HistoryRow>();
        if (KeyOf(db, tenant, caseId) is not { } key) return found;
        var refs = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        ArchivedCase? archived = null;
        using var rows = db.Query("SELECT Seq, At, Body, StateHash, PlanKey FROM History WHERE CaseId = ? AND Seq > ? ORDER BY Seq LIMIT ?", key, afterSeq, take);
        while (rows.Step())
        {
            // What was disposed of is gone.
            if (rows.Bytes(2) is [Packing.Erased, ..]) continue;
            var body = rows.Bytes(2) is [Packing.Archived] ? (archived ??= SqlArchive.Find(db, key)!).Bodies[rows.Long(0)] : rows.Opened(2);
            var (stimulus, context, tape, journal) = HistoryBody.Read(Packing.Unpack(body, sha => SqlCases.LoadValue(db, tenant, sha)), sha => SqlCases.LoadValue(db, tenant, sha));
            found.Add(new HistoryRow(rows.Long(0), rows.Instant(1), stimulus, context, tape, journal, Convert.ToHexStringLower(rows.Bytes(3)), cases.PlanId(db, rows.Long(4))));
        }
        return found;
    });

    public ValueTask<IReadOnlyList<OutboxRow>> ReadOutbox(string tenant, string caseId, CancellationToken ct) => Read<IReadOnlyList<OutboxRow>>(db =>
    {
        var found = new List<OutboxRow>();
        if (KeyOf(db, tenant, caseId) is not { } key) return found;
        using var rows = db.Query("SELECT Key, Kind, Target, Body, Status, Attempts, NextAt, LastError, CreatedAt FROM Outbox WHERE CaseId = ? ORDER BY Id", key);
        while (rows.Step())
        {
            var status = (OutboxStatus)rows.Int(4);
            found.Add(new OutboxRow(caseId, rows.Text(0), rows.Text(1), rows.Text(2), Unpack(db, tenant, rows.Opened(3)), status.ToString().ToLowerInvariant(), rows.Int(5),
                status == OutboxStatus.Pending ? rows.Instant(6) : null, rows.TextOrNull(7), rows.Instant(8)));
        }
        return found;
    });

    private CaseRow? RowOf(SqlDb db, long key)
    {
        using var row = db.Query($"SELECT {SqlCases.Listed} FROM Cases c WHERE c.Id = ?", key);
        return row.Step() ? cases.ReadListed(db, row) : null;
    }

    private static long? KeyOf(SqlDb db, string tenant, string idOrNumber) =>
        db.Number("SELECT Id FROM Cases WHERE PublicId = ? AND Tenant = ?", idOrNumber, tenant)
        ?? db.Number("SELECT Id FROM Cases WHERE Tenant = ? AND Number = ? ORDER BY Id DESC LIMIT 1", tenant, idOrNumber);

    private static Datum Unpack(SqlDb db, string tenant, byte[] stored) => Datum.Parse(Packing.Unpack(stored, sha => SqlCases.LoadValue(db, tenant, sha)));

    private ValueTask<T> Read<T>(Func<SqlDb, T> work) => ValueTask.FromResult(readers.Read(work));
}
