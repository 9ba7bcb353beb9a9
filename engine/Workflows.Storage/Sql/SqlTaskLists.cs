using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Reading;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Task lists: one index-limited query a visible queue, merged.</summary>
internal sealed class SqlTaskLists(TimeProvider time)
{
    private const int MostRows = 500, MostQueues = 64;
    private static readonly TimeSpan Soon = TimeSpan.FromDays(3);
    private const string Columns = """
        t.Id, c.PublicId, t.BookmarkId, COALESCE(c.Number, '') AS CaseNumber, q.Program, t.Task, t.Title, q.Role, q.Office, t.Status, t.Assignee, t.CreatedAt, t.Due, t.Row
        """;

    public static TaskRow? Find(SqlDb db, string tenant, string taskId)
    {
        var at = taskId.IndexOf('~', StringComparison.Ordinal);
        if (at < 0) return null;
        using var row = db.Query($"SELECT {Columns} FROM Tasks t JOIN Cases c ON c.Id = t.CaseId JOIN Queues q ON q.Id = t.QueueId WHERE c.PublicId = ? AND t.Tenant = ? AND t.BookmarkId = ?",
            taskId[..at], tenant, taskId[(at + 1)..]);
        return row.Step() ? Read(row) : null;
    }

    public Page<TaskRow> List(SqlDb db, string tenant, TaskFilter filter, PageRequest page)
    {
        var take = Math.Clamp(page.Take, 1, MostRows);
        var sources = filter.Assignee is not null ? ["t.Tenant = ? AND t.Assignee = ?"] : QueuesOf(db, tenant, filter).Select(q => string.Create(CultureInfo.InvariantCulture, $"t.QueueId = {q}")).ToList();
        if (sources.Count == 0) return new Page<TaskRow>([], null, 0);
        object?[] own = filter.Assignee is not null ? [tenant, filter.Assignee] : [];

        var where = Conditions(filter, db.Dialect);
        var descending = page.Sort?.StartsWith('-') == true;
        var field = page.Sort?.TrimStart('-');
        var (join, sort) = field switch
        {
            null or "due" => ("", "t.DueOrder"),
            "createdAt" => ("", "t.CreatedAt"),
            "title" => ("", "t.Title"),
            "status" => ("", "t.Status"),
            "caseNumber" or "number" => ("", "COALESCE(c.Number, '')"),
            _ => (" LEFT JOIN TaskSort s ON s.TaskId = t.Id AND s.FieldId = ?", $"COALESCE(s.SortKey, {db.Dialect.EmptyKey})"),
        };
        var from = Cursor.Read(page.Cursor);
        var direction = descending ? "DESC" : "ASC";
        var (parts, counts) = (new List<string>(), new List<string>());
        var (values, countValues) = (new List<object?>(), new List<object?>());
        foreach (var source in sources)
        {
            var conditions = $"{source} AND {where.Conditions}";
            const string Joins = "Tasks t JOIN Cases c ON c.Id = t.CaseId JOIN Queues q ON q.Id = t.QueueId";
            counts.Add($"SELECT 1 AS M FROM {Joins} WHERE {conditions}");
            countValues.AddRange([.. own, .. where.Values]);
            if (join.Length > 0) values.Add(field);
            values.AddRange([.. own, .. where.Values]);
            var after = from is null ? "" : $" AND {db.Dialect.After(sort, "t.Id", descending, from.Value, from.Key, values)}";
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM (SELECT {Columns}, {sort} AS K FROM {Joins}{join} WHERE {conditions}{after} ORDER BY K {direction}, t.Id {direction} LIMIT {take + 1}) AS s{parts.Count}"));
        }
        var count = SqlCaseReader.Count(db, $"FROM ({string.Join(" UNION ALL ", counts)}) AS found", countValues);
        var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM ({string.Join(" UNION ALL ", parts)}) AS merged ORDER BY K {direction}, Id {direction} LIMIT {take + 1}");
        var found = new List<(TaskRow Row, Cursor At)>();
        using (var rows = db.Once(sql, values.ToArray()))
            while (rows.Step()) found.Add((Read(rows), new Cursor(rows.Value(14), rows.Long(0))));
        var cut = SqlCaseReader.Cut(found, take, count, f => f.At);
        return new Page<TaskRow>([.. cut.Items.Select(f => f.Row)], cut.Next, cut.Count);
    }

    private SqlText Conditions(TaskFilter filter, Dialect dialect)
    {
        var now = time.GetUtcNow();
        var where = new SqlText();
        switch (filter.View)
        {
            case "done": where.And("t.Open = 0").And("t.Status = 'done'"); break;
            case "unassigned": where.And("t.Open = 1").And("t.Assignee IS NULL"); break;
            case "dueSoon": where.And("t.Open = 1").And("t.Due >= ?", now).And("t.Due < ?", filter.DueBefore ?? now + Soon); break;
            case "overdue": where.And("t.Open = 1").And("t.Due < ?", now); break;
            case null or "mine" or "group": where.And("t.Open = 1"); break;
            default: throw new ArgumentException($"一覧「{filter.View}」はありません。mine, unassigned, group, dueSoon, overdue, done のどれかです。 (There is no view '{filter.View}'.)", nameof(filter));
        }
        where.AndIf(filter.Program is not null, "q.Program = ?", filter.Program)
            .AndIf(filter.CaseId is not null, "c.PublicId = ?", filter.CaseId)
            .AndIf(filter.View != "dueSoon" && filter.DueBefore is not null, "t.Due < ?", filter.DueBefore);
        if (filter.Text is { Length: > 0 } text)
            where.And($"({dialect.Contains("t.Title")} OR {dialect.Contains("c.SearchText")} OR c.Number = ?)", text, SqlEffects.SearchForm(text), text);
        return where;
    }

    private static List<long> QueuesOf(SqlDb db, string tenant, TaskFilter filter)
    {
        var found = new List<long>();
        foreach (var queue in filter.Queues)
        {
            var slash = queue.LastIndexOf('/');
            if (slash <= 0) continue;
            using var rows = db.Query("SELECT Id FROM Queues WHERE Tenant = ? AND Program = ? AND Role = ?", tenant, queue[..slash], queue[(slash + 1)..]);
            while (rows.Step()) found.Add(rows.Long(0));
        }
        return found.Count <= MostQueues ? found
            : throw new ArgumentException($"一度に見られる受信箱は {MostQueues} までです。手続で絞り込んでください。 (At most {MostQueues} queues at once.)", nameof(filter));
    }

    private static TaskRow Read(SqlRows row) => new(
        $"{row.Text(1)}~{row.Text(2)}", row.Text(1), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7), row.Text(8) is { Length: > 0 } office ? office : null,
        row.Text(9), row.TextOrNull(10), row.Instant(11), row.IsNull(12) ? null : row.Instant(12), Packing.UnpackDatum(row.Opened(13)));
}
