using System.Collections.Concurrent;
using Workflows.Cases.Ports;
using Workflows.Decisions.Functions.Text;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Model;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sqlite;

/// <param name="Key">The case's inner key.</param>
internal sealed record EffectTarget(string Tenant, string Program, long Key, string CaseId, DateTimeOffset Now);

/// <summary>Writes a step's effects: the case's own rows, in the order the step made them.</summary>
internal sealed class SqliteEffects
{
    private readonly ConcurrentDictionary<(string, string, string, string), long> _queues = new();

    /// <returns>Whether something became due that a node should be woken for.</returns>
    public bool Apply(SqliteSession session, EffectTarget target, IReadOnlyList<Effect> effects, CaseHeader header)
    {
        var db = session.Db;
        var (wakes, tasks, sort, head) = (false, false, false, false);
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case BookmarkSet set:
                    db.Run("""
                        INSERT INTO Bookmarks (CaseId, BookmarkId, Tenant, Program, Kind, Name, Key, ActivityId, ScopePath) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (CaseId, BookmarkId) DO UPDATE SET Kind = excluded.Kind, Name = excluded.Name, Key = excluded.Key, ActivityId = excluded.ActivityId, ScopePath = excluded.ScopePath
                        """, target.Key, set.BookmarkId, target.Tenant, target.Program, set.Kind, set.Name, set.Key, set.ActivityId, set.ScopePath);
                    break;
                case BookmarkCleared cleared:
                    db.Run("DELETE FROM Bookmarks WHERE CaseId = ? AND BookmarkId = ?", target.Key, cleared.BookmarkId);
                    break;
                case WaitMoved moved:
                    db.Run("UPDATE Bookmarks SET ActivityId = ?, ScopePath = ? WHERE CaseId = ? AND BookmarkId = ?", moved.ActivityId, moved.ScopePath, target.Key, moved.BookmarkId);
                    db.Run("UPDATE Timers SET ActivityId = ?, ScopePath = ? WHERE CaseId = ? AND BookmarkId = ?", moved.ActivityId, moved.ScopePath, target.Key, moved.BookmarkId);
                    break;
                case TimerSet timer:
                    SetTimer(db, target, TimerKind.Wait, timer.BookmarkId, timer.Due, timer.ActivityId, timer.ScopePath, timer.Name);
                    wakes = true;
                    break;
                case TimerCleared cleared:
                    db.Run("DELETE FROM Timers WHERE CaseId = ? AND BookmarkId = ?", target.Key, cleared.BookmarkId);
                    break;
                case ContinueSoon:
                    SetTimer(db, target, TimerKind.Continue, "continue", target.Now, null, null, null);
                    wakes = true;
                    break;
                case OutboxAdd add:
                    SqliteOutbox.Add(session, target, add);
                    wakes = true;
                    break;
                case OutboxCancelled cancelled:
                    SqliteOutbox.Cancel(db, target.Key, cancelled.Key);
                    break;
                case InstanceSet instance:
                    db.Run("""
                        INSERT INTO Instances (CaseId, No, DefinitionId, DefinitionVersion, Status, SubStatus, CorrelationId, Name) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (CaseId, No) DO UPDATE SET DefinitionId = excluded.DefinitionId, DefinitionVersion = excluded.DefinitionVersion, Status = excluded.Status, SubStatus = excluded.SubStatus,
                            CorrelationId = excluded.CorrelationId, Name = excluded.Name
                        """, target.Key, instance.InstanceNo, instance.DefinitionId, instance.Version, instance.Status, instance.SubStatus, instance.CorrelationId, instance.Name);
                    break;
                case ProjectionSet { Table: Projections.Tasks } task:
                    SetTask(session, target, task.Key, task.Row);
                    tasks = true;
                    break;
                case ProjectionSet { Table: Projections.Sort } value:
                    SetSort(db, target, value.Key, value.Row);
                    sort = true;
                    break;
                case ProjectionSet { Table: Projections.Header }:
                    head = true;
                    break;
                case ProjectionSet projection:
                    SetProjection(session, target, projection);
                    break;
                default:
                    throw new NotSupportedException($"Storage does not know the effect {effect.GetType().Name}.");
            }
        }
        if (tasks || sort) OrderTasks(db, target.Key);
        if (sort || head) SetSearchText(db, target.Key, header);
        return wakes;
    }

    private static void SetTimer(SqliteFile db, EffectTarget target, TimerKind kind, string bookmark, DateTimeOffset due, string? activity, string? scope, string? name) =>
        db.Run("""
            INSERT INTO Timers (Tenant, Kind, CaseId, BookmarkId, Due, ReadyAt, ActivityId, ScopePath, Name, Attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)
            ON CONFLICT (CaseId, BookmarkId) WHERE "CaseId" IS NOT NULL DO UPDATE SET Due = excluded.Due, ReadyAt = excluded.ReadyAt, Name = excluded.Name, Attempts = 0, LastError = NULL
            """, target.Tenant, kind, target.Key, bookmark, due, due, activity, scope, name);

    private void SetTask(SqliteSession session, EffectTarget target, string bookmark, Datum? row)
    {
        var db = session.Db;
        if (row is null)
        {
            db.Run("DELETE FROM TaskSort WHERE TaskId = (SELECT Id FROM Tasks WHERE CaseId = ? AND BookmarkId = ?)", target.Key, bookmark);
            db.Run("DELETE FROM Tasks WHERE CaseId = ? AND BookmarkId = ?", target.Key, bookmark);
            return;
        }
        var status = row["status"].AsText() ?? "open";
        var due = Times.Instant(row["due"]);
        db.Run("""
            INSERT INTO Tasks (Tenant, CaseId, BookmarkId, QueueId, Task, Title, Status, Open, Assignee, CreatedAt, Due, DueOrder, Row) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (CaseId, BookmarkId) DO UPDATE SET QueueId = excluded.QueueId, Task = excluded.Task, Title = excluded.Title, Status = excluded.Status, Open = excluded.Open,
                Assignee = excluded.Assignee, Due = excluded.Due, DueOrder = excluded.DueOrder, Row = excluded.Row
            """,
            target.Tenant, target.Key, bookmark, QueueOf(session, target, row), row["task"].AsText() ?? "", row["title"].AsText() ?? "", status, status is "open" or "claimed",
            row["assignee"].AsText(), Times.Instant(row["createdAt"]) ?? target.Now, due, due ?? DateTimeOffset.MaxValue, db.Seal(Packing.Pack(row)));
    }

    private long QueueOf(SqliteSession session, EffectTarget target, Datum row)
    {
        var queue = (target.Tenant, Program: target.Program, Role: row["role"].AsText() ?? "", Office: row["office"].AsText() ?? "");
        if (_queues.TryGetValue(queue, out var known)) return known;
        session.Db.Run("INSERT OR IGNORE INTO Queues (Tenant, Program, Role, Office) VALUES (?, ?, ?, ?)", queue.Tenant, queue.Program, queue.Role, queue.Office);
        var id = session.Db.Number("SELECT Id FROM Queues WHERE Tenant = ? AND Program = ? AND Role = ? AND Office = ?", queue.Tenant, queue.Program, queue.Role, queue.Office)!.Value;
        session.AfterCommit(() => _queues[queue] = id);
        return id;
    }

    private static void SetSort(SqliteFile db, EffectTarget target, string field, Datum? row)
    {
        db.Run("DELETE FROM CaseSort WHERE CaseId = ? AND FieldId = ?", target.Key, field);
        if (row is null || row["value"].IsNull) return;
        db.Run("INSERT INTO CaseSort (Tenant, Program, FieldId, SortKey, CaseId, Text) VALUES (?, ?, ?, ?, ?, ?)",
            target.Tenant, target.Program, field, SortKeys.Of(row["value"]), target.Key, row["value"].AsText());
    }

    private static void OrderTasks(SqliteFile db, long caseKey)
    {
        db.Run("DELETE FROM TaskSort WHERE TaskId IN (SELECT Id FROM Tasks WHERE CaseId = ?)", caseKey);
        db.Run("INSERT INTO TaskSort (QueueId, FieldId, SortKey, TaskId) SELECT t.QueueId, s.FieldId, s.SortKey, t.Id FROM Tasks t JOIN CaseSort s ON s.CaseId = t.CaseId WHERE t.CaseId = ? AND t.Open = 1", caseKey);
    }

    private static void SetSearchText(SqliteFile db, long caseKey, CaseHeader header)
    {
        var words = new List<string>();
        if (header.Number is { } number) words.Add(number);
        if (header.Title is { } title) words.Add(title);
        using (var rows = db.Query("SELECT Text FROM CaseSort WHERE CaseId = ? ORDER BY FieldId", caseKey))
            while (rows.Step()) words.Add(rows.Text(0));
        db.Run("UPDATE Cases SET SearchText = ? WHERE Id = ?", words.Count == 0 ? null : SearchForm(string.Join(' ', words)), caseKey);
    }

    /// <summary>The form in which text is searched: widths and case do not matter.</summary>
    public static string SearchForm(string text) => UnicodeText.Nfkc(text).ToLowerInvariant();

    private static void SetProjection(SqliteSession session, EffectTarget target, ProjectionSet projection)
    {
        if (projection.Row is not { } row)
        {
            session.Db.Run("DELETE FROM Projections WHERE CaseId = ? AND \"Table\" = ? AND Key = ?", target.Key, projection.Table, projection.Key);
            return;
        }
        var person = projection.Table == Projections.Notices ? row["to"].AsText() : null;
        var json = System.Text.Encoding.UTF8.GetBytes(row.ToJson());
        session.Db.Run("""
            INSERT INTO Projections (Tenant, CaseId, "Table", Key, Person, Row) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (CaseId, "Table", Key) DO UPDATE SET Person = excluded.Person, Row = excluded.Row
            """, target.Tenant, target.Key, projection.Table, projection.Key, person, SqliteCases.Pack(session, target.Tenant, target.Key, json));
    }
}
