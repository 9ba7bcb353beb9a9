using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.State;
using Workflows.Storage.Model;
using Workflows.Storage.Reading;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Reads committed rows: lists by keyset, counts to 1 000, nothing filtered after the database.</summary>
internal sealed class SqlCaseReader(ISqlReaders readers, SqlCases cases, SqlTaskLists tasks, TimeProvider time) : ICaseReader
{
    private const int MostCounted = 1_000, MostRows = 500;
    private const string Columns = "c.Id, c.PublicId, c.Tenant, c.Program, c.ProgramVersion, c.Workflow, c.Number, c.Status, c.Applicant, c.Lifecycle, c.CreatedAt, c.UpdatedAt, c.Version, c.PlanKey, c.Head";

    public ValueTask<CaseRow?> FindCase(string tenant, string caseIdOrNumber, CancellationToken ct) => Read(db => KeyOf(db, tenant, caseIdOrNumber) is { } key ? RowOf(db, key) : null);

    public ValueTask<CaseState?> ReadState(string tenant, string caseId, CancellationToken ct) => Read(db => cases.Load(db, tenant, caseId)?.State);

    public ValueTask<Page<CaseRow>> ListCases(string tenant, CaseFilter filter, PageRequest page, CancellationToken ct) => Read(db =>
    {
        var where = new SqlText().And("c.Tenant = ?", tenant)
            .AndIf(filter.Program is not null, "c.Program = ?", filter.Program)
            .AndIf(filter.Workflow is not null, "c.Workflow = ?", filter.Workflow)
            .AndIf(filter.Status is not null, "c.Status = ?", filter.Status)
            .AndIf(filter.Applicant is not null, "c.Applicant = ?", filter.Applicant)
            .AndIf(filter.Open is true, "c.Lifecycle NOT IN ('ended', 'disposed')")
            .AndIf(filter.Open is false, "c.Lifecycle IN ('ended', 'disposed')");
        if (filter.Text is { Length: > 0 } text) where.AndText(text, SqlEffects.SearchForm(text), filter.TextIn, db.Dialect.Contains);
        return List(db, where.AndScope(tenant, filter.Program, filter.Scope, time.GetUtcNow()), page);
    });

    public ValueTask<Page<CaseRow>> ListFaulted(string tenant, string? program, PageRequest page, CancellationToken ct) => Read(db =>
        List(db, new SqlText().And("c.Tenant = ?", tenant).And("c.Faulted = 1").AndIf(program is not null, "c.Program = ?", program), page));

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

