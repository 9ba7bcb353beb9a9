using System.Globalization;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Storage.Reading;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Task lists: one index-limited query a visible queue, merged.</summary>
internal sealed class SqlTaskLists(TimeProvider time)
{
    private const int MostRows = 500, MostQueues = 64, MostCounted = 1_000;
    /// <summary>Each task of the queue is asked for the words until so many have them: of a name that one in fifteen has, three thousand.</summary>
    private const int MostCountedWithWords = 200;
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
        // What cannot be read is refused whether or not there is anything to list.
        var order = Order.Of(page.Sort);
        var from = order.Field is null ? Cursor.Read<long>(page.Cursor, mayLack: false) : Cursor.Read<byte[]>(page.Cursor, mayLack: true);
        var words = WordSearch.Of(db.Dialect, tenant, filter.Text, filter.TextIn ?? []);
        var queues = filter.Assignee is null ? QueuesOf(db, tenant, filter) : [];
        if (filter.Assignee is null && queues.Count == 0) return new Page<TaskRow>([], null, 0);
        List<string> sources = filter.Assignee is not null ? ["t.Tenant = ? AND t.Assignee = ?"] : Sources(db, queues);
        var most = words is null ? MostCounted : MostCountedWithWords;
        var where = Conditions(filter);
        var known = words is null ? null : TaskWords.And(db, words, filter, queues, where, SomeOf(filter, sources, order), most);
        // A person's own are few; in queues the order's rows are walked when many match.
        var may = filter.Assignee is null && order.Field is not null;
        var counted = known ?? CountOf(db, tenant, filter, sources, where, may ? SqlCaseLists.Few : most);
        var walks = may && counted == SqlCaseLists.Few;
        var found = new List<(TaskRow Row, Cursor At)>();
        if (!walks) Read(db, Merged(db, tenant, filter, sources, where, order, from, Way.FoundFirst, take + 1), found);
        else
        {
            if (from?.Value is not null || from is null) Read(db, Merged(db, tenant, filter, sources, where, order, from, Way.Walked, take + 1), found);
            if (found.Count <= take) Read(db, Merged(db, tenant, filter, sources, where, order, from is { Value: null } ? from : null, Way.Lacking, take + 1 - found.Count), found);
        }
        var cut = SqlCaseLists.Cut(found, take, Math.Min(counted, most), f => f.At, most);
        return cut.With<TaskRow>([.. cut.Items.Select(f => f.Row)]);
    }

    /// <summary>Some tasks of each source by an index of its own: the first in the list's order, or as they come; null where there is none.</summary>
    private Func<int, bool, (string Sql, List<object?> Values)>? SomeOf(TaskFilter filter, List<string> sources, Order order)
    {
        var where = Conditions(filter);
        if (filter.Assignee is not null || order.Value != "t.DueOrder" || Joins(where).Length > 0) return null;
        return (most, ordered) => (string.Join(" UNION ALL ", sources.Select((source, i) => string.Create(CultureInfo.InvariantCulture,
                $"SELECT * FROM (SELECT t.Id, t.CaseId, t.Title FROM Tasks t WHERE {source} AND {where.Conditions}{(ordered ? $" ORDER BY {order.Value} {order.Direction}, t.Id {order.Direction}" : "")} LIMIT {Math.Max(1, most / sources.Count)}) AS f{i}"))),
            [.. sources.SelectMany(_ => where.Values)]);
    }

    private enum Way { FoundFirst, Walked, Lacking }

    /// <param name="Value">A column, or the sort key.</param>
    /// <param name="Field">What sort keys are kept under, when it is no column.</param>
    private sealed record Order(string Value, string? Field, bool Descending)
    {
        public string Direction => Descending ? "DESC" : "ASC";

        public static Order Of(string? sort)
        {
            var descending = sort?.StartsWith('-') == true;
            return sort?.TrimStart('-') switch
            {
                null or "due" => new("t.DueOrder", null, descending),
                // Keys grow with time.
                "createdAt" => new("t.Id", null, descending),
                "title" => new("s.SortKey", TaskSorts.Title, descending),
                "status" => new("s.SortKey", TaskSorts.Status, descending),
                "caseNumber" or "number" => new("s.SortKey", TaskSorts.Number, descending),
                var field => new("s.SortKey", field, descending),
            };
        }
    }

    private static int CountOf(SqlDb db, string tenant, TaskFilter filter, List<string> sources, SqlText where, int most)
    {
        var joins = Joins(where);
        if (filter.Assignee is { } person) return SqlCaseLists.Count(db, $"FROM Tasks t{joins} WHERE t.Tenant = ? AND t.Assignee = ? AND {where.Conditions}", [tenant, person, .. where.Values], most);
        var parts = sources.Select(source => $"SELECT 1 AS M FROM Tasks t{joins} WHERE {source} AND {where.Conditions}");
        return SqlCaseLists.Count(db, $"FROM ({string.Join(" UNION ALL ", parts)}) AS found", [.. sources.SelectMany(_ => where.Values)], most);
    }

    /// <summary>One a queue; and, where there are any, the tasks an escalation added to these queues from others.</summary>
    private static List<string> Sources(SqlDb db, List<long> queues)
    {
        var sources = queues.Select(q => string.Create(CultureInfo.InvariantCulture, $"t.QueueId = {q}")).ToList();
        var all = string.Join(", ", queues);
        // Written out: a plan for any field reads the table from its beginning where there are none.
        if (db.Number($"SELECT 1 FROM TaskSort WHERE QueueId IN ({all}) AND FieldId = '{TaskSorts.Also}' LIMIT 1") is not null)
            sources.Add($"{Added}(SELECT a.TaskId FROM TaskSort a WHERE a.QueueId IN ({all}) AND a.FieldId = '{TaskSorts.Also}') AND t.QueueId NOT IN ({all})");
        return sources;
    }

    private const string Added = "t.Id IN ";

    /// <summary>Only what the conditions name is joined for counting.</summary>
    private static string Joins(SqlText where) =>
        (where.Conditions.Contains("c.", StringComparison.Ordinal) ? " JOIN Cases c ON c.Id = t.CaseId" : "") + (where.Conditions.Contains("q.", StringComparison.Ordinal) ? " JOIN Queues q ON q.Id = t.QueueId" : "");

    /// <summary>The first of each source, merged.</summary>
    private static (string Sql, List<object?> Values) Merged(SqlDb db, string tenant, TaskFilter filter, List<string> sources, SqlText where, Order order, Cursor? from, Way way, int take)
    {
        var (parts, values) = (new List<string>(), new List<object?>());
        foreach (var source in sources)
        {
            // A person's own may be done, and then only their case has sort keys.
            var keys = filter.Assignee is null || TaskSorts.IsOwn(order.Field) ? "s.TaskId = t.Id" : "s.CaseId = t.CaseId";
            var table = keys.StartsWith("s.TaskId", StringComparison.Ordinal) ? "TaskSort" : "CaseSort";
            const string Others = "JOIN Cases c ON c.Id = t.CaseId JOIN Queues q ON q.Id = t.QueueId";
            var (text, key, value) = (way, order.Field) switch
            {
                // Added ones are few: they are found first, and their keys then.
                (Way.Walked, _) when source.StartsWith(Added, StringComparison.Ordinal) => ($"Tasks t {Others} JOIN TaskSort s ON s.TaskId = t.Id AND s.FieldId = ? WHERE {source}", "s.TaskId", order.Value),
                (Way.Walked, _) => ($"TaskSort s CROSS JOIN Tasks t {Others} WHERE {source.Replace("t.QueueId", "s.QueueId", StringComparison.Ordinal)} AND s.FieldId = ? AND t.Id = s.TaskId", "s.TaskId", order.Value),
                (Way.Lacking, _) => ($"Tasks t {Others} WHERE NOT EXISTS (SELECT 1 FROM TaskSort s WHERE s.TaskId = t.Id AND s.FieldId = ?) AND {source}", "t.Id", "NULL"),
                (_, null) => ($"Tasks t {Others} WHERE {source}", "t.Id", order.Value),
                _ => ($"Tasks t {Others} LEFT JOIN {table} s ON {keys} AND s.FieldId = ? WHERE {source}", "t.Id", order.Value),
            };
            if (order.Field is not null) values.Add(order.Field);
            if (filter.Assignee is { } person) values.AddRange([tenant, person]);
            values.AddRange(where.Values);
            var after = "";
            if (from is { Value: null } || (from is not null && order.Value == "t.Id"))
            {
                after = $" AND {(way == Way.FoundFirst && order.Field is not null ? "s.SortKey IS NULL AND " : "")}t.Id {(order.Descending ? '<' : '>')} ?";
                values.Add(from.Key);
            }
            else if (from is not null)
                after = $" AND ({db.Dialect.After(order.Value, key, order.Descending, from.Value, from.Key, values)}{(way == Way.FoundFirst && order.Field is not null ? " OR s.SortKey IS NULL" : "")})";
            var last = way == Way.FoundFirst && order.Field is not null ? "CASE WHEN s.SortKey IS NULL THEN 1 ELSE 0 END, " : "";
            var by = way == Way.Lacking || order.Value == "t.Id" ? $"{key} {order.Direction}" : $"{last}{order.Value} {order.Direction}, {key} {order.Direction}";
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM (SELECT {Columns}, {value} AS K FROM {text} AND {where.Conditions}{after} ORDER BY {by} LIMIT {take}) AS s{parts.Count}"));
        }
        return (string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM ({string.Join(" UNION ALL ", parts)}) AS merged ORDER BY CASE WHEN K IS NULL THEN 1 ELSE 0 END, K {order.Direction}, Id {order.Direction} LIMIT {take}"), values);
    }

    private static void Read(SqlDb db, (string Sql, List<object?> Values) query, List<(TaskRow, Cursor)> found)
    {
        using var rows = db.Once(query.Sql, query.Values.ToArray());
        while (rows.Step()) found.Add((Read(rows), new Cursor(rows.Value(14), rows.Long(0))));
    }

    private SqlText Conditions(TaskFilter filter)
    {
        var now = time.GetUtcNow();
        var where = new SqlText();
        switch (filter.View)
        {
            case "done": where.And("t.Open = 0").And("t.Status = 'done'"); break;
            case "unassigned": where.And("t.Open = 1").And("t.Assignee IS NULL"); break;
            case "dueSoon": where.And("t.Open = 1").And("t.DueOrder >= ?", now).And("t.DueOrder < ?", filter.DueBefore ?? now + Soon); break;
            case "overdue": where.And("t.Open = 1").And("t.DueOrder < ?", now); break;
            case null or "mine" or "group": where.And("t.Open = 1"); break;
            default: throw new ArgumentException($"一覧「{filter.View}」はありません。mine, unassigned, group, dueSoon, overdue, done のどれかです。 (There is no view '{filter.View}'.)", nameof(filter));
        }
        // Queues are those of the programme already.
        where.AndIf(filter.Program is not null && filter.Assignee is not null, "q.Program = ?", filter.Program)
            .AndIf(filter.CaseId is not null, "c.PublicId = ?", filter.CaseId)
            .AndIf(filter.View != "dueSoon" && filter.DueBefore is not null, "t.DueOrder < ?", filter.DueBefore);
        return where;
    }

    private static List<long> QueuesOf(SqlDb db, string tenant, TaskFilter filter)
    {
        var found = new List<long>();
        foreach (var queue in filter.Queues)
        {
            var slash = queue.LastIndexOf('/');
            if (slash <= 0 || (filter.Program is { } program && queue[..slash] != program)) continue;
            var role = queue[(slash + 1)..];
            using var rows = db.Query("SELECT Id, Role FROM Queues WHERE Tenant = ? AND Program = ? AND (Role = ? OR Role LIKE ?)", tenant, queue[..slash], role, role + "@%");
            // Who holds a role everywhere sees the queues of all its scopes, too; LIKE takes some characters of a role for any.
            while (rows.Step()) if ((rows.Text(1) == role || rows.Text(1).StartsWith(role + "@", StringComparison.Ordinal)) && !found.Contains(rows.Long(0))) found.Add(rows.Long(0));
        }
        return found.Count <= MostQueues ? found
            : throw new ListRefusedException("TOO_MANY_QUEUES", $"一度に見られる受信箱は {MostQueues} までです。手続で絞り込んでください。", $"At most {MostQueues} queues at once; name a programme.");
    }

    private static TaskRow Read(SqlRows row) => new(
        $"{row.Text(1)}~{row.Text(2)}", row.Text(1), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.Text(7), row.Text(8) is { Length: > 0 } office ? office : null,
        row.Text(9), row.TextOrNull(10), row.Instant(11), row.IsNull(12) ? null : row.Instant(12), Poison.Datum(row, 13));
}
