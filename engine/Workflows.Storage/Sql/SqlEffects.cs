using System.Collections.Concurrent;
using Workflows.Cases.Ports;
using Workflows.Engine.Data;
using Workflows.Engine.Turns;
using Workflows.Storage.Model;
using Workflows.Storage.Reading;
using Workflows.Storage.Running;

namespace Workflows.Storage.Sql;

/// <param name="Key">The case's inner key.</param>
/// <param name="Now">The case's own time, which never goes back.</param>
/// <param name="Received">The clock's time: what is to be done at once does not wait when the clock has been put back.</param>
internal sealed record EffectTarget(string Tenant, string Program, long Key, string CaseId, DateTimeOffset Now, DateTimeOffset Received);

/// <summary>Writes a step's effects: the case's own rows, in the order the step made them.</summary>
internal sealed class SqlEffects(SqlOutbox outbox)
{
    private readonly ConcurrentDictionary<(string, string, string, string), long> _queues = new();

    /// <returns>Whether something became due that a node should be woken for.</returns>
    public bool Apply(SqlSession session, EffectTarget target, PreparedStep step)
    {
        var (db, rows) = (session.Db, session.Rows);
        var (wakes, tasks, sort, head) = (false, false, false, false);
        for (var i = 0; i < step.Effects.Length; i++)
        {
            switch (step.Step.Effects[i])
            {
                case BookmarkSet set:
                    rows.Put(StepTable.Bookmarks, target.Key, set.BookmarkId, target.Tenant, target.Program, set.Kind, set.Name, set.Key, set.ActivityId, set.ScopePath);
                    break;
                case BookmarkCleared cleared:
                    rows.Remove(StepTable.Bookmarks, target.Key, cleared.BookmarkId);
                    break;
                case WaitMoved moved:
                    rows.Flush();
                    db.Run("UPDATE Bookmarks SET ActivityId = ?, ScopePath = ? WHERE CaseId = ? AND BookmarkId = ?", moved.ActivityId, moved.ScopePath, target.Key, moved.BookmarkId);
                    db.Run("UPDATE Timers SET ActivityId = ?, ScopePath = ? WHERE CaseId = ? AND BookmarkId = ?", moved.ActivityId, moved.ScopePath, target.Key, moved.BookmarkId);
                    break;
                case TimerSet timer:
                    rows.Put(StepTable.Timers, target.Key, timer.BookmarkId, target.Tenant, TimerKind.Wait, timer.Due, timer.Due, timer.ActivityId, timer.ScopePath, timer.Name, 0, null);
                    wakes = true;
                    break;
                case TimerCleared cleared:
                    rows.Remove(StepTable.Timers, target.Key, cleared.BookmarkId);
                    break;
                case ContinueSoon:
                    rows.Put(StepTable.Timers, target.Key, "continue", target.Tenant, TimerKind.Continue, target.Received, target.Received, null, null, null, 0, null);
                    wakes = true;
                    break;
                case OutboxAdd add:
                    outbox.Add(session, target, add, step.Effects[i]!, step.Loaded is { Version: > 0 });
                    wakes = true;
                    break;
                case OutboxCancelled cancelled:
                    rows.Flush();
                    SqlOutbox.Cancel(db, target.Key, cancelled.Key);
                    break;
                case InstanceSet instance:
                    rows.Put(StepTable.Instances, target.Key, instance.InstanceNo, instance.DefinitionId, instance.Version, instance.Status, instance.SubStatus, instance.CorrelationId, instance.Name);
                    break;
                case ProjectionSet { Table: Projections.Tasks } task:
                    SetTask(session, target, task.Key, task.Row, step.Effects[i]);
                    tasks = true;
                    break;
                case ProjectionSet { Table: Projections.Sort } value:
                    if (value.Row is not { } sorted || sorted["value"].IsNull) rows.Remove(StepTable.CaseSort, target.Key, value.Key);
                    else PutSort(rows, target, value.Key, sorted["value"]);
                    sort = true;
                    break;
                case ProjectionSet { Table: Projections.Header }:
                    head = true;
                    break;
                case ProjectionSet projection:
                    SetProjection(rows, target, projection, step.Effects[i]);
                    break;
                default:
                    throw new NotSupportedException($"Storage does not know the effect {step.Step.Effects[i].GetType().Name}.");
            }
        }
        if (tasks || sort || (head && step.Header.Number != step.Loaded?.Listed.Number)) TaskSorts.Write(session, target.Key, step.Header.Number);
        if (sort || step.Header.Number != step.Loaded?.Listed.Number || step.Header.Title != step.Loaded?.Head["title"].AsText()) SetWords(session, target, step);
        return wakes;
    }

    private static void PutSort(IStepRows rows, EffectTarget target, string field, Datum value)
    {
        // PostgreSQL keeps no NUL in a text.
        var text = (value.AsText() ?? "").Replace("\0", "", StringComparison.Ordinal);
        var form = WordForms.Of(text);
        rows.Put(StepTable.CaseSort, target.Key, field, target.Tenant, target.Program, SortKeys.Of(value), text, form == text ? null : form);
    }