    public ValueTask<Page<ProjectionRow>> ListNotices(string tenant, string person, PageRequest page, CancellationToken ct) => Read(db =>
    {
        var from = Cursor.Read(page.Cursor);
        var take = Math.Clamp(page.Take, 1, MostRows);
        var found = new List<ProjectionRow>();
        using (var rows = db.Query("""
            SELECT c.PublicId, p.Table, p.Key, p.Id, p.Row FROM Projections p JOIN Cases c ON c.Id = p.CaseId
            WHERE p.Tenant = ? AND p.Person = ? AND p.Id < ? ORDER BY p.Id DESC LIMIT ?
            """, tenant, person, from?.Key ?? long.MaxValue, take + 1))
            while (rows.Step()) found.Add(new ProjectionRow(rows.Text(0), rows.Text(1), rows.Text(2), rows.Long(3), Unpack(db, tenant, rows.Opened(4))));
        var count = db.Number("SELECT COUNT(*) FROM (SELECT 1 AS N FROM Projections WHERE Tenant = ? AND Person = ? LIMIT ?) AS counted", tenant, person, MostCounted) ?? 0;
        return Cut(found, take, (int)count, p => new Cursor(null, p.No));
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
        using var rows = db.Query("SELECT Seq, At, Body, StateHash, PlanKey FROM History WHERE CaseId = ? AND Seq > ? ORDER BY Seq LIMIT ?", key, afterSeq, take);
        while (rows.Step())
        {
            // What was disposed of is gone.
            if (rows.Bytes(2) is [Packing.Erased, ..]) continue;
            var (stimulus, context, tape, journal) = HistoryBody.Read(Packing.Unpack(rows.Opened(2), sha => SqlCases.LoadValue(db, tenant, sha)), sha => SqlCases.LoadValue(db, tenant, sha));
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

    private Page<CaseRow> List(SqlDb db, SqlText where, PageRequest page)
    {
        var count = Count(db, $"FROM Cases c WHERE {where.Conditions}", where.Values);
        var descending = page.Sort is null || page.Sort.StartsWith('-');
        var field = page.Sort?.TrimStart('-');
        var take = Math.Clamp(page.Take, 1, MostRows);
        // Without a sort the newest case comes first; keys grow with time.
        var (join, sort) = field switch
        {
            null or "createdAt" => ("", "c.Id"),
            "updatedAt" => ("", "c.UpdatedAt"),
            "number" => ("", "COALESCE(c.Number, '')"),
            "status" => ("", "c.Status"),
            _ => (" LEFT JOIN CaseSort s ON s.CaseId = c.Id AND s.FieldId = ?", $"COALESCE(s.SortKey, {db.Dialect.EmptyKey})"),
        };
        List<object?> values = join.Length > 0 ? [field] : [];
        values.AddRange(where.Values);
        var sql = $"SELECT {Columns}, {sort} FROM Cases c{join} WHERE {where.Conditions}";
        if (Cursor.Read(page.Cursor) is { } from)
        {
            if (sort == "c.Id")
            {
                sql += $" AND c.Id {(descending ? '<' : '>')} ?";
                values.Add(from.Key);
            }
            else sql += $" AND {db.Dialect.After(sort, "c.Id", descending, from.Value, from.Key, values)}";
        }
        var direction = descending ? "DESC" : "ASC";
        sql += string.Create(CultureInfo.InvariantCulture, $" ORDER BY {(sort == "c.Id" ? "" : $"{sort} {direction}, ")}c.Id {direction} LIMIT {take + 1}");
        var found = new List<(CaseRow Row, Cursor At)>();
        using (var rows = db.Once(sql, values.ToArray()))
            while (rows.Step()) found.Add((ReadRow(db, rows), new Cursor(rows.Value(15), rows.Long(0))));
        var cut = Cut(found, take, count, f => f.At);
        return new Page<CaseRow>([.. cut.Items.Select(f => f.Row)], cut.Next, cut.Count);
    }

    internal static int Count(SqlDb db, string fromWhere, IReadOnlyList<object?> values)
    {
        using var row = db.Once($"SELECT COUNT(*) FROM (SELECT 1 AS N {fromWhere} LIMIT {MostCounted}) AS counted", values.ToArray());
        return row.Step() ? row.Int(0) : 0;
    }

    internal static Page<T> Cut<T>(List<T> found, int take, int count, Func<T, Cursor> cursor) => found.Count > take
        ? new Page<T>(found.GetRange(0, take), cursor(found[take - 1]).Write(), count)
        : new Page<T>(found, null, count);

    private CaseRow? RowOf(SqlDb db, long key)
    {
        using var row = db.Query($"SELECT {Columns} FROM Cases c WHERE c.Id = ?", key);
        return row.Step() ? ReadRow(db, row) : null;
    }

    private CaseRow ReadRow(SqlDb db, SqlRows row) => new(
        row.Text(1), row.Text(2), row.Text(3), row.Int(4), row.Text(5), row.TextOrNull(6), row.Text(7), row.TextOrNull(8), row.Text(9),
        row.Instant(10), row.Instant(11), row.Long(12), row.IsNull(13) ? "" : cases.PlanId(db, row.Long(13)), Packing.UnpackDatum(row.Opened(14)));

    private static long? KeyOf(SqlDb db, string tenant, string idOrNumber) =>
        db.Number("SELECT Id FROM Cases WHERE PublicId = ? AND Tenant = ?", idOrNumber, tenant)
        ?? db.Number("SELECT Id FROM Cases WHERE Tenant = ? AND Number = ? ORDER BY Id DESC LIMIT 1", tenant, idOrNumber);

    private static Datum Unpack(SqlDb db, string tenant, byte[] stored) => Datum.Parse(Packing.Unpack(stored, sha => SqlCases.LoadValue(db, tenant, sha)));

    private ValueTask<T> Read<T>(Func<SqlDb, T> work) => ValueTask.FromResult(readers.Read(work));
}
