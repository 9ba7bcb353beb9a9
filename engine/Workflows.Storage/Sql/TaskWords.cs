using System.Text;
using Workflows.Cases.Ports;
using Workflows.Storage.Reading;

namespace Workflows.Storage.Sql;

/// <summary>Words looked for in tasks: all of them stand in the task's title, or in its case where the reader may look.</summary>
internal static class TaskWords
{
    /// <summary>Definitions give titles, so those of a queue are few as a rule. Beyond so many different ones each task is asked.</summary>
    private const int MostTitles = 100;

    public static void And(SqlDb db, WordSearch words, TaskFilter filter, List<long> queues, SqlText where)
    {
        // A person's own tasks are few, and those done have no sort keys.
        var titles = filter.Assignee is null ? Titles(db, queues, words) : null;
        var named = titles is { Count: > 0 } ? Named(titles) : default;
        if (titles is not null && !words.IsWide(db, SqlCaseLists.Few) && (titles.Count == 0 || SqlCaseLists.Count(db, $"FROM TaskSort n WHERE {named.Sql}", named.Values, SqlCaseLists.Few) < SqlCaseLists.Few))
        {
            var inCase = words.And(new SqlText(), db.Dialect, "p.K");
            var (pieces, values) = words.Candidates!.Value;
            var found = $"SELECT x.Id FROM ({pieces}) AS p CROSS JOIN Tasks x WHERE x.CaseId = p.K AND {inCase.Conditions}";
            if (titles.Count == 0) where.And($"t.Id IN ({found})", [.. values, .. inCase.Values]);
            else where.And($"t.Id IN ({found} UNION ALL SELECT n.TaskId FROM TaskSort n WHERE {named.Sql})", [.. values, .. inCase.Values, .. named.Values]);
            return;
        }
        var asked = words.And(new SqlText(), db.Dialect, "t.CaseId");
        var (title, of) = titles switch
        {
            null => (string.Join(" AND ", words.Words.Select(_ => db.Dialect.Contains("t.Title"))), words.Words),
            { Count: 0 } => (null, []),
            _ => ($"EXISTS (SELECT 1 FROM TaskSort n WHERE n.TaskId = t.Id AND {named.Sql})", named.Values),
        };
        where.And(title is null ? asked.Conditions : $"(({title}) OR ({asked.Conditions}))", [.. of, .. asked.Values]);
    }

    private static (string Sql, IReadOnlyList<object?> Values) Named(List<(long Queue, byte[] Key)> titles) =>
        (string.Join(" OR ", titles.Select(_ => "(n.QueueId = ? AND n.FieldId = ? AND n.SortKey = ?)")), [.. titles.SelectMany(t => new object?[] { t.Queue, TaskSorts.Title, t.Key })]);

    /// <summary>The sort keys of titles that have the words; null when there are too many different titles.</summary>
    private static List<(long Queue, byte[] Key)>? Titles(SqlDb db, List<long> queues, WordSearch words)
    {
        var found = new List<(long, byte[])>();
        foreach (var queue in queues)
        {
            byte[] last = [];
            for (var count = 0; ; count++)
            {
                if (count == MostTitles) return null;
                using var row = db.Query("SELECT SortKey FROM TaskSort WHERE QueueId = ? AND FieldId = ? AND SortKey > ? ORDER BY SortKey LIMIT 1", queue, TaskSorts.Title, last);
                if (!row.Step()) break;
                last = row.Bytes(0);
                // Behind the kind of value.
                var title = WordForms.Of(Encoding.UTF8.GetString(last.AsSpan(1)));
                if (words.Words.All(w => title.Contains(w, StringComparison.Ordinal))) found.Add((queue, last));
            }
        }
        return found;
    }
}
