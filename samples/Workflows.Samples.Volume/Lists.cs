using Workflows.Cases.Ports;
using Workflows.Storage.Running;
using Workflows.Storage.Sql;
using Workflows.Engine.Data;

namespace Workflows.Samples.Volume;

/// <param name="Hand">The same page as one would write it for this list alone.</param>
internal sealed record CaseList(string Name, CaseFilter Filter, string? Sort, Hand Hand);

internal sealed record TaskList(string Name, TaskFilter Filter, string? Sort, Hand Hand);

/// <param name="From">Tables and joins; <c>c</c> is the case, <c>t</c> the task.</param>
/// <param name="Order">What is ordered by, then the key.</param>
/// <param name="Most">Counted up to here, as the product does.</param>
internal sealed record Hand(string From, string Where, object?[] Values, string Order, string Key, bool Descending, int Most = 1_000);

/// <summary>What is measured.</summary>
internal static class Lists
{
    private const string Own = "c.Tenant = ? AND c.Program = ?";
    private static readonly object?[] Ours = [Fill.Tenant, Fill.Program];
    private static readonly CaseFilter All = new(Fill.Program);

    public static IEnumerable<CaseList> Cases()
    {
        CaseList Of(string name, CaseFilter filter, string? sort, string where, object?[] values, string order) => new(name, filter, sort, new Hand("Cases c", $"{Own}{where}", [.. Ours, .. values], order, "c.Id", sort is null || sort[0] == '-'));
        yield return Of("all, newest first", All, null, "", [], "c.Id");
        yield return Of("all, oldest first", All, "createdAt", "", [], "c.Id");
        yield return Of("by last change, latest first", All, "-updatedAt", "", [], "c.UpdatedAt");
        yield return Of("by number", All, "number", "", [], "c.Number");
        yield return Of("by status", All, "status", "", [], "c.Status");
        foreach (var field in new[] { "bankCode", "payerName", "noticeNo" })
            foreach (var sort in new[] { field, "-" + field })
                yield return new($"by the field {field}{(sort[0] == '-' ? ", descending" : "")}", All, sort, BySort(field, "", [], sort[0] == '-'));
        yield return Of("open", All with { Open = true }, null, " AND c.Lifecycle <> 'ended' AND c.Lifecycle <> 'disposed'", [], "c.Id");
        yield return Of("open, oldest first", All with { Open = true }, "createdAt", " AND c.Lifecycle <> 'ended' AND c.Lifecycle <> 'disposed'", [], "c.Id");
        yield return Of("one workflow in a thousand", All with { Workflow = "P5" }, null, " AND c.Workflow = ?", ["P5"], "c.Id");
        yield return Of("a common status", All with { Status = Fill.Common }, null, " AND c.Status = ?", [Fill.Common], "c.Id");
        yield return Of("a rare status", All with { Status = Fill.Rare }, null, " AND c.Status = ?", [Fill.Rare], "c.Id");
        yield return new("a common status, by bankCode", All with { Status = Fill.Common }, "bankCode", BySort("bankCode", " AND c.Status = ?", [Fill.Common], false));
        yield return new("a rare status, by payerName", All with { Status = Fill.Rare }, "payerName",
            new Hand("Cases c JOIN CaseSort s ON s.CaseId = c.Id AND s.FieldId = 'payerName'", $"{Own} AND c.Status = ?", [.. Ours, Fill.Rare], "s.SortKey", "c.Id", false));
        yield return Of("a rare status, by last change", All with { Status = Fill.Rare }, "-updatedAt", " AND c.Status = ?", [Fill.Rare], "c.UpdatedAt");
        yield return Of("one applicant", All with { Applicant = "person7" }, null, " AND c.Applicant = ?", ["person7"], "c.Id");
        var bank = new CaseScope([new CaseBranch([], [("bankCode", ["0007"])])], ["user:u1"], "u1");
        yield return new("a reader of one bank's cases", All with { Scope = bank }, null, new Hand("CaseSort s JOIN Cases c ON c.Id = s.CaseId", "s.Tenant = ? AND s.Program = ? AND s.FieldId = 'bankCode' AND s.SortKey = ?", [.. Ours, SortKeys.Of(Datum.Of("0007"))], "c.Id", "c.Id", true));
        var most = new CaseScope([new CaseBranch(["P1"], [])], ["user:u1"], "u1");
        yield return Of("a reader of one workflow's cases", All with { Scope = most }, null, " AND c.Workflow = 'P1'", [], "c.Id");
        yield return new("the same, by payerName", All with { Scope = most }, "payerName", BySort("payerName", " AND c.Workflow = 'P1'", [], false));
    }

    public static IEnumerable<CaseList> Searches()
    {
        string[] fields = ["payerName", "bankCode", "noticeNo"];
        CaseList Of(string name, string text, string? sort = null, string[]? within = null, string? status = null) => new($"search: {name}", All with { Text = text, TextIn = within ?? fields, Status = status }, sort,
            ByHand(text, within ?? fields, status, sort));
        yield return Of("a frequent family name", "佐々木");
        yield return Of("one character", "佐");
        yield return Of("two words", "佐々木 KF-0");
        yield return Of("a name that is nobody's", "徳川家康");
        yield return Of("a case number", "KF-0007368787");
        yield return Of("four digits of a number", "7368");
        yield return Of("what every number has", "KF-");
        yield return Of("a frequent family name, by bankCode", "佐々木", "bankCode");
        yield return Of("a frequent family name, by last change", "佐々木", "-updatedAt");
        yield return Of("a frequent family name among a rare status", "佐々木", status: Fill.Rare);
        yield return Of("a name by who may not read names", "佐々木", within: ["bankCode", "noticeNo"]);
    }