    private void SetTask(SqlSession session, EffectTarget target, string bookmark, Datum? row, byte[]? packed)
    {
        if (row is null)
        {
            session.Rows.Flush();
            session.Db.Run("DELETE FROM TaskSort WHERE TaskId = (SELECT Id FROM Tasks WHERE CaseId = ? AND BookmarkId = ?)", target.Key, bookmark);
            session.Rows.Remove(StepTable.Tasks, target.Key, bookmark);
            return;
        }
        var status = row["status"].AsText() ?? "open";
        var due = Times.Instant(row["due"]);
        session.Rows.Put(StepTable.Tasks, target.Key, bookmark, target.Tenant, QueueOf(session, target, row), row["task"].AsText() ?? "", row["title"].AsText() ?? "", status, status is "open" or "claimed",
            row["assignee"].AsText(), Times.Instant(row["createdAt"]) ?? target.Now, due, due ?? DateTimeOffset.MaxValue, packed);
        if (row["also"].IsNull && row["alsoPeople"].IsNull) return;
        var others = row["also"].Items.Select(r => r.AsText()!).Concat(row["alsoPeople"].Items.Select(p => TaskFilter.PersonRole(p.AsText()!)));
        TaskSorts.WriteAlso(session, target.Key, bookmark, status is "open" or "claimed" ? [.. others.Distinct(StringComparer.Ordinal).Select(r => QueueOf(session, target, r, ""))] : []);
    }

    private long QueueOf(SqlSession session, EffectTarget target, Datum row) => QueueOf(session, target, row["role"].AsText() ?? "", row["office"].AsText() ?? "");

    private long QueueOf(SqlSession session, EffectTarget target, string role, string office)
    {
        var queue = (target.Tenant, Program: target.Program, Role: role, Office: office);
        if (_queues.TryGetValue(queue, out var known)) return known;
        session.Db.InsertNew(StepTable.Queues, queue.Tenant, queue.Program, queue.Role, queue.Office);
        var id = session.Db.Number("SELECT Id FROM Queues WHERE Tenant = ? AND Program = ? AND Role = ? AND Office = ?", queue.Tenant, queue.Program, queue.Role, queue.Office)!.Value;
        session.AfterCommit(() => _queues[queue] = id);
        return id;
    }

    /// <summary>Writes anew by which words the case is found.</summary>
    private static void SetWords(SqlSession session, EffectTarget target, PreparedStep step)
    {
        var (db, pieces) = (session.Db, new SortedSet<string>(StringComparer.Ordinal));
        var own = string.Join('\n', new[] { step.Header.Number, step.Header.Title }.Where(t => t is { Length: > 0 }).Select(t => WordForms.Of(t!)));
        void Add(string field, string form) => WordForms.Add(pieces, WordForms.Place(target.Tenant, target.Program, field), form);
        if (step.Loaded is { Version: > 0 })
        {
            session.Rows.Flush();
            using var rows = db.Query("SELECT FieldId, COALESCE(Form, Text) FROM CaseSort WHERE CaseId = ?", target.Key);
            while (rows.Step()) Add(rows.Text(0), rows.Text(1));
        }
        else
        {
            // A new case has what this step says, nothing else.
            var said = new Dictionary<string, Datum?>(StringComparer.Ordinal);
            foreach (var effect in step.Step.Effects) if (effect is ProjectionSet { Table: Projections.Sort } value) said[value.Key] = value.Row?["value"];
            foreach (var (field, value) in said) if (value is { IsNull: false }) Add(field, WordForms.Of(value.AsText() ?? ""));
        }
        PutWords(session, target.Tenant, target.Key, own, pieces);
    }

    /// <param name="own">Number and title in the form words are looked for, a line each.</param>
    /// <param name="pieces">Those of the fields; those of <paramref name="own"/> are added.</param>
    internal static void PutWords(SqlSession session, string tenant, long caseKey, string own, SortedSet<string> pieces)
    {
        foreach (var text in own.Split('\n')) WordForms.Add(pieces, WordForms.Place(tenant), text);
        var (put, all) = (session.Db.Dialect.PutPieces, string.Join(' ', pieces));
        session.Rows.Put(StepTable.CaseWords, caseKey, own, put is null ? all : null);
        if (put is not null) session.Db.Run(put, caseKey, all);
    }

    /// <summary>By whom a row is found: a notice's receiver, whom a grant is for.</summary>
    private static string? PersonOf(string table, Datum row) => table switch
    {
        Projections.Notices => row["to"].AsText(),
        Projections.Grants => $"{row["kind"].AsText()}:{row["to"].AsText()}",
        _ => null,
    };

    private static void SetProjection(IStepRows rows, EffectTarget target, ProjectionSet projection, byte[]? packed)
    {
        if (projection.Row is not { } row) rows.Remove(StepTable.Projections, target.Key, projection.Table, projection.Key);
        else rows.Put(StepTable.Projections, target.Key, projection.Table, projection.Key, target.Tenant, PersonOf(projection.Table, row), packed);
    }
}
