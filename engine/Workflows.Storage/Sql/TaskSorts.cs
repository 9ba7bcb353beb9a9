using Workflows.Engine.Data;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <summary>Sort keys of open tasks: one for each searchable field of the case, and for what the task itself is listed by.</summary>
internal static class TaskSorts
{
    // No field of a form begins so.
    public const string Title = "~title", Status = "~status", Number = "~number";

    /// <summary>Under the queues of those a task was given to besides its own: an escalation added them. Written with the task, not with its case's fields.</summary>
    public const string Also = "~also";

    /// <summary>Of the task itself.</summary>
    public static bool IsOwn(string? field) => field is Title or Status or Number;

    /// <summary>Writes those of a case's open tasks anew.</summary>
    public static void Write(SqlSession session, long caseKey, string? number)
    {
        session.Rows.Flush();
        var db = session.Db;
        db.Run($"DELETE FROM TaskSort WHERE TaskId IN (SELECT Id FROM Tasks WHERE CaseId = ?) AND FieldId <> '{Also}'", caseKey);
        db.Run("INSERT INTO TaskSort (QueueId, FieldId, SortKey, TaskId) SELECT t.QueueId, s.FieldId, s.SortKey, t.Id FROM Tasks t JOIN CaseSort s ON s.CaseId = t.CaseId WHERE t.CaseId = ? AND t.Open = 1", caseKey);
        var tasks = new List<(long Id, long Queue, string Title, string Status)>();
        using (var rows = db.Query("SELECT Id, QueueId, Title, Status FROM Tasks WHERE CaseId = ? AND Open = 1", caseKey))
            while (rows.Step()) tasks.Add((rows.Long(0), rows.Long(1), rows.Text(2), rows.Text(3)));
        foreach (var task in tasks)
        {
            Put(db, task.Queue, Title, task.Title, task.Id);
            Put(db, task.Queue, Status, task.Status, task.Id);
            Put(db, task.Queue, Number, number ?? "", task.Id);
        }
    }

    /// <summary>Says in whose lists a task stands besides its own queue's; none once it is done.</summary>
    public static void WriteAlso(SqlSession session, long caseKey, string bookmark, IReadOnlyList<long> queues)
    {
        session.Rows.Flush();
        var task = session.Db.Number("SELECT Id FROM Tasks WHERE CaseId = ? AND BookmarkId = ?", caseKey, bookmark)!.Value;
        session.Db.Run("DELETE FROM TaskSort WHERE TaskId = ? AND FieldId = ?", task, Also);
        foreach (var queue in queues) Put(session.Db, queue, Also, "", task);
    }

    private static void Put(SqlDb db, long queue, string field, string value, long task) =>
        db.InsertNew(StepTable.TaskSort, queue, field, SortKeys.Of(Datum.Of(value)), task);
}