    /// <summary>Every case of the programme is looked at: what one writes who has no index of words.</summary>
    private static Hand ByHand(string text, string[] fields, string? status, string? sort)
    {
        var words = text.Split(' ');
        var likes = string.Concat(words.Select(_ => $" AND (c.Number LIKE ? OR EXISTS (SELECT 1 FROM CaseSort f WHERE f.CaseId = c.Id AND f.FieldId IN ('{string.Join("', '", fields)}') AND f.Text LIKE ?))"));
        object?[] values = [.. words.SelectMany(w => new object?[] { $"%{w}%", $"%{w}%" })];
        var where = (status is null ? "" : " AND c.Status = ?") + likes;
        object?[] own = status is null ? values : [status, .. values];
        return sort switch
        {
            "bankCode" => BySort("bankCode", where, own, false),
            "-updatedAt" => new Hand("Cases c", $"{Own}{where}", [.. Ours, .. own], "c.UpdatedAt", "c.Id", true),
            _ => new Hand("Cases c", $"{Own}{where}", [.. Ours, .. own], "c.Id", "c.Id", true),
        };
    }

    public static IEnumerable<TaskList> Tasks(long queue)
    {
        TaskList Of(string name, TaskFilter filter, string? sort, string where, object?[] values, string order) => new(name, filter, sort, new Hand("Tasks t JOIN Cases c ON c.Id = t.CaseId JOIN Queues q ON q.Id = t.QueueId", where, values, order, "t.Id", sort?[0] == '-'));
        var group = new TaskFilter([$"{Fill.Program}/role0"], View: "group");
        yield return Of("tasks of a queue, by due date", group, null, "t.QueueId = ? AND t.Open = 1", [queue], "t.DueOrder");
        yield return Of("by creation, newest first", group, "-createdAt", "t.QueueId = ? AND t.Open = 1", [queue], "t.Id");
        foreach (var (sort, field) in new[] { ("title", TaskSorts.Title), ("number", TaskSorts.Number), ("-payerName", "payerName"), ("bankCode", "bankCode") })
            yield return new($"by {sort}", group, sort, new Hand("TaskSort s JOIN Tasks t ON t.Id = s.TaskId JOIN Cases c ON c.Id = t.CaseId JOIN Queues q ON q.Id = t.QueueId", "s.QueueId = ? AND s.FieldId = ? AND t.Open = 1", [queue, field], "s.SortKey", "s.TaskId", sort[0] == '-'));
        yield return Of("unassigned", group with { View = "unassigned" }, null, "t.QueueId = ? AND t.Open = 1 AND t.Assignee IS NULL", [queue], "t.DueOrder");
        yield return Of("overdue", group with { View = "overdue" }, null, "t.QueueId = ? AND t.Open = 1 AND t.DueOrder < ?", [queue, DateTimeOffset.UtcNow], "t.DueOrder");
        yield return Of("due soon", group with { View = "dueSoon" }, null, "t.QueueId = ? AND t.Open = 1 AND t.DueOrder >= ? AND t.DueOrder < ?", [queue, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(3)], "t.DueOrder");
        yield return Of("mine", new TaskFilter([], "clerk7", "mine"), null, "t.Tenant = ? AND t.Assignee = ? AND t.Open = 1", [Fill.Tenant, "clerk7"], "t.DueOrder");
        var named = group with { Text = "佐々木", TextIn = [(Fill.Program, ["payerName", "noticeNo"])] };
        yield return new("search in tasks: a frequent family name", named, null, new Hand("Tasks t JOIN Cases c ON c.Id = t.CaseId JOIN Queues q ON q.Id = t.QueueId JOIN CaseSort f ON f.CaseId = c.Id AND f.FieldId = 'payerName'",
            "t.QueueId = ? AND t.Open = 1 AND f.Text LIKE ?", [queue, "%佐々木%"], "t.DueOrder", "t.Id", false, 200));
        yield return new("search in tasks: a number", named with { Text = "0007368787" }, null, new Hand("Tasks t JOIN Cases c ON c.Id = t.CaseId JOIN Queues q ON q.Id = t.QueueId",
            "t.QueueId = ? AND t.Open = 1 AND c.Number LIKE ?", [queue, "%0007368787%"], "t.DueOrder", "t.Id", false, 200));
        yield return new("search in tasks: words of a title", named with { Text = "照合" }, null, new Hand("Tasks t JOIN Cases c ON c.Id = t.CaseId JOIN Queues q ON q.Id = t.QueueId",
            "t.QueueId = ? AND t.Open = 1 AND t.Title LIKE ?", [queue, "%照合%"], "t.DueOrder", "t.Id", false, 200));
        yield return new("eight queues at once, by due date", new TaskFilter([.. Enumerable.Range(0, 8).Select(i => $"{Fill.Program}/role{i}")], View: "group"), null,
            new Hand("Tasks t JOIN Cases c ON c.Id = t.CaseId JOIN Queues q ON q.Id = t.QueueId", "q.Role LIKE 'role_' AND t.Open = 1", [], "t.DueOrder", "t.Id", false));
    }

    private static Hand BySort(string field, string where, object?[] values, bool descending) =>
        new("CaseSort s CROSS JOIN Cases c", $"s.Tenant = ? AND s.Program = ? AND s.FieldId = '{field}' AND c.Id = s.CaseId{where}", [.. Ours, .. values], "s.SortKey", "s.CaseId", descending);
}
